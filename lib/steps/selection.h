/* SPDX-License-Identifier: Apache-2.0 */
/* What a redaction shows and withholds, and why.  Lists are written as people
 * do: `7,9-11` are blocks, `7:2-3` sentences of block 7. */
#ifndef GS_LIB_STEPS_SELECTION_H
#define GS_LIB_STEPS_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/evidence/opening.h"
#include "lib/evidence/redact.h"
#include "lib/report.h"

/* All zero, but for the first three: nothing is shown yet. */
struct gs_selection {
	struct gs_arena *arena; /* set by the caller */
	struct gs_opening o;    /* what the file shows; set by the caller */
	struct gs_marks marks;  /* of its charter; set by the caller */
	bool open[GS_BLOCKS_MAX];
	bool *sentence[GS_BLOCKS_MAX]; /* not NULL: chosen one by one */
	struct gs_span reason[GS_BLOCKS_MAX];
	struct gs_span *inside[GS_BLOCKS_MAX]; /* reasons of sentences */
	bool annex[GS_ANNEXES_MAX]; /* shown */
};

/* What is shown comes first, then what is withheld, gs_selection_end, then
 * reasons.  Texts are borrowed.  For all: GS_ERR_FORMAT, GS_ERR_RULE,
 * GS_ERR_DUPLICATE with a report (what was asked cannot be), GS_ERR_MEMORY. */

/* All that the file shows, to begin with. */
void gs_selection_all(struct gs_selection *c);
/* Every block whose mark is within `mark`. */
GS_CHECKED int gs_selection_mark(struct gs_selection *c,
    struct gs_report *report, const char *mark);
GS_CHECKED int gs_selection_show(struct gs_selection *c,
    struct gs_report *report, const char *list);
/* An annex's number, or "all" that the file shows: no annex is shown that was
 * not named, since a redacted text does not say what a file may.
 * GS_ERR_UNKNOWN: there is none of that number. */
GS_CHECKED int gs_selection_annex(struct gs_selection *c,
    struct gs_report *report, const char *which);
/* `LIST` or `LIST CODE`; what the file withholds already may be named. */
GS_CHECKED int gs_selection_withhold(struct gs_selection *c,
    struct gs_report *report, const char *value);
/* Something is shown.  GS_ERR_RULE if not. */
GS_CHECKED int gs_selection_end(struct gs_selection *c,
    struct gs_report *report);
/* `LIST CODE`; or, of gs_selection_withhold (not `required`), a `LIST` that
 * has none. */
GS_CHECKED int gs_selection_reason(struct gs_selection *c,
    struct gs_report *report, const char *value, bool required);
/* Reasons out of the gaps of an earlier text, where none was given. */
GS_CHECKED int gs_selection_earlier(struct gs_selection *c, const void *text,
    size_t len);
/* The code of all that is withheld and has no reason yet; last. */
GS_CHECKED int gs_selection_otherwise(struct gs_selection *c,
    struct gs_report *report, const char *code);

/* The readable text of a file that was made: made from that file alone, so
 * that it cannot have what the file withholds.  Room: GS_REDACT_TEXT_MAX.
 * Errors of gs_provenance_parse, gs_opening_parse, gs_redact_text. */
GS_CHECKED int gs_selection_text(struct gs_writer *w,
    const struct gs_selection *c, const void *made, size_t len);

/* What there is to say of the file made. */
struct gs_selection_count {
	size_t shown, in_part; /* blocks; in_part of these */
	size_t unmarked; /* withheld by this choice, without a portion mark */
	size_t annexes;  /* shown */
};
void gs_selection_count(struct gs_selection_count *out,
    const struct gs_selection *c);

#endif
