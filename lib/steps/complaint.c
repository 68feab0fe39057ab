/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/complaint.h"

#include <string.h>

#include "lib/host.h"
#include "lib/misread.h"

int gs_complaint_write(struct gs_writer *w, struct gs_span signed_record,
    struct gs_span act)
{
	gs_write_bytes(w, signed_record.ptr, signed_record.len);
	if (act.len > 0) {
		gs_write_text(w, "\n");
		gs_write_bytes(w, act.ptr, act.len);
	}
	return gs_writer_end(w);
}

/* A record has no empty line. */
static void split_file(struct gs_span *signed_record, struct gs_span *act,
    struct gs_span text)
{
	const uint8_t *gap = text.len == 0 ? NULL :
	    memmem(text.ptr, text.len, "\n\n", 2);

	*signed_record = text;
	*act = (struct gs_span){NULL, 0};
	if (gap == NULL)
		return;
	signed_record->len = (size_t)(gap - text.ptr) + 1;
	*act = (struct gs_span){gap + 2, text.len - signed_record->len - 1};
}

static int read_complaint_kind(struct gs_complaint *out,
    const struct gs_record *rec)
{
	if (gs_record_is(rec, GS_RECORD_PROMISE)) {
		out->kind = GS_COMPLAINT_PROMISE;
		return gs_promise_read(&out->promise, rec->text, rec->len);
	}
	if (gs_record_is(rec, GS_RECORD_REFUSAL))
		out->kind = GS_COMPLAINT_REFUSAL;
	else if (gs_record_is(rec, GS_RECORD_COUNT))
		out->kind = GS_COMPLAINT_COUNT;
	else
		return GS_ERR_FORMAT;

	memcpy(out->promise.channel, gs_record_hash(rec, "channel"), 32);
	memcpy(out->promise.memo, gs_record_hash(rec, "memo"), 32);
	if (out->kind == GS_COMPLAINT_REFUSAL) {
		out->code = gs_record_part(rec, "code");
		out->why = gs_record_part(rec, "why");
		return GS_OK;
	}
	memcpy(out->count.channel, out->promise.channel, 32);
	memcpy(out->count.memo, out->promise.memo, 32);
	memcpy(out->count.roll, gs_record_hash(rec, "roll"), 32);
	memcpy(out->count.export, gs_record_hash(rec, "export"), 32);
	out->count.shown = gs_record_number(rec, "shown");
	return GS_OK;
}

/* A later charter may name another key: each was the role's in its time. */
static int judge_signature(const struct gs_record *rec,
    const struct gs_state *state)
{
	const struct gs_charter *c = gs_state_charter(state);
	int err = GS_ERR_SIGNATURE;

	for (; err != GS_OK && c != NULL; c = c->before)
		err = gs_record_verify(rec, "promise",
		    gs_charter_role(c, "promise")->key.ptr);
	return err == GS_OK ? GS_OK : GS_ERR_SIGNATURE;
}

static int parse_act(struct gs_promise *out, struct gs_arena *arena,
    struct gs_span act)
{
	struct gs_record rec;

	int err = gs_record_parse(&rec, NULL, arena, act.ptr, act.len);
	if (err == GS_ERR_MEMORY)
		return err;
	return err == GS_OK && gs_promise_of(out, &rec) == GS_OK ? GS_OK :
	    GS_ERR_FORMAT;
}

/* Whether what was signed is about the act that stands behind it. */
static int judge_complaint_act(const struct gs_complaint *c,
    const struct gs_record *rec, struct gs_arena *arena)
{
	struct gs_promise is;
	uint8_t digest[32];

	if (c->act.len == 0)
		return GS_OK;
	int err = parse_act(&is, arena, c->act);
	if (err != GS_OK)
		return err;

	bool same = memcmp(is.memo, c->promise.memo, 32) == 0 &&
	    memcmp(is.channel, c->promise.channel, 32) == 0;
	if (c->kind == GS_COMPLAINT_PROMISE)
		same = same && memcmp(is.tag, c->promise.tag, 32) == 0 &&
		    strcmp(is.act, c->promise.act) == 0;
	gs_host_sha256(digest, &c->act, 1);
	if (c->kind == GS_COMPLAINT_REFUSAL)
		same = same && memcmp(digest,
		    gs_record_hash(rec, "record"), 32) == 0;
	return same ? GS_OK : GS_ERR_MISMATCH;
}

/* Of an end of the office's, whether its signer was in the office still when it
 * was due: a key that was taken out of the charter ends nothing. */
static int judge_lapse(struct gs_complaint *c, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state)
{
	const struct gs_charter *charter = gs_state_charter(state);
	struct gs_record rec;
	uint8_t tag[32];

	gs_promise_end_tag(tag, c->promise.memo, "office");
	if (c->kind != GS_COMPLAINT_PROMISE ||
	    strcmp(c->promise.act, "end") != 0 ||
	    memcmp(tag, c->promise.tag, 32) != 0)
		return GS_OK;
	if (c->act.len == 0) {
		gs_report_say(report, "complaint-end-alone", "a promise of the "
		    "office's end is judged with the end itself, whose key the "
		    "charter may have lost since: it belongs behind it");
		return GS_ERR_FORMAT;
	}

	while (charter->before != NULL && charter->from > c->promise.by)
		charter = charter->before;
	int err = gs_record_parse(&rec, NULL, arena, c->act.ptr, c->act.len);
	if (err == GS_OK)
		c->lapsed = gs_charter_signed(NULL, charter, &rec, "office") !=
		    GS_OK;
	return err;
}

static int refuse_complaint_form(struct gs_report *report,
    struct gs_arena *arena, struct gs_span text, size_t line)
{
	const struct gs_type *is = gs_type_of(text.ptr, text.len);
	struct gs_report why;

	gs_misread_tell(&why, arena, is == NULL || line == 0 ? "promise" :
	    is->name, text, line);
	gs_report_tell(report, "complaint-form", "it is not a promise, a "
	    "refusal or a count that a server signed: {0}",
	    gs_say_text(why.text));
	return GS_ERR_FORMAT;
}

static int refuse_act(struct gs_report *report, int err)
{
	if (err == GS_ERR_FORMAT)
		gs_report_say(report, "complaint-act-form", "what stands "
		    "behind the signed record is not an act in its canonical "
		    "form");
	if (err == GS_ERR_MISMATCH)
		gs_report_say(report, "complaint-other-act", "what was signed "
		    "is not about the act that stands behind it");
	return err;
}

int gs_complaint_parse(struct gs_complaint *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text)
{
	struct gs_complaint c = {.kind = GS_COMPLAINT_PROMISE};
	struct gs_span signed_record;
	size_t line = 0;

	split_file(&signed_record, &c.act, text);
	int err = gs_record_parse(&c.signed_record, &line, arena,
	    signed_record.ptr, signed_record.len);
	if (err == GS_OK)
		err = read_complaint_kind(&c, &c.signed_record);
	if (err == GS_OK)
		*out = c;
	return err == GS_OK || err == GS_ERR_MEMORY ? err :
	    refuse_complaint_form(report, arena, signed_record, line);
}

int gs_complaint_judge(struct gs_complaint *c, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state)
{
	if (memcmp(c->promise.channel, gs_state_charter(state)->channel,
	    32) != 0) {
		gs_report_say(report, "complaint-other-channel", "it is about "
		    "another channel");
		return GS_ERR_MISMATCH;
	}

	int err = judge_signature(&c->signed_record, state);
	if (err != GS_OK) {
		gs_report_say(report, "complaint-not-signed", "no charter of "
		    "this channel names the key that signed it in the role "
		    "`promise`: it binds nobody");
		return err;
	}
	err = judge_complaint_act(c, &c->signed_record, arena);
	return err != GS_OK ? refuse_act(report, err) :
	    judge_lapse(c, report, arena, state);
}

int gs_complaint_read(struct gs_complaint *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state, struct gs_span text)
{
	struct gs_complaint c;

	int err = gs_complaint_parse(&c, report, arena, text);
	if (err == GS_OK)
		err = gs_complaint_judge(&c, report, arena, state);
	if (err == GS_OK)
		*out = c;
	return err;
}
