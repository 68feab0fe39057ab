/* SPDX-License-Identifier: Apache-2.0 */
/* The box over HTTP. */
#include <string.h>

#include "server/front/inside.h"

static struct gs_ask *about_box(struct gs_call *call, enum gs_ask_kind kind)
{
	struct gs_ask *ask = &call->ask;

	ask->kind = kind;
	memcpy(ask->id, call->id, sizeof ask->id);
	memcpy(ask->token, call->token, sizeof ask->token);
	return ask;
}

static void send_opened(struct gs_call *call)
{
	gs_call_json(call, 201, json_object());
}

void gs_route_box_open(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_opening *o = &ask->opening;
	struct gs_body j;

	ask->kind = GS_ASK_BOX_OPEN;
	gs_body_start(&j, call);
	gs_body_fixed(ask->id, sizeof ask->id, &j, "memo");
	gs_body_fixed(o->roll, sizeof o->roll, &j, "roll");
	gs_body_fixed(o->charter, sizeof o->charter, &j, "charter");
	o->after = gs_body_date(&j, "after");
	gs_body_hex(o->token_hash, &j, "token");
	gs_body_hex(o->owner_hash, &j, "owner");
	o->sealed = gs_body_bytes(&j, "sealed");
	o->file = gs_body_bytes(&j, "file");
	o->slot = gs_body_small(&j, "slot");
	o->proof = gs_body_bytes(&j, "proof");
	if (gs_body_end(&j, call))
		gs_call_put(call, send_opened);
}

static void send_box(struct gs_call *call)
{
	const struct gs_answer *a = &call->answer;

	const struct gs_json_long texts[] = {{"sealed", a->box.sealed},
	    {"file", a->box.file}};

	gs_call_json_long(call, texts, sizeof texts / sizeof *texts, json_pack(
	    "{s:o, s:o, s:o, s:o, s:b, s:o}",
	    "roll", gs_json_of_bytes((struct gs_span){a->box.roll, 32}),
	    "charter", gs_json_of_bytes((struct gs_span){a->box.charter, 32}),
	    "after", gs_json_of_date(a->box.after),
	    "expires", gs_json_of_date(a->box.expires),
	    "filed", (int)a->box.filed,
	    "count", gs_json_of_text(a->box.count)));
}

void gs_route_box(struct gs_call *call)
{
	(void)about_box(call, GS_ASK_BOX);
	gs_call_put(call, send_box);
}

void gs_route_box_act(struct gs_call *call)
{
	struct gs_ask *ask = about_box(call, GS_ASK_BOX_ACT);
	struct gs_span *texts = gs_call_texts(call, 2);
	struct gs_body j;

	if (texts == NULL)
		return;
	gs_body_start(&j, call);
	texts[0] = gs_body_text(&j, "record");
	ask->text_count = 1;
	if (gs_body_has(&j, "endorsement"))
		texts[ask->text_count++] = gs_body_text(&j, "endorsement");
	(void)gs_body_text(&j, "pad");
	if (!gs_body_end(&j, call) || !gs_call_padded(call))
		return;

	ask->texts = texts;
	gs_call_promise(call);
}

static void send_export(struct gs_call *call)
{
	const struct gs_answer *a = &call->answer;

	gs_call_json(call, 200, json_pack("{s:o, s:o}",
	    "count", gs_json_of_text(a->box.count),
	    "records", gs_json_of_texts(a->texts, a->text_count)));
}

void gs_route_box_export(struct gs_call *call)
{
	(void)about_box(call, GS_ASK_BOX_EXPORT);
	gs_call_put(call, send_export);
}

void gs_route_box_file(struct gs_call *call)
{
	struct gs_ask *ask = about_box(call, GS_ASK_BOX_FILE);
	struct gs_body j;

	gs_body_start(&j, call);
	ask->texts = gs_body_filing(&ask->text_count, &j);
	gs_body_hex(ask->key, &j, "key");
	if (gs_body_end(&j, call))
		gs_call_promise(call);
}

static void send_expiry(struct gs_call *call)
{
	gs_call_json(call, 200, json_pack("{s:o}", "expires",
	    gs_json_of_date(call->answer.box.expires)));
}

void gs_route_box_prolong(struct gs_call *call)
{
	struct gs_body j;

	(void)about_box(call, GS_ASK_BOX_PROLONG);
	gs_body_start(&j, call);
	if (gs_body_end(&j, call))
		gs_call_put(call, send_expiry);
}

static void send_removed(struct gs_call *call)
{
	gs_call_json(call, 200, json_object());
}

void gs_route_box_remove(struct gs_call *call)
{
	(void)about_box(call, GS_ASK_BOX_REMOVE);
	gs_call_put(call, send_removed);
}
