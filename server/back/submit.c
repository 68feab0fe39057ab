/* SPDX-License-Identifier: Apache-2.0 */
/* Records that enter at once: acts of the office, the authority and the
 * registrar, and filings. */
#include <string.h>

#include "lib/evidence/publication.h"
#include "server/back/inside.h"

/* The record is one that gs_state_check has parsed already. */
static int parse_again(struct gs_record *rec, struct gs_answer *answer,
    struct gs_span text)
{
	return gs_record_parse(rec, &answer->line, &answer->pool.arena,
	    text.ptr, text.len);
}

int gs_back_check_contents(struct gs_answer *answer, struct gs_span text,
    const struct gs_span *contents, size_t count)
{
	struct gs_record rec;
	int err = parse_again(&rec, answer, text);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	size_t named = gs_record_count(&rec, "content");
	if (count != named)
		return gs_answer_tell(answer, GS_ERR_MISMATCH,
		    "file-count", "the record names {0} files; {1} came with "
		    "it", gs_say_number(named), gs_say_number(count));
	for (size_t i = 0; i < count; i++) {
		const struct gs_value *v = gs_record_value(&rec, "content", i);
		uint8_t hash[32];
		gs_host_sha256(hash, &contents[i], 1);
		if (memcmp(hash, v->parts[0].ptr, sizeof hash) != 0)
			return gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "file-hash-differs", "a file's "
			    "SHA-256 is not the record's `content`");
	}
	return GS_OK;
}

void gs_back_put_contents(struct gs_back *back,
    const struct gs_span *contents, size_t count)
{
	for (size_t i = 0; i < count && back->failed == GS_OK; i++) {
		uint8_t hash[32];
		gs_host_sha256(hash, &contents[i], 1);
		back->failed = gs_store_put_content(back->store, hash,
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
	for (size_t i = 0; i < text_count; i++)
		gs_back_append(back, texts[i]);
}

/* The keys that came with a roll are in order and have its root; that they are
 * points is the gate's to check. */
static int check_keys(struct gs_answer *answer, const struct gs_record *rec,
    struct gs_span keys)
{
	struct gs_frontier f = {.size = 0};
	uint8_t leaf[32], root[32];
	bool roll = gs_record_is(rec, GS_RECORD_ROLL);
	if (!roll)
		return keys.len == 0 ? GS_OK : gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "keys-without-roll", "keys come with a roll only");
	if (keys.len % 32 != 0 ||
	    keys.len / 32 != gs_record_number(rec, "size"))
		return gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "roll-key-count", "the keys that came with the roll are not `size` keys");
	for (size_t i = 0; i < keys.len; i += 32) {
		if (i > 0 && memcmp(keys.ptr + i - 32, keys.ptr + i, 32) >= 0)
			return gs_answer_refuse(answer, GS_ERR_FORMAT,
		    "roll-keys-order", "the keys of a roll ascend, each once");
		gs_tree_leaf(leaf, keys.ptr + i, 32);
		int err = gs_frontier_add(&f, leaf);
		if (err != GS_OK)
			return gs_answer_fail(answer, err);
	}
	gs_frontier_root(root, &f);
	if (memcmp(root, gs_record_hash(rec, "root"), 32) != 0)
		return gs_answer_refuse(answer, GS_ERR_MISMATCH,
		    "roll-keys-root", "the keys that came with the roll have not its root");
	return GS_OK;
}

static int check_publication(const struct gs_back *back,
    struct gs_answer *answer, const struct gs_record *rec,
    const struct gs_span *contents)
{
	const struct gs_memo *memo = gs_state_memo_by(back->state,
	    gs_record_hash(rec, "memo"));
	struct gs_part banner = gs_record_part(rec, "banner");
	const struct gs_publication_parts parts = {contents[0], contents[1]};
	int err = gs_publication_check(&answer->report, &answer->pool.arena, memo,
	    (struct gs_span){banner.ptr, banner.len}, &parts);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

static int check_submission(struct gs_back *back, struct gs_record *rec,
    struct gs_entry_proof *claims, size_t *count, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	int err = gs_back_check(back, answer, claims, count, ask->texts,
	    ask->text_count);
	if (err != GS_OK)
		return err;
	err = parse_again(rec, answer, ask->texts[0]);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (gs_back_waits(rec))
		return gs_answer_refuse(answer, GS_ERR_RULE,
		    "act-waits", "an act after filing waits "
		    "for the next release: it goes to /acts");
	err = gs_back_check_contents(answer, ask->texts[0], ask->contents,
	    ask->content_count);
	if (err == GS_OK && gs_record_is(rec, GS_RECORD_PUBLISH))
		err = check_publication(back, answer, rec, ask->contents);
	return err == GS_OK ? check_keys(answer, rec, ask->keys) : err;
}

void gs_back_submit(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_record rec;
	size_t count = 0;
	struct gs_entry_proof *claims = gs_arena_take(&answer->pool.arena,
	    ask->text_count + 1, sizeof *claims);
	if (claims == NULL) {
		gs_answer_fail(answer, GS_ERR_MEMORY);
		return;
	}
	if (check_submission(back, &rec, claims, &count, answer, ask) != GS_OK)
		return;
	if (ask->dry) {
		if (gs_back_tell_proofs(answer, claims, count) != GS_OK)
			answer->proof_count = 0;
		return;
	}
	/* What waits for this memo was promised a place in the log. */
	if (gs_record_is(&rec, GS_RECORD_END))
		gs_back_release(back, gs_record_hash(&rec, "memo"));
	if (ask->keys.len > 0 && back->failed == GS_OK)
		back->failed = gs_store_put_roll(back->store,
		    gs_record_hash(&rec, "root"), ask->keys);
	gs_back_enter(back, answer, ask->texts, ask->text_count, ask->contents,
	    ask->content_count);
}
