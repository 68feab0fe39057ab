/* SPDX-License-Identifier: Apache-2.0 */
/* What the registrar asks from another machine, and what passes between the
 * registrar and the second signer. */
#include <string.h>

#include "server/front/inside.h"

static void send_enrolment(struct gs_call *call)
{
	const struct gs_answer *a = &call->answer;

	gs_call_json(call, 200, json_pack("{s:I, s:I, s:I, s:I, s:o}",
	    "turn", (json_int_t)a->staff.turn,
	    "closed", (json_int_t)a->staff.closed,
	    "first", (json_int_t)a->staff.first,
	    "last", (json_int_t)a->staff.last,
	    "rows", gs_json_of_bytes(a->bytes)));
}

/* Which of the names a word is; `count` if none. */
static size_t find_named(const char *const *names, size_t count,
    struct gs_span word)
{
	size_t i = 0;

	while (i < count && (word.len != strlen(names[i]) ||
	    memcmp(word.ptr, names[i], word.len) != 0))
		i++;
	return i;
}

void gs_route_enrolment(struct gs_call *call)
{
	static const char *const names[GS_STAFF_STEPS] = {
	    "read", "codes", "close", "reopen", "unlink"};
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_STAFF;
	gs_body_start(&j, call);
	struct gs_span step = gs_body_text(&j, "step");
	ask->staff.turn = gs_body_small(&j, "turn");
	ask->staff.edition = gs_body_number(&j, "edition");
	ask->keys = gs_body_bytes(&j, "rows");
	if (!gs_body_end(&j, call))
		return;
	size_t found = find_named(names, GS_STAFF_STEPS, step);
	if (found == GS_STAFF_STEPS) {
		gs_call_say(call, GS_ERR_FORMAT, "enrolment-step", "`step` is "
		    "none of read, codes, close, reopen and unlink");
		return;
	}
	ask->staff.step = (enum gs_staff_step)found;
	gs_call_show(ask, call);
	gs_call_put(call, send_enrolment);
}

static void send_passed(struct gs_call *call)
{
	gs_call_json(call, 200, json_pack("{s:I, s:o}", "turn",
	    (json_int_t)call->answer.staff.turn, "passed",
	    gs_json_of_bytes(call->answer.bytes)));
}

void gs_route_passing(struct gs_call *call)
{
	static const char *const names[GS_PASSED_ITEMS] = {
	    "roll", "sample", "asked"};
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_PASSING;
	gs_body_start(&j, call);
	struct gs_span item = gs_body_text(&j, "item");
	ask->passed.turn = gs_body_small(&j, "turn");
	ask->keys = gs_body_bytes(&j, "passed");
	if (!gs_body_end(&j, call))
		return;
	size_t found = find_named(names, GS_PASSED_ITEMS, item);
	if (found == GS_PASSED_ITEMS) {
		gs_call_say(call, GS_ERR_FORMAT, "passing-item",
		    "`item` is none of roll, sample and asked");
		return;
	}
	ask->passed.item = (enum gs_passed_item)found;
	gs_call_show(ask, call);
	gs_call_put(call, send_passed);
}
