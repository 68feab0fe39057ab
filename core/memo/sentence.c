/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/commitments.md, "Sentences" and "Commitments".  The cut is part of
 * the format: a change of it changes every memo id. */
#include <string.h>

#include "core/bytes.h"
#include "core/memo/domain.h"
#include "core/memo/memo.h"
#include "core/tree/tree.h"

#define SENTENCE_MIN 20 /* bytes: neither `3.` nor `The U.S.` is cut off */

static const char *const stops[] = {".", "!", "?", "\xe2\x80\xa6",
    "\xe3\x80\x82", NULL};
static const char *const closers[] = {"\"", "'", ")", "]", "*", "_", "`",
    "\xc2\xbb", "\xe2\x80\x99", "\xe2\x80\x9d", "\xe2\x80\xba", NULL};

/* Bytes of the sign of `list` that stands there; 0 if none does. */
static size_t sign_at(struct gs_span text, size_t at, const char *const *list)
{
	for (; *list != NULL; list++) {
		size_t n = strlen(*list);
		if (n <= text.len - at &&
		    memcmp(text.ptr + at, *list, n) == 0)
			return n;
	}

	return 0;
}

/* Whether blanks and then a word that can begin a sentence stand there. */
static bool begins_after(struct gs_span text, size_t at)
{
	size_t next = at;

	while (next < text.len &&
	    (text.ptr[next] == ' ' || text.ptr[next] == '\n'))
		next++;

	return next > at && next < text.len &&
	    !(text.ptr[next] >= 'a' && text.ptr[next] <= 'z');
}

size_t gs_sentence_end(struct gs_span text, size_t from, size_t index)
{
	size_t at = from;

	if (index + 1 >= GS_SENTENCES_MAX)
		return text.len;

	while (at < text.len) {
		size_t n = sign_at(text, at, stops);

		if (n == 0) {
			at++;
			continue;
		}

		at += n;
		size_t end = at;
		while ((n = sign_at(text, end, closers)) != 0)
			end += n;

		if (end - from >= SENTENCE_MIN && begins_after(text, end))
			return end;
	}

	return text.len;
}

size_t gs_sentence_count(struct gs_span text)
{
	size_t n = 0, at = 0;

	do
		at = gs_sentence_end(text, at, n++);
	while (at < text.len);

	return n;
}

void gs_sentence_salts(uint8_t cover[32], uint8_t seed[32],
    const uint8_t salt[32])
{
	uint8_t buf[GS_DOMAIN_MAX];

	gs_host_sha256(cover, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/cover"), {salt, 32}}, 2);
	gs_host_sha256(seed, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/sentences"), {salt, 32}}, 2);
}

void gs_sentence_commit(uint8_t commitment[32], const uint8_t salt[32],
    struct gs_span text)
{
	uint8_t buf[GS_DOMAIN_MAX], len[4];

	gs_put_u32(len, (uint32_t)text.len);
	gs_host_sha256(commitment, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/sentence"), {salt, 32}, {len, 4},
	    text}, 4);
}

static void add_sentence(struct gs_frontier *f, const uint8_t commitment[32])
{
	uint8_t leaf[32];

	gs_tree_leaf(leaf, commitment, 32);
	int err = gs_frontier_add(f, leaf);
	(void)err; /* a tree is full at 2^62 leaves, a block at 1,024 */
}

static void cover_root(uint8_t commitment[32], const uint8_t cover[32],
    struct gs_span mark, const struct gs_frontier *f)
{
	uint8_t buf[GS_DOMAIN_MAX], len[4], root[32];

	gs_put_u32(len, (uint32_t)mark.len);
	gs_frontier_root(root, f);

	gs_host_sha256(commitment, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/block"), {cover, 32}, {len, 4}, mark,
	    {root, 32}}, 5);
}

void gs_block_cover(uint8_t commitment[32], const uint8_t cover[32],
    struct gs_span mark, const uint8_t (*sentences)[32], size_t count)
{
	struct gs_frontier f = {0};

	for (size_t i = 0; i < count; i++)
		add_sentence(&f, sentences[i]);

	cover_root(commitment, cover, mark, &f);
}

void gs_block_commit(uint8_t commitment[32], const uint8_t salt[32],
    const struct gs_block *block)
{
	struct gs_frontier f = {0};
	uint8_t cover[32], seed[32], own[32], sentence[32];
	struct gs_span text = block->text;
	size_t count = gs_sentence_count(text), at = 0;
	unsigned levels = gs_salt_levels(count);

	gs_sentence_salts(cover, seed, salt);

	for (size_t i = 0; i < count; i++) {
		size_t end = gs_sentence_end(text, at, i);

		gs_salt(own, seed, levels, i);
		gs_sentence_commit(sentence, own,
		    (struct gs_span){text.ptr + at, end - at});
		add_sentence(&f, sentence);

		at = end;
	}

	cover_root(commitment, cover, block->mark, &f);
	gs_host_wipe(cover, sizeof cover);
	gs_host_wipe(seed, sizeof seed);
	gs_host_wipe(own, sizeof own);
}
