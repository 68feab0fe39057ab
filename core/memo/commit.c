/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/commitments.md, "Salts", "Commitments" and "Memo id"; what a block
 * commits to is in sentence.c. */
#include <string.h>

#include "core/bytes.h"
#include "core/memo/domain.h"
#include "core/memo/memo.h"
#include "core/tree/tree.h"

unsigned gs_salt_levels(size_t blocks)
{
	unsigned d = 0;

	while (d < GS_SALT_LEVELS_MAX && ((size_t)1 << d) < blocks)
		d++;

	return d;
}

/* In place: the node becomes its child on the side of `bit`. */
static void salt_child(uint8_t node[32], uint8_t bit)
{
	uint8_t buf[GS_DOMAIN_MAX], child[32];

	gs_host_sha256(child, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/salt"), {&bit, 1}, {node, 32}}, 3);
	memcpy(node, child, 32);
	gs_host_wipe(child, sizeof child);
}

void gs_salt(uint8_t salt[32], const uint8_t node[32], unsigned level,
    size_t index)
{
	uint8_t value[32];

	memcpy(value, node, 32);
	while (level-- > 0)
		salt_child(value, (uint8_t)(index >> level & 1));

	memcpy(salt, value, 32);
	gs_host_wipe(value, sizeof value);
}

void gs_salt_node(uint8_t node[32], const uint8_t above[32], unsigned from,
    unsigned level, size_t position)
{
	uint8_t value[32];

	memcpy(value, above, 32);
	for (unsigned down = from - level; down-- > 0;)
		salt_child(value, (uint8_t)(position >> down & 1));

	memcpy(node, value, 32);
	gs_host_wipe(value, sizeof value);
}

void gs_blocks_commit(uint8_t (*commitments)[32],
    const struct gs_block *blocks, size_t count, const uint8_t seed[32])
{
	unsigned levels = gs_salt_levels(count);

	for (size_t i = 0; i < count; i++) {
		uint8_t salt[32];

		gs_salt(salt, seed, levels, i);
		gs_block_commit(commitments[i], salt, &blocks[i]);
		gs_host_wipe(salt, sizeof salt);
	}
}

int gs_blocks_root(uint8_t root[32], const uint8_t (*commitments)[32],
    size_t count)
{
	struct gs_frontier frontier = {0};

	if (count == 0 || count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;

	for (size_t i = 0; i < count; i++) {
		uint8_t leaf[32];

		gs_tree_leaf(leaf, commitments[i], 32);
		int err = gs_frontier_add(&frontier, leaf);
		if (err != GS_OK)
			return err;
	}

	gs_frontier_root(root, &frontier);
	return GS_OK;
}

#define ADDRESSEES_MAX \
	(sizeof((struct gs_memo_terms *)0)->addressees / \
	    sizeof(struct gs_span))

/* The parts of the hash; every number gets its own bytes in `num`.  gs_memo_id
 * adds one domain, six hashes, `after`, three numbers and the banner with its
 * length, 13 spans; an addressee is two, and needs one number more. */
struct id_parts {
	struct gs_span span[16 + 2 * ADDRESSEES_MAX];
	uint8_t num[4 + ADDRESSEES_MAX][4];
	size_t spans, nums;
};

static void add_span(struct id_parts *p, const uint8_t *ptr, size_t len)
{
	p->span[p->spans++] = (struct gs_span){ptr, len};
}

static void add_number(struct id_parts *p, size_t v)
{
	gs_put_u32(p->num[p->nums], (uint32_t)v);
	add_span(p, p->num[p->nums++], 4);
}

static void add_prefixed(struct id_parts *p, struct gs_span s)
{
	add_number(p, s.len);
	add_span(p, s.ptr, s.len);
}

int gs_memo_id(uint8_t id[32], const struct gs_memo_terms *t)
{
	uint8_t buf[GS_DOMAIN_MAX], after[8];
	struct id_parts p = {.spans = 0};

	if (t->blocks == 0 || t->blocks > GS_BLOCKS_MAX ||
	    t->requests > t->blocks || t->addressee_count == 0 ||
	    t->addressee_count > ADDRESSEES_MAX || t->after < 0 ||
	    t->banner.len > GS_LINE_MAX)
		return GS_ERR_RANGE;

	p.span[p.spans++] = gs_domain_of(buf, "gainsay/v1/memo");
	add_span(&p, t->channel, 32);
	add_span(&p, t->charter, 32);
	add_span(&p, t->roll, 32);
	add_span(&p, t->root, 32);

	add_number(&p, t->blocks);
	add_number(&p, t->requests);
	add_prefixed(&p, t->banner);

	add_number(&p, t->addressee_count);
	for (size_t i = 0; i < t->addressee_count; i++)
		add_prefixed(&p, t->addressees[i]);

	add_span(&p, t->reply, 32);
	add_span(&p, t->author, 32);
	gs_put_u64(after, (uint64_t)t->after);
	add_span(&p, after, 8);

	gs_host_sha256(id, p.span, p.spans);
	return GS_OK;
}

static struct gs_span part_span(struct gs_part part)
{
	return (struct gs_span){part.ptr, part.len};
}

void gs_memo_terms_of(struct gs_memo_terms *terms, const struct gs_record *rec)
{
	const struct gs_value *v = NULL;

	*terms = (struct gs_memo_terms){
		.channel = gs_record_hash(rec, "channel"),
		.charter = gs_record_hash(rec, "charter"),
		.roll = gs_record_hash(rec, "roll"),
		.root = gs_record_hash(rec, "root"),
		.banner = part_span(gs_record_part(rec, "banner")),
		.reply = gs_record_hash(rec, "reply"),
		.author = gs_record_hash(rec, "author"),
		.after = gs_record_part(rec, "after").number,
	};

	uint64_t blocks = gs_record_number(rec, "blocks");
	uint64_t requests = gs_record_number(rec, "requests");
	/* Out of range stays out of range: gs_memo_id refuses it. */
	terms->blocks = blocks > GS_BLOCKS_MAX ? UINT32_MAX : (uint32_t)blocks;
	terms->requests = requests > GS_BLOCKS_MAX ? UINT32_MAX :
	    (uint32_t)requests;

	while ((v = gs_record_value(rec, "addressee",
	    terms->addressee_count)) != NULL &&
	    terms->addressee_count < ADDRESSEES_MAX)
		terms->addressees[terms->addressee_count++] =
		    part_span(v->parts[0]);
}

void gs_channel_id(uint8_t id[32], const void *origin, size_t origin_len,
    const uint8_t authority[32])
{
	uint8_t buf[GS_DOMAIN_MAX], len[4];

	gs_put_u32(len, (uint32_t)origin_len);
	gs_host_sha256(id, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/channel"), {len, 4},
	    {origin, origin_len}, {authority, 32}}, 4);
}
