/* SPDX-License-Identifier: Apache-2.0 */
/* What a member keeps of an act: what the server signed is checked before it is
 * kept, the same act is sent again, and what the log shows is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/record/time.h"
#include "lib/records/count.h"
#include "lib/records/refusal.h"
#include "lib/steps/complaint.h"
#include "lib/steps/keep.h"
#include "tests/unit/world.h"

#define TAG 5

struct scene {
	struct world w;
	struct world_memo m;
	struct gs_span memo, act;
	struct gs_client *client;
	const struct gs_client_act *kept;
	struct gs_report report;
};

static void open_scene(struct scene *s)
{
	static const struct gs_client_home home = {
	    .server = "http://127.0.0.1:1", .vkey = "a+b+c"};

	memset(s, 0, sizeof *s);
	world_start(&s->w);
	s->m = world_memo_plain();
	s->memo = world_memo(&s->w, &s->m);
	s->act = world_act(&s->w, "endorse", s->m.id, TAG);
	assert_int_equal(gs_client_new(&s->client, &home), GS_OK);
	assert_int_equal(gs_client_lock(s->client, GS_COST_LOW, "x", 1),
	    GS_OK);
}

static void close_scene(struct scene *s)
{
	gs_client_free(&s->client);
	world_stop(&s->w);
}

static void keep(struct scene *s)
{
	const struct gs_keep_order order = {.record = s->act, .edition = 1};

	assert_int_equal(gs_keep_act(&s->kept, &s->report, s->client, &order),
	    GS_OK);
}

static void keep_until(struct scene *s, int64_t day, int expected)
{
	const struct gs_keep_order order = {.record = s->act, .edition = 1,
	    .later = day};

	assert_int_equal(gs_keep_act(&s->kept, &s->report, s->client, &order),
	    expected);
}

/* What the server signs ------------------------------------------------- */

static struct gs_promise promise_of(struct scene *s, const char *act,
    uint8_t tag, int64_t by)
{
	struct gs_promise p = {.by = by};

	memcpy(p.channel, s->w.channel, 32);
	memcpy(p.memo, s->m.id, 32);
	memcpy(p.roll, s->w.roll, 32);
	memcpy(p.act, act, strlen(act) + 1);
	memset(p.tag, tag, 32);
	return p;
}

static char *copy_text(const struct gs_writer *w)
{
	char *text = calloc(w->len + 1, 1);

	assert_non_null(text);
	memcpy(text, w->ptr, w->len);
	return text;
}

static char *sign_promise(struct scene *s, const struct gs_promise *p,
    int role)
{
	uint8_t buf[GS_PROMISE_MAX];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);

	assert_int_equal(gs_promise_write(&w, s->w.arena, p,
	    s->w.secret[role]), GS_OK);
	return copy_text(&w);
}

static char *sign_refusal(struct scene *s, const struct gs_span *record,
    int role)
{
	uint8_t buf[GS_REFUSAL_MAX], digest[32];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);

	gs_host_sha256(digest, record, 1);
	const struct gs_refusal_terms terms = {s->w.channel, s->m.id, digest,
	    "box-closed", "the box is closed"};
	assert_int_equal(gs_refusal_write(&w, s->w.arena, &terms,
	    s->w.secret[role]), GS_OK);
	return copy_text(&w);
}

static char *sign_count(struct scene *s, uint64_t shown, int role)
{
	uint8_t buf[GS_COUNT_MAX];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	struct gs_count count = {.shown = shown};

	memcpy(count.channel, s->w.channel, 32);
	memcpy(count.memo, s->m.id, 32);
	memcpy(count.roll, s->w.roll, 32);
	assert_int_equal(gs_count_write(&w, s->w.arena, &count,
	    s->w.secret[role]), GS_OK);
	return copy_text(&w);
}

/* As the server answers it. */
static int take_promise(struct scene *s, const char *promise)
{
	json_t *json = json_pack("{s:s}", "promise", promise);
	char *text = json_dumps(json, 0);
	const struct gs_reply reply = {"a server",
	    {(const uint8_t *)text, strlen(text)}};

	const struct gs_keep_view view = {s->w.state, s->w.at};
	int err = gs_keep_promise(s->client, &s->report, s->kept, &view,
	    &reply);
	json_decref(json);
	free(text);
	return err;
}

static struct gs_span span_of(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* Other bytes under the same tag. */
static void alter_proof(struct gs_span record, uint8_t *out)
{
	memcpy(out, record.ptr, record.len);
	out[record.len - 40] = out[record.len - 40] == 'A' ? 'B' : 'A';
}

/* Tests ----------------------------------------------------------------- */

static void the_same_act_is_sent_again(void **state)
{
	struct scene s;
	static uint8_t other[GS_RECORD_MAX];
	(void)state;

	open_scene(&s);
	keep(&s);
	assert_string_equal(s.kept->kind, "endorse");
	assert_memory_equal(s.kept->memo, s.m.id, 32);
	assert_false(s.kept->sent);

	/* Another proof of the same tag. */
	const struct gs_span first = s.act;
	alter_proof(first, other);
	s.act = (struct gs_span){other, first.len};
	keep(&s);
	assert_int_equal(gs_client_act_count(s.client), 1);
	assert_memory_equal(s.kept->record.ptr, first.ptr, first.len);

	s.act = s.memo;
	const struct gs_keep_order no_act = {.record = {first.ptr, 20}};
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &no_act),
	    GS_ERR_FORMAT);
	close_scene(&s);
}

static void what_was_not_promised_is_refused(void **state)
{
	static const struct {
		const char *name, *act;
		uint8_t other, tag; /* 1: memo, 2: roll */
		int role, expected;
	} cases[] = {
		{"as it is", "endorse", 0, TAG, W_PROMISE, GS_OK},
		{"another tag", "endorse", 0, TAG + 1, W_PROMISE,
		    GS_ERR_MISMATCH},
		{"another kind", "withdraw", 0, TAG, W_PROMISE,
		    GS_ERR_MISMATCH},
		{"another memo", "endorse", 1, TAG, W_PROMISE,
		    GS_ERR_MISMATCH},
		{"another roll", "endorse", 2, TAG, W_PROMISE,
		    GS_ERR_MISMATCH},
		{"another key", "endorse", 0, TAG, W_LOG, GS_ERR_SIGNATURE},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene s;

		open_scene(&s);
		keep(&s);
		struct gs_promise p = promise_of(&s, cases[i].act,
		    cases[i].tag, 0);
		p.memo[0] ^= cases[i].other == 1;
		p.roll[0] ^= cases[i].other == 2;
		char *text = sign_promise(&s, &p, cases[i].role);
		int err = take_promise(&s, text);
		if (err != cases[i].expected)
			fail_msg("%s: %d", cases[i].name, err);
		assert_int_equal(s.kept->promise.len,
		    err == GS_OK ? strlen(text) : 0);
		assert_true(s.kept->sent == (err == GS_OK));
		assert_true((err == GS_OK) == (s.report.text[0] == '\0'));
		free(text);
		close_scene(&s);
	}
}

/* Before and after its filing; `by` in hours from a Friday, 10 in the morning.
 * Its closing hour is a release and a late day; midnight in UTC the next
 * release. */
static void a_promise_falls_due(void **state)
{
	static const struct {
		const char *name, *act;
		bool filed;
		int64_t by;
		const char *code; /* NULL: it is taken */
	} cases[] = {
		{"in a box", "endorse", false, 0, NULL},
		{"in a box, with a time", "endorse", false, 7,
		    "promise-time-given"},
		{"in a box, at the end of days", "endorse", false, 1000000,
		    "promise-time-given"},
		{"late", "endorse", true, 7, NULL},
		{"late, without a time", "endorse", true, 0,
		    "promise-time-none"},
		{"late, after the late day", "endorse", true, 8,
		    "promise-time-late"},
		{"a filing", "file", false, 10, NULL},
		{"a filing, without a time", "file", false, 0,
		    "promise-not-for-act"},
		{"a filing, after two releases", "file", false, 11,
		    "promise-time-late"}};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene s;

		open_scene(&s);
		struct gs_promise p = promise_of(&s, cases[i].act, TAG,
		    cases[i].by == 0 ? 0 : s.w.at + cases[i].by * 3600);
		if (strcmp(cases[i].act, "file") == 0) {
			s.act = s.memo;
			memset(p.tag, s.m.tag, 32);
		}
		if (cases[i].filed)
			assert_int_equal(world_apply(&s.w, s.memo), GS_OK);
		keep(&s);
		char *text = sign_promise(&s, &p, W_PROMISE);
		int err = take_promise(&s, text);
		if ((err == GS_OK) != (cases[i].code == NULL) ||
		    strcmp(s.report.code, err == GS_OK ? "" :
		        cases[i].code) != 0)
			fail_msg("%s: %d, %s", cases[i].name, err,
			    s.report.text);
		assert_int_equal(s.kept->promise.len,
		    err == GS_OK ? strlen(text) : 0);
		free(text);
		close_scene(&s);
	}
}

/* Or the server puts off each complaint with another promise. */
static void the_first_promise_stays(void **state)
{
	static const int64_t hours[] = {7, 10, 6, 8};
	static const size_t kept[] = {0, 0, 2, 2};
	char *texts[4];
	struct scene s;
	(void)state;

	open_scene(&s);
	s.act = s.memo;
	keep(&s);
	for (size_t i = 0; i < 4; i++) {
		struct gs_promise p = promise_of(&s, "file", s.m.tag,
		    s.w.at + hours[i] * 3600);
		texts[i] = sign_promise(&s, &p, W_PROMISE);
		assert_int_equal(take_promise(&s, texts[i]), GS_OK);
		assert_int_equal(s.kept->promise.len, strlen(texts[i]));
		assert_memory_equal(s.kept->promise.ptr, texts[kept[i]],
		    s.kept->promise.len);
	}

	/* A refusal does not make it go with the next try. */
	char *refusal = sign_refusal(&s, &s.act, W_PROMISE);
	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept,
	    gs_state_charter(s.w.state), refusal), GS_OK);
	keep(&s);
	assert_memory_equal(s.kept->promise.ptr, texts[2],
	    s.kept->promise.len);
	assert_true(s.kept->promise.len > 0);
	free(refusal);
	for (size_t i = 0; i < 4; i++)
		free(texts[i]);
	close_scene(&s);
}

static void a_refusal_is_kept_if_it_is_signed(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	keep(&s);
	const struct gs_charter *c = gs_state_charter(s.w.state);
	char *good = sign_refusal(&s, &s.act, W_PROMISE);
	char *other = sign_refusal(&s, &s.memo, W_PROMISE);
	char *forged = sign_refusal(&s, &s.act, W_LOG);

	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept, c,
	    NULL), GS_ERR_SIGNATURE);
	assert_string_equal(s.report.code, "refused-unsigned");
	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept, c,
	    other), GS_ERR_MISMATCH);
	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept, c,
	    forged), GS_ERR_SIGNATURE);
	assert_int_equal(s.kept->refusal.len, 0);
	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept, c,
	    good), GS_OK);
	assert_int_equal(s.kept->refusal.len, strlen(good));

	/* Whoever tries again makes a new act. */
	keep(&s);
	assert_int_equal(s.kept->refusal.len, 0);
	assert_int_equal(gs_client_act_count(s.client), 1);
	free(good);
	free(other);
	free(forged);
	close_scene(&s);
}

static void only_a_signed_count_is_kept(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	keep(&s);
	const struct gs_charter *c = gs_state_charter(s.w.state);
	char *good = sign_count(&s, 5, W_PROMISE);
	char *forged = sign_count(&s, 5, W_LOG);

	assert_int_equal(gs_keep_count(s.client, &s.report, s.kept, c,
	    span_of(forged)), GS_ERR_SIGNATURE);
	assert_int_equal(s.kept->count.len, 0);
	assert_int_equal(gs_keep_count(s.client, &s.report, s.kept, c,
	    span_of(good)), GS_OK);
	assert_int_equal(s.kept->count.len, strlen(good));
	free(good);
	free(forged);
	close_scene(&s);
}

/* Judgement ------------------------------------------------------------- */

enum { FILED = 1, WITH_ACT = 2, PROMISED = 4, REFUSED = 8, COUNTED = 16,
	LIKENESS = 32, QUEUED = 64 };

static void show_log(struct scene *s, struct gs_promise_search *search,
    unsigned how)
{
	static uint8_t other[GS_RECORD_MAX];
	struct gs_span shown = s->act;

	alter_proof(s->act, other);
	if ((how & LIKENESS) != 0)
		shown.ptr = other;
	s->w.endorsements = (how & WITH_ACT) != 0;
	if ((how & FILED) != 0)
		assert_int_equal(gs_promise_search_entry(search, 1,
		    world_entry(&s->w, s->w.at, s->memo)), GS_OK);
	if ((how & WITH_ACT) != 0)
		assert_int_equal(gs_promise_search_entry(search, 1,
		    world_entry(&s->w, s->w.at, shown)), GS_OK);
}

static void prepare(struct scene *s, unsigned how)
{
	const struct gs_charter *c = gs_state_charter(s->w.state);
	struct gs_promise p = promise_of(s, "endorse", TAG, 0);

	if ((how & QUEUED) != 0)
		keep_until(s, 19666, GS_OK);
	else
		keep(s);
	if ((how & PROMISED) != 0) {
		char *text = sign_promise(s, &p, W_PROMISE);
		assert_int_equal(take_promise(s, text), GS_OK);
		free(text);
	}
	if ((how & REFUSED) != 0) {
		char *text = sign_refusal(s, &s->act, W_PROMISE);
		assert_int_equal(gs_keep_refusal(s->client, &s->report,
		    s->kept, c, text), GS_OK);
		free(text);
	}
	if ((how & COUNTED) != 0) {
		char *text = sign_count(s, 5, W_PROMISE);
		assert_int_equal(gs_keep_count(s->client, &s->report,
		    s->kept, c, span_of(text)), GS_OK);
		free(text);
	}
}

static void each_act_is_judged(void **state)
{
	static const struct {
		const char *name;
		unsigned how;
		enum gs_keep_status status;
		const char *code;
	} cases[] = {
		{"nothing came", 0, GS_KEEP_UNSENT, "act-unanswered"},
		{"not sent", QUEUED, GS_KEEP_QUEUED, "act-queued"},
		{"an answer was lost", FILED | WITH_ACT, GS_KEEP_LOGGED,
		    "act-logged"},
		{"refused", REFUSED, GS_KEEP_REFUSED, "act-refused"},
		{"waits", PROMISED, GS_KEEP_WAITS, "promise-void"},
		{"kept", PROMISED | FILED | WITH_ACT, GS_KEEP_LOGGED,
		    "promise-kept"},
		/* Its proof was not verified: it stays in the state. */
		{"a likeness", PROMISED | FILED | WITH_ACT | LIKENESS,
		    GS_KEEP_WAITS, "promise-kept"},
		{"dropped", PROMISED | FILED, GS_KEEP_BROKEN,
		    "promise-not-filed"},
		{"counted", PROMISED | COUNTED, GS_KEEP_WAITS,
		    "promise-void"},
		{"lowered", PROMISED | COUNTED | FILED | WITH_ACT,
		    GS_KEEP_BROKEN, "count-lowered"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene s;
		struct gs_promise_search *search = NULL;
		struct gs_keep_verdict v;

		open_scene(&s);
		prepare(&s, cases[i].how);
		assert_int_equal(gs_keep_search(&search, s.client), GS_OK);
		show_log(&s, search, cases[i].how);
		const struct gs_promise_view view = {s.w.at, s.w.at, false};
		assert_int_equal(gs_keep_judge(&v, s.kept, search, s.w.state,
		    &view), GS_OK);
		if (v.status != cases[i].status ||
		    strcmp(v.said.code, cases[i].code) != 0)
			fail_msg("%s: %d, %s", cases[i].name, v.status,
			    v.said.text);
		free(search);
		close_scene(&s);
	}
}

/* Sending --------------------------------------------------------------- */

static void keep_with(struct scene *s, struct gs_span record,
    struct gs_span content, bool linked)
{
	struct gs_box_link link = {.server = "http://127.0.0.1:1"};
	struct gs_keep_order order = {.record = record, .content = content,
	    .edition = 1};

	memcpy(link.memo, s->m.id, 32);
	order.link = linked ? &link : NULL;
	assert_int_equal(gs_keep_act(&s->kept, &s->report, s->client, &order),
	    GS_OK);
}

static void each_kind_has_its_request(void **state)
{
	static const struct {
		const char *name, *type;
		bool linked, filed;
		const char *tail; /* NULL: it cannot be sent */
		bool token;
	} cases[] = {
		{"to the box", "endorse", true, false, "/acts", true},
		{"withdrawn in the box", "withdraw", true, false, "/acts",
		    true},
		{"after filing", "endorse", true, true, "/acts", true},
		{"after filing, no link", "endorse", false, true, "/acts",
		    false},
		{"no link to the box", "endorse", false, false, NULL, false},
		{"a filing", "memo", true, false, "/file", true},
		{"no link to file by", "memo", false, false, NULL, false},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scene s;
		struct gs_request r = {.body = NULL};

		open_scene(&s);
		bool memo = strcmp(cases[i].type, "memo") == 0;
		keep_with(&s, memo ? s.memo : world_act(&s.w, cases[i].type,
		    s.m.id, TAG), s.act, cases[i].linked);
		int err = gs_keep_request(&r, s.kept, cases[i].filed);
		if ((err == GS_OK) != (cases[i].tail != NULL))
			fail_msg("%s: %d", cases[i].name, err);
		if (err == GS_OK && (strcmp(strrchr(r.path, '/'),
		    cases[i].tail) != 0 || (strncmp(r.path, "/box/", 5) ==
		    0) == cases[i].filed ||
		    (r.token[0] != '\0') != cases[i].token))
			fail_msg("%s: %s", cases[i].name, r.path);
		gs_request_free(&r);
		close_scene(&s);
	}
}

/* What was written to a file goes by another way, until its maker sends it. */
static void an_act_learns_its_link(void **state)
{
	struct scene s;
	const struct gs_span none = {NULL, 0};
	(void)state;

	open_scene(&s);
	keep_with(&s, s.act, none, false);
	assert_int_equal(s.kept->link.len, 0);
	assert_int_equal(gs_keep_again(s.client, s.kept, none), GS_KEEP_WELL);
	keep_with(&s, s.act, none, true);
	size_t len = s.kept->link.len;
	assert_true(len > 0);
	/* Its box was taken back, and opened again. */
	const struct gs_box_link other = {.server = "http://127.0.0.1:12",
	    .key = {1}};
	const struct gs_keep_order moved = {.record = s.act, .link = &other,
	    .edition = 1};
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &moved),
	    GS_OK);
	assert_int_equal(s.kept->link.len, len + 1);
	assert_int_equal(gs_keep_again(s.client, s.kept, none), GS_KEEP_SEND);
	gs_keep_drop(s.client, s.memo);
	assert_int_equal(gs_client_act_count(s.client), 1);
	gs_keep_drop(s.client, s.act);
	assert_int_equal(gs_client_act_count(s.client), 0);
	close_scene(&s);
}

/* The box --------------------------------------------------------------- */

static void put_promise(struct scene *s, const char *act)
{
	struct gs_promise p = promise_of(s, act, TAG, 0);
	char *text = sign_promise(s, &p, W_PROMISE);

	assert_int_equal(take_promise(s, text), GS_OK);
	free(text);
}

/* Once the office has opened the memo another copy would be refused. */
static void an_acknowledgement_keeps_a_resupply(void **state)
{
	struct scene s;
	struct gs_record rec;
	uint8_t other[32] = {9};
	(void)state;

	open_scene(&s);
	struct gs_promise p = promise_of(&s, "resupply", TAG, 100);
	const struct gs_span ack = world_acknowledge(&s.w, s.m.id, W_OFFICE,
	    "office");
	assert_int_equal(gs_record_parse(&rec, NULL, s.w.arena, ack.ptr,
	    ack.len), GS_OK);
	assert_true(gs_promise_kept_by(&p, &rec));
	memcpy(p.memo, other, 32);
	assert_false(gs_promise_kept_by(&p, &rec));
	p = promise_of(&s, "answer", TAG, 100);
	assert_false(gs_promise_kept_by(&p, &rec));
	close_scene(&s);
}

/* What is sent is what is kept, and not what was confirmed. */
static void an_end_has_one_reason(void **state)
{
	static uint8_t other[GS_RECORD_MAX];
	struct scene s;
	(void)state;

	open_scene(&s);
	struct gs_span end = world_end(&s.w, s.m.id, W_AUTHOR, "author");
	keep_with(&s, end, (struct gs_span){NULL, 0}, false);
	keep_with(&s, end, (struct gs_span){NULL, 0}, false);
	assert_int_equal(gs_client_act_count(s.client), 1);

	memcpy(other, end.ptr, end.len);
	uint8_t *reason = memmem(other, end.len, "It is over.", 11);
	assert_non_null(reason);
	memcpy(reason, "No, I say. ", 10);
	const struct gs_keep_order order = {.record = {other, end.len},
	    .edition = 1};
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &order),
	    GS_ERR_DUPLICATE);
	assert_string_equal(s.report.code, "end-has-other-reason");

	char *text = sign_refusal(&s, &end, W_PROMISE);
	assert_int_equal(gs_keep_refusal(s.client, &s.report, s.kept,
	    gs_state_charter(s.w.state), text), GS_OK);
	free(text);
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &order),
	    GS_OK);
	assert_memory_equal(s.kept->record.ptr, other, end.len);
	close_scene(&s);
}

/* It ends once, and so the state keeps the author's no longer. */
static void the_offices_end_keeps_the_authors(void **state)
{
	struct scene s;
	struct gs_promise_search *search = NULL;
	struct gs_keep_verdict v;
	(void)state;

	open_scene(&s);
	keep_with(&s, world_end(&s.w, s.m.id, W_AUTHOR, "author"),
	    (struct gs_span){NULL, 0}, false);
	struct gs_promise p = promise_of(&s, "end", 0, s.w.at + 100);
	memcpy(p.tag, s.kept->tag, 32);
	char *text = sign_promise(&s, &p, W_PROMISE);
	assert_int_equal(take_promise(&s, text), GS_OK);
	free(text);

	assert_int_equal(gs_keep_search(&search, s.client), GS_OK);
	assert_int_equal(gs_promise_search_entry(search, 1, world_entry(&s.w,
	    s.w.at, s.memo)), GS_OK);
	assert_int_equal(gs_promise_search_entry(search, 1, world_entry(&s.w,
	    s.w.at, world_end(&s.w, s.m.id, W_OFFICE, "office"))), GS_OK);
	const struct gs_promise_view view = {s.w.at, s.w.at, false};
	assert_int_equal(gs_keep_judge(&v, s.kept, search, s.w.state, &view),
	    GS_OK);
	assert_int_equal(v.status, GS_KEEP_LOGGED);
	free(search);
	close_scene(&s);
}

static void a_newer_count_is_looked_into(void **state)
{
	struct scene s;
	const struct gs_span none = {NULL, 0};
	(void)state;

	open_scene(&s);
	char *five = sign_count(&s, 5, W_PROMISE);
	char *ten = sign_count(&s, 10, W_PROMISE);
	keep_with(&s, s.act, none, true);
	put_promise(&s, "endorse");
	assert_int_equal(gs_keep_again(s.client, s.kept, none), GS_KEEP_WELL);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(five)),
	    GS_KEEP_LOOK);
	assert_int_equal(gs_keep_count(s.client, &s.report, s.kept,
	    gs_state_charter(s.w.state), span_of(ten)), GS_OK);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(ten)),
	    GS_KEEP_WELL);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(five)),
	    GS_KEEP_FELL);

	/* What was taken back is not put in again. */
	const struct gs_client_act *endorsed = s.kept;
	keep_with(&s, world_act(&s.w, "withdraw", s.m.id, TAG), s.act, true);
	assert_int_equal(gs_keep_again(s.client, endorsed, span_of(five)),
	    GS_KEEP_WELL);
	free(five);
	free(ten);
	close_scene(&s);
}

/* Nobody hands a filing in again with less than it was asked for. */
static void a_filing_waits_for_its_acts(void **state)
{
	struct scene s;
	struct gs_box_link link = {.server = "http://127.0.0.1:1"};
	const struct gs_filing_load load = {&s.act, 1, {NULL, 0}};
	struct gs_request request;
	(void)state;

	open_scene(&s);
	char *five = sign_count(&s, 5, W_PROMISE);
	char *ten = sign_count(&s, 10, W_PROMISE);
	memcpy(link.memo, s.m.id, 32);
	struct gs_keep_order order = {.record = s.memo, .edition = 1,
	    .link = &link, .count = span_of(ten)};
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &order),
	    GS_OK);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(ten)),
	    GS_KEEP_SEND);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(five)),
	    GS_KEEP_FELL);

	/* With acts, which the state does not keep. */
	order.load = &load;
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &order),
	    GS_OK);
	assert_int_equal(s.kept->link.len, 0);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(ten)),
	    GS_KEEP_WELL);
	assert_int_equal(gs_keep_send(&request, s.kept, &order, false),
	    GS_OK);
	assert_non_null(strstr(request.path, "/file"));
	assert_non_null(strstr(request.body, "endorse"));
	gs_request_free(&request);
	assert_int_equal(gs_keep_request(&request, s.kept, false),
	    GS_ERR_FORMAT);

	/* Until it is asked for without. */
	order.load = NULL;
	assert_int_equal(gs_keep_act(&s.kept, &s.report, s.client, &order),
	    GS_OK);
	assert_int_equal(gs_keep_again(s.client, s.kept, span_of(ten)),
	    GS_KEEP_SEND);
	free(five);
	free(ten);
	close_scene(&s);
}

static int look_into(struct scene *s, bool *found, uint64_t shown,
    const struct gs_span *texts, size_t n)
{
	uint8_t buf[GS_COUNT_MAX];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	struct gs_count count = {.shown = shown};
	json_t *list = json_array();

	memcpy(count.channel, s->w.channel, 32);
	memcpy(count.memo, s->m.id, 32);
	memcpy(count.roll, s->w.roll, 32);
	gs_count_export(count.export, texts, n);
	assert_int_equal(gs_count_write(&w, s->w.arena, &count,
	    s->w.secret[W_PROMISE]), GS_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(json_array_append_new(list, json_stringn(
		    (const char *)texts[i].ptr, texts[i].len)), 0);
	json_t *json = json_pack("{s:s#, s:O}", "count", (char *)buf, w.len,
	    "records", list);
	char *text = json_dumps(json, 0);
	int err = gs_keep_exported(found, &s->report, s->kept,
	    gs_state_charter(s->w.state),
	    &(struct gs_reply){"a server", span_of(text)});
	/* What is not the counted list is refused. */
	if (err == GS_OK) {
		assert_int_equal(json_array_append(list,
		    json_array_get(list, 0)), 0);
		free(text);
		text = json_dumps(json, 0);
		assert_int_equal(gs_keep_exported(found, &s->report, s->kept,
		    gs_state_charter(s->w.state),
		    &(struct gs_reply){"a server", span_of(text)}),
		    GS_ERR_MISMATCH);
	}
	json_decref(json);
	json_decref(list);
	free(text);
	return err;
}

static void an_export_shows_the_act_or_not(void **state)
{
	struct scene s;
	bool found = true;
	(void)state;

	open_scene(&s);
	keep(&s);
	/* Two tags, of which one took its endorsement back. */
	const struct gs_span texts[] = {
	    world_act(&s.w, "endorse", s.m.id, TAG - 1),
	    world_act(&s.w, "endorse", s.m.id, TAG),
	    world_act(&s.w, "withdraw", s.m.id, TAG)};
	assert_int_equal(look_into(&s, &found, 1, texts, 1), GS_OK);
	assert_false(found);
	/* One tag, whatever it did. */
	assert_int_equal(look_into(&s, &found, 2, texts, 3), GS_OK);
	assert_true(found);
	assert_int_equal(look_into(&s, &found, 3, texts, 3),
	    GS_ERR_MISMATCH);

	/* Whoever took it back does not take the endorsement for that. */
	keep_with(&s, texts[2], texts[1], true);
	assert_int_equal(look_into(&s, &found, 2, texts, 2), GS_OK);
	assert_false(found);
	assert_int_equal(look_into(&s, &found, 2, texts, 3), GS_OK);
	assert_true(found);
	close_scene(&s);
}

/* Complaints ------------------------------------------------------------ */

static void a_complaint_binds_who_signed_it(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	struct gs_promise p = promise_of(&s, "endorse", TAG, 0);
	struct gs_promise other_tag = promise_of(&s, "endorse", TAG + 1, 0);
	struct gs_promise abroad = p;
	abroad.channel[0] ^= 1;
	char *texts[] = {sign_promise(&s, &p, W_PROMISE),
	    sign_promise(&s, &p, W_LOG),
	    sign_promise(&s, &other_tag, W_PROMISE),
	    sign_promise(&s, &abroad, W_PROMISE),
	    sign_refusal(&s, &s.act, W_PROMISE),
	    sign_refusal(&s, &s.memo, W_PROMISE),
	    sign_count(&s, 5, W_PROMISE)};
	static const struct {
		const char *name;
		int expected;
		enum gs_complaint_kind kind;
	} cases[] = {
		{"a promise", GS_OK, GS_COMPLAINT_PROMISE},
		{"another key's", GS_ERR_SIGNATURE, 0},
		{"another tag's", GS_ERR_MISMATCH, 0},
		{"another channel's", GS_ERR_MISMATCH, 0},
		{"a refusal", GS_OK, GS_COMPLAINT_REFUSAL},
		{"another record's", GS_ERR_MISMATCH, 0},
		{"a count", GS_OK, GS_COMPLAINT_COUNT}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static uint8_t file[2 * GS_RECORD_MAX];
		struct gs_writer w = gs_writer_of(file, sizeof file);
		struct gs_complaint c = {.act = {NULL, 0}};

		assert_int_equal(gs_complaint_write(&w, span_of(texts[i]),
		    s.act), GS_OK);
		int err = gs_complaint_read(&c, &s.report, s.w.arena,
		    s.w.state, (struct gs_span){file, w.len});
		if (err != cases[i].expected || (err == GS_OK &&
		    (c.kind != cases[i].kind || c.act.len != s.act.len)))
			fail_msg("%s: %d, %s", cases[i].name, err,
			    s.report.text);
		free(texts[i]);
	}
	close_scene(&s);
}

static void a_complaint_may_lack_its_act(void **state)
{
	struct scene s;
	struct gs_complaint c = {.act = {NULL, 0}};
	(void)state;

	open_scene(&s);
	struct gs_promise p = promise_of(&s, "endorse", TAG, 7);
	char *text = sign_promise(&s, &p, W_PROMISE);
	assert_int_equal(gs_complaint_read(&c, &s.report, s.w.arena,
	    s.w.state, span_of(text)), GS_OK);
	assert_int_equal(c.act.len, 0);
	assert_memory_equal(&c.promise, &p, sizeof p);
	assert_int_equal(gs_complaint_read(&c, &s.report, s.w.arena,
	    s.w.state, s.act), GS_ERR_FORMAT);
	assert_int_equal(gs_complaint_read(&c, &s.report, s.w.arena,
	    s.w.state, (struct gs_span){NULL, 0}), GS_ERR_FORMAT);
	free(text);
	close_scene(&s);
}

#define HOUR INT64_C(3600)
#define QUEUED_AT (INT64_C(19664) * GS_DAY + 15 * HOUR)

/* A day of the next ones, never so near that the look which sends the act is
 * the one for which it was queued. */
static void the_day_is_drawn(void **state)
{
	bool seen[8] = {false};
	(void)state;

	for (int i = 0; i < 1000; i++) {
		int64_t day = 0;

		assert_int_equal(gs_keep_day(&day, QUEUED_AT), GS_OK);
		assert_true(day * GS_DAY >= QUEUED_AT + 12 * HOUR);
		assert_true(day * GS_DAY < QUEUED_AT + 60 * HOUR + GS_DAY);
		seen[day - QUEUED_AT / GS_DAY] = true;
	}
	/* From 3:00 on the next day to 3:00 on the third. */
	assert_false(seen[0] || seen[1] || seen[5]);
	assert_true(seen[2] && seen[3] && seen[4]);
}

static void a_queued_act_waits_for_its_day(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	keep_until(&s, 19666, GS_OK);
	assert_int_equal(s.kept->later, 19666);
	assert_int_equal(gs_keep_due(s.client, 19666 * GS_DAY - 1), 1);
	assert_int_equal(gs_keep_due(s.client, 19666 * GS_DAY), 0);
	/* Nobody hands it in before. */
	assert_int_equal(gs_keep_again(s.client, s.kept,
	    (struct gs_span){NULL, 0}), GS_KEEP_WELL);

	/* Queued again it keeps its day. */
	keep_until(&s, 19670, GS_OK);
	assert_int_equal(s.kept->later, 19666);

	assert_int_equal(gs_keep_release(&s.kept, s.client), GS_OK);
	assert_int_equal(s.kept->later, 0);
	assert_int_equal(gs_keep_due(s.client, INT64_MAX), 1);
	keep_until(&s, 19670, GS_ERR_DUPLICATE);
	assert_string_equal(s.report.code, "act-sent-already");
	close_scene(&s);
}

static void what_was_never_sent_needs_no_withdrawal(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	keep_until(&s, 19666, GS_OK);
	s.act = world_act(&s.w, "withdraw", s.m.id, TAG);
	keep_until(&s, 0, GS_ERR_RULE);
	assert_string_equal(s.report.code, "endorsement-still-queued");
	keep_until(&s, 19666, GS_ERR_RULE);

	s.kept = gs_client_act_at(s.client, 0);
	assert_int_equal(gs_keep_release(&s.kept, s.client), GS_OK);
	keep_until(&s, 19668, GS_OK);
	assert_string_equal(s.kept->kind, "withdraw");
	close_scene(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_act_is_sent_again),
		cmocka_unit_test(what_was_not_promised_is_refused),
		cmocka_unit_test(a_promise_falls_due),
		cmocka_unit_test(the_first_promise_stays),
		cmocka_unit_test(a_refusal_is_kept_if_it_is_signed),
		cmocka_unit_test(only_a_signed_count_is_kept),
		cmocka_unit_test(each_act_is_judged),
		cmocka_unit_test(each_kind_has_its_request),
		cmocka_unit_test(an_act_learns_its_link),
		cmocka_unit_test(a_newer_count_is_looked_into),
		cmocka_unit_test(a_filing_waits_for_its_acts),
		cmocka_unit_test(an_acknowledgement_keeps_a_resupply),
		cmocka_unit_test(an_end_has_one_reason),
		cmocka_unit_test(the_offices_end_keeps_the_authors),
		cmocka_unit_test(an_export_shows_the_act_or_not),
		cmocka_unit_test(a_complaint_binds_who_signed_it),
		cmocka_unit_test(a_complaint_may_lack_its_act),
		cmocka_unit_test(the_day_is_drawn),
		cmocka_unit_test(a_queued_act_waits_for_its_day),
		cmocka_unit_test(what_was_never_sent_needs_no_withdrawal),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
