/* SPDX-License-Identifier: Apache-2.0 */
#include "web/judge.h"

#include <stdlib.h>
#include <string.h>

#include "lib/file_kind.h"
#include "lib/steps/beside_json.h"
#include "lib/steps/misfiled.h"
#include "lib/steps/own_key.h"
#include "lib/steps/verification.h"

struct judging {
	const struct gs_span *in;
	struct gs_report *report;
	char **answers;
	struct gs_verification v;
	struct gs_converted text;
	char *challenge;
};

static struct gs_span input_of(const struct judging *j, enum gs_web_input i)
{
	return j->in[i];
}

/* Whom to believe --------------------------------------------------------- */

static int trust_line(struct judging *j, size_t n, struct gs_span line)
{
	struct gs_verifier key;

	int err = gs_verifier_parse(&key, line.ptr, line.len);
	if (err != GS_OK) {
		gs_report_tell(j->report, "trust-line",
		    "line {0} of the keys is not a verifier key (NAME+8 hex "
		    "digits+base64)", gs_say_number(n + 1));
		return err;
	}
	if (n > 0)
		return gs_trust_witness(&j->v.given.trust, j->report, &key);
	gs_trust_key(&j->v.given.trust, &key);
	return GS_OK;
}

static int read_trust(struct judging *j)
{
	struct gs_span keys = input_of(j, GS_WEB_TRUST);
	struct gs_span policy = input_of(j, GS_WEB_POLICY);
	size_t n = 0;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < keys.len; n++) {
		const uint8_t *end = memchr(keys.ptr + i, '\n', keys.len - i);
		size_t len = end == NULL ? keys.len - i :
		    (size_t)(end - keys.ptr) - i;

		err = trust_line(j, n, (struct gs_span){keys.ptr + i, len});
		i += len + 1;
	}
	if (err == GS_OK && policy.len > 0)
		err = gs_trust_policy(&j->v.given.trust, j->report,
		    policy.ptr, policy.len);
	return err == GS_OK ?
	    gs_trust_check(&j->v.given.trust, j->report) : err;
}

/* What is answered -------------------------------------------------------- */

static int answer_line(struct judging *j, enum gs_web_answer kind,
    struct gs_json_object *o)
{
	j->answers[kind] = gs_json_line(o);
	return j->answers[kind] == NULL ? GS_ERR_MEMORY : GS_OK;
}

static int answer_own_key(struct judging *j)
{
	struct gs_own_key key;

	int err = gs_own_key_find(&key, j->report, input_of(j, GS_WEB_FILE));
	if (err != GS_OK)
		return err;
	struct gs_json_object o = gs_own_key_json(&key);
	return answer_line(j, GS_WEB_VERDICT, &o);
}

/* Without a text there is nothing beside the memo's blocks, whose rows are
 * the same. */
static int put_rows(struct gs_json_object *o, struct judging *j)
{
	struct gs_verification *v = &j->v;
	const struct gs_opening *memo = &v->given.verdict.opening;
	struct gs_comparison none, *k = &v->comparison;
	struct gs_beside beside;
	int err = GS_OK;

	if (!v->has_text) {
		k = &none;
		err = gs_compare(k, j->report, v->given.arena,
		    &v->given.verdict.memo->charter->marks, memo,
		    (struct gs_span){NULL, 0});
	}
	if (err == GS_OK)
		err = gs_beside_of(&beside, v->given.arena, k, memo);
	if (err == GS_OK && v->has_text)
		gs_summary_put_json(o, k, memo);
	if (err == GS_OK)
		gs_beside_put_json(o, &beside, memo);
	return err;
}

static int answer_verdict(struct judging *j, bool judged)
{
	struct gs_json_object o = {.json = NULL};
	struct gs_json_object shown = gs_json_object_start();

	int err = gs_verification_json(&o, &j->v, judged);
	if (err == GS_OK && j->v.valid) {
		err = put_rows(&shown, j);
		gs_findings_put_said(&shown, &j->v.findings,
		    j->v.given.verdict.memo->charter);
		gs_local_put_json(&shown, o.json,
		    j->v.given.verdict.memo->charter);
	}

	if (err == GS_OK)
		err = answer_line(j, GS_WEB_SHOWN, &shown);
	else
		json_decref(shown.json);
	if (err == GS_OK)
		return answer_line(j, GS_WEB_VERDICT, &o);
	json_decref(o.json);
	return err;
}

/* The judgement ----------------------------------------------------------- */

static int compare_input(struct judging *j)
{
	struct gs_span text = input_of(j, GS_WEB_TEXT);
	enum gs_file_kind kind = gs_file_kind(text, "");

	if (kind != GS_FILE_TEXT && kind != GS_FILE_EMPTY) {
		gs_report_tell(j->report, "text-is-file",
		    "the text is {0}, not a text",
		    gs_say_text(gs_file_kind_said(kind)));
		return GS_ERR_FORMAT;
	}
	j->text.text = text;
	return gs_verification_compare(&j->v, j->report, &j->text);
}

static int claim_input(struct judging *j)
{
	struct gs_span over = input_of(j, GS_WEB_CHALLENGE);

	if (over.len > 0) {
		j->challenge = malloc(over.len + 1);
		if (j->challenge == NULL)
			return GS_ERR_MEMORY;
		memcpy(j->challenge, over.ptr, over.len);
		j->challenge[over.len] = '\0';
	}
	return gs_verification_claim(&j->v, j->challenge,
	    input_of(j, GS_WEB_CLAIM));
}

/* Errors that are no judgement, as the program's exit code 2 is none. */
static bool counts_as_judged(int err)
{
	return err != GS_ERR_IO && err != GS_ERR_MEMORY &&
	    err != GS_ERR_RANDOM && err != GS_ERR_INTERNAL;
}

static int judge_file(struct judging *j)
{
	struct gs_span file = input_of(j, GS_WEB_FILE);

	if (gs_misfiled_tell(j->report, file, "the file"))
		return GS_ERR_FORMAT;
	if (input_of(j, GS_WEB_TRUST).len == 0 &&
	    input_of(j, GS_WEB_POLICY).len == 0)
		return answer_own_key(j);
	int err = read_trust(j);
	if (err != GS_OK)
		return err;

	err = gs_verification_judge(&j->v, file, input_of(j, GS_WEB_KEYS));
	if (!j->v.valid)
		return answer_verdict(j, counts_as_judged(err));
	if (err == GS_OK && input_of(j, GS_WEB_CLAIM).len > 0)
		err = claim_input(j);
	if (err == GS_OK && input_of(j, GS_WEB_TEXT).ptr != NULL)
		err = compare_input(j);
	return err == GS_OK ? answer_verdict(j, true) : err;
}

int gs_judge_inputs(char *answers[GS_WEB_ANSWERS],
    const struct gs_span inputs[GS_WEB_INPUTS])
{
	struct judging *j = calloc(1, sizeof *j);
	struct gs_report *report = calloc(1, sizeof *report);
	int err = GS_ERR_MEMORY;

	if (j == NULL || report == NULL)
		goto out;
	*j = (struct judging){.in = inputs, .report = report,
	    .answers = answers};
	err = judge_file(j);
	if (err != GS_OK)
		answers[GS_WEB_WHY] = strdup(report->text[0] != '\0' ?
		    report->text : gs_strerror(err));
	gs_verification_free(&j->v);
out:
	free(report);
	free(j);
	return err;
}
