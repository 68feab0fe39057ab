/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log_copy.h"

#include <stdlib.h>
#include <string.h>

#include "core/tree/tree.h"
#include "lib/host.h"

struct copying {
	struct gs_log *to, *from;
	struct gs_frontier tree;  /* of what `to` has */
	struct gs_log_head at, end;
	uint64_t had;             /* entries, before */
	uint64_t *sizes;          /* of checkpoints, the newest first */
	size_t size_count, size_max;
	uint8_t (*roots)[32];     /* of rolls */
	size_t root_count, root_max;
};

static void free_copying(struct copying *c)
{
	free(c->sizes);
	free(c->roots);
}

/* Room for one more of `each` bytes. */
static int grow_list(void **list, size_t count, size_t *max, size_t each)
{
	size_t more = *max == 0 ? 64 : 2 * *max;

	if (count < *max)
		return GS_OK;
	void *grown = calloc(more, each);
	if (grown == NULL)
		return GS_ERR_MEMORY;
	if (count > 0)
		memcpy(grown, *list, count * each);
	free(*list);
	*list = grown;
	*max = more;
	return GS_OK;
}

static int hash_entry(struct gs_frontier *tree, struct gs_span entry)
{
	uint8_t leaf[32];

	gs_tree_leaf(leaf, entry.ptr, entry.len);
	return gs_frontier_add(tree, leaf);
}

static int hash_entries(struct gs_frontier *tree, struct gs_log *log,
    uint64_t size)
{
	struct gs_span entry = {NULL, 0};
	int err = GS_OK;

	while (err == GS_OK && tree->size < size) {
		err = gs_store_entry(&entry, log, tree->size);
		if (err == GS_OK)
			err = hash_entry(tree, entry);
	}
	return err == GS_ERR_UNKNOWN ? GS_ERR_MISMATCH : err;
}

static bool has_root(const struct gs_frontier *tree,
    const struct gs_log_head *head)
{
	uint8_t root[32];

	gs_frontier_root(root, tree);
	return head->size == 0 || memcmp(root, head->root, sizeof root) == 0;
}

int gs_log_begins(struct gs_log *log, const struct gs_log_head *with)
{
	struct gs_frontier tree = {.size = 0};

	int err = hash_entries(&tree, log, with->size);
	return err == GS_OK && !has_root(&tree, with) ? GS_ERR_MISMATCH : err;
}

/* Lists ------------------------------------------------------------------- */

static int list_sizes(struct copying *c)
{
	struct gs_span note = {NULL, 0};
	uint64_t size = 0;

	int err = gs_store_checkpoint(&size, &note, c->from);
	while (err == GS_OK) {
		void *list = c->sizes;

		err = grow_list(&list, c->size_count, &c->size_max,
		    sizeof *c->sizes);
		c->sizes = list;
		if (err != GS_OK)
			break;
		c->sizes[c->size_count++] = size;
		err = gs_store_checkpoint_below(&size, &note, c->from, size);
	}
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

/* A gs_named_fn. */
static int list_root(void *ctx, const uint8_t root[32], struct gs_span keys)
{
	struct copying *c = ctx;
	void *list = c->roots;

	(void)keys;
	int err = grow_list(&list, c->root_count, &c->root_max,
	    sizeof *c->roots);
	c->roots = list;
	if (err == GS_OK)
		memcpy(c->roots[c->root_count++], root, sizeof *c->roots);
	return err;
}

static int start_copying(struct copying *c, struct gs_log *to,
    struct gs_log *from)
{
	*c = (struct copying){.to = to, .from = from};

	int err = gs_log_head(&c->at, to);
	if (err == GS_OK)
		err = gs_log_head(&c->end, from);
	if (err == GS_OK)
		err = list_sizes(c);
	if (err == GS_OK)
		err = gs_store_each_roll(from, list_root, c);
	c->had = c->at.size;
	return err;
}

/* Copying ----------------------------------------------------------------- */

static int copy_entries(struct copying *c, uint64_t size)
{
	struct gs_log_head next = {.size = size};
	struct gs_span entry = {NULL, 0};
	int err = GS_OK;

	if (size <= c->at.size)
		return GS_OK;
	while (err == GS_OK && c->tree.size < size) {
		err = gs_store_entry(&entry, c->from, c->tree.size);
		if (err == GS_OK)
			err = gs_store_add_entry(c->to, c->tree.size, entry);
		if (err == GS_OK)
			err = hash_entry(&c->tree, entry);
	}
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;

	gs_frontier_root(next.root, &c->tree);
	if (size == c->end.size)
		memcpy(next.seal, c->end.seal, sizeof next.seal);
	err = gs_log_move_head(c->to, &c->at, &next);
	c->at = next;
	return err;
}

static int copy_notes(struct copying *c)
{
	struct gs_span note = {NULL, 0};
	int err = GS_OK;

	for (size_t i = c->size_count; err == GS_OK && i-- > 0;) {
		const uint64_t size = c->sizes[i];

		err = copy_entries(c, size);
		if (err == GS_OK)
			err = gs_store_checkpoint_of(&note, c->from, size);
		if (err == GS_OK)
			err = size <= c->had ?
			    gs_store_cosign(c->to, size, note) :
			    gs_store_add_checkpoint(c->to, &c->at, note);
	}
	if (err == GS_OK)
		err = copy_entries(c, c->end.size);
	return err == GS_OK && !has_root(&c->tree, &c->end) ?
	    GS_ERR_CORRUPT : err;
}

static int copy_reveal(struct copying *c, const uint8_t hash[32])
{
	uint8_t memo[32];
	uint32_t reader = 0;

	int err = gs_store_reveal(memo, &reader, c->from, hash);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	return err == GS_OK ? gs_store_put_reveal(c->to, hash, memo, reader) :
	    err;
}

static int copy_contents(struct copying *c)
{
	struct gs_span bytes = {NULL, 0};
	uint8_t hash[32] = {0};
	int err = GS_OK;

	while (err == GS_OK) {
		err = gs_store_next_content(&bytes, c->from, hash);
		if (err == GS_ERR_UNKNOWN)
			return GS_OK;
		if (err == GS_OK)
			err = gs_store_put_content(c->to, hash, bytes);
		if (err == GS_OK)
			err = copy_reveal(c, hash);
	}
	return err;
}

static int copy_rolls(struct copying *c)
{
	struct gs_span keys = {NULL, 0};
	uint8_t secret[32];
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->root_count; i++) {
		err = gs_store_roll(&keys, c->from, c->roots[i]);
		if (err == GS_OK)
			err = gs_store_put_roll(c->to, c->roots[i], keys);
		if (err != GS_OK)
			break;
		err = gs_store_reading(secret, c->from, c->roots[i]);
		if (err == GS_OK)
			err = gs_store_put_reading(c->to, c->roots[i], secret);
		else if (err == GS_ERR_UNKNOWN)
			err = GS_OK;
	}
	gs_host_wipe(secret, sizeof secret);
	return err;
}

int gs_log_copy(struct gs_log *to, struct gs_log *from)
{
	struct copying c;

	int err = start_copying(&c, to, from);
	if (err == GS_OK)
		err = gs_log_begins(from, &c.at);
	if (err == GS_OK)
		err = hash_entries(&c.tree, to, c.at.size);
	if (err == GS_OK && !has_root(&c.tree, &c.at))
		err = GS_ERR_CORRUPT;

	if (err == GS_OK)
		err = gs_log_begin(to);
	if (err == GS_OK)
		err = copy_notes(&c);
	if (err == GS_OK)
		err = copy_contents(&c);
	if (err == GS_OK)
		err = copy_rolls(&c);
	if (err == GS_OK)
		err = gs_log_commit(to);
	if (err != GS_OK)
		(void)!gs_log_rollback(to);
	free_copying(&c);
	return err;
}

/* Comparing --------------------------------------------------------------- */

static int judge_bytes(int err, struct gs_span a, struct gs_span b)
{
	if (err == GS_ERR_UNKNOWN)
		return GS_ERR_MISMATCH;
	return err == GS_OK && (a.len != b.len ||
	    memcmp(a.ptr, b.ptr, a.len) != 0) ? GS_ERR_MISMATCH : err;
}

static int compare_notes(const struct copying *c)
{
	struct gs_span one = {NULL, 0}, other = {NULL, 0};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->size_count; i++) {
		err = gs_store_checkpoint_of(&one, c->from, c->sizes[i]);
		if (err == GS_OK)
			err = gs_store_checkpoint_of(&other, c->to,
			    c->sizes[i]);
		err = judge_bytes(err, one, other);
	}
	return err;
}

static int compare_reveal(const struct copying *c, const uint8_t hash[32])
{
	uint8_t one[32], other[32];
	uint32_t reader = 0, there = 0;

	int err = gs_store_reveal(one, &reader, c->from, hash);
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	if (err == GS_OK)
		err = gs_store_reveal(other, &there, c->to, hash);
	err = judge_bytes(err, (struct gs_span){one, 32},
	    (struct gs_span){other, 32});
	return err == GS_OK && reader != there ? GS_ERR_MISMATCH : err;
}

static int compare_contents(const struct copying *c)
{
	struct gs_span one = {NULL, 0}, other = {NULL, 0};
	uint8_t hash[32] = {0};
	int err = GS_OK;

	while (err == GS_OK) {
		err = gs_store_next_content(&one, c->from, hash);
		if (err == GS_ERR_UNKNOWN)
			return GS_OK;
		if (err == GS_OK)
			err = gs_store_content(&other, c->to, hash);
		err = judge_bytes(err, one, other);
		if (err == GS_OK)
			err = compare_reveal(c, hash);
	}
	return err;
}

static int compare_rolls(const struct copying *c)
{
	struct gs_span one = {NULL, 0}, other = {NULL, 0};
	uint8_t key[32], there[32];
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->root_count; i++) {
		err = gs_store_roll(&one, c->from, c->roots[i]);
		if (err == GS_OK)
			err = gs_store_roll(&other, c->to, c->roots[i]);
		err = judge_bytes(err, one, other);
		if (err != GS_OK)
			break;
		err = gs_store_reading(key, c->from, c->roots[i]);
		if (err == GS_ERR_UNKNOWN) {
			err = GS_OK;
			continue;
		}
		if (err == GS_OK)
			err = gs_store_reading(there, c->to, c->roots[i]);
		err = judge_bytes(err, (struct gs_span){key, 32},
		    (struct gs_span){there, 32});
	}
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(there, sizeof there);
	return err;
}

int gs_log_same(struct gs_log *to, struct gs_log *from)
{
	struct copying c;

	int err = start_copying(&c, to, from);
	if (err == GS_OK && memcmp(&c.at, &c.end, sizeof c.at) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_log_begins(to, &c.end);
	if (err == GS_OK)
		err = compare_notes(&c);
	if (err == GS_OK)
		err = compare_contents(&c);
	if (err == GS_OK)
		err = compare_rolls(&c);
	free_copying(&c);
	return err;
}
