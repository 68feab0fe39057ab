/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a log for tests/interop/tlog.sh: from OLD entries to NEW, invented
 * or of a file, tiles first and then the signed and cosigned checkpoint; prints
 * the verifier keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/host.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"

#define ENTRY_MAX 128

/* The entries, ENTRY_MAX bytes each, if they are not invented. */
static const char *entries;

static size_t read_entry(uint8_t out[ENTRY_MAX], uint64_t index)
{
	size_t len = 0;
	FILE *f = fopen(entries, "rb");

	if (f != NULL) {
		if (fseek(f, (long)(index * ENTRY_MAX), SEEK_SET) == 0)
			len = fread(out, 1, ENTRY_MAX, f);
		(void)fclose(f);
	}
	return len;
}

static size_t make_entry(uint8_t out[ENTRY_MAX], uint64_t index)
{
	if (entries != NULL)
		return read_entry(out, index);
	struct gs_writer w = gs_writer_of(out, ENTRY_MAX);
	gs_write_text(&w, "entry ");
	gs_write_decimal(&w, index);
	for (uint64_t i = 0; i < index % 40; i++)
		gs_write_u8(&w, (uint8_t)(index + i));
	return w.len;
}

static int entry(const uint8_t **ptr, size_t *len, void *ctx, uint64_t index)
{
	uint8_t *buf = ctx;

	*len = make_entry(buf, index);
	*ptr = buf;
	return GS_OK;
}

/* From the entries each time: slow, and nothing can go stale. */
static int subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	(void)ctx;
	struct gs_frontier f = {.size = 0};
	uint64_t first = index << level;

	for (uint64_t i = first; i < first + (UINT64_C(1) << level); i++) {
		uint8_t buf[ENTRY_MAX], leaf[32];
		gs_tree_leaf(leaf, buf, make_entry(buf, i));
		int err = gs_frontier_add(&f, leaf);
		if (err != GS_OK)
			return err;
	}
	gs_frontier_root(hash, &f);
	return GS_OK;
}

static int publish(const char *dir, const struct gs_signer signers[2],
    uint64_t size)
{
	struct gs_checkpoint c = {.size = size};
	uint8_t note[2000];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	memcpy(c.origin, signers[0].verifier.name, sizeof c.origin);
	int err = gs_tree_root(c.root, size, subtree, NULL);
	if (err == GS_OK)
		err = gs_checkpoint_sign(&w, &c, signers, 2, 1700000000);
	if (err == GS_OK)
		err = gs_tiles_publish(NULL, dir, note, w.len);
	return err;
}

static void print_key(const struct gs_verifier *v)
{
	char text[GS_NOTE_NAME_MAX + 64];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_verifier_write(&w, v);
	printf("%.*s\n", (int)w.len, text);
}

static int print_proof(const char *kind, uint64_t n, uint64_t size,
    const uint8_t proof[][32], size_t count)
{
	char text[64 + GS_TREE_LEVELS_MAX * 45];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, kind);
	gs_write_text(&w, " ");
	gs_write_decimal(&w, n);
	gs_write_text(&w, " ");
	gs_write_decimal(&w, size);
	for (size_t i = 0; i < count; i++) {
		gs_write_text(&w, " ");
		gs_write_base64(&w, proof[i], 32);
	}
	printf("%.*s\n", (int)w.len, text);
	return gs_writer_end(&w);
}

/* Some of every log, from its tiles: about 20 of each kind. */
static int prove(struct gs_tiles *t, uint64_t size)
{
	uint8_t proof[GS_TREE_LEVELS_MAX][32];
	size_t count = 0;
	const struct gs_tree tree = {size, gs_tiles_subtree, t};
	int err = GS_OK;

	for (uint64_t i = 0; i < size && err == GS_OK; i += 1 + size / 20) {
		err = gs_tree_prove_inclusion(proof, &count, i, &tree);
		if (err == GS_OK)
			err = print_proof("inclusion", i, size,
			    (const uint8_t (*)[32])proof, count);
		if (err == GS_OK)
			err = gs_tree_prove_consistency(proof, &count, i + 1,
			    &tree);
		if (err == GS_OK)
			err = print_proof("consistency", i + 1, size,
			    (const uint8_t (*)[32])proof, count);
	}
	return err;
}

/* Reads everything back, as any client of ours does. */
static int ignore_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	uint64_t *count = ctx;
	(void)ptr;
	(void)len;

	(*count)++;
	return index + 1 == *count ? GS_OK : GS_ERR_MISMATCH;
}

static int check(char *dir, const struct gs_signer signers[2], bool proofs)
{
	struct gs_verifier v[2] = {signers[0].verifier, signers[1].verifier};
	struct gs_attestation verified[2];
	struct gs_checkpoint c;
	struct gs_tiles *t = NULL;
	uint8_t note[2000];
	size_t len = 0;
	uint64_t count = 0;

	int err = gs_tiles_fetch_dir(dir, NULL, note, &len, sizeof note,
	    "checkpoint");
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, verified, note, len, v, 2);
	if (err == GS_OK && !verified[1].good)
		err = GS_ERR_SIGNATURE; /* an unknown one, as it looks */
	if (err == GS_OK)
		err = gs_tiles_open(&t, NULL, gs_tiles_fetch_dir, dir, c.size,
		    c.root);
	if (err == GS_OK)
		err = gs_tiles_for_each(t, 0, c.size, ignore_entry, &count);
	if (err == GS_OK && proofs)
		err = prove(t, c.size);
	gs_tiles_free(&t);
	return err;
}

int main(int argc, char **argv)
{
	static const uint8_t seeds[2][32] = {{1}, {2}};

	struct gs_signer s[2];
	uint8_t buf[ENTRY_MAX];
	struct gs_tiles_source source = {.entry = entry, .subtree = subtree,
	    .ctx = buf};

	if (argc < 3 || gs_host_start() != GS_OK ||
	    gs_signer_init(&s[0], "log.example/gainsay", GS_KEY_ED25519,
	    seeds[0]) != GS_OK || gs_signer_init(&s[1], "witness.example/w1",
	    GS_KEY_COSIGNATURE, seeds[1]) != GS_OK)
		return 100;
	int err = GS_ERR_INTERNAL;
	if ((argc == 5 || argc == 6) && strcmp(argv[1], "grow") == 0) {
		entries = argv[5];
		uint64_t from = strtoull(argv[3], NULL, 10);
		uint64_t to = strtoull(argv[4], NULL, 10);
		err = gs_tiles_write(NULL, argv[2], from, to, &source);
		if (err == GS_OK)
			err = publish(argv[2], s, to);
		if (err == GS_OK)
			err = gs_tiles_prune(NULL, argv[2], from, to);
		print_key(&s[0].verifier);
		print_key(&s[1].verifier);
	} else if (argc == 3 && strcmp(argv[1], "check") == 0) {
		err = check(argv[2], s, false);
	} else if (argc == 3 && strcmp(argv[1], "prove") == 0) {
		err = check(argv[2], s, true);
	}
	if (err != GS_OK)
		fprintf(stderr, "tlog_tool: %s\n", gs_strerror(err));
	return -err;
}
