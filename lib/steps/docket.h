/* SPDX-License-Identifier: Apache-2.0 */
/* What several people of an office keep for each other about one memo: who has
 * it, and a draft of its reply.  A file sealed to the office, in a folder of
 * theirs; nothing of it is in the log, since the log names no staff. */
#ifndef GS_LIB_STEPS_DOCKET_H
#define GS_LIB_STEPS_DOCKET_H

#include <jansson.h>
#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/report.h"

#define GS_DOCKET_FILE_MAX ((size_t)4 << 20)
#define GS_DOCKET_LINES_MAX 64 /* as often as a verb takes an option */

struct gs_docket_lines {
	const char *v[GS_DOCKET_LINES_MAX];
	size_t count;
};

struct gs_docket {
	struct gs_span to;   /* whom the memo is assigned to; NULL: nobody */
	struct gs_span by;   /* who changed this last */
	struct gs_span text; /* secret: of the draft; NULL: it has none yet */
	struct gs_docket_lines dispositions; /* `R WORD` each */
	struct gs_docket_lines commitments;  /* `R DAY OWNER` each */
	json_t *json;        /* what all this is in, if it was opened */
};

/* To the `seal` lines of the office of that charter; released by gs_age_free.
 * Errors of gs_seal. */
GS_CHECKED int gs_docket_seal(uint8_t **out, size_t *len,
    const struct gs_docket *docket, const struct gs_memo *memo,
    const struct gs_charter *charter);
/* Releases with gs_docket_close.  GS_ERR_FORMAT, GS_ERR_MISMATCH (of another
 * memo), errors of gs_seal_open, each with a report; GS_ERR_MEMORY. */
GS_CHECKED int gs_docket_open(struct gs_docket *out,
    struct gs_report *report, const struct gs_memo *memo,
    const uint8_t identity[32], struct gs_span file);
void gs_docket_close(struct gs_docket *docket);

bool gs_docket_has_draft(const struct gs_docket *docket);
bool gs_docket_is_empty(const struct gs_docket *docket);
void gs_docket_drop_draft(struct gs_docket *docket);
/* For a person of the office whom the charter in force names: GS_ERR_UNKNOWN,
 * with the report. */
GS_CHECKED int gs_docket_assign(struct gs_docket *docket,
    struct gs_report *report, const struct gs_charter *charter,
    const char *name);
/* Whose change it is, by their signing key.  GS_ERR_DENIED, with the report:
 * nobody's of the office. */
GS_CHECKED int gs_docket_change(struct gs_docket *docket,
    struct gs_report *report, const struct gs_charter *charter,
    const uint8_t key[32]);

#endif
