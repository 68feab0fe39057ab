/* SPDX-License-Identifier: Apache-2.0 */
/* What a memo's author says of it beside the text: the memo that it amends and
 * others that it is related to, whom the author
 * proposes for a panel and wishes to be given it.  All of it stands in the
 * memo's record, for everybody who reads the log. */
#ifndef GS_LIB_STEPS_TERMS_H
#define GS_LIB_STEPS_TERMS_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/channel/channel.h"
#include "core/memo/memo.h"
#include "lib/report.h"

#define GS_TERMS_RELATED_MAX 16
#define GS_TERMS_PANEL_MAX 8
#define GS_TERMS_DISTRIBUTION_MAX 32
#define GS_TERMS_NAME_MAX 1024 /* bytes of a name */
/* Bytes of the lines from `channel` to `content`: the memo's number, slot,
 * longest proof and signature fit into its entry beside them. */
#define GS_TERMS_MAX ((size_t)60 << 10)

struct gs_terms_texts {
	const char *const *v;
	size_t count;
};
/* As people give it.  A memo is named by its number in the log, or by its id,
 * 64 hexadecimal digits. */
struct gs_terms_order {
	const struct gs_state *state; /* NULL: there is no log at hand */
	const char *amends;           /* NULL: none */
	struct gs_terms_texts related, panel, distribution;
};
/* Sets these four of *out, and zeroes the rest; what is not borrowed lives in
 * the arena.  GS_ERR_RANGE: too many; GS_ERR_UNKNOWN: no such memo;
 * GS_ERR_FORMAT: no memo's name, or no name; GS_ERR_DUPLICATE: twice;
 * GS_ERR_MEMORY; each but the last with a report. */
GS_CHECKED int gs_terms_read(struct gs_memo_terms *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_terms_order *order);

/* Whether whole terms fit.  GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_terms_fit(struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo_terms *terms);

#endif
