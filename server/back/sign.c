/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/sign.h"

#include <string.h>

#include "lib/records/count.h"
#include "lib/records/promise.h"
#include "lib/records/refusal.h"
#include "server/back/enter.h"
#include "server/back/own_keys.h"

int gs_back_sign_promise(struct gs_answer *answer, const struct gs_back *back,
    const struct gs_record *act, const uint8_t *roll, int64_t by)
{
	uint8_t text[GS_PROMISE_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_promise promise;
	const uint8_t *secret = NULL;

	int err = gs_own_secret(&secret, back, answer, GS_OWN_PROMISE);
	if (err != GS_OK)
		return err;
	err = gs_promise_of(&promise, act);
	memcpy(promise.roll, roll, 32);
	promise.by = by;
	if (err == GS_OK)
		err = gs_promise_write(&w, &answer->pool.arena, &promise,
		    secret);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_answer_keep(&answer->bytes, answer,
	    (struct gs_span){w.ptr, w.len});
}

int gs_back_sign_count(struct gs_span *out, struct gs_answer *answer,
    const struct gs_back *back, const struct gs_shown *shown)
{
	uint8_t text[GS_COUNT_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_count count = {.shown = shown->tags};
	const uint8_t *secret = NULL;

	int err = gs_own_secret(&secret, back, answer, GS_OWN_PROMISE);
	if (err != GS_OK)
		return err;
	memcpy(count.channel, gs_state_charter(back->state)->channel, 32);
	memcpy(count.memo, shown->memo, 32);
	memcpy(count.roll, shown->roll, 32);
	gs_count_export(count.export, shown->texts, shown->count);
	err = gs_count_write(&w, &answer->pool.arena, &count, secret);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_answer_keep(out, answer, (struct gs_span){w.ptr, w.len});
}

/* Errors that say something of a record. */
static bool is_judgement(int err)
{
	return err == GS_ERR_FORMAT || err == GS_ERR_RANGE ||
	    err == GS_ERR_RULE || err == GS_ERR_PROOF ||
	    err == GS_ERR_SIGNATURE || err == GS_ERR_DUPLICATE ||
	    err == GS_ERR_UNKNOWN || err == GS_ERR_DENIED ||
	    err == GS_ERR_MISMATCH || err == GS_ERR_SPACE;
}

/* The memo that a request is about: the box's, or the one that the record
 * names. */
static bool find_memo(uint8_t memo[32], struct gs_arena *arena,
    const struct gs_ask *ask)
{
	struct gs_record rec;
	struct gs_refusal refusal;
	const uint8_t *named = NULL;
	struct gs_span text = ask->texts[0];
	struct gs_span record = gs_back_record(&text);

	memcpy(memo, ask->id, 32);
	if (ask->kind == GS_ASK_BOX_ACT || ask->kind == GS_ASK_BOX_FILE)
		return true;
	if (gs_candidate_parse(&rec, &refusal, arena, record.ptr,
	        record.len) == GS_OK)
		named = gs_record_hash(&rec, "memo");
	if (named != NULL)
		memcpy(memo, named, 32);
	return named != NULL;
}

/* The record of it; empty if there is none. */
static struct gs_span make_refusal(const struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask, int err,
    const struct gs_report *report)
{
	uint8_t text[GS_REFUSAL_MAX], memo[32], digest[32];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_refusal_terms terms = {
	    .channel = gs_state_charter(back->state)->channel, .memo = memo,
	    .record = digest,
	    .code = report->code[0] == '\0' ? "refused" : report->code,
	    .why = report->text[0] == '\0' ? gs_strerror(err) : report->text};
	struct gs_span out = {NULL, 0};
	const uint8_t *secret = gs_own_find(back, GS_OWN_PROMISE);

	gs_back_record_hash(digest, ask->texts[0]);
	if (secret != NULL && find_memo(memo, &answer->pool.arena, ask) &&
	    gs_refusal_write(&w, &answer->pool.arena, &terms,
	        secret) == GS_OK &&
	    gs_answer_keep(&out, answer, (struct gs_span){w.ptr, w.len}) !=
	        GS_OK)
		out = (struct gs_span){NULL, 0};
	return out;
}

void gs_back_sign_refusal(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	int err = answer->err;

	if (!is_judgement(err) || ask->text_count == 0)
		return;
	answer->refusal = make_refusal(back, answer, ask, err,
	    &answer->report);
	answer->err = err;
}

void gs_back_refusal(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (ask->why == NULL || ask->text_count == 0) {
		gs_answer_fail(answer, GS_ERR_INTERNAL);
		return;
	}
	answer->refusal = make_refusal(back, answer, ask, GS_ERR_PROOF,
	    ask->why);
}
