/* SPDX-License-Identifier: Apache-2.0 */
/* The box over HTTP. */
#include <string.h>

#include "server/front/inside.h"

static struct gs_ask about_box(const struct gs_call *call,
    enum gs_ask_kind kind)
{
	struct gs_ask ask = {.kind = kind};

	memcpy(ask.id, call->id, sizeof ask.id);
	memcpy(ask.token, call->token, sizeof ask.token);
	return ask;
}

void gs_route_box_open(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_BOX_OPEN};
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	gs_body_fixed(ask.id, sizeof ask.id, &j, "memo");
	gs_body_fixed(ask.box_roll, sizeof ask.box_roll, &j, "roll");
	gs_body_fixed(ask.box_charter, sizeof ask.box_charter, &j, "charter");
	ask.box_after = gs_body_date(&j, "after");
	gs_body_hex(ask.token, &j, "token");
	ask.box_sealed = gs_body_bytes(&j, "sealed");
	if (!gs_body_end(&j, call))
		return;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 201, json_object());
	gs_answer_free(&answer);
	gs_host_wipe(ask.token, sizeof ask.token);
}

void gs_route_box(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX);
	struct gs_answer a;

	if (gs_call_ask(call, &a, &ask))
		gs_call_json(call, 200, json_pack(
		    "{s:o, s:o, s:o, s:o, s:I, s:b}",
		    "sealed", gs_json_of_bytes(a.bytes),
		    "roll", gs_json_of_bytes((struct gs_span){a.box.roll, 32}),
		    "charter", gs_json_of_bytes((struct gs_span){
		        a.box.charter, 32}),
		    "after", gs_json_of_date(a.box.after),
		    "shown", (json_int_t)a.box.shown,
		    "filed", (int)a.box.filed));
	gs_answer_free(&a);
}

void gs_route_box_act(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_ACT);
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	if (!gs_body_end(&j, call))
		return;

	ask.texts = &text;
	ask.text_count = 1;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_object());
	gs_answer_free(&answer);
}

void gs_route_box_export(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_EXPORT);
	struct gs_answer a;

	if (gs_call_ask(call, &a, &ask)) {
		json_t *list = json_array();
		bool good = list != NULL;
		for (size_t i = 0; i < a.text_count && good; i++)
			good = json_array_append_new(list,
			    gs_json_of_text(a.texts[i])) == 0;
		if (!good)
			json_decref(list);
		gs_call_json(call, 200, good ?
		    json_pack("{s:o}", "records", list) : NULL);
	}
	gs_answer_free(&a);
}

void gs_route_box_file(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_FILE);
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	struct gs_span content = gs_body_bytes(&j, "content");
	if (!gs_body_end(&j, call))
		return;

	ask.texts = &text;
	ask.text_count = 1;
	ask.contents = &content;
	ask.content_count = 1;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_pack("{s:o, s:I, s:I, s:I, s:I}",
		    "at", gs_json_of_time(answer.placed.at),
		    "index", (json_int_t)answer.placed.index,
		    "size", (json_int_t)answer.placed.size,
		    "endorsements", (json_int_t)answer.box.endorsements,
		    "withdrawals", (json_int_t)answer.box.withdrawals));
	gs_answer_free(&answer);
}
