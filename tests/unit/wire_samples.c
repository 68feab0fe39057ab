/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/wire_samples.h"

#include <string.h>

#include "core/record/time.h"

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

struct gs_ask wire_sample_ask(enum gs_ask_kind kind, bool least)
{
	static struct gs_span texts[3], contents[2];
	static struct gs_enrol_key keys[GS_ENROL_MAX];
	struct gs_ask ask = {.kind = kind, .texts = texts, .text_count = 1,
	    .contents = contents, .enrol = keys, .enrol_count = 1};

	texts[0] = span("gainsay/v1 end\n");
	texts[1] = span("");
	texts[2] = span("x");
	contents[0] = span("age");
	contents[1] = span("");
	memset(ask.id, 1, 32);
	memset(ask.token, 2, 32);
	memset(ask.key, 3, 32);
	memset(ask.opening.roll, 4, 32);
	memset(ask.opening.charter, 5, 32);
	memset(ask.opening.token_hash, 6, 32);
	memset(ask.opening.owner_hash, 7, 32);

	for (size_t i = 0; i < GS_ENROL_MAX; i++) {
		keys[i].edition = i == 0 ? INT64_MAX : i;
		memset(keys[i].key, (int)i, 32);
		memset(keys[i].possession, (int)(100 + i), GS_POSSESSION_LEN);
	}

	if (least)
		return ask;

	ask.reader.has_bearer = true;
	memset(ask.reader.bearer, 5, 32);
	ask.reader.request = span("gainsay/v1 request\n");
	ask.reader.path = span("GET /log/checkpoint");
	memset(ask.reader.body, 6, 32);
	ask.reading = span("0123456789abcdef0123456789abcdef");
	ask.text_count = kind == GS_ASK_FILING || kind == GS_ASK_BOX_FILE ||
	    kind == GS_ASK_BOX_ACT ? 3 : 1;
	ask.content_count = 2;
	ask.enrol_count = GS_ENROL_MAX;
	ask.keys = span("0123456789abcdef0123456789abcdef");
	ask.opening.sealed = span("sealed");
	ask.opening.file = span("a file");
	ask.opening.proof = span("a proof");
	ask.opening.slot = UINT32_MAX;
	ask.opening.after = GS_TIME_MAX / GS_DAY;
	ask.now = GS_TIME_MAX;
	ask.staff.step = GS_STAFF_STEP_UNLINK;
	ask.staff.turn = INT64_MAX;
	ask.staff.edition = 12;
	ask.passed.item = GS_PASSED_ASKED;
	ask.passed.turn = 13;
	return ask;
}

void wire_sample_answer(struct gs_answer *a)
{
	static struct gs_span texts[2];

	gs_answer_start(a);
	a->err = GS_OK;
	texts[0] = span("first");
	texts[1] = span("");
	a->bytes = span("bytes");
	a->texts = texts;
	a->text_count = 2;
	a->placed.at = -5;
	a->placed.index = 6;
	a->placed.size = 7;
	a->staff.turn = 12;
	a->staff.closed = 13;
	a->staff.first = 14;
	a->staff.last = 15;
	a->channel.origin = span("localhost/x");
	a->channel.vkey = span("vkey");
	a->channel.name = span("name");
	a->channel.readers = span("members");
	a->channel.open = true;
	memset(a->channel.id, 5, 32);
	a->channel.exercise = true;
	a->channel.now = 8;
	a->channel.size = 9;
	a->charter.version = 10;
	a->charter.open = true;
	memset(a->box.roll, 6, 32);
	memset(a->box.charter, 7, 32);
	a->box.after = 10;
	a->box.expires = 11;
	a->box.filed = true;
	a->box.sealed = span("sealed");
	a->box.file = span("");
	a->box.count = span("a count");
}

void wire_sample_refusal(struct gs_answer *a)
{
	gs_answer_start(a);
	a->err = GS_ERR_MISMATCH;
	memset(a->report.code, 'c', sizeof a->report.code - 1);
	memset(a->report.text, 'w', sizeof a->report.text - 1);
	a->report.count = 2;
	a->report.values[0] = (struct gs_report_value){0, 3};
	a->report.values[1] = (struct gs_report_value){
	    GS_REPORT_TEXT_MAX - 2, 1};
	a->line = 12;
	a->refusal = span("a refusal");
}
