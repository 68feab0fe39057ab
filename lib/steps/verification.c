/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/verification.h"

#include "lib/evidence/publication.h"
#include "lib/steps/asides.h"

int gs_verification_judge(struct gs_verification *v, struct gs_span file,
    struct gs_span keys)
{
	int err = gs_case_judge(&v->given, file, keys);

	v->valid = err == GS_OK;
	if (err == GS_OK)
		err = gs_findings_of(&v->findings, &v->given);
	if (err == GS_OK)
		v->shown = gs_publication_showing(v->given.verdict.memo,
		    v->given.parts.opening);
	return err == GS_OK ? gs_verification_annexes(v, NULL, 0) : err;
}

int gs_verification_annexes(struct gs_verification *v,
    const struct gs_given_file *files, size_t count)
{
	return gs_annexes_match(&v->annexes, v->given.arena,
	    &v->given.verdict.opening, files, count);
}

int gs_verification_compare(struct gs_verification *v,
    struct gs_report *report, struct gs_converted *file)
{
	const struct gs_verdict *verdict = &v->given.verdict;

	int err = gs_compare(&v->comparison, report, v->given.arena,
	    &verdict->memo->charter->marks, &verdict->opening, file->text);
	if (err != GS_OK)
		return err;

	gs_asides_attach(&v->comparison, file, &verdict->memo->charter->marks,
	    &verdict->opening);
	v->has_text = true;
	v->text = file->text;
	v->published = gs_publication_of(verdict->memo, file->text);
	return GS_OK;
}

int gs_verification_claim(struct gs_verification *v, const char *challenge,
    struct gs_span claim)
{
	struct gs_claim_memo about;

	gs_claim_memo_of(&about, &v->given.verdict.memo->rec);
	int err = gs_claim_check(&v->claim, &v->claim_report,
	    v->given.arena, &about, challenge, claim);
	if (err == GS_ERR_MEMORY)
		return err;

	v->has_claim = true;
	v->claim_good = err == GS_OK;
	v->challenge = challenge;
	return GS_OK;
}

int gs_verification_result(const struct gs_verification *v)
{
	if (v->has_text && !gs_summary_good(&v->comparison))
		return GS_ERR_MISMATCH;
	if (!gs_annexes_are_good(&v->annexes))
		return GS_ERR_MISMATCH;
	return v->has_claim && !v->claim_good ? GS_ERR_MISMATCH : GS_OK;
}

void gs_verification_say_challenge(struct gs_report *out,
    const struct gs_verification *v)
{
	const struct gs_span *over = &v->claim.challenge;

	if (v->challenge != NULL)
		gs_report_say(out, "claim-over-your-challenge",
		    "It was signed over the challenge that you gave: not "
		    "before you chose it.");
	else if (over->len > 0)
		gs_report_tell(out, "claim-over-other-challenge",
		    "It was made for someone who chose the challenge "
		    "\"{0}\";\nyou gave none to hold it against.",
		    gs_say_span(over->ptr, over->len));
	else
		gs_report_say(out, "claim-open-to-anyone",
		    "It has no challenge: it may be old, and whoever shows "
		    "it need not be its author.");
}

void gs_verification_free(struct gs_verification *v)
{
	gs_case_free(&v->given);
}
