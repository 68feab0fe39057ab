/* SPDX-License-Identifier: Apache-2.0 */
/* What a log says of a promise: kept, void, open, broken, or that it cannot be
 * told, and never more than the log shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/host.h"
#include "lib/steps/promise_judge.h"
#include "tests/unit/world.h"

#define FILED ((int64_t)1000)
#define BY ((int64_t)2000)
#define PROOF_LEN 64
#define ROLL 7

static const struct gs_span none = {NULL, 0};

/* Entries --------------------------------------------------------------- */

struct line {
	const char *type; /* NULL: none */
	int64_t at;
	uint8_t memo, tag;
};

static void fill(uint8_t out[32], uint8_t with)
{
	memset(out, with, 32);
}

static void write_filing(struct gs_record_writer *d)
{
	static const uint8_t hash[32] = {ROLL};
	static const char *const hashes[] = {"charter", "roll", "root"};

	for (size_t i = 0; i < 3; i++)
		gs_record_line(d, hashes[i], gs_part_hash(hash));
	gs_record_line(d, "blocks", gs_part_number(1));
	gs_record_line(d, "requests", gs_part_number(0));
	gs_record_line(d, "banner", gs_part_text("UNCLASSIFIED"));
	gs_record_line(d, "addressee", gs_part_text("Secretary"));
	gs_record_line(d, "reply", gs_part_word("x25519"),
	    gs_part_bytes(hash, 32));
	gs_record_line(d, "author", gs_part_hash(hash));
	gs_record_line(d, "after", gs_part_date(0));
	gs_record_line(d, "content", gs_part_hash(hash));
	gs_record_line(d, "slot", gs_part_number(0));
}

static struct gs_span make_entry(uint8_t buf[4096], const struct line *line,
    uint64_t endorsements, uint64_t withdrawals)
{
	static const uint8_t channel[32] = {1};
	struct gs_record_writer d;
	struct gs_pool pool;
	uint8_t memo[32], proof[PROOF_LEN] = {0};
	bool filing = strcmp(line->type, "memo") == 0;
	const struct gs_entry_header header = {line->at, filing, endorsements,
	    withdrawals};
	struct gs_writer w = gs_writer_of(buf, 4096);

	fill(memo, line->memo);
	fill(proof, line->tag);
	assert_int_equal(gs_entry_head(&w, &header), GS_OK);
	gs_record_start(&d, buf + w.len, 4096 - w.len, line->type);
	gs_record_line(&d, "channel", gs_part_hash(channel));
	gs_record_line(&d, "memo", gs_part_hash(memo));
	if (filing)
		write_filing(&d);
	gs_record_line(&d, "proof", gs_part_bytes(proof, sizeof proof));
	assert_int_equal(gs_record_end(&d, gs_pool_start(&pool)), GS_OK);
	gs_pool_free(&pool);
	return (struct gs_span){buf, w.len + d.w.len};
}

/* The cases ------------------------------------------------------------- */

struct judged {
	const char *name, *act;
	int64_t by;
	struct line log[3];
	struct gs_promise_view view;
	enum gs_promise_status status;
	const char *code;
};

#define MEMO {"memo", FILED, 2, 9}
#define SEEN(now, last) {(now), (last), false}
#define COPY(now, last) {(now), (last), true}
#define LONG_AFTER (BY + GS_PROMISE_PATIENCE + 1)

static const struct judged cases[] = {
	{"not filed", "endorse", 0, {{.type = NULL}}, SEEN(5000, 900),
	    GS_PROMISE_VOID, "promise-void"},
	{"another memo filed", "endorse", 0, {{"memo", FILED, 3, 9},
	    {"endorse", FILED, 3, 5}}, SEEN(5000, FILED), GS_PROMISE_VOID,
	    "promise-void"},
	{"filed with it", "endorse", 0, {MEMO, {"endorse", FILED, 2, 5}},
	    SEEN(FILED, FILED), GS_PROMISE_KEPT, "promise-kept"},
	{"filed without it", "endorse", 0, {MEMO, {"endorse", FILED, 2, 6}},
	    SEEN(FILED, FILED), GS_PROMISE_MISSING, "promise-not-filed"},
	{"entered after the filing", "endorse", 0,
	    {MEMO, {"endorse", FILED + 1, 2, 5}}, SEEN(5000, 5000),
	    GS_PROMISE_LATE, "promise-after-filing"},
	{"taken back before filing", "endorse", 0,
	    {MEMO, {"withdraw", FILED, 2, 5}}, SEEN(FILED, FILED),
	    GS_PROMISE_KEPT, "promise-kept"},
	{"withdrawal dropped", "withdraw", 0,
	    {MEMO, {"endorse", FILED, 2, 5}}, SEEN(FILED, FILED),
	    GS_PROMISE_MISSING, "promise-not-filed"},
	{"late act, not due", "endorse", BY, {MEMO}, SEEN(BY, FILED),
	    GS_PROMISE_OPEN, "promise-open"},
	{"late act in time", "endorse", BY, {MEMO, {"endorse", BY, 2, 5}},
	    SEEN(5000, 5000), GS_PROMISE_KEPT, "promise-kept"},
	/* What the review framed an honest operator with. */
	{"late act, withdrawn in time", "endorse", BY,
	    {MEMO, {"withdraw", BY, 2, 5}}, SEEN(5000, 5000),
	    GS_PROMISE_KEPT, "promise-kept"},
	{"late act too late", "endorse", BY,
	    {MEMO, {"endorse", BY + 1, 2, 5}}, SEEN(5000, 5000),
	    GS_PROMISE_LATE, "promise-late"},
	{"in time and again later", "endorse", BY, {MEMO,
	    {"endorse", BY, 2, 5}, {"withdraw", BY + 9, 2, 5}},
	    SEEN(5000, 5000), GS_PROMISE_KEPT, "promise-kept"},
	{"the log went past it", "endorse", BY, {MEMO}, COPY(BY + 1, BY + 1),
	    GS_PROMISE_MISSING, "promise-missing"},
	{"a release takes a moment", "endorse", BY, {MEMO},
	    SEEN(LONG_AFTER - 1, BY), GS_PROMISE_OPEN, "promise-open"},
	{"the server stands still", "endorse", BY, {MEMO},
	    SEEN(LONG_AFTER, BY), GS_PROMISE_MISSING, "promise-missing"},
	{"an old copy", "endorse", BY, {MEMO}, COPY(LONG_AFTER, BY),
	    GS_PROMISE_UNKNOWN, "promise-unknown"},
	{"filing, not due", "file", BY, {{.type = NULL}}, SEEN(BY, FILED),
	    GS_PROMISE_OPEN, "promise-open"},
	{"filing under its tag", "file", BY, {{"memo", BY, 2, 5}},
	    SEEN(5000, 5000), GS_PROMISE_KEPT, "promise-kept"},
	{"filing under a lower tag", "file", BY, {{"memo", BY, 2, 4}},
	    SEEN(5000, 5000), GS_PROMISE_KEPT, "promise-kept"},
	{"filing under a higher tag", "file", BY, {{"memo", BY, 2, 6}},
	    SEEN(5000, 5000), GS_PROMISE_MISSING, "promise-missing"},
	{"filing stalled", "file", BY, {{.type = NULL}}, SEEN(5000, 5000),
	    GS_PROMISE_MISSING, "promise-missing"},
	{"another kind", "withdraw", BY, {MEMO, {"endorse", BY, 2, 5}},
	    SEEN(5000, 5000), GS_PROMISE_MISSING, "promise-missing"},
};

static struct gs_promise promise_of(const char *act, int64_t by)
{
	struct gs_promise promise = {.channel = {1}, .roll = {ROLL},
	    .by = by};

	fill(promise.memo, 2);
	fill(promise.tag, 5);
	memcpy(promise.act, act, strlen(act) + 1);
	return promise;
}

/* Some searches at once get the same as each alone. */
static void search(struct gs_promise_search out[2], const struct judged *c)
{
	uint8_t buf[4096];
	struct gs_promise promise = promise_of(c->act, c->by);

	gs_promise_search_start(&out[0], &promise, none);
	fill(promise.memo, 8);
	gs_promise_search_start(&out[1], &promise, none);
	for (size_t i = 0; i < 3 && c->log[i].type != NULL; i++)
		assert_int_equal(gs_promise_search_entry(out, 2,
		    make_entry(buf, &c->log[i], 1, 0)), GS_OK);
	assert_false(out[1].filed || out[1].found);
}

static void each_case_is_judged(void **state)
{
	struct world w;
	(void)state;

	world_start(&w);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct judged *c = &cases[i];
		struct gs_promise_search s[2];
		struct gs_report said = {.text = ""};

		search(s, c);
		enum gs_promise_status status = gs_promise_judge(s, &c->view);
		if (status != c->status)
			fail_msg("%s: %d", c->name, status);
		gs_promise_say(&said, status, s, "it",
		    gs_state_charter(w.state), &c->view);
		if (strcmp(said.code, c->code) != 0)
			fail_msg("%s: %s", c->name, said.text);
	}
	world_stop(&w);
}

static void only_what_came_late_or_not_is_broken(void **state)
{
	(void)state;
	assert_true(gs_promise_is_broken(GS_PROMISE_LATE));
	assert_true(gs_promise_is_broken(GS_PROMISE_MISSING));
	assert_false(gs_promise_is_broken(GS_PROMISE_KEPT));
	assert_false(gs_promise_is_broken(GS_PROMISE_VOID));
	assert_false(gs_promise_is_broken(GS_PROMISE_OPEN));
	assert_false(gs_promise_is_broken(GS_PROMISE_UNKNOWN));
}

static void a_count_cannot_fall_at_filing(void **state)
{
	static const struct {
		const char *name;
		bool filed;
		uint64_t shown, endorsements, withdrawals;
		enum gs_promise_status status;
		const char *code;
	} counts[] = {
		{"not filed", false, 5, 0, 0, GS_PROMISE_VOID, "count-void"},
		{"the same", true, 5, 5, 0, GS_PROMISE_KEPT, "count-kept"},
		{"more came", true, 5, 7, 0, GS_PROMISE_KEPT, "count-kept"},
		{"some taken back", true, 5, 3, 2, GS_PROMISE_KEPT,
		    "count-kept"},
		{"lowered", true, 5, 4, 0, GS_PROMISE_MISSING,
		    "count-lowered"},
	};
	static const struct line filing = MEMO;
	const struct gs_promise promise = promise_of("endorse", 0);
	uint8_t buf[4096];
	(void)state;

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		const struct gs_count count = {.roll = {ROLL},
		    .shown = counts[i].shown};
		struct gs_promise_search s;
		struct gs_report said = {.text = ""};

		gs_promise_search_start(&s, &promise, none);
		if (counts[i].filed)
			assert_int_equal(gs_promise_search_entry(&s, 1,
			    make_entry(buf, &filing, counts[i].endorsements,
			        counts[i].withdrawals)), GS_OK);
		enum gs_promise_status status = gs_count_judge(&s, &count);
		if (status != counts[i].status)
			fail_msg("%s: %d", counts[i].name, status);
		gs_count_say(&said, status, &s, "it", &count);
		if (strcmp(said.code, counts[i].code) != 0)
			fail_msg("%s: %s", counts[i].name, said.text);
	}
}

/* Whoever opens a box for a memo under a roll that is not the memo's gets
 * promises and counts that no honest server could keep. */
static void what_names_another_roll_binds_nobody(void **state)
{
	static const struct line filing = MEMO;
	static const struct gs_promise_view view = SEEN(FILED, FILED);
	struct gs_promise promise = promise_of("endorse", 0);
	struct gs_count count = {.roll = {ROLL + 1}, .shown = 5};
	struct gs_promise_search s;
	struct gs_report said = {.text = ""};
	struct world w;
	uint8_t buf[4096];
	(void)state;

	world_start(&w);
	promise.roll[0]++;
	gs_promise_search_start(&s, &promise, none);
	assert_int_equal(gs_promise_search_entry(&s, 1, make_entry(buf,
	    &filing, 1, 0)), GS_OK);
	assert_int_equal(gs_promise_judge(&s, &view), GS_PROMISE_VOID);
	gs_promise_say(&said, GS_PROMISE_VOID, &s, "it",
	    gs_state_charter(w.state), &view);
	assert_string_equal(said.code, "promise-other-roll");
	assert_int_equal(gs_count_judge(&s, &count), GS_PROMISE_VOID);
	gs_count_say(&said, GS_PROMISE_VOID, &s, "it", &count);
	assert_string_equal(said.code, "count-other-roll");

	/* Each is about its own roll. */
	count.roll[0] = ROLL;
	assert_int_equal(gs_count_judge(&s, &count), GS_PROMISE_MISSING);
	world_stop(&w);
}

/* The log may have the act under other bytes, which whoever asks has not
 * verified. */
static void the_act_itself_is_told_from_its_likes(void **state)
{
	static const struct line own = {"endorse", FILED, 2, 5};
	const struct gs_promise promise = promise_of("endorse", 0);
	struct gs_promise_search s;
	uint8_t buf[4096], other[4096];
	(void)state;

	struct gs_span entry = make_entry(buf, &own, 0, 0);
	const struct gs_span act = {entry.ptr + GS_AT_LEN,
	    entry.len - GS_AT_LEN};
	gs_promise_search_start(&s, &promise, act);
	memcpy(other, buf, entry.len);
	other[entry.len - 40] = 'B'; /* of the proof */
	assert_int_equal(gs_promise_search_entry(&s, 1,
	    (struct gs_span){other, entry.len}), GS_OK);
	assert_true(s.found);
	assert_false(s.exact);
	assert_int_equal(gs_promise_search_entry(&s, 1, entry), GS_OK);
	assert_true(s.exact);
}

static void a_damaged_entry_is_an_error(void **state)
{
	static const struct line filing = MEMO;
	const struct gs_promise promise = promise_of("endorse", 0);
	struct gs_promise_search s;
	uint8_t buf[4096];
	(void)state;

	gs_promise_search_start(&s, &promise, none);
	struct gs_span entry = make_entry(buf, &filing, 1, 0);
	buf[0] = 'A';
	assert_int_equal(gs_promise_search_entry(&s, 1, entry),
	    GS_ERR_FORMAT);
	assert_false(s.filed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_is_judged),
		cmocka_unit_test(only_what_came_late_or_not_is_broken),
		cmocka_unit_test(a_count_cannot_fall_at_filing),
		cmocka_unit_test(what_names_another_roll_binds_nobody),
		cmocka_unit_test(the_act_itself_is_told_from_its_likes),
		cmocka_unit_test(a_damaged_entry_is_an_error),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("promise_judge", tests, NULL,
	    NULL);
}
