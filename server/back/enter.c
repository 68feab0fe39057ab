/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/enter.h"

#include "core/bytes.h"
#include "lib/memo/seal.h"
#include "lib/records/reveal.h"
#include "lib/records/several.h"
#include "lib/steps/local_time.h"
#include "server/back/sequence.h"

bool gs_back_is_token(const uint8_t token[32], const uint8_t token_hash[32])
{
	uint8_t hash[32];

	gs_host_sha256(hash, &(struct gs_span){token, 32}, 1);
	return gs_bytes_equal(hash, token_hash, sizeof hash);
}

int gs_back_check_sealed(struct gs_answer *answer, struct gs_span file)
{
	if (gs_seal_is_shaped(file))
		return GS_OK;
	return gs_answer_tell(answer, GS_ERR_RULE, "file-not-sealed", "what "
	    "came as a sealed file has {0} bytes and is none: an age file to 1 "
	    "to {1} recipients of type x25519, of a text padded to 2^k bytes, k "
	    "from 14 to 24 (docs/spec/commitments.md, \"Sealed files\")",
	    gs_say_number(file.len), gs_say_number(GS_RECIPIENTS_MAX));
}

int gs_back_check_contents(struct gs_answer *answer, struct gs_span text,
    const struct gs_span *contents, size_t count)
{
	struct gs_record rec;
	struct gs_refusal refusal;

	int err = gs_candidate_parse(&rec, &refusal, &answer->pool.arena,
	    text.ptr, text.len);
	if (err != GS_OK)
		return gs_answer_refusal(answer, err, &refusal);
	size_t named = gs_record_count(&rec, "content");
	if (count != named)
		return gs_answer_tell(answer, GS_ERR_MISMATCH, "file-count",
		    "sealed files: the record names {0}, and {1} came with it",
		    gs_say_number(named), gs_say_number(count));

	/* A publication is open, and has a check of its own. */
	for (size_t i = 0; i < count; i++) {
		const struct gs_value *v = gs_record_value(&rec, "content", i);
		uint8_t hash[32];

		gs_host_sha256(hash, &contents[i], 1);
		if (!gs_bytes_equal(hash, v->parts[0].ptr, sizeof hash))
			return gs_answer_tell(answer, GS_ERR_MISMATCH,
			    "file-hash-differs", "the SHA-256 of sealed file "
			    "{0} is not the record's `content`",
			    gs_say_number(i + 1));
		err = gs_record_is(&rec, GS_RECORD_PUBLISH) ? GS_OK :
		    gs_back_check_sealed(answer, contents[i]);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

static int refuse_full(struct gs_answer *answer, const struct gs_back *back)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, charter, gs_next_release(charter, back->at));
	return gs_answer_tell(answer, GS_ERR_BUSY, "inbox-full", "the server "
	    "keeps at most {0} bytes of what waits, and they are used; the "
	    "next release, at {1}, makes room", gs_say_number(back->boxes_max),
	    gs_say_text(when));
}

int gs_back_check_room(struct gs_answer *answer, struct gs_back *back,
    size_t len)
{
	uint64_t size = 0;

	if (len > GS_BOX_TEXT_MAX)
		return gs_answer_tell(answer, GS_ERR_SPACE, "file-too-large",
		    "the sealed file has {0} bytes; at most {1} are taken",
		    gs_say_number(len), gs_say_number(GS_BOX_TEXT_MAX));
	int err = gs_boxes_size(&size, back->boxes);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (size + len > back->boxes_max)
		return refuse_full(answer, back);
	return GS_OK;
}

struct gs_span gs_back_record(struct gs_span *text)
{
	return text->len == 0 ? *text : gs_records_next(text);
}

void gs_back_record_hash(uint8_t hash[32], struct gs_span text)
{
	struct gs_span record = gs_back_record(&text);

	gs_host_sha256(hash, &record, 1);
}

int gs_back_check_reveals(struct gs_answer *answer,
    const struct gs_record *rec, struct gs_span behind)
{
	int err = gs_reveals_fit(&answer->report, &answer->pool.arena, rec,
	    behind);

	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

void gs_back_put_reveals(struct gs_back *back, const uint8_t memo[32],
    struct gs_span behind)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	for (uint32_t i = 0; behind.len > 0 && back->failed == GS_OK; i++) {
		struct gs_span file = {NULL, 0};
		uint8_t hash[32];

		back->failed = gs_reveal_next(&file, arena, &behind);
		gs_host_sha256(hash, &file, 1);
		if (back->failed == GS_OK)
			back->failed = gs_store_put_content(back->log, hash,
			    file);
		if (back->failed == GS_OK)
			back->failed = gs_store_put_reveal(back->log, hash,
			    memo, i);
	}
	gs_pool_free(&pool);
}

void gs_back_put_contents(struct gs_back *back,
    const struct gs_span *contents, size_t count)
{
	for (size_t i = 0; i < count && back->failed == GS_OK; i++) {
		uint8_t hash[32];

		gs_host_sha256(hash, &contents[i], 1);
		back->failed = gs_store_put_content(back->log, hash,
		    contents[i]);
	}
}

void gs_back_enter(struct gs_back *back, struct gs_answer *answer,
    const struct gs_span *texts, size_t text_count,
    const struct gs_span *contents, size_t content_count)
{
	gs_back_put_contents(back, contents, content_count);
	answer->placed.at = back->at;
	answer->placed.index = gs_state_size(back->state);

	gs_back_append(back, texts, text_count);
}
