/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/channel/channel.h"
#include "core/record/time.h"
#include "lib/records/charter.h"
#include "lib/host.h"

static int64_t day_of(const char *text)
{
	int64_t day = 0;

	assert_int_equal(gs_date_parse(&day, text, 10), GS_OK);
	return day;
}

static void plan_of(struct gs_charter_plan *plan, uint8_t secret[64])
{
	*plan = (struct gs_charter_plan){.origin = "dissent.example/x",
	    .name = "Exercise", .exercise = true, .readers = "public",
	    .floor = 10, .first = day_of("2016-01-01"),
	    .last = day_of("2024-12-31")};
	for (size_t i = 0; i < GS_HOLDERS; i++)
		memset(plan->keys[i], (int)i + 1, 32);
	uint8_t seed[32] = {7};
	crypto_sign_seed_keypair(plan->keys[GS_HOLDER_AUTHORITY], secret,
	    seed);
	plan->authority = secret;
	memset(plan->seal, 9, 32);
}

static void deadline(const struct gs_charter *c, const char *at, uint64_t days,
    const char *due)
{
	int64_t start = 0, want = 0, have = 0;

	assert_int_equal(gs_time_parse(&start, at, 20), GS_OK);
	assert_int_equal(gs_time_parse(&want, due, 20), GS_OK);
	assert_int_equal(gs_deadline(&have, c, start, true, days), GS_OK);
	assert_int_equal(have, want);
}

/* Admissible, and its calendar gives the deadlines of real cases. */
static void the_preset_keeps_real_clocks(void **state)
{
	(void)state;
	struct gs_charter_plan plan;
	struct gs_pool pool;
	struct gs_state *channel = NULL;
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	bool has_proof = false;
	static uint8_t entry[GS_ENTRY_MAX];
	const struct gs_entry_header header = {.at = 1000};
	uint8_t secret[64];

	plan_of(&plan, secret);
	struct gs_writer head = gs_writer_of(entry, sizeof entry);
	assert_int_equal(gs_entry_head(&head, &header), GS_OK);
	struct gs_writer w = gs_writer_of(entry + head.len,
	    sizeof entry - head.len);
	assert_int_equal(gs_charter_us_state(&w, &plan), GS_OK);
	assert_int_equal(gs_state_new(&channel, gs_pool_start(&pool)), GS_OK);
	assert_int_equal(gs_state_apply(channel, &proof, &has_proof, &refusal,
	    entry, head.len + w.len), GS_OK);
	const struct gs_charter *c = gs_state_charter(channel);
	assert_true(c->exercise);
	deadline(c, "2016-06-16T14:00:00Z", 2, "2016-06-20T21:00:00Z");
	deadline(c, "2016-06-16T14:00:00Z", 30, "2016-07-29T21:00:00Z");
	deadline(c, "2016-06-16T14:00:00Z", 60, "2016-09-12T21:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 2, "2017-02-02T22:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 30, "2017-03-15T21:00:00Z");
	deadline(c, "2017-01-31T14:00:00Z", 60, "2017-04-26T21:00:00Z");
	deadline(c, "2023-11-03T14:00:00Z", 60, "2024-02-02T22:00:00Z");
	deadline(c, "2023-12-21T14:00:00Z", 60, "2024-03-20T21:00:00Z");
	gs_pool_free(&pool);
}

static void a_plan_out_of_range_writes_nothing(void **state)
{
	(void)state;
	struct gs_charter_plan plan;
	uint8_t secret[64], buf[64];

	plan_of(&plan, secret);
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	plan.last = plan.first - 1;
	assert_int_equal(gs_charter_us_state(&w, &plan), GS_ERR_RANGE);
	plan_of(&plan, secret);
	plan.name = " a blank first";
	assert_int_equal(gs_charter_us_state(&w, &plan), GS_ERR_FORMAT);
	plan_of(&plan, secret);
	assert_int_equal(w.len, 0);
	assert_int_equal(gs_charter_us_state(&w, &plan), GS_ERR_SPACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_preset_keeps_real_clocks),
		cmocka_unit_test(a_plan_out_of_range_writes_nothing),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("charter", tests, NULL, NULL);
}
