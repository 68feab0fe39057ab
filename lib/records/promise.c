/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/promise.h"

#include <string.h>

#include "core/memo/memo.h"
#include "core/proof/member.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "lib/sign.h"

/* What is done once for each number about its memo. */
static const struct numbered {
	enum gs_record_kind kind;
	const char *domain;
	const char *number; /* a field */
} numbered_acts[] = {
	{GS_RECORD_ANSWER, "gainsay/v1/answer", "question"},
	{GS_RECORD_DISPUTE, "gainsay/v1/dispute", "position"},
	{GS_RECORD_RESPOND, "gainsay/v1/respond", "reply"},
	{GS_RECORD_APPEAL, "gainsay/v1/appeal", "appeal"},
	{GS_RECORD_UNREADABLE, "gainsay/v1/unreadable", "number"},
	{GS_RECORD_RESUPPLY, "gainsay/v1/resupply", "unreadable"},
};

/* NULL: an act of a tag. */
static const struct numbered *find_numbered(const struct gs_record *act)
{
	for (size_t i = 0; i < sizeof numbered_acts / sizeof *numbered_acts;
	    i++)
		if (gs_record_is(act, numbered_acts[i].kind))
			return &numbered_acts[i];
	return NULL;
}

static void hash_tag(uint8_t tag[32], const struct numbered *kind,
    const uint8_t memo[32], const struct gs_record *act)
{
	uint8_t text[96];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_lv_text(&w, kind->domain);
	gs_write_bytes(&w, memo, 32);
	gs_write_u64(&w, gs_record_number(act, kind->number));
	gs_host_sha256(tag, &(struct gs_span){text, w.len}, 1);
}

void gs_promise_tag(uint8_t tag[32], const struct gs_record *act)
{
	const struct numbered *kind = find_numbered(act);
	struct gs_part proof = gs_record_part(act, "proof");

	/* One that has no tag is refused by whoever judges it. */
	memset(tag, 0, 32);
	if (gs_record_is(act, GS_RECORD_END))
		gs_promise_end_tag(tag, gs_record_hash(act, "memo"),
		    gs_record_signed_by(act, "author") ? "author" : "office");
	else if (kind != NULL)
		hash_tag(tag, kind, gs_record_hash(act, "memo"), act);
	else if (proof.len >= GS_TAG_LEN)
		memcpy(tag, gs_proof_tag(proof.ptr, proof.len), 32);
}

void gs_promise_end_tag(uint8_t tag[32], const uint8_t memo[32],
    const char *role)
{
	uint8_t text[96];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_lv_text(&w, "gainsay/v1/end");
	gs_write_bytes(&w, memo, 32);
	gs_write_lv_text(&w, role);
	gs_host_sha256(tag, &(struct gs_span){text, w.len}, 1);
}

bool gs_promise_waits(const struct gs_record *act)
{
	struct gs_part what = gs_record_part(act, "what");

	/* That a memo is unreadable is the office's word, which names it. */
	if (gs_record_is(act, GS_RECORD_UNREADABLE))
		return !gs_part_is(&what, "memo");
	return find_numbered(act) != NULL ||
	    gs_record_is(act, GS_RECORD_END) ||
	    gs_record_is(act, GS_RECORD_MEMO) ||
	    gs_record_is(act, GS_RECORD_ENDORSE) ||
	    gs_record_is(act, GS_RECORD_WITHDRAW);
}

bool gs_promise_is_soon(const char *act)
{
	return strcmp(act, "endorse") != 0 && strcmp(act, "withdraw") != 0 &&
	    strcmp(act, "end") != 0;
}

int gs_promise_of(struct gs_promise *out, const struct gs_record *act)
{
	const char *word = gs_record_is(act, GS_RECORD_MEMO) ? "file" :
	    act->type->name;

	if (!gs_promise_waits(act))
		return GS_ERR_UNKNOWN;
	*out = (struct gs_promise){.by = 0};
	memcpy(out->channel, gs_record_hash(act, "channel"), 32);
	memcpy(out->memo, gs_record_hash(act, "memo"), 32);
	if (gs_record_is(act, GS_RECORD_MEMO))
		memcpy(out->roll, gs_record_hash(act, "roll"), 32);
	memcpy(out->act, word, strlen(word) + 1);
	gs_promise_tag(out->tag, act);
	return GS_OK;
}

bool gs_promise_kept_by(const struct gs_promise *promise,
    const struct gs_record *act)
{
	struct gs_promise is;

	/* The office has opened the memo: it needs no other copy. */
	if (gs_record_is(act, GS_RECORD_ACKNOWLEDGE))
		return strcmp(promise->act, "resupply") == 0 &&
		    memcmp(gs_record_hash(act, "memo"), promise->memo,
		        32) == 0;
	if (gs_promise_of(&is, act) != GS_OK ||
	    memcmp(is.memo, promise->memo, 32) != 0)
		return false;
	int order = memcmp(is.tag, promise->tag, 32);
	bool same = strcmp(is.act, promise->act) == 0;

	/* A procedure ends once, whoever else would have ended it. */
	if (gs_record_is(act, GS_RECORD_END))
		return same;
	/* Of two filings of one memo that with the lower tag enters. */
	if (gs_record_is(act, GS_RECORD_MEMO))
		return same && order <= 0;
	return order == 0 && (same ||
	    (strcmp(promise->act, "endorse") == 0 &&
	        gs_record_is(act, GS_RECORD_WITHDRAW)));
}

int gs_promise_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_promise *promise, const uint8_t secret[64])
{
	struct gs_record_writer d;
	int64_t by = promise->by < GS_TIME_MAX ? promise->by : GS_TIME_MAX;

	gs_record_start(&d, w->ptr, w->max, "promise");
	gs_record_line(&d, "channel", gs_part_hash(promise->channel));
	gs_record_line(&d, "memo", gs_part_hash(promise->memo));
	gs_record_line(&d, "roll", gs_part_hash(promise->roll));
	gs_record_line(&d, "act", gs_part_word(promise->act));
	gs_record_line(&d, "tag", gs_part_hash(promise->tag));
	if (by != 0)
		gs_record_line(&d, "by", gs_part_time(by));

	int err = gs_record_sign(&d, "promise", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

bool gs_promise_needs_time(const char *act)
{
	return strcmp(act, "endorse") != 0 && strcmp(act, "withdraw") != 0;
}

static int parse_promise(struct gs_record *rec, struct gs_promise *out,
    struct gs_arena *arena, const void *text, size_t len)
{
	int err = gs_record_parse(rec, NULL, arena, text, len);

	/* A type that nobody knows, another one, or nobody's signature. */
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_SIGNATURE ||
	    (err == GS_OK && !gs_record_is(rec, GS_RECORD_PROMISE)))
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		return err;
	struct gs_part act = gs_record_part(rec, "act");
	if (act.len >= sizeof out->act)
		return GS_ERR_FORMAT;

	*out = (struct gs_promise){.by = 0};
	memcpy(out->channel, gs_record_hash(rec, "channel"), 32);
	memcpy(out->memo, gs_record_hash(rec, "memo"), 32);
	memcpy(out->roll, gs_record_hash(rec, "roll"), 32);
	memcpy(out->act, act.ptr, act.len);
	memcpy(out->tag, gs_record_hash(rec, "tag"), 32);
	out->by = (int64_t)gs_record_number(rec, "by");
	return out->by == 0 && gs_promise_needs_time(out->act) ?
	    GS_ERR_FORMAT : GS_OK;
}

int gs_promise_read(struct gs_promise *out, const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_record rec;

	int err = parse_promise(&rec, out, gs_pool_start(&pool), text, len);
	gs_pool_free(&pool);
	return err;
}

static bool same_promise(const struct gs_promise *a,
    const struct gs_promise *b)
{
	return memcmp(a->channel, b->channel, 32) == 0 &&
	    memcmp(a->memo, b->memo, 32) == 0 &&
	    memcmp(a->roll, b->roll, 32) == 0 &&
	    memcmp(a->tag, b->tag, 32) == 0 && strcmp(a->act, b->act) == 0;
}

int gs_promise_check(const struct gs_promise *promise, const uint8_t key[32],
    const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_promise said;
	struct gs_record rec;

	int err = parse_promise(&rec, &said, gs_pool_start(&pool), text, len);
	if (err == GS_OK && !same_promise(&said, promise))
		err = GS_ERR_MISMATCH;

	if (err == GS_OK)
		err = gs_record_verify(&rec, "promise", key);
	if (err == GS_ERR_UNKNOWN) /* signed in another role */
		err = GS_ERR_SIGNATURE;
	gs_pool_free(&pool);
	return err;
}
