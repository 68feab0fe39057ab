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
	struct gs_opening *o = &ask.opening;
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	gs_body_fixed(ask.id, sizeof ask.id, &j, "memo");
	gs_body_fixed(o->roll, sizeof o->roll, &j, "roll");
	gs_body_fixed(o->charter, sizeof o->charter, &j, "charter");
	o->after = gs_body_date(&j, "after");
	gs_body_hex(o->token_hash, &j, "token");
	gs_body_hex(o->owner_hash, &j, "owner");
	o->sealed = gs_body_bytes(&j, "sealed");
	o->file = gs_body_bytes(&j, "file");
	o->slot = gs_body_small(&j, "slot");
	o->proof = gs_body_bytes(&j, "proof");
	if (!gs_body_end(&j, call))
		return;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 201, json_object());
	gs_answer_free(&answer);
}

void gs_route_box(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX);
	struct gs_answer a;

	if (gs_call_ask(call, &a, &ask))
		gs_call_json(call, 200, json_pack(
		    "{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}",
		    "sealed", gs_json_of_bytes(a.box.sealed),
		    "file", gs_json_of_bytes(a.box.file),
		    "roll", gs_json_of_bytes((struct gs_span){a.box.roll, 32}),
		    "charter", gs_json_of_bytes((struct gs_span){
		        a.box.charter, 32}),
		    "after", gs_json_of_date(a.box.after),
		    "expires", gs_json_of_date(a.box.expires),
		    "filed", (int)a.box.filed,
		    "count", gs_json_of_text(a.box.count)));
	gs_answer_free(&a);
	gs_host_wipe(&ask, sizeof ask);
}

void gs_route_box_act(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_ACT);
	struct gs_span texts[2];
	struct gs_body j;

	gs_body_start(&j, call);
	texts[0] = gs_body_text(&j, "record");
	ask.text_count = 1;
	if (gs_body_has(&j, "endorsement"))
		texts[ask.text_count++] = gs_body_text(&j, "endorsement");
	(void)gs_body_text(&j, "pad");
	if (!gs_body_end(&j, call) || !gs_call_padded(call))
		return;

	ask.texts = texts;
	gs_call_promise(call, 200, &ask);
	gs_host_wipe(&ask, sizeof ask);
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
		gs_call_json(call, 200, good ? json_pack("{s:o, s:o}", "count",
		    gs_json_of_text(a.box.count), "records", list) : NULL);
	}
	gs_answer_free(&a);
	gs_host_wipe(&ask, sizeof ask);
}

void gs_route_box_file(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_FILE);
	struct gs_body j;

	gs_body_start(&j, call);
	ask.texts = gs_body_filing(&ask.text_count, &j);
	gs_body_hex(ask.key, &j, "key");
	if (!gs_body_end(&j, call))
		return;

	gs_call_promise(call, 202, &ask);
	gs_host_wipe(&ask, sizeof ask);
}

void gs_route_box_prolong(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_PROLONG);
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	if (!gs_body_end(&j, call))
		return;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_pack("{s:o}", "expires",
		    gs_json_of_date(answer.box.expires)));
	gs_answer_free(&answer);
	gs_host_wipe(&ask, sizeof ask);
}

void gs_route_box_remove(struct gs_call *call)
{
	struct gs_ask ask = about_box(call, GS_ASK_BOX_REMOVE);
	struct gs_answer answer;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_object());
	gs_answer_free(&answer);
	gs_host_wipe(&ask, sizeof ask);
}
