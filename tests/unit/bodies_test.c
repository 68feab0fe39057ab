/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/http-vectors.json: which bodies the routes take, and which they
 * answer before anything is asked of the back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "lib/host.h"
#include "server/front/inside.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static json_t *vectors;

/* Stands for the back: busy. */
static void be_asked(void *ctx, struct gs_waiting *waiting)
{
	unsigned *asked = ctx;

	*asked += 1;
	(void)gs_answer_fail(waiting->answer, GS_ERR_BUSY);
	waiting->answered(waiting);
}

/* The path with an id in the place of `<id>`. */
static const struct gs_route *find_route(struct gs_call *call,
    const char *path)
{
	static const char mark[] = "<id>";
	const char *allow = NULL, *at = strstr(path, mark);
	char whole[128];

	if (at == NULL)
		(void)snprintf(whole, sizeof whole, "%s", path);
	else
		(void)snprintf(whole, sizeof whole, "%.*s" ID "%s",
		    (int)(at - path), path, at + sizeof mark - 1);
	return gs_route_find(&allow, call->id, &call->rest, "POST", whole);
}

/* The status: 503 if the back was asked, which is busy. */
static unsigned send_text(const char *path, const char *text)
{
	struct gs_call call = {.fd = -1};
	unsigned asked = 0;

	call.body = (uint8_t *)strdup(text);
	assert_non_null(call.body);
	call.body_len = strlen(text);
	call.way = (struct gs_way){be_asked, &asked};
	(void)gs_pool_start(&call.pool);
	call.route = find_route(&call, path);
	assert_non_null(call.route);

	call.route->handle(&call);
	if (call.then != NULL) {
		gs_way_ask(call.way, &call.answer, &call.ask);
		gs_call_take(&call);
	}
	assert_non_null(call.reply);
	assert_int_equal(asked, call.status == 503);

	free(call.reply);
	gs_pool_free(&call.pool);
	free(call.body);
	return call.status;
}

/* An act's body is filled to its one length, so that nothing but the member
 * can be wrong. */
static void fill_body(json_t *body)
{
	const char *pad = json_string_value(json_object_get(body, "pad"));
	char blanks[GS_BODY_ACT + 1];

	if (pad == NULL || pad[0] != '\0')
		return;
	char *text = json_dumps(body, JSON_COMPACT);
	assert_non_null(text);
	size_t len = strlen(text);
	free(text);
	if (len >= GS_BODY_ACT)
		return;

	memset(blanks, ' ', GS_BODY_ACT - len);
	blanks[GS_BODY_ACT - len] = '\0';
	assert_int_equal(json_object_set_new(body, "pad",
	    json_string(blanks)), 0);
}

static unsigned send_body(const char *path, json_t *body)
{
	fill_body(body);
	char *text = json_dumps(body, JSON_COMPACT);
	assert_non_null(text);
	unsigned status = send_text(path, text);
	free(text);
	return status;
}

static const json_t *request_at(size_t index)
{
	const json_t *request = json_array_get(json_object_get(vectors,
	    "requests"), index);

	assert_non_null(request);
	return request;
}

static const char *path_of(const json_t *request)
{
	const char *path = json_string_value(json_object_get(request, "path"));

	assert_non_null(path);
	return path;
}

static json_t *copy_body(const json_t *request)
{
	json_t *body = json_deep_copy(json_object_get(request, "body"));

	assert_non_null(body);
	return body;
}

static void each_request_is_taken(void **state)
{
	const size_t count = json_array_size(json_object_get(vectors,
	    "requests"));
	(void)state;

	assert_true(count > 10);
	for (size_t i = 0; i < count; i++) {
		const json_t *request = request_at(i);
		json_t *body = copy_body(request);

		if (send_body(path_of(request), body) != 503)
			fail_msg("request %zu: %s", i, path_of(request));
		json_decref(body);
	}
}

/* Puts what the item says where it says. */
static void alter_body(json_t *body, const json_t *item)
{
	const json_t *where = json_array_get(item, 1);
	json_t *value = json_array_get(json_array_get(item, 2), 0);
	size_t last = json_array_size(where) - 1;
	json_t *at = body;

	for (size_t i = 0; i < last; i++) {
		const json_t *step = json_array_get(where, i);

		at = json_is_integer(step) ? json_array_get(at,
		    (size_t)json_integer_value(step)) :
		    json_object_get(at, json_string_value(step));
		assert_non_null(at);
	}
	const char *name = json_string_value(json_array_get(where, last));
	assert_int_equal(value == NULL ? json_object_del(at, name) :
	    json_object_set(at, name, value), 0);
}

static void each_wrong_member_is_told(void **state)
{
	size_t i = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(json_object_get(vectors, "refused"), i, v) {
		const json_t *request = request_at((size_t)
		    json_integer_value(json_array_get(v, 0)));
		json_t *body = copy_body(request);

		alter_body(body, v);
		if (send_body(path_of(request), body) != 400)
			fail_msg("%s: %s", path_of(request),
			    json_string_value(json_array_get(v, 3)));
		json_decref(body);
	}
	assert_true(i > 300);
}

static void what_is_no_object_is_refused(void **state)
{
	static const char *const texts[] = {"", "{", "[]", "7", "null", "{}x",
	    "{\"now\":\"2023-11-03T14:00:00Z\",}",
	    "{\"now\":\"2023-11-03T14:00:00Z\"} {}",
	    ("{\"now\":\"2023-11-03T14:00:00Z\","
	    "\"now\":\"2023-11-03T14:00:00Z\"}"),
	    "{\"now\":\"2023-11-03T14:00:00Z\\u0000\"}",
	    "{\"now\":\"2023-11-03T14:00:00Z\xff\"}",
	    "{'now':'2023-11-03T14:00:00Z'}", "{\"now\":9223372036854775808}"};
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (send_text("/exercise/clock", texts[i]) != 400)
			fail_msg("%s", texts[i]);
	assert_int_equal(send_text("/exercise/clock",
	    " {\"now\" : \"2023-11-03T14:00:00Z\"}\n"), 503);
}

/* Without its one length an act is told apart by it. */
static void an_act_has_one_length(void **state)
{
	size_t i = 0, acts = 0;
	json_t *v = NULL;
	(void)state;

	json_array_foreach(json_object_get(vectors, "requests"), i, v) {
		json_t *body = copy_body(v);
		char *text = NULL;

		fill_body(body);
		text = json_dumps(body, JSON_COMPACT);
		assert_non_null(text);
		if (json_object_get(body, "pad") != NULL) {
			acts++;
			assert_int_equal(strlen(text), GS_BODY_ACT);
			/* A blank less: `pad` is the last member. */
			memcpy(text + GS_BODY_ACT - 3, "\"}", 3);
			assert_int_equal(send_text(path_of(v), text), 400);
			assert_int_equal(json_object_set_new(body, "pad",
			    json_string(" ")), 0);
			assert_int_equal(send_body(path_of(v), body), 400);
		}
		free(text);
		json_decref(body);
	}
	assert_true(acts > 2);
}

/* What any JSON reader would make trees of, before it is made. */
static void a_body_of_many_lists_is_refused(void **state)
{
	static char text[70100];
	(void)state;

	text[0] = '{';
	memset(text + 1, '[', 256);
	assert_int_equal(send_text("/exercise/clock", text), 400);
	memset(text, ',', sizeof text - 1);
	assert_int_equal(send_text("/exercise/clock", text), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_is_taken),
		cmocka_unit_test(each_wrong_member_is_told),
		cmocka_unit_test(what_is_no_object_is_refused),
		cmocka_unit_test(an_act_has_one_length),
		cmocka_unit_test(a_body_of_many_lists_is_refused),
	};
	const char *source = getenv("GAINSAY_SOURCE");
	char path[4096];

	if (gs_host_start() != GS_OK || source == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/docs/spec/http-vectors.json",
	    source);
	vectors = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	if (vectors == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
