/* SPDX-License-Identifier: Apache-2.0 */
/* What changes the channel, except the box: records, filings, acts after
 * filing, enrolment, the exercise's clock. */
#include <string.h>

#include "core/host.h"
#include "server/front/inside.h"

#define RECORDS_MAX 1
#define ACTS_MAX 65535
#define CONTENTS_MAX 2 /* files that a record names */
#define CODE_MAX 128

json_t *gs_json_of_placed(const struct gs_answer *answer)
{
	return json_pack("{s:o, s:I, s:I}", "at",
	    gs_json_of_time(answer->placed.at), "index",
	    (json_int_t)answer->placed.index, "size",
	    (json_int_t)answer->placed.size);
}

void gs_route_records(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_SUBMIT};
	struct gs_answer answer;
	uint8_t reading[32];
	struct gs_body j;

	gs_body_start(&j, call);
	ask.texts = gs_body_list(&ask.text_count, &j, "records", false,
	    RECORDS_MAX);
	if (gs_body_has(&j, "content"))
		ask.contents = gs_body_list(&ask.content_count, &j, "content",
		    true, CONTENTS_MAX);
	if (gs_body_has(&j, "keys"))
		ask.keys = gs_body_bytes(&j, "keys");
	if (gs_body_has(&j, "reading")) {
		gs_body_hex(reading, &j, "reading");
		ask.reading = (struct gs_span){reading, sizeof reading};
	}
	if (!gs_body_end(&j, call))
		return;

	if (ask.text_count != 1) {
		gs_call_say(call, GS_ERR_FORMAT, "record-not-one",
		    "a request has exactly one record");
		return;
	}

	gs_call_show(&ask, call);
	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, gs_json_of_placed(&answer));
	gs_answer_free(&answer);
	gs_host_wipe(reading, sizeof reading);
}

void gs_call_promise(struct gs_call *call, unsigned status,
    const struct gs_ask *ask)
{
	struct gs_answer answer;

	if (gs_call_ask(call, &answer, ask))
		gs_call_json(call, status, json_pack("{s:o}", "promise",
		    gs_json_of_text(answer.bytes)));
	gs_answer_free(&answer);
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
	struct gs_ask ask = {.kind = GS_ASK_FILING};
	struct gs_body j;

	gs_body_start(&j, call);
	ask.texts = gs_body_filing(&ask.text_count, &j);
	struct gs_span content = gs_body_bytes(&j, "content");
	if (!gs_body_end(&j, call))
		return;

	ask.contents = &content;
	ask.content_count = 1;
	gs_call_promise(call, 202, &ask);
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

/* An answer has a file with it, and its own length. */
void gs_route_acts(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_ACT, .text_count = 1};
	struct gs_body j;

	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	if (gs_body_has(&j, "content"))
		ask.contents = gs_body_list(&ask.content_count, &j, "content",
		    true, CONTENTS_MAX);
	if (gs_body_has(&j, "pad"))
		(void)gs_body_text(&j, "pad");
	if (!gs_body_end(&j, call) ||
	    (ask.content_count == 0 && !gs_call_padded(call)))
		return;

	ask.texts = &text;
	memcpy(ask.token, call->token, sizeof ask.token);
	gs_call_promise(call, 202, &ask);
	gs_host_wipe(ask.token, sizeof ask.token);
}

/* As long as a filing: its file is a memo's. */
void gs_route_resupply(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_ACT, .text_count = 1};
	struct gs_body j;

	gs_body_start(&j, call);
	struct gs_span text = gs_body_text(&j, "record");
	ask.contents = gs_body_list(&ask.content_count, &j, "content", true,
	    CONTENTS_MAX);
	if (!gs_body_end(&j, call))
		return;

	ask.texts = &text;
	memcpy(ask.token, call->token, sizeof ask.token);
	gs_call_promise(call, 202, &ask);
	gs_host_wipe(ask.token, sizeof ask.token);
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

void gs_route_enrol(struct gs_call *call)
{
	struct gs_enrol_key keys[GS_ENROL_MAX] = {{.edition = 0}};
	struct gs_ask ask = {.kind = GS_ASK_ENROL, .enrol = keys};
	struct gs_answer answer;
	struct gs_body j, item;

	gs_body_start(&j, call);
	struct gs_span code = gs_body_text(&j, "code");
	json_t *list = gs_body_array(&j, "keys", GS_ENROL_MAX);

	ask.enrol_count = json_array_size(list);
	for (size_t i = 0; i < ask.enrol_count; i++) {
		gs_body_item(&item, &j, json_array_get(list, i));
		keys[i].edition = gs_body_number(&item, "edition");
		gs_body_fixed(keys[i].key, 32, &item, "key");
		gs_body_fixed(keys[i].possession, GS_POSSESSION_LEN, &item,
		    "possession");
		gs_body_item_end(&item, &j);
	}
	if (!gs_body_end(&j, call))
		return;
	if (code.len == 0 || code.len > CODE_MAX || ask.enrol_count == 0) {
		gs_call_say(call, GS_ERR_FORMAT, "enrolment-unfit",
		    "an enrolment has a code of 1 to 128 bytes and at least "
		    "one key");
		return;
	}

	gs_code_nonce(ask.id, code);
	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_pack("{s:o}", "receipts",
		    gs_json_of_texts(answer.texts, answer.text_count)));
	gs_answer_free(&answer);
}

void gs_route_clock(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_CLOCK};
	struct gs_answer answer;
	struct gs_body j;

	memcpy(ask.token, call->token, sizeof ask.token);
	gs_body_start(&j, call);
	ask.now = gs_body_time(&j, "now");
	if (!gs_body_end(&j, call))
		return;

	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_pack("{s:o}", "now",
		    gs_json_of_time(answer.channel.now)));
	gs_answer_free(&answer);
	gs_host_wipe(&ask, sizeof ask);
}

void gs_route_cosignatures(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_COSIGN, .text_count = 1};
	struct gs_answer answer;
	struct gs_body j;

	gs_body_start(&j, call);
	struct gs_span note = gs_body_text(&j, "checkpoint");
	if (!gs_body_end(&j, call))
		return;

	ask.texts = &note;
	if (gs_call_ask(call, &answer, &ask))
		gs_call_json(call, 200, json_pack("{s:o}", "missing",
		    gs_json_of_texts(answer.texts, answer.text_count)));
	gs_answer_free(&answer);
}
