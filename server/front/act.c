/* SPDX-License-Identifier: Apache-2.0 */
/* What changes the channel, except the box: records, filings, acts after
 * filing, enrolment, the exercise's clock. */
#include <string.h>

#include "core/host.h"
#include "core/memo/memo.h"
#include "server/front/inside.h"

#define RECORDS_MAX 1
#define ACTS_MAX 65535
/* Files that a record names: an act's, a publication's. */
#define CONTENTS_MAX 2
#define PUBLISHED_MAX (2 + GS_ANNEXES_MAX)
#define CODE_MAX 128

json_t *gs_json_of_placed(const struct gs_answer *answer)
{
	return json_pack("{s:o, s:I, s:I}", "at",
	    gs_json_of_time(answer->placed.at), "index",
	    (json_int_t)answer->placed.index, "size",
	    (json_int_t)answer->placed.size);
}

static void send_placed(struct gs_call *call)
{
	gs_call_json(call, 200, gs_json_of_placed(&call->answer));
}

void gs_route_records(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_SUBMIT;
	gs_body_start(&j, call);
	ask->texts = gs_body_list(&ask->text_count, &j, "records", false,
	    RECORDS_MAX);
	if (gs_body_has(&j, "content"))
		ask->contents = gs_body_list(&ask->content_count, &j,
		    "content", true, PUBLISHED_MAX);
	if (gs_body_has(&j, "keys"))
		ask->keys = gs_body_bytes(&j, "keys");
	if (gs_body_has(&j, "reading")) {
		gs_body_hex(call->reading, &j, "reading");
		ask->reading = (struct gs_span){call->reading,
		    sizeof call->reading};
	}
	if (!gs_body_end(&j, call))
		return;

	if (ask->text_count != 1) {
		gs_call_say(call, GS_ERR_FORMAT, "record-not-one",
		    "a request has exactly one record");
		return;
	}

	gs_call_show(ask, call);
	gs_call_put(call, send_placed);
}

static void send_promise(struct gs_call *call)
{
	gs_call_json(call, call->ask.kind == GS_ASK_BOX_ACT ? 200 : 202,
	    json_pack("{s:o}", "promise",
	        gs_json_of_text(call->answer.bytes)));
}

void gs_call_promise(struct gs_call *call)
{
	gs_call_put(call, send_promise);
}

const struct gs_span *gs_body_filing(size_t *count, struct gs_body *j)
{
	struct gs_span record = gs_body_text(j, "record");
	struct gs_span *acts = gs_body_list(count, j, "acts", false, ACTS_MAX);
	struct gs_span *texts = gs_arena_take(j->arena, *count + 1,
	    sizeof *texts);

	if (texts == NULL || j->failed) {
		j->failed = true;
		*count = 0;
		return NULL;
	}
	texts[0] = record;
	for (size_t i = 0; i < *count; i++)
		texts[i + 1] = acts[i];
	*count += 1;
	return texts;
}

void gs_route_filings(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_FILING;
	gs_body_start(&j, call);
	ask->texts = gs_body_filing(&ask->text_count, &j);
	struct gs_span content = gs_body_bytes(&j, "content");
	if (!gs_body_end(&j, call))
		return;

	struct gs_span *contents = gs_call_texts(call, 1);
	if (contents == NULL)
		return;
	contents[0] = content;
	ask->contents = contents;
	ask->content_count = 1;
	gs_call_promise(call);
}

bool gs_call_padded(struct gs_call *call)
{
	struct gs_report report = {.text = ""};

	if (call->body_len == GS_BODY_ACT)
		return true;
	gs_report_tell(&report, "act-body-length", "the body has {0} bytes; "
	    "that of an act has {1}", gs_say_number(call->body_len),
	    gs_say_number(GS_BODY_ACT));
	gs_call_problem(call, GS_ERR_FORMAT, &report, "Fill `pad` with blanks: "
	    "the length of a request must not tell what it does.");
	return false;
}

/* An act of one text, whose files are in the question already. */
static void put_act(struct gs_call *call, struct gs_span text)
{
	struct gs_span *texts = gs_call_texts(call, 1);

	if (texts == NULL)
		return;
	texts[0] = text;
	call->ask.texts = texts;
	call->ask.text_count = 1;
	memcpy(call->ask.token, call->token, sizeof call->ask.token);
	gs_call_promise(call);
}

/* An answer has a file with it, and its own length. */
void gs_route_acts(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_ACT;
	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	if (gs_body_has(&j, "content"))
		ask->contents = gs_body_list(&ask->content_count, &j,
		    "content", true, CONTENTS_MAX);
	if (gs_body_has(&j, "pad"))
		(void)gs_body_text(&j, "pad");
	if (gs_body_end(&j, call) &&
	    (ask->content_count > 0 || gs_call_padded(call)))
		put_act(call, text);
}

/* As long as a filing: its file is a memo's. */
void gs_route_resupply(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_ACT;
	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	ask->contents = gs_body_list(&ask->content_count, &j, "content", true,
	    CONTENTS_MAX);
	if (gs_body_end(&j, call))
		put_act(call, text);
}

json_t *gs_json_of_texts(const struct gs_span *texts, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count && list != NULL; i++)
		if (json_array_append_new(list, gs_json_of_text(texts[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static void send_receipts(struct gs_call *call)
{
	gs_call_json(call, 200, json_pack("{s:o}", "receipts",
	    gs_json_of_texts(call->answer.texts, call->answer.text_count)));
}

/* False: no memory. */
static bool read_enrol_keys(struct gs_ask *ask, struct gs_body *j)
{
	json_t *list = gs_body_array(j, "keys", GS_ENROL_MAX);
	size_t count = json_array_size(list);
	struct gs_enrol_key *keys = gs_arena_take(j->arena, count + 1,
	    sizeof *keys);
	struct gs_body item;

	for (size_t i = 0; i < count && keys != NULL; i++) {
		gs_body_item(&item, j, json_array_get(list, i));
		keys[i].edition = gs_body_number(&item, "edition");
		gs_body_fixed(keys[i].key, 32, &item, "key");
		gs_body_fixed(keys[i].possession, GS_POSSESSION_LEN, &item,
		    "possession");
		gs_body_item_end(&item, j);
	}
	ask->enrol = keys;
	ask->enrol_count = keys == NULL ? 0 : count;
	return keys != NULL;
}

void gs_route_enrol(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_ENROL;
	gs_body_start(&j, call);
	struct gs_span code = gs_body_text(&j, "code");
	bool room = read_enrol_keys(ask, &j);
	if (!gs_body_end(&j, call))
		return;
	if (!room) {
		gs_call_fail(call, GS_ERR_MEMORY);
		return;
	}
	if (code.len == 0 || code.len > CODE_MAX || ask->enrol_count == 0) {
		gs_call_say(call, GS_ERR_FORMAT, "enrolment-unfit",
		    "an enrolment has a code of 1 to 128 bytes and at least "
		    "one key");
		return;
	}

	gs_code_nonce(ask->id, code);
	gs_call_put(call, send_receipts);
}

static void send_clock(struct gs_call *call)
{
	gs_call_json(call, 200, json_pack("{s:o}", "now",
	    gs_json_of_time(call->answer.channel.now)));
}

void gs_route_clock(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_CLOCK;
	memcpy(ask->token, call->token, sizeof ask->token);
	gs_body_start(&j, call);
	ask->now = gs_body_time(&j, "now");
	if (gs_body_end(&j, call))
		gs_call_put(call, send_clock);
}

static void send_missing(struct gs_call *call)
{
	gs_call_json(call, 200, json_pack("{s:o}", "missing",
	    gs_json_of_texts(call->answer.texts, call->answer.text_count)));
}

void gs_route_cosignatures(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_COSIGN;
	gs_body_start(&j, call);
	struct gs_span note = gs_body_text(&j, "checkpoint");
	if (!gs_body_end(&j, call))
		return;

	struct gs_span *texts = gs_call_texts(call, 1);
	if (texts == NULL)
		return;
	texts[0] = note;
	ask->texts = texts;
	ask->text_count = 1;
	gs_call_put(call, send_missing);
}
