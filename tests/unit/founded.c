/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/founded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/records/proposal.h"
#include "lib/steps/founding.h"

int founded_start(struct founded *f)
{
	*f = (struct founded){.len = 0};
	return gs_plan_start(&f->plan, gs_pool_start(&f->pool));
}

void founded_end(struct founded *f)
{
	gs_pool_free(&f->pool);
}

void founded_keys(struct founded *f)
{
	uint8_t secret[64];

	for (struct gs_plan_line *l = f->plan.first; l != NULL; l = l->next) {
		bool role = strcmp(l->value.field->name, "role") == 0;
		uint8_t *key = gs_arena_take(&f->pool.arena, 32, 1);

		if (!l->make)
			continue;
		f->seed[0]++;
		assert_int_equal(crypto_sign_seed_keypair(key, secret,
		    f->seed), 0);
		l->value.parts[role ? 1 : 2].ptr = key;
		l->value.parts[role ? 1 : 2].len = 32;
		l->make = false;
		if (gs_part_is(&l->value.parts[0], "authority"))
			memcpy(f->secrets[f->secret_count++], secret, 64);
		if (gs_part_is(&l->value.parts[0], "second"))
			memcpy(f->second, secret, 64);
	}
}

void founded_answer(struct founded *f, const char *answers)
{
	if (gs_plan_read(&f->plan, &f->report, answers, strlen(answers)) !=
	    GS_OK)
		fail_msg("%s", f->report.text);
}

int founded_charter(struct founded *f, const char *answers)
{
	struct gs_founding founding = {.plan = &f->plan, .closed = &f->closed,
	    .secrets = (const uint8_t (*)[64])f->secrets};
	struct gs_writer w = gs_writer_of(f->text, GS_RECORD_MAX);

	founded_answer(f, answers);
	founded_keys(f);
	founding.count = f->secret_count;
	assert_int_equal(gs_plan_days_begin(&f->closed, &f->report,
	    &f->plan), GS_OK);
	assert_int_equal(gs_plan_days_end(&f->closed, &f->report, &f->plan),
	    GS_OK);
	int err = gs_founding_charter(&w, &f->complete, &f->report,
	    &f->pool.arena, &founding);
	f->len = w.len;
	return err;
}

const struct gs_charter *founded_terms(struct founded *f)
{
	struct gs_charter *c = gs_arena_take(&f->pool.arena, 1, sizeof *c);
	uint8_t *copy = gs_arena_take(&f->pool.arena, f->len, 1);

	memcpy(copy, f->text, f->len);
	if (gs_proposal_terms(c, &f->report, &f->pool.arena,
	        (struct gs_span){copy, f->len}) != GS_OK)
		fail_msg("%s", f->report.text);
	return c;
}

struct gs_state *founded_enter(struct founded *f)
{
	uint8_t *entry = gs_arena_take(&f->pool.arena, GS_ENTRY_MAX, 1);
	struct gs_state *state = NULL;
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	bool has_proof = false;
	const struct gs_entry_header header = {.at = 100000};
	struct gs_writer w = gs_writer_of(entry, GS_ENTRY_MAX);

	assert_int_equal(gs_entry_head(&w, &header), GS_OK);
	gs_write_bytes(&w, f->text, f->len);
	assert_int_equal(gs_state_new(&state, &f->pool.arena), GS_OK);
	assert_int_equal(gs_state_apply(state, &proof, &has_proof, &refusal,
	    entry, w.len), GS_OK);
	return state;
}
