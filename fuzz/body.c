/* SPDX-License-Identifier: Apache-2.0 */
/* JSON bodies, read by the routes that take them: the first byte says which.
 * What a route makes of a body and asks the back can cross the wire, and comes
 * out as it went in; whatever is wrong with a body is answered before. */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "server/front/inside.h"
#include "server/wire/wire.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
/* Of an ask, beyond its texts: an enrolment has the most. */
#define WIRE_EXTRA ((size_t)16 << 10)

/* Their order is the corpus's: fuzz/corpus.py. */
static const struct {
	const char *path;
	enum gs_ask_kind kind;
} targets[] = {
	{"/records", GS_ASK_SUBMIT},
	{"/filings", GS_ASK_FILING},
	{"/acts", GS_ASK_ACT},
	{"/resupply", GS_ASK_ACT},
	{"/box", GS_ASK_BOX_OPEN},
	{"/box/" ID "/acts", GS_ASK_BOX_ACT},
	{"/box/" ID "/file", GS_ASK_BOX_FILE},
	{"/box/" ID "/prolong", GS_ASK_BOX_PROLONG},
	{"/reading", GS_ASK_READING},
	{"/enrol", GS_ASK_ENROL},
	{"/enrolment", GS_ASK_STAFF},
	{"/passing", GS_ASK_PASSING},
	{"/cosignatures", GS_ASK_COSIGN},
	{"/exercise/clock", GS_ASK_CLOCK},
};
#define TARGETS (sizeof targets / sizeof *targets)

struct back {
	enum gs_ask_kind kind;
	size_t body_len;
	unsigned asked;
};

/* Stands for the back: busy, after a look at what it is asked. */
static void be_asked(void *ctx, struct gs_waiting *waiting)
{
	struct back *back = ctx;
	const struct gs_ask *ask = waiting->ask;
	/* An empty text has two bytes and a comma in JSON, four here. */
	size_t room = 2 * back->body_len + WIRE_EXTRA;
	uint8_t *bytes = malloc(2 * room);
	struct gs_ask again;
	struct gs_pool pool;

	GS_HOLDS(bytes != NULL && ask->kind == back->kind);
	struct gs_writer w = gs_writer_of(bytes, room);
	GS_HOLDS(gs_wire_ask_write(&w, ask) == GS_OK &&
	    gs_writer_end(&w) == GS_OK);
	GS_HOLDS(gs_wire_ask_read(&again, gs_pool_start(&pool), bytes,
	    w.len) == GS_OK);
	GS_HOLDS(again.text_count == ask->text_count &&
	    again.content_count == ask->content_count &&
	    again.enrol_count == ask->enrol_count &&
	    memcmp(again.id, ask->id, 32) == 0);

	struct gs_writer second = gs_writer_of(bytes + room, room);
	GS_HOLDS(gs_wire_ask_write(&second, &again) == GS_OK &&
	    second.len == w.len && memcmp(bytes, bytes + room, w.len) == 0);
	gs_pool_free(&pool);
	free(bytes);

	back->asked++;
	gs_fuzz_reached++;
	(void)gs_answer_fail(waiting->answer, GS_ERR_BUSY);
	waiting->answered(waiting);
}

static void handle(struct gs_call *call, size_t target)
{
	const char *allow = NULL;
	struct back back = {targets[target].kind, call->body_len, 0};

	call->route = gs_route_find(&allow, call->id, &call->rest, "POST",
	    targets[target].path);
	GS_HOLDS(call->route != NULL);
	if (call->body_len > call->route->limit)
		return;

	call->way = (struct gs_way){be_asked, &back};
	call->route->handle(call);
	if (call->then != NULL) {
		gs_way_ask(call->way, &call->answer, &call->ask);
		gs_call_take(call);
	}
	GS_HOLDS(call->reply != NULL && back.asked <= 1);
	GS_HOLDS(call->status == (back.asked == 1 ? 503 : 400));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_call call = {.body = NULL, .fd = -1};

	if (len == 0)
		return 0;

	/* Its own allocation: a byte too far is seen by the sanitizer. */
	call.body = malloc(len);
	GS_HOLDS(call.body != NULL);
	memcpy(call.body, data + 1, len - 1);
	call.body_len = len - 1;
	(void)gs_pool_start(&call.pool);

	handle(&call, data[0] % TARGETS);

	free(call.reply);
	gs_pool_free(&call.pool);
	free(call.body);
	return 0;
}
