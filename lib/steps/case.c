/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/case.h"

#include <string.h>

#include "lib/log/quorum.h"

/* A gs_date_fn. */
static int date_note(int64_t *time, void *ctx, struct gs_report *report,
    struct gs_span note)
{
	return gs_trust_date(time, ctx, report, note);
}

static int verify_case(struct gs_case *e, struct gs_span file,
    struct gs_span keys)
{
	struct gs_trust *t = &e->trust;

	int err = gs_provenance_parse(&e->parts, &e->report, e->arena, file.ptr,
	    file.len);
	if (err == GS_OK)
		err = gs_trust_judge(t, &e->report, e->parts.checkpoint);
	if (err == GS_OK)
		err = gs_provenance_verify(&e->verdict, &e->report, e->arena,
		    &e->parts, &(struct gs_provenance_trust){
		        .verifiers = t->verifiers, .count = t->count,
		        .keys = keys, .date = date_note, .ctx = t});

	if (err == GS_OK) {
		/* The policy's rule, where the file knows the first alone. */
		e->verdict.witnesses = t->cosigned;
		e->verdict.witnessed = t->time;
	}
	return err;
}

int gs_case_judge(struct gs_case *e, struct gs_span file,
    struct gs_span keys)
{
	e->arena = gs_pool_start(&e->pool);
	e->report = (struct gs_report){.text = ""};

	int err = verify_case(e, file, keys);
	if (err != GS_OK && e->report.text[0] == '\0')
		gs_report_tell(&e->report, "case-not-judged",
		    "the file cannot be verified: {0}",
		    gs_say_text(gs_strerror(err)));

	/* Without the roll's keys nothing can be said; a checkpoint that no
	 * known key signed is a judgement, and has the same error. */
	bool keys_missing = err == GS_ERR_UNKNOWN &&
	    e->trust.verified[0].good && keys.ptr == NULL &&
	    e->parts.keys.len == 0;
	return keys_missing ? GS_ERR_IO : err;
}

void gs_case_free(struct gs_case *e)
{
	gs_pool_free(&e->pool);
}

static int find_log_key(struct gs_verifier *key, const struct gs_record *rec)
{
	struct gs_part origin = gs_record_part(rec, "origin");
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "role", i)) != NULL; i++)
		if (gs_part_is(&v->parts[0], "log") && v->parts[1].len == 32)
			return gs_quorum_log(key, &origin, &v->parts[1]);
	return GS_ERR_FORMAT;
}

int gs_case_own_key(struct gs_verifier *key, uint8_t channel[32],
    struct gs_report *report, struct gs_span file)
{
	struct gs_provenance parts;
	struct gs_entry_header header;
	struct gs_span text = {NULL, 0};
	struct gs_record rec;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = gs_provenance_parse(&parts, report, arena, file.ptr,
	    file.len);
	if (err == GS_OK && parts.charter_count == 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = gs_entry_split(&header, &text,
		    parts.charters[0].bytes.ptr, parts.charters[0].bytes.len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, text.ptr, text.len);
	if (err == GS_OK)
		err = find_log_key(key, &rec);
	if (err == GS_OK)
		gs_host_sha256(channel, &text, 1);
	gs_pool_free(&pool);
	return err;
}
