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

void gs_annex_commit(uint8_t commitment[32], const struct gs_annex *annex)
{
	uint8_t buf[GS_DOMAIN_MAX], kind[4], name[4], size[8];

	gs_put_u32(kind, (uint32_t)annex->kind.len);
	gs_put_u32(name, (uint32_t)annex->name.len);
	gs_put_u64(size, annex->size);
	gs_host_sha256(commitment, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/annex"), {annex->salt, 32},
	    {kind, 4}, annex->kind, {name, 4}, annex->name, {size, 8},
	    {annex->digest, 32}}, 8);
}

/* Over a text in up to two pieces: the line `channel`, then the others. */
static void hash_terms(uint8_t id[32], struct gs_span first,
    struct gs_span rest)
{
	uint8_t buf[GS_DOMAIN_MAX], len[4];

	gs_put_u32(len, (uint32_t)(first.len + rest.len));
	gs_host_sha256(id, (const struct gs_span[]){
	    gs_domain_of(buf, "gainsay/v1/memo"), {len, 4}, first, rest}, 4);
}

void gs_memo_id_of(uint8_t id[32], const struct gs_record *rec)
{
	struct gs_span channel = gs_record_value(rec, "channel", 0)->line;
	struct gs_span first = gs_record_value(rec, "charter", 0)->line;
	struct gs_span last = gs_record_value(rec, "content", 0)->line;

	first.len = (size_t)(last.ptr - first.ptr) + last.len;
	hash_terms(id, channel, first);
}

int gs_memo_id(uint8_t id[32], const struct gs_memo_terms *terms,
    struct gs_arena *arena)
{
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	struct gs_record_writer d = {.w = gs_writer_of(buf, GS_RECORD_MAX)};

	if (buf == NULL)
		return GS_ERR_MEMORY;
	gs_record_line(&d, "channel", gs_part_hash(terms->channel));
	gs_memo_terms_write(&d, terms);

	int err = gs_writer_end(&d.w);
	if (err == GS_OK)
		hash_terms(id, (struct gs_span){d.w.ptr, d.w.len},
		    (struct gs_span){NULL, 0});
	return err;
}

static void write_texts(struct gs_record_writer *d, const char *field,
    const struct gs_terms_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		gs_record_line(d, field, gs_part_text_of(list->item[i].ptr,
		    list->item[i].len));
}

static void write_hashes(struct gs_record_writer *d, const char *field,
    const struct gs_terms_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		gs_record_line(d, field, gs_part_hash(list->item[i].ptr));
}

static void write_annexes(struct gs_record_writer *d,
    const struct gs_annex *annexes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		gs_record_line(d, "annex", gs_part_hash(annexes[i].salt),
		    gs_part_word_of(annexes[i].kind.ptr, annexes[i].kind.len),
		    gs_part_number(annexes[i].size),
		    gs_part_text_of(annexes[i].name.ptr, annexes[i].name.len));
}

void gs_memo_wishes_write(struct gs_record_writer *d,
    const struct gs_memo_terms *t, const struct gs_annex *annexes)
{
	write_texts(d, "addressee", &t->addressees);
	gs_record_line(d, "reply",
	    gs_part_word_of(t->reply_type.ptr, t->reply_type.len),
	    gs_part_bytes(t->reply.ptr, t->reply.len));
	gs_record_line(d, "author", gs_part_hash(t->author));
	gs_record_line(d, "after", gs_part_date(t->after));

	if (t->amends != NULL)
		gs_record_line(d, "amends", gs_part_hash(t->amends));
	write_hashes(d, "related", &t->related);
	if (annexes == NULL)
		write_hashes(d, "annex", &t->annexes);
	else
		write_annexes(d, annexes, t->annexes.count);
	write_texts(d, "panel", &t->panel);
	write_texts(d, "distribution", &t->distribution);
}

void gs_memo_terms_write(struct gs_record_writer *d,
    const struct gs_memo_terms *t)
{
	gs_record_line(d, "charter", gs_part_hash(t->charter));
	gs_record_line(d, "roll", gs_part_hash(t->roll));
	gs_record_line(d, "root", gs_part_hash(t->root));
	gs_record_line(d, "blocks", gs_part_number(t->blocks));
	gs_record_line(d, "requests", gs_part_number(t->requests));
	if (t->banner.len > 0)
		gs_record_line(d, "banner",
		    gs_part_text_of(t->banner.ptr, t->banner.len));
	gs_memo_wishes_write(d, t, NULL);
	gs_record_line(d, "content", gs_part_hash(t->content));
}

static struct gs_span part_span(struct gs_part part)
{
	return (struct gs_span){part.ptr, part.len};
}

static void read_list(struct gs_terms_list *list, const struct gs_record *rec,
    const char *field)
{
	const struct gs_value *v = NULL;

	list->count = 0;
	while (list->count < GS_TERMS_LIST_MAX &&
	    (v = gs_record_value(rec, field, list->count)) != NULL)
		list->item[list->count++] = part_span(v->parts[0]);
}

void gs_memo_terms_of(struct gs_memo_terms *terms, const struct gs_record *rec)
{
	const struct gs_value *reply = gs_record_value(rec, "reply", 0);

	*terms = (struct gs_memo_terms){
		.channel = gs_record_hash(rec, "channel"),
		.charter = gs_record_hash(rec, "charter"),
		.roll = gs_record_hash(rec, "roll"),
		.root = gs_record_hash(rec, "root"),
		.blocks = gs_record_number(rec, "blocks"),
		.requests = gs_record_number(rec, "requests"),
		.banner = part_span(gs_record_part(rec, "banner")),
		.reply_type = part_span(reply->parts[0]),
		.reply = part_span(reply->parts[1]),
		.author = gs_record_hash(rec, "author"),
		.after = gs_record_part(rec, "after").number,
		.amends = gs_record_hash(rec, "amends"),
		.content = gs_record_hash(rec, "content"),
	};

	read_list(&terms->addressees, rec, "addressee");
	read_list(&terms->related, rec, "related");
	if (gs_record_is(rec, GS_RECORD_MEMO))
		read_list(&terms->annexes, rec, "annex");
	read_list(&terms->panel, rec, "panel");
	read_list(&terms->distribution, rec, "distribution");
}

void gs_channel_id(uint8_t id[32], const struct gs_record *charter)
{
	const uint8_t *named = gs_record_hash(charter, "channel");

	if (named == NULL)
		gs_record_digest(id, charter);
	else
		memcpy(id, named, 32);
}
