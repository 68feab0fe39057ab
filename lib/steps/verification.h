/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of a provenance file, and of a text and a claim of
 * authorship that come with it. */
#ifndef GS_LIB_STEPS_VERIFICATION_H
#define GS_LIB_STEPS_VERIFICATION_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/compare/compare.h"
#include "lib/records/claim.h"
#include "lib/steps/annexes.h"
#include "lib/steps/findings.h"
#include "lib/steps/json.h"
#include "lib/steps/summary.h"

/* All zero, but for given.trust.  The bytes given to the functions below
 * must outlive it. */
struct gs_verification {
	struct gs_case given;
	bool valid;                  /* else given.report says why not */
	struct gs_findings findings; /* if valid */
	/* The one whose opening the file has, or NULL. */
	const struct gs_publication *shown;

	bool has_text;
	struct gs_comparison comparison;
	struct gs_span text; /* borrowed */
	const struct gs_publication *published; /* which the text is, or NULL */

	struct gs_annex_matches annexes; /* of no file, before any is given */

	bool has_claim, claim_good;
	const char *challenge;         /* the one given, or NULL */
	struct gs_claim claim;         /* if it is good */
	struct gs_report claim_report; /* else why not */
};

/* Judges the file.  Results as gs_case_judge; release with
 * gs_verification_free in any case.  The others need a valid one. */
GS_CHECKED int gs_verification_judge(struct gs_verification *v,
    struct gs_span file, struct gs_span keys);
/* Holds the text of a file against the memo; what the file holds beside it is
 * judged with it.  `file` must outlive *v.  Errors of gs_compare, with a
 * report. */
GS_CHECKED int gs_verification_compare(struct gs_verification *v,
    struct gs_report *report, struct gs_converted *file);
/* Holds files against the memo's annexes.  `files` must outlive *v.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_verification_annexes(struct gs_verification *v,
    const struct gs_given_file *files, size_t count);
/* Judges a claim, over `challenge` if that is not NULL.  GS_OK if it could be
 * judged, GS_ERR_MEMORY. */
GS_CHECKED int gs_verification_claim(struct gs_verification *v,
    const char *challenge, struct gs_span claim);
/* GS_OK: all that was given is good.  GS_ERR_MISMATCH: the text is not the
 * memo's, whole or in part, a file is none of its annexes, or the claim is not
 * good. */
GS_CHECKED int gs_verification_result(const struct gs_verification *v);
void gs_verification_free(struct gs_verification *v);

/* The verdict of docs/spec/provenance.md ("Verdicts as JSON"); if the file is
 * not valid, `judged` tells whether that is a judgement.  The caller prints or
 * releases *out in any case.  Errors of gs_duties_next. */
GS_CHECKED int gs_verification_json(struct gs_json_object *out,
    const struct gs_verification *v, bool judged);

/* What a good claim says beside the name, as a sentence. */
void gs_verification_say_challenge(struct gs_report *out,
    const struct gs_verification *v);

#endif
