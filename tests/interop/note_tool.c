/* SPDX-License-Identifier: Apache-2.0 */
/* Notes, policies and proofs of other programs, judged by lib/log/note.h,
 * lib/log/policy.h and core/tree, for the tests here:
 *
 *	note-tool open LOG-VKEY WITNESS-VKEY < NOTE
 *	note-tool policy POLICY-FILE < NOTE
 *	note-tool sign SEED-HEX ORIGIN SIZE ROOT
 *	note-tool inclusion INDEX LEAF SIZE ROOT HASH...
 *	note-tool consistency FIRST ROOT SECOND ROOT HASH...
 *
 * Hashes are base64. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/bytes.h"
#include "core/tree/tree.h"
#include "lib/host.h"
#include "lib/log/note.h"
#include "lib/log/policy.h"

static int read_hash(uint8_t out[32], const char *text)
{
	size_t len = 0;

	int err = gs_base64_decode(out, &len, 32, text, strlen(text));
	return err == GS_OK && len != 32 ? GS_ERR_FORMAT : err;
}

static int read_number(uint64_t *out, const char *text)
{
	return gs_decimal_decode(out, text, strlen(text), INT64_MAX);
}

static int open_note(const uint8_t *note, size_t len, char **keys)
{
	struct gs_verifier v[2];
	struct gs_attestation verified[2];
	struct gs_checkpoint c;
	int err = GS_OK;

	for (size_t i = 0; i < 2 && err == GS_OK; i++)
		err = gs_verifier_parse(&v[i], keys[i], strlen(keys[i]));
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, verified, note, len, v, 2);
	if (err == GS_OK && !verified[1].good)
		err = GS_ERR_UNKNOWN;
	if (err == GS_OK)
		printf("%s %" PRIu64 " %" PRIu64 "\n", c.origin, c.size,
		    verified[1].time);
	return err;
}

static int check_policy(const uint8_t *note, size_t len, const char *path)
{
	static char text[GS_POLICY_MAX + 1];
	static struct gs_policy policy;
	struct gs_policy_verdict verdict;
	struct gs_report report = {0};
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return GS_ERR_IO;
	size_t text_len = fread(text, 1, sizeof text, f);
	int err = ferror(f) != 0 ? GS_ERR_IO : GS_OK;
	(void)fclose(f);
	if (err == GS_OK)
		err = gs_policy_parse(&policy, &report, text, text_len);
	if (err == GS_OK)
		err = gs_policy_check(&verdict, &report, &policy, NULL, note,
		    len);
	if (err == GS_OK)
		printf("%s %zu %" PRIu64 "\n", verdict.log->name,
		    verdict.cosigned, verdict.time);
	return err;
}

static int sign(char **args)
{
	struct gs_checkpoint c = {.size = 0};
	struct gs_signer s;
	uint8_t seed[32], note[2000];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	int err = gs_hex_decode_secret(seed, sizeof seed, args[0],
	    strlen(args[0]));
	if (err == GS_OK)
		err = gs_signer_init(&s, args[1], GS_KEY_ED25519, seed);
	if (err != GS_OK)
		return err;
	memcpy(c.origin, s.verifier.name, sizeof c.origin);
	err = read_number(&c.size, args[2]);
	if (err == GS_OK)
		err = read_hash(c.root, args[3]);
	if (err == GS_OK)
		err = gs_checkpoint_sign(&w, &c, &s, 1, 0);
	if (err == GS_OK && fwrite(note, 1, w.len, stdout) != w.len)
		err = GS_ERR_IO;
	gs_signer_wipe(&s);
	return err;
}

/* Two numbers, each with a hash, then the proof. */
static int check_proof(bool inclusion, char **args, size_t count)
{
	uint8_t proof[GS_TREE_LEVELS_MAX][32], hash[2][32];
	uint64_t n[2] = {0, 0};

	int err = count < 4 || count - 4 > GS_TREE_LEVELS_MAX ?
	    GS_ERR_RANGE : GS_OK;
	for (size_t i = 0; i < 2 && err == GS_OK; i++) {
		err = read_number(&n[i], args[2 * i]);
		if (err == GS_OK)
			err = read_hash(hash[i], args[2 * i + 1]);
	}
	for (size_t i = 4; i < count && err == GS_OK; i++)
		err = read_hash(proof[i - 4], args[i]);
	if (err != GS_OK)
		return err;
	const uint8_t (*path)[32] = (const uint8_t (*)[32])proof;
	if (inclusion)
		return gs_tree_verify_inclusion(hash[1], n[1], n[0], hash[0],
		    path, count - 4);
	return gs_tree_verify_consistency(hash[0], n[0], hash[1], n[1], path,
	    count - 4);
}

/* Exit status: 0, or minus the enum gs_err, or 100 for a wrong use. */
int main(int argc, char **argv)
{
	static uint8_t note[GS_NOTE_MAX + 1];
	const char *verb = argc > 1 ? argv[1] : "";

	int err = gs_host_start();
	if (err == GS_OK && argc == 4 && strcmp(verb, "open") == 0)
		err = open_note(note, fread(note, 1, sizeof note, stdin),
		    argv + 2);
	else if (err == GS_OK && argc == 3 && strcmp(verb, "policy") == 0)
		err = check_policy(note, fread(note, 1, sizeof note, stdin),
		    argv[2]);
	else if (err == GS_OK && argc == 6 && strcmp(verb, "sign") == 0)
		err = sign(argv + 2);
	else if (err == GS_OK && strcmp(verb, "inclusion") == 0)
		err = check_proof(true, argv + 2, (size_t)argc - 2);
	else if (err == GS_OK && strcmp(verb, "consistency") == 0)
		err = check_proof(false, argv + 2, (size_t)argc - 2);
	else if (err == GS_OK)
		return 100;
	if (err != GS_OK)
		fprintf(stderr, "note_tool: %s\n", gs_strerror(err));
	return -err;
}
