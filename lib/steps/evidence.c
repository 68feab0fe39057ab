/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/evidence.h"

static int verify_evidence(struct gs_evidence *e, struct gs_span file,
    struct gs_span keys)
{
	struct gs_trust *t = &e->trust;

	int err = gs_provenance_parse(&e->parts, &e->report, e->arena, file.ptr,
	    file.len);
	if (err == GS_OK)
		err = gs_trust_judge(t, &e->report, e->parts.checkpoint);
	if (err == GS_OK)
		err = gs_provenance_verify(&e->verdict, &e->report, e->arena,
		    &e->parts, &(struct gs_provenance_trust){t->verifiers,
		        t->count, keys});

	if (err == GS_OK) {
		/* The policy's rule, where the file knows the first alone. */
		e->verdict.witnesses = t->cosigned;
		e->verdict.witnessed = t->time;
	}
	return err;
}

int gs_evidence_judge(struct gs_evidence *e, struct gs_span file,
    struct gs_span keys)
{
	e->arena = gs_pool_start(&e->pool);
	e->report = (struct gs_report){.text = ""};

	int err = verify_evidence(e, file, keys);
	if (err != GS_OK && e->report.text[0] == '\0')
		gs_report_tell(&e->report, "evidence-not-judged",
		    "the file cannot be verified: {0}",
		    gs_say_text(gs_strerror(err)));

	/* Without the roll's keys nothing can be said; a checkpoint that no
	 * known key signed is a judgement, and has the same error. */
	bool keys_missing = err == GS_ERR_UNKNOWN &&
	    e->trust.verified[0].good && keys.ptr == NULL &&
	    e->parts.keys.len == 0;
	return keys_missing ? GS_ERR_IO : err;
}

void gs_evidence_free(struct gs_evidence *e)
{
	gs_pool_free(&e->pool);
}
