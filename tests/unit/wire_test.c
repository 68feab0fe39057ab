/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between the front and the back, and the two ends of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "server/wire/back_end.h"
#include "server/wire/front_end.h"
#include "server/wire/wire.h"
#include "tests/unit/wire_samples.h"

#define ROOM ((size_t)1 << 16)
#define ASKERS 12

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static bool same(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool same_list(const struct gs_span *a, size_t n,
    const struct gs_span *b, size_t m)
{
	bool good = n == m;
	for (size_t i = 0; good && i < n; i++)
		good = same(a[i], b[i]);
	return good;
}

static size_t write_ask(uint8_t *out, const struct gs_ask *ask)
{
	struct gs_writer w = gs_writer_of(out, ROOM);

	assert_int_equal(gs_wire_ask_write(&w, ask), GS_OK);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return w.len;
}

static int read_ask(struct gs_ask *ask, struct gs_pool *pool,
    const uint8_t *ptr, size_t len)
{
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + (len == 0));

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, ptr, len);

	int err = gs_wire_ask_read(ask, gs_pool_start(pool), copy, len);
	uint8_t *again = calloc(1, ROOM);
	assert_non_null(again);

	if (err == GS_OK) { /* one encoding of each */
		assert_int_equal(write_ask(again, ask), len);
		assert_memory_equal(again, copy, len);
	}

	free(again);
	free(copy);
	return err;
}

static void every_ask_crosses_unchanged(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM];
	for (int i = 0; i < 2 * GS_WIRE_KINDS; i++) {

		struct gs_ask ask = wire_sample_ask(
		    (enum gs_ask_kind)(i / 2), i % 2);
		struct gs_ask got;
		struct gs_pool pool;
		size_t len = write_ask(bytes, &ask);

		assert_int_equal(gs_wire_ask_read(&got, gs_pool_start(&pool),
		    bytes, len), GS_OK);
		assert_int_equal(got.kind, ask.kind);
		assert_false(got.dry);

		if (got.text_count > 0)
			assert_true(same_list(got.texts, got.text_count,
			    ask.texts, ask.text_count));
		if (got.reader.path.len > 0) {
			assert_true(same(got.reader.path, ask.reader.path));
			assert_true(same(got.reader.request,
			    ask.reader.request));
			assert_true(got.reader.has_bearer);
			assert_memory_equal(got.reader.bearer,
			    ask.reader.bearer, 32);
			assert_memory_equal(got.reader.body, ask.reader.body,
			    32);
		}
		if (got.contents != NULL)
			assert_true(same_list(got.contents, got.content_count,
			    ask.contents, ask.content_count));
		if (got.enrol_count > 0) {
			assert_int_equal(got.enrol_count, ask.enrol_count);
			assert_memory_equal(got.enrol[0].possession,
			    ask.enrol[0].possession, GS_POSSESSION_LEN);
		}
		gs_pool_free(&pool);
	}
}

/* Which parts a kind has is the back's business: the rest stays behind. */
static void only_its_own_parts_cross(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM];
	struct gs_pool pool;
	struct gs_ask ask = wire_sample_ask(GS_ASK_BOX_ACT, false), got;

	ask.dry = true;
	memset(ask.digest, 9, 32);

	size_t len = write_ask(bytes, &ask);
	assert_int_equal(gs_wire_ask_read(&got, gs_pool_start(&pool), bytes,
	    len), GS_OK);

	assert_memory_equal(got.id, ask.id, 32);
	assert_memory_equal(got.token, ask.token, 32);
	assert_true(same(got.texts[0], ask.texts[0]));
	assert_false(got.dry);
	assert_int_equal(got.key[0], 0);
	assert_int_equal(got.digest[0], 0);
	assert_int_equal(got.enrol_count, 0);
	assert_int_equal(got.content_count, 0);
	assert_int_equal(got.now, 0);
	gs_pool_free(&pool);

	ask = wire_sample_ask(GS_ASK_CHANNEL, false);
	assert_int_equal(write_ask(bytes, &ask), 1);
}

static void cut_or_longer_asks_are_refused(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM];

	for (int kind = 0; kind < GS_WIRE_KINDS; kind++) {
		struct gs_ask ask = wire_sample_ask((enum gs_ask_kind)kind,
		    false), got;
		struct gs_pool pool;
		size_t len = write_ask(bytes, &ask);
		bytes[len] = 0;

		for (size_t n = 0; n <= len + 1; n++) {
			int err = read_ask(&got, &pool, bytes, n);
			assert_int_equal(err, n == len ? GS_OK :
			    GS_ERR_FORMAT);
			if (err != GS_OK)
				assert_null(got.texts);
			gs_pool_free(&pool);
		}
	}
}

static uint32_t next_random(void)
{
	static uint32_t x = 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void mutants_are_refused_or_canonical(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM];
	size_t accepted = 0, refused = 0;

	for (int round = 0; round < 200 * GS_WIRE_KINDS; round++) {
		enum gs_ask_kind kind = (enum gs_ask_kind)(round %
		    GS_WIRE_KINDS);
		struct gs_ask ask = wire_sample_ask(kind, round & 1), got;
		struct gs_pool pool;
		size_t len = write_ask(bytes, &ask);

		for (uint32_t n = next_random() % 3 + 1; n > 0; n--)
			bytes[next_random() % (len < 80 ? len : 80)] =
			    (uint8_t)next_random();

		int err = read_ask(&got, &pool, bytes, len);
		accepted += err == GS_OK;
		refused += err != GS_OK;
		gs_pool_free(&pool);
	}

	assert_true(accepted > 100 && refused > 100);
}

static void refuse_to_write(struct gs_ask ask)
{
	static uint8_t bytes[ROOM];
	struct gs_writer w = gs_writer_of(bytes, sizeof bytes);

	assert_int_equal(gs_wire_ask_write(&w, &ask), GS_ERR_RANGE);
}

static void limits_hold_on_both_sides(void **state)
{
	(void)state;
	static struct gs_enrol_key one = {.edition = (uint64_t)1 << 63};
	struct gs_ask ask = wire_sample_ask(GS_ASK_FILING, true);

	ask.text_count = 0;
	refuse_to_write(ask);
	ask.text_count = GS_WIRE_TEXTS_MAX + 1;
	refuse_to_write(ask);

	ask = wire_sample_ask(GS_ASK_ACT, true);
	ask.text_count = 2;
	refuse_to_write(ask);
	ask.text_count = 1;
	ask.content_count = GS_WIRE_CONTENTS_MAX + 1;
	refuse_to_write(ask);

	ask = wire_sample_ask(GS_ASK_ENROL, true);
	ask.enrol_count = GS_ENROL_MAX + 1;
	refuse_to_write(ask);
	ask.enrol = &one;
	ask.enrol_count = 1;
	refuse_to_write(ask);

	ask = wire_sample_ask(GS_ASK_BOX_OPEN, true);
	ask.opening.after = GS_TIME_MAX / GS_DAY + 1;
	refuse_to_write(ask);

	ask = wire_sample_ask(GS_ASK_CLOCK, true);
	ask.now = -1;
	refuse_to_write(ask);
	ask.kind = GS_WIRE_KINDS;
	refuse_to_write(ask);

	static const struct {
		const char *name;
		uint8_t bytes[48];
		size_t len;
	} bad[] = {
		{"no text", {GS_ASK_ENROL}, 13},
		{"more texts than bytes",
		    {GS_ASK_FILING, 0xff, 0xff, 0xff, 0xff}, 16},
		{"a path longer than the bytes",
		    {GS_ASK_LOG, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}, 16},
		{"neither a bearer nor none", {GS_ASK_LOG, 2}, 42},
		{"a negative time", {GS_ASK_CLOCK, [33] = 0xff}, 41},
		{"what the gate alone asks", {GS_ASK_REFUSAL}, 1},
		{"the kind behind the last", {GS_ASK_KINDS}, 1},
		{"no kind at all", {0xff}, 1},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct gs_ask got;
		struct gs_pool pool;
		int err = read_ask(&got, &pool, bad[i].bytes, bad[i].len);
		if (err != GS_ERR_FORMAT)
			fail_msg("%s: %d", bad[i].name, err);
		gs_pool_free(&pool);
	}
}

static size_t write_answer(uint8_t *out, const struct gs_answer *a)
{
	struct gs_writer w = gs_writer_of(out, ROOM);

	gs_wire_answer_write(&w, a);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return w.len;
}

static void every_answer_crosses_unchanged(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM], again[ROOM];
	struct gs_answer a, got;

	wire_sample_answer(&a);
	size_t len = write_answer(bytes, &a);
	gs_answer_start(&got);
	assert_int_equal(gs_wire_answer_read(&got, bytes, len), GS_OK);

	assert_int_equal(got.err, GS_OK);
	assert_true(same(got.bytes, a.bytes));
	assert_true(same_list(got.texts, got.text_count, a.texts, 2));
	assert_memory_equal(&got.placed, &a.placed, sizeof a.placed);
	assert_true(same(got.channel.vkey, a.channel.vkey));
	assert_int_equal(got.box.expires, 11);
	assert_true(same(got.box.count, span("a count")));

	assert_int_equal(write_answer(again, &got), len);
	assert_memory_equal(again, bytes, len);
	gs_answer_free(&got);
	gs_answer_free(&a);

	wire_sample_refusal(&a);
	len = write_answer(bytes, &a);
	gs_answer_start(&got);
	assert_int_equal(gs_wire_answer_read(&got, bytes, len), GS_OK);

	assert_int_equal(got.err, GS_ERR_MISMATCH);
	assert_string_equal(got.report.code, a.report.code);
	assert_string_equal(got.report.text, a.report.text);
	assert_int_equal(got.report.count, 2);
	assert_memory_equal(got.report.values, a.report.values,
	    2 * sizeof a.report.values[0]);
	assert_int_equal(got.line, 12);
	assert_true(same(got.refusal, span("a refusal")));
	gs_answer_free(&got);
	gs_answer_free(&a);
}

/* A report's values lie within its text, and no text hides an end. */
static void a_report_out_of_bounds_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		size_t count;
		struct gs_report_value value;
		int want;
	} cases[] = {
		{"all of the text", "four", 1, {0, 4}, GS_OK},
		{"nothing at its end", "four", 1, {4, 0}, GS_OK},
		{"from beyond its end", "four", 1, {5, 0}, GS_ERR_FORMAT},
		{"to beyond its end", "four", 1, {1, 4}, GS_ERR_FORMAT},
		{"of no text", "", 1, {0, 1}, GS_ERR_FORMAT},
		{"more than there may be", "four", GS_MESSAGE_VALUES_MAX + 1,
		    {0, 1}, GS_ERR_FORMAT},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static uint8_t bytes[ROOM];
		struct gs_writer w = gs_writer_of(bytes, sizeof bytes);
		struct gs_answer got;

		gs_write_u8(&w, (uint8_t)-GS_ERR_RULE);
		gs_write_lv_text(&w, "code");
		gs_write_lv_text(&w, cases[i].text);
		gs_write_u8(&w, (uint8_t)cases[i].count);
		for (size_t n = 0; n < cases[i].count; n++) {
			gs_write_u32(&w, cases[i].value.at);
			gs_write_u32(&w, cases[i].value.len);
		}
		gs_write_u64(&w, 0); /* the line */
		gs_write_lv_text(&w, ""); /* no signed refusal */

		gs_answer_start(&got);
		int err = gs_wire_answer_read(&got, bytes, w.len);
		if (err != cases[i].want)
			fail_msg("%s: %d", cases[i].name, err);
		gs_answer_free(&got);
	}
}

/* An answer that is read is either written the same, or left as it was. */
static int try_answer(const uint8_t *bytes, size_t len)
{
	static uint8_t again[ROOM];
	struct gs_answer got;
	uint8_t *copy = malloc(len + (len == 0));

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, bytes, len);

	gs_answer_start(&got);
	int err = gs_wire_answer_read(&got, copy, len);
	if (err == GS_OK) {
		assert_int_equal(write_answer(again, &got), len);
		assert_memory_equal(again, copy, len);
	} else {
		assert_int_equal(got.err, GS_ERR_INTERNAL);
		assert_string_equal(got.report.text, "");
		assert_null(got.texts);
	}

	gs_answer_free(&got);
	free(copy);
	return err;
}

static void cut_or_altered_answers_are_refused(void **state)
{
	(void)state;
	static uint8_t bytes[ROOM], mutant[ROOM];

	for (int i = 0; i < 2; i++) {
		struct gs_answer a;
		if (i == 0)
			wire_sample_answer(&a);
		else
			wire_sample_refusal(&a);
		size_t len = write_answer(bytes, &a);
		bytes[len] = 0;

		for (size_t n = 0; n <= len + 1; n++)
			assert_int_equal(try_answer(bytes, n), n == len ?
			    GS_OK : GS_ERR_FORMAT);

		for (int round = 0; round < 2000; round++) {
			memcpy(mutant, bytes, len);
			mutant[next_random() % len] = (uint8_t)next_random();
			(void)try_answer(mutant, len);
		}

		bytes[0] = 17; /* no such error */
		assert_int_equal(try_answer(bytes, len), GS_ERR_FORMAT);
		gs_answer_free(&a);
	}
}

/* The two ends ------------------------------------------------------------ */

struct scene {
	int front, back; /* raw, where a test plays an end */
	struct gs_front_end *front_end;
	struct gs_back_end *wire;
};

/* Answers with the ask's id, and with its first text if it has one. */
static void echo(void *ctx, struct gs_waiting *waiting)
{
	(void)ctx;
	struct gs_answer *answer = waiting->answer;

	uint8_t *id = gs_arena_take(&answer->pool.arena, 1, 32);
	assert_non_null(id);
	memcpy(id, waiting->ask->id, 32);

	answer->err = GS_OK;
	answer->bytes = (struct gs_span){id, 32};
	if (waiting->ask->kind == GS_ASK_SUBMIT)
		answer->bytes = waiting->ask->texts[0];
	waiting->answered(waiting);
}

static void connect_ends(struct scene *s)
{
	const struct timeval patience = {.tv_sec = 20};
	int pair[2];

	*s = (struct scene){.front_end = NULL};
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	s->front = pair[0];
	s->back = pair[1];
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(setsockopt(pair[i], SOL_SOCKET, SO_RCVTIMEO,
		    &patience, sizeof patience), 0);
}

static void start_with(struct scene *s, struct gs_way way)
{
	connect_ends(s);
	assert_int_equal(gs_back_end_start(&s->wire, s->back, way), GS_OK);
	assert_int_equal(gs_front_end_new(&s->front_end, s->front), GS_OK);
}

static void start(struct scene *s)
{
	start_with(s, (struct gs_way){echo, NULL});
}

static void stop(struct scene *s)
{
	gs_front_end_free(&s->front_end);
	gs_back_end_stop(&s->wire);
}

static int ask_for(struct gs_way way, uint8_t mark)
{
	struct gs_ask ask = {.kind = GS_ASK_ROLL};
	struct gs_answer answer;

	memset(ask.id, mark, 32);
	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);

	int err = answer.err;
	if (err == GS_OK && (answer.bytes.len != 32 ||
	    memcmp(answer.bytes.ptr, ask.id, 32) != 0))
		err = GS_ERR_MISMATCH;
	gs_answer_free(&answer);
	return err;
}

struct asker {
	pthread_t thread;
	struct gs_way way;
	uint8_t mark;
	size_t good;
};

static void *ask_often(void *ctx)
{
	struct asker *a = ctx;

	for (size_t i = 0; i < 200; i++)
		a->good += ask_for(a->way, (uint8_t)(a->mark + i)) == GS_OK;
	return NULL;
}

static void each_asker_gets_its_own_answer(void **state)
{
	(void)state;
	struct scene s;
	struct asker askers[ASKERS];

	start(&s);
	for (size_t i = 0; i < ASKERS; i++) {
		askers[i] = (struct asker){.way = gs_front_end_way(s.front_end),
		    .mark = (uint8_t)(20 * i)};
		assert_int_equal(pthread_create(&askers[i].thread, NULL,
		    ask_often, &askers[i]), 0);
	}

	for (size_t i = 0; i < ASKERS; i++) {
		pthread_join(askers[i].thread, NULL);
		assert_int_equal(askers[i].good, 200);
	}
	stop(&s);
}

static void large_ones_cross(void **state)
{
	(void)state;
	struct scene s;
	struct gs_answer answer;
	size_t len = (size_t)8 << 20;
	uint8_t *text = malloc(len);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = (uint8_t)(i * 7 + i / 251);
	struct gs_span one = {text, len};
	struct gs_ask ask = {.kind = GS_ASK_SUBMIT, .texts = &one,
	    .text_count = 1};

	start(&s);
	struct gs_way way = gs_front_end_way(s.front_end);
	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	assert_int_equal(answer.err, GS_OK);
	assert_true(same(answer.bytes, one));
	gs_answer_free(&answer);

	/* Too long: refused before a byte of it is sent. */
	struct gs_span twice[2] = {one, one};
	ask.kind = GS_ASK_FILING;
	ask.texts = twice;
	ask.text_count = 2;
	gs_answer_start(&answer);
	gs_way_ask(way, &answer, &ask);
	assert_int_equal(answer.err, GS_ERR_SPACE);
	gs_answer_free(&answer);

	assert_int_equal(ask_for(way, 1), GS_OK);
	stop(&s);
	free(text);
}

/* Questions in the test's hand ------------------------------------------- */

#define HELD 600 /* under way at once */
#define FEW 64   /* what a socket takes that nobody reads */

struct held {
	struct gs_waiting waiting; /* first */
	struct gs_ask ask;
	struct gs_answer answer;
	bool done;
};

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct gs_waiting *at_back[HELD];
	size_t reached, answered;
} hall = {.mutex = PTHREAD_MUTEX_INITIALIZER,
    .changed = PTHREAD_COND_INITIALIZER};

/* The way of a back that does not answer by itself. */
static void hold(void *ctx, struct gs_waiting *waiting)
{
	(void)ctx;
	pthread_mutex_lock(&hall.mutex);
	hall.at_back[hall.reached++] = waiting;
	pthread_cond_broadcast(&hall.changed);
	pthread_mutex_unlock(&hall.mutex);
}

static void note_answer(struct gs_waiting *waiting)
{
	struct held *h = (struct held *)waiting;

	pthread_mutex_lock(&hall.mutex);
	assert_false(h->done);
	h->done = true;
	hall.answered++;
	pthread_cond_broadcast(&hall.changed);
	pthread_mutex_unlock(&hall.mutex);
}

/* Until so many are there; a test that waits too long is killed. */
static void await_hall(const size_t *what, size_t count)
{
	pthread_mutex_lock(&hall.mutex);
	while (*what < count)
		pthread_cond_wait(&hall.changed, &hall.mutex);
	pthread_mutex_unlock(&hall.mutex);
}

static struct held *put_held(struct gs_way way, enum gs_ask_kind kind,
    size_t count)
{
	struct held *all = calloc(count, sizeof *all);

	assert_non_null(all);
	hall.reached = hall.answered = 0;
	for (size_t i = 0; i < count; i++) {
		struct held *h = &all[i];

		h->ask = wire_sample_ask(kind, true);
		h->ask.id[0] = (uint8_t)i;
		h->ask.id[1] = (uint8_t)(i >> 8);
		gs_answer_start(&h->answer);
		h->waiting = (struct gs_waiting){&h->ask, &h->answer,
		    note_answer, NULL};
		way.put(way.ctx, &h->waiting);
	}
	return all;
}

static void free_held(struct held *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		gs_answer_free(&all[i].answer);
	free(all);
}

/* All at once, on one thread, and the last first. */
static void answers_come_in_any_order(void **state)
{
	(void)state;
	struct scene s;

	start_with(&s, (struct gs_way){hold, NULL});
	struct gs_way way = gs_front_end_way(s.front_end);
	struct held *all = put_held(way, GS_ASK_BOX_ACT, HELD);

	await_hall(&hall.reached, HELD);
	assert_int_equal(hall.answered, 0);
	for (size_t i = HELD; i > 0; i--)
		echo(NULL, hall.at_back[i - 1]);
	await_hall(&hall.answered, HELD);

	for (size_t i = 0; i < HELD; i++) {
		assert_int_equal(all[i].answer.err, GS_OK);
		assert_memory_equal(all[i].answer.bytes.ptr, all[i].ask.id, 32);
	}
	free_held(all, HELD);
	stop(&s);
}

/* Whoever asks for more is not read until there is room. */
static void long_answers_are_few(void **state)
{
	(void)state;
	struct scene s;
	const size_t more = GS_LINK_READS_MAX + 8;

	start_with(&s, (struct gs_way){hold, NULL});
	struct held *all = put_held(gs_front_end_way(s.front_end), GS_ASK_BOX,
	    more);

	await_hall(&hall.reached, GS_LINK_READS_MAX);
	(void)usleep(50000);
	assert_int_equal(hall.reached, GS_LINK_READS_MAX);
	for (size_t i = 0; i < more; i++) {
		await_hall(&hall.reached, i + 1);
		echo(NULL, hall.at_back[i]);
	}
	await_hall(&hall.answered, more);
	free_held(all, more);
	stop(&s);
}

/* Whoever waits is told, each once, and who comes later too. */
static void an_end_that_dies_answers_all(void **state)
{
	(void)state;
	struct scene s;

	connect_ends(&s);
	assert_int_equal(gs_front_end_new(&s.front_end, s.front), GS_OK);
	struct gs_way way = gs_front_end_way(s.front_end);
	struct held *all = put_held(way, GS_ASK_BOX_ACT, FEW);

	close(s.back);
	await_hall(&hall.answered, FEW);
	for (size_t i = 0; i < FEW; i++) {
		assert_int_equal(all[i].answer.err, GS_ERR_IO);
		assert_string_equal(all[i].answer.report.code, "back-silent");
	}
	assert_int_equal(ask_for(way, 1), GS_ERR_IO);
	free_held(all, FEW);
	gs_front_end_free(&s.front_end);
}

/* What was asked before the front went is done all the same. */
static void a_front_that_dies_leaves_nothing_half_done(void **state)
{
	(void)state;
	struct scene s;

	start_with(&s, (struct gs_way){hold, NULL});
	struct held *all = put_held(gs_front_end_way(s.front_end),
	    GS_ASK_BOX_ACT, 8);

	await_hall(&hall.reached, 8);
	gs_front_end_free(&s.front_end);
	await_hall(&hall.answered, 8);
	for (size_t i = 0; i < 8; i++)
		echo(NULL, hall.at_back[i]);
	gs_back_end_stop(&s.wire);
	free_held(all, 8);
}

/* A front that lies -------------------------------------------------------- */

static void send_numbered(int fd, uint64_t number, uint8_t mark)
{
	uint8_t bytes[64] = {GS_ASK_ROLL};

	memset(bytes + 1, mark, 32);
	assert_int_equal(gs_link_send(fd, number, bytes, 33), GS_OK);
}

/* Its own mark comes back under its number. */
static void expect_answer(int fd, uint64_t number, uint8_t mark)
{
	static uint8_t body[ROOM];
	struct gs_answer answer;
	uint64_t got = 0;
	size_t len = 0;

	assert_int_equal(gs_link_await(&got, &len, fd, sizeof body), GS_OK);
	assert_int_equal(got, number);
	assert_int_equal(gs_frame_receive(body, fd, len), GS_OK);
	gs_answer_start(&answer);
	assert_int_equal(gs_wire_answer_read(&answer, body, len), GS_OK);
	assert_int_equal(answer.bytes.len, 32);
	assert_int_equal(answer.bytes.ptr[31], mark);
	gs_answer_free(&answer);
}

/* What a front that was taken over might send.  What it asked in order before
 * is answered; nothing comes for the rest, and the link ends. */
static void nonsense_closes_the_link(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint8_t bytes[24];
		size_t len;
	} bad[] = {
		{"a frame without end",
		    {[7] = 3, 0xff, 0xff, 0xff, 0xff}, 12},
		{"no such kind", {[7] = 3, [11] = 1, 0xee}, 13},
		{"what the gate alone asks",
		    {[7] = 3, [11] = 1, GS_ASK_REFUSAL}, 13},
		{"nothing", {[7] = 3}, 12},
		{"a number before its turn",
		    {[7] = 4, [11] = 1, GS_ASK_CHANNEL}, 13},
		{"a number again", {[7] = 2, [11] = 1, GS_ASK_CHANNEL}, 13},
		{"the first number again",
		    {[7] = 1, [11] = 1, GS_ASK_CHANNEL}, 13},
		{"no number", {[11] = 1, GS_ASK_CHANNEL}, 13},
		{"the last number there is",
		    {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    [11] = 1, GS_ASK_CHANNEL}, 13},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct gs_way way = {echo, NULL};
		struct scene s;
		uint8_t got;

		connect_ends(&s);
		assert_int_equal(gs_back_end_start(&s.wire, s.back, way),
		    GS_OK);
		send_numbered(s.front, 1, 7);
		expect_answer(s.front, 1, 7);
		send_numbered(s.front, 2, 8);
		expect_answer(s.front, 2, 8);

		assert_int_equal(send(s.front, bad[i].bytes, bad[i].len,
		    MSG_NOSIGNAL), bad[i].len);
		if (recv(s.front, &got, 1, 0) != 0)
			fail_msg("%s: the link stays open", bad[i].name);
		close(s.front);
		gs_back_end_stop(&s.wire);
	}
}

/* What a back might send that was broken into, or is broken: nobody gets what
 * is another's. */
static void an_answer_to_no_question_ends_the_link(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint64_t numbers[2];
		size_t count, good;
	} cases[] = {
		{"one that nobody asked", {9}, 1, 0},
		{"none", {0}, 1, 0},
		{"the same twice", {2, 2}, 2, 1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static uint8_t bytes[ROOM];
		struct scene s;
		struct gs_answer a;

		connect_ends(&s);
		assert_int_equal(gs_front_end_new(&s.front_end, s.front),
		    GS_OK);
		struct held *all = put_held(gs_front_end_way(s.front_end),
		    GS_ASK_BOX_ACT, 3);
		wire_sample_answer(&a);
		size_t len = write_answer(bytes, &a);
		for (size_t k = 0; k < cases[i].count; k++)
			assert_int_equal(gs_link_send(s.back,
			    cases[i].numbers[k], bytes, len), GS_OK);

		await_hall(&hall.answered, 3);
		size_t good = 0;
		for (size_t k = 0; k < 3; k++)
			good += all[k].answer.err == GS_OK;
		if (good != cases[i].good ||
		    (good == 1 && all[1].answer.err != GS_OK))
			fail_msg("%s: %zu are answered", cases[i].name, good);
		gs_answer_free(&a);
		gs_front_end_free(&s.front_end);
		free_held(all, 3);
		close(s.back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ask_crosses_unchanged),
		cmocka_unit_test(only_its_own_parts_cross),
		cmocka_unit_test(cut_or_longer_asks_are_refused),
		cmocka_unit_test(mutants_are_refused_or_canonical),
		cmocka_unit_test(limits_hold_on_both_sides),
		cmocka_unit_test(every_answer_crosses_unchanged),
		cmocka_unit_test(cut_or_altered_answers_are_refused),
		cmocka_unit_test(a_report_out_of_bounds_is_refused),
		cmocka_unit_test(each_asker_gets_its_own_answer),
		cmocka_unit_test(large_ones_cross),
		cmocka_unit_test(answers_come_in_any_order),
		cmocka_unit_test(long_answers_are_few),
		cmocka_unit_test(an_end_that_dies_answers_all),
		cmocka_unit_test(a_front_that_dies_leaves_nothing_half_done),
		cmocka_unit_test(nonsense_closes_the_link),
		cmocka_unit_test(an_answer_to_no_question_ends_the_link),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
