/* SPDX-License-Identifier: Apache-2.0 */
/* The line between nodes against docs/spec/nodes-vectors.json, which another
 * program made; the list of nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include <jansson.h>

#include "core/bytes.h"
#include "lib/host.h"
#include "server/node/line.h"
#include "server/node/list.h"

static json_t *vectors;
static uint8_t moment[32]; /* what is drawn next */

int __real_gs_host_random(uint8_t *out, size_t len);
int __wrap_gs_host_random(uint8_t *out, size_t len);

int __wrap_gs_host_random(uint8_t *out, size_t len)
{
	if (len != sizeof moment)
		return __real_gs_host_random(out, len);
	memcpy(out, moment, sizeof moment);
	return GS_OK;
}

static size_t bytes_at(uint8_t *out, size_t max, const char *name)
{
	const char *text = json_string_value(json_object_get(vectors, name));

	assert_non_null(text);
	size_t len = strlen(text) / 2;
	assert_true(len <= max);
	assert_int_equal(gs_hex_decode(out, len, text, 2 * len), GS_OK);
	return len;
}

static void same_as(const char *name, const uint8_t *bytes, size_t len)
{
	uint8_t want[128];

	assert_int_equal(bytes_at(want, sizeof want, name), len);
	assert_memory_equal(want, bytes, len);
}

struct ends {
	struct gs_noise_key opener, answerer;
	struct gs_noise_way to, from, back_to, back_from;
};

static void agree(struct ends *e)
{
	struct gs_noise_shake one, two;
	uint8_t seed[32], first[GS_NOISE_FIRST], second[GS_NOISE_SECOND];

	bytes_at(seed, sizeof seed, "opener");
	gs_noise_key_of(&e->opener, seed);
	same_as("opener_open", e->opener.open, 32);
	bytes_at(seed, sizeof seed, "answerer");
	gs_noise_key_of(&e->answerer, seed);
	same_as("answerer_open", e->answerer.open, 32);

	bytes_at(moment, sizeof moment, "opener_moment");
	assert_int_equal(gs_noise_open(first, &one, &e->opener,
	    e->answerer.open), GS_OK);
	same_as("first", first, sizeof first);
	assert_int_equal(gs_noise_hear(&two, &e->answerer, first), GS_OK);
	assert_memory_equal(two.theirs, e->opener.open, 32);
	bytes_at(moment, sizeof moment, "answerer_moment");
	assert_int_equal(gs_noise_answer(second, &e->back_to, &e->back_from,
	    &two), GS_OK);
	same_as("second", second, sizeof second);
	assert_int_equal(gs_noise_opened(&e->to, &e->from, &one, second),
	    GS_OK);
	same_as("key_of_opener", e->to.key, 32);
	same_as("key_of_answerer", e->from.key, 32);
	assert_memory_equal(e->to.key, e->back_from.key, 32);
	assert_memory_equal(e->from.key, e->back_to.key, 32);
}

static void agrees(void **state)
{
	struct ends e;

	(void)state;
	agree(&e);
}

/* Every bit of either message counts, and so does whose key it is. */
static void refuses(void **state)
{
	struct ends e;
	struct gs_noise_shake one, two;
	uint8_t first[GS_NOISE_FIRST], second[GS_NOISE_SECOND];

	(void)state;
	agree(&e);
	for (size_t i = 0; i < sizeof first; i++) {
		bytes_at(first, sizeof first, "first");
		/* The last bit of a point is not looked at, and yet sealed. */
		first[i] ^= i == 31 ? 0x80 : 1;
		assert_int_not_equal(gs_noise_hear(&two, &e.answerer, first),
		    GS_OK);
	}
	bytes_at(first, sizeof first, "first");
	assert_int_not_equal(gs_noise_hear(&two, &e.opener, first), GS_OK);
	memset(first, 0, 32);
	assert_int_not_equal(gs_noise_hear(&two, &e.answerer, first), GS_OK);

	for (size_t i = 0; i < sizeof second; i++) {
		bytes_at(moment, sizeof moment, "opener_moment");
		assert_int_equal(gs_noise_open(first, &one, &e.opener,
		    e.answerer.open), GS_OK);
		bytes_at(second, sizeof second, "second");
		second[i] ^= i == 31 ? 0x80 : 1;
		assert_int_not_equal(gs_noise_opened(&e.to, &e.from, &one,
		    second), GS_OK);
	}
}

static void block_is(const char *name, const uint8_t block[GS_BLOCK_LEN])
{
	const struct gs_span whole = {block, GS_BLOCK_LEN};
	uint8_t hash[32];

	gs_host_sha256(hash, &whole, 1);
	same_as(name, hash, sizeof hash);
}

/* Two lines on one pair of sockets. */
static void join(struct gs_line *one, struct gs_line *two)
{
	struct ends e;
	int fds[2];

	agree(&e);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
	    fds), 0);
	*one = (struct gs_line){.fd = fds[0], .patience = 100, .to = e.to,
	    .from = e.from};
	*two = (struct gs_line){.fd = fds[1], .patience = 100,
	    .to = e.back_to, .from = e.back_from};
}

static void speaks(void **state)
{
	struct gs_line *one = calloc(1, sizeof *one),
	    *two = calloc(1, sizeof *two);
	struct gs_frame frame = {.room = NULL};
	uint8_t block[GS_BLOCK_LEN], long_body[20000];
	const struct gs_span hello = {(const uint8_t *)"\1", 1},
	    rest = {long_body, sizeof long_body};

	(void)state;
	assert_true(one != NULL && two != NULL);
	join(one, two);
	assert_int_equal(gs_line_say(one, GS_FRAME_HELLO, hello,
	    (struct gs_span){NULL, 0}), GS_OK);
	assert_int_equal(gs_line_flush(one), GS_OK);
	assert_int_equal(gs_line_receive(two, block, sizeof block), GS_OK);
	block_is("hello_block_sha256", block);
	assert_int_equal(gs_line_take(two, block), GS_OK);
	assert_int_equal(gs_line_hear(&frame, two), GS_OK);
	assert_int_equal(frame.kind, GS_FRAME_HELLO);
	assert_memory_equal(frame.body.ptr, "\1", frame.body.len);

	/* Over several blocks, and two frames in one. */
	memset(long_body, 7, sizeof long_body);
	assert_int_equal(gs_line_say(one, GS_FRAME_PUT, hello, rest), GS_OK);
	assert_int_equal(gs_line_say(one, GS_FRAME_KEEP, hello, hello), GS_OK);
	assert_int_equal(gs_line_flush(one), GS_OK);
	assert_int_equal(gs_line_hear(&frame, two), GS_OK);
	assert_int_equal(frame.body.len, 1 + sizeof long_body);
	assert_memory_equal(frame.body.ptr + 1, long_body, sizeof long_body);
	assert_int_equal(gs_line_hear(&frame, two), GS_OK);
	assert_int_equal(frame.kind, GS_FRAME_KEEP);

	/* Nothing comes; and no block twice. */
	assert_int_equal(gs_line_hear(&frame, two), GS_ERR_IO);
	assert_int_equal(gs_line_take(two, block), GS_ERR_SIGNATURE);
	gs_frame_free(&frame);
	gs_line_free(&one);
	gs_line_free(&two);
}

/* Blocks that are sealed as they should be, and are none. */
static void no_blocks(void **state)
{
	static const uint16_t used[] = {0, GS_BLOCK_TEXT - 1, 0xffff, 1};
	struct gs_line *one = calloc(1, sizeof *one),
	    *two = calloc(1, sizeof *two);
	struct gs_frame frame = {.room = NULL};

	(void)state;
	assert_true(one != NULL && two != NULL);
	for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
		uint8_t text[GS_BLOCK_TEXT] = {0}, block[GS_BLOCK_LEN];

		join(one, two);
		text[0] = (uint8_t)(used[i] >> 8);
		text[1] = (uint8_t)used[i];
		text[GS_BLOCK_TEXT - 1] = 1;
		gs_noise_seal(block, &one->to, text, sizeof text);
		assert_int_equal(gs_line_send(one, block, sizeof block),
		    GS_OK);
		assert_int_equal(gs_line_hear(&frame, two), GS_ERR_FORMAT);
	}
	gs_frame_free(&frame);
	gs_line_free(&one);
	gs_line_free(&two);
}

#define KEY_A "0000000000000000000000000000000000000000000000000000000000000001"
#define KEY_B "0000000000000000000000000000000000000000000000000000000000000002"
#define LINE_A "node a 10.0.0.1:7001 " KEY_A "\n"

static void lists(void **state)
{
	static const char good[] = "# both machines\n\n" LINE_A
	    "node b [::1]:7001 " KEY_B "\n";
	static const char *const bad[] = {
	    "node a 10.0.0.1:7001 " KEY_A, "node a 10.0.0.1:7001\n",
	    "peer a 10.0.0.1:7001 " KEY_A "\n",
	    "node  10.0.0.1:7001 " KEY_A "\n",
	    "node a  " KEY_A "\n", "node a 10.0.0.1:7001 " KEY_A " \n",
	    "node a 10.0.0.1:7001 x" KEY_A "\n",
	    LINE_A "node a 10.0.0.2:7001 " KEY_B "\n",
	    LINE_A "node b 10.0.0.2:7001 " KEY_A "\n",
	    "node abcdefghijklmnopqrstuvwxyzabcdefg 10.0.0.1:1 " KEY_A "\n"};
	struct gs_nodes nodes;
	struct gs_report report;

	(void)state;
	assert_int_equal(gs_nodes_parse(&nodes, good, strlen(good), &report),
	    GS_OK);
	assert_int_equal(nodes.count, 2);
	assert_string_equal(nodes.v[1].name, "b");
	assert_string_equal(nodes.v[1].place, "[::1]:7001");
	nodes.own = 0;
	assert_int_equal(gs_nodes_find(&nodes, nodes.v[1].key), 1);
	assert_int_equal(gs_nodes_find(&nodes, nodes.v[0].key), 2);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(gs_nodes_parse(&nodes, bad[i],
		    strlen(bad[i]), &report), GS_ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(agrees),
	    cmocka_unit_test(refuses), cmocka_unit_test(speaks),
	    cmocka_unit_test(no_blocks), cmocka_unit_test(lists)};
	char path[1024];

	if (gs_host_start() != GS_OK)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/nodes-vectors.json",
	    getenv("GAINSAY_SOURCE"));
	vectors = json_load_file(path, 0, NULL);
	if (vectors == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
