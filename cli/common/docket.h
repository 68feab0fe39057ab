/* SPDX-License-Identifier: Apache-2.0 */
/* An office's dockets in a folder of its own, which several people share
 * (lib/steps/docket.h). */
#ifndef GS_CLI_COMMON_DOCKET_H
#define GS_CLI_COMMON_DOCKET_H

#include "cli/common/desk.h"
#include "lib/steps/docket.h"

/* The options. */
struct gs_docket_place {
	const char *folder;   /* NULL: none is kept */
	const char *identity; /* opens what is sealed to the office */
};
#define GS_OPTION_DOCKET(place) \
	{.name = "docket", .value = &(place).folder, .setting = "docket"}
#define GS_HELP_DOCKET \
"  --docket DIR         a folder that the office's people share: who has a memo,\n" \
"                       and drafts, sealed to the office\n"

/* One of them, while a verb has it. */
struct gs_docket_held {
	struct gs_docket is;
	uint8_t *file; /* as it was read; NULL: there was none */
	size_t len;
};

/* All say what is wrong.  Empty if there is none.  Release in any case. */
GS_CHECKED int gs_docket_take(struct gs_docket_held *out,
    struct gs_source *s, const struct gs_docket_place *place,
    const struct gs_memo *memo);
/* Writes it, by the holder of s->sign; one that says nothing is removed.
 * GS_ERR_DENIED: it was changed since it was read. */
GS_CHECKED int gs_docket_keep(struct gs_docket_held *docket,
    struct gs_source *s, const struct gs_docket_place *place,
    const struct gs_memo *memo);
/* The reply was sent: its draft goes; that it could not is said, and no
 * failure. */
void gs_docket_sent(struct gs_source *s, const struct gs_docket_place *place,
    const struct gs_memo *memo);
void gs_docket_release(struct gs_docket_held *docket);

/* A line about who has it and what waits, for people; none if it is empty. */
void gs_docket_print(const struct gs_docket *docket);

#endif
