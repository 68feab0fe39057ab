/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay proof: bare member proofs, made and checked without a channel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "core/host.h"
#include "core/proof/member.h"
#include "lib/file.h"
#include "lib/host.h"

/* Of a scope or message on the command line. */
#define HEX_MAX ((size_t)1 << 20)
#define SECRET_DIGITS 128
/* Far longer than a proof, yet bounded: such a file is invalid, not
 * unreadable. */
#define PROOF_FILE_MAX ((size_t)1 << 20)

static const char help[] =
"usage: gainsay proof prove --roll KEYS --secret FILE --scope-hex HEX\n"
"           --message-hex HEX -o PROOF\n"
"       gainsay proof verify --roll KEYS --scope-hex HEX --message-hex HEX\n"
"           PROOF...\n"
"Proves that a member of a roll says a message, once in a scope, without telling\n"
"which member; or checks such proofs, several as one batch.\n\n"
"  --roll KEYS          the roll: 32-byte keys in ascending order, no more\n"
"  --secret FILE        128 hexadecimal digits, x then y\n"
"  --scope-hex HEX      what the tag belongs to\n"
"  --message-hex HEX    what is said\n"
"  -o, --out PROOF      the file to write; it appears whole or not at all\n"
GS_HELP_FORCE "\n"
"verify prints one line a proof, \"FILE: valid\" or \"FILE: invalid (why)\".\n"
"Exit codes: 0 all valid, 1 some invalid, 2 cannot judge.\n";

/* Everything that a run owns. */
struct proof_run {
	const char *roll_path, *secret_path, *scope_hex, *message_hex, *out;
	char **proof_paths;
	size_t proof_count;
	bool force;
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t *keys;
	size_t keys_len;
	struct gs_roll *roll;
	struct gs_statement statement;
	struct gs_secret secret; /* secret */
};

/* The roll ---------------------------------------------------------------- */

/* The first key that does not ascend, counted from 1; 0 if all do. */
static size_t first_disorder(const uint8_t *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (memcmp(keys + 32 * (i - 1), keys + 32 * i, 32) >= 0)
			return i + 1;
	return 0;
}

static void explain_roll(const struct proof_run *r, int err)
{
	size_t count = r->keys_len / 32;
	size_t at = err == GS_ERR_FORMAT ? first_disorder(r->keys, count) : 0;

	if (err == GS_ERR_RANGE)
		gs_verb_tell("proof-roll-size", "the roll {0} has {1} keys; 2 "
		    "to {2} are legal", gs_say_text(r->roll_path),
		    gs_say_number(count), gs_say_number(GS_ROLL_MAX));
	else if (at != 0)
		gs_verb_tell("proof-roll-order", "key {0} of the roll {1} does "
		    "not come after key {2}: keys must ascend strictly; fetch "
		    "the roll again", gs_say_number(at),
		    gs_say_text(r->roll_path), gs_say_number(at - 1));
	else if (err == GS_ERR_FORMAT)
		gs_verb_tell("proof-roll-key", "the roll {0} holds 32 bytes "
		    "that are no key (no canonical ristretto255 point, or the "
		    "identity): fetch the roll again",
		    gs_say_text(r->roll_path));
	else
		gs_verb_tell("proof-roll-unopened", "the roll {0} cannot be "
		    "opened: {1}", gs_say_text(r->roll_path),
		    gs_say_text(gs_strerror(err)));
}

static int load_roll(struct proof_run *r)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_read(&r->keys, &r->keys_len, GS_ROLL_MAX * 32,
	    r->roll_path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	if (r->keys_len % 32 != 0) {
		gs_verb_tell("proof-roll-length", "the roll {0} has {1} bytes, "
		    "which is no multiple of 32: it must hold the sorted "
		    "32-byte keys and nothing else", gs_say_text(r->roll_path),
		    gs_say_number(r->keys_len));
		return GS_ERR_FORMAT;
	}

	err = gs_roll_open(&r->roll, r->arena, r->keys, r->keys_len / 32);
	if (err != GS_OK)
		explain_roll(r, err);
	return err;
}

/* What is proved ----------------------------------------------------------- */

static int decode_hex(struct proof_run *r, const char *option,
    const char *hex, const uint8_t **out, size_t *len)
{
	size_t digits = strlen(hex);

	if (digits > 2 * HEX_MAX) {
		gs_verb_tell("proof-digits-many", "{0} has {1} digits; at most "
		    "{2} are legal", gs_say_text(option),
		    gs_say_number(digits), gs_say_number(2 * HEX_MAX));
		return GS_ERR_RANGE;
	}
	uint8_t *bytes = gs_arena_take(r->arena, digits / 2 + 1, 1);
	if (bytes == NULL)
		return GS_ERR_MEMORY;
	if (gs_hex_decode(bytes, digits / 2, hex, digits) != GS_OK) {
		gs_verb_tell("proof-digits-form", "{0} is not an even number "
		    "of digits 0-9 and a-f: write bytes as two lower-case "
		    "digits each", gs_say_text(option));
		return GS_ERR_FORMAT;
	}

	*out = bytes;
	*len = digits / 2;
	return GS_OK;
}

static int load_statement(struct proof_run *r)
{
	struct gs_statement *s = &r->statement;

	int err = decode_hex(r, "--scope-hex", r->scope_hex, &s->scope,
	    &s->scope_len);
	if (err == GS_OK)
		err = decode_hex(r, "--message-hex", r->message_hex,
		    &s->message, &s->message_len);
	return err;
}

static int load_secret(struct proof_run *r)
{
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL, both[64];
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, 4096, r->secret_path,
	    &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}

	size_t digits = len == SECRET_DIGITS + 1 &&
	    text[SECRET_DIGITS] == '\n' ? SECRET_DIGITS : len;
	err = gs_hex_decode_secret(both, sizeof both, text, digits);
	memcpy(r->secret.x, both, 32);
	memcpy(r->secret.y, both + 32, 32);
	gs_host_wipe(both, sizeof both);
	gs_file_wipe(&text, len);
	if (err != GS_OK)
		gs_verb_tell("proof-secret-form", "the secret {0} has {1} "
		    "characters, and must hold exactly 128 digits 0-9 and a-f, "
		    "x then y, and one newline at most",
		    gs_say_text(r->secret_path), gs_say_number(digits));
	return err;
}

/* Prove -------------------------------------------------------------------- */

static void explain_proving(const struct proof_run *r, int err)
{
	if (err == GS_ERR_UNKNOWN)
		gs_verb_tell("proof-key-unlisted", "the key of {0} is not on "
		    "the roll {1}: take the secret of this edition",
		    gs_say_text(r->secret_path), gs_say_text(r->roll_path));
	else if (err == GS_ERR_FORMAT)
		gs_verb_tell("proof-secret-range", "the secret {0} is not one: "
		    "x and y must be below the order of the group",
		    gs_say_text(r->secret_path));
	else
		gs_verb_tell("proof-unmade", "no proof was made: {0}",
		    gs_say_text(gs_strerror(err)));
}

static int prove_statement(struct proof_run *r)
{
	struct gs_report report = {.text = ""};
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;

	int err = gs_cli_out_free(r->out, r->force,
	    (const char *const[]){r->secret_path}, 1);
	if (err == GS_OK)
		err = load_roll(r);
	if (err == GS_OK)
		err = load_statement(r);
	if (err == GS_OK)
		err = load_secret(r);
	if (err != GS_OK)
		return err;

	const struct gs_proof_inputs inputs = {r->roll, &r->secret,
	    &r->statement};
	gs_working("Making the proof");
	err = gs_member_prove(proof, &len, sizeof proof, &inputs, r->arena);
	gs_worked();
	if (err != GS_OK) {
		explain_proving(r, err);
		return err;
	}

	err = gs_file_write(r->out, proof, len, 0600, &report);
	gs_verb_report(&report);
	return err;
}

/* Verify ------------------------------------------------------------------- */

static void print_verdict(const char *path, bool valid, size_t len,
    size_t want)
{
	if (valid)
		printf("%s: valid\n", path);
	else if (len != want)
		printf("%s: invalid (%zu bytes; a proof for this roll has "
		       "%zu)\n", path, len, want);
	else
		printf("%s: invalid (it does not verify for this roll, scope "
		       "and message)\n", path);
}

static int read_proof(struct gs_proof_ref *out, struct proof_run *r,
    const char *path)
{
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_file_read(&file, &len, PROOF_FILE_MAX, path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}

	uint8_t *kept = gs_arena_take(r->arena, len + 1, 1);
	if (kept != NULL)
		memcpy(kept, file, len);
	free(file);
	*out = (struct gs_proof_ref){.statement = r->statement, .proof = kept,
	    .proof_len = len};
	return kept == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* *all: whether every proof is valid. */
static int judge_proofs(bool *all, struct proof_run *r)
{
	size_t n = r->proof_count;

	int err = load_roll(r);
	if (err == GS_OK)
		err = load_statement(r);
	if (err != GS_OK)
		return err;

	struct gs_proof_ref *refs = gs_arena_take(r->arena, n, sizeof *refs);
	bool *valid = gs_arena_take(r->arena, n, sizeof *valid);
	if (refs == NULL || valid == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; err == GS_OK && i < n; i++)
		err = read_proof(&refs[i], r, r->proof_paths[i]);
	if (err == GS_OK)
		err = gs_member_verify_batch(valid, r->roll, refs, n, r->arena);
	if (err != GS_OK)
		return err;

	*all = true;
	for (size_t i = 0; i < n; i++) {
		print_verdict(r->proof_paths[i], valid[i], refs[i].proof_len,
		    GS_PROOF_LEN(gs_roll_levels(gs_roll_size(r->roll))));
		*all = *all && valid[i];
	}
	return GS_OK;
}

/* The command line --------------------------------------------------------- */

static bool check_proof_usage(const struct proof_run *r, const char *act)
{
	bool proves = strcmp(act, "prove") == 0;

	if (!proves && strcmp(act, "verify") != 0)
		gs_verb_tell("proof-act", "'{0}' is neither prove nor verify",
		    gs_say_text(act));
	else if (proves && (r->secret_path == NULL || r->out == NULL ||
	    r->proof_count != 0))
		gs_verb_say("proof-prove-usage", "prove needs --secret and "
		    "-o, and takes no other argument");
	else if (!proves && (r->secret_path != NULL || r->out != NULL ||
	    r->proof_count == 0))
		gs_verb_say("proof-verify-usage", "verify takes one proof or "
		    "more, and neither --secret nor -o");
	else
		return true;
	return false;
}

int gs_cli_proof(int argc, char **argv)
{
	struct proof_run r = {.roll = NULL};
	bool all = true;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "roll", .value = &r.roll_path, .required = true},
		{.name = "secret", .value = &r.secret_path},
		{.name = "scope-hex", .value = &r.scope_hex,
		    .required = true},
		{.name = "message-hex", .value = &r.message_hex,
		    .required = true},
		GS_OPTION_OUT(r.out),
		GS_OPTION_FORCE(r.force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = argc};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	r.proof_paths = argv + at + 1;
	r.proof_count = (size_t)(argc - at - 1);
	if (!check_proof_usage(&r, argv[at]))
		return gs_verb_misused();

	r.arena = gs_pool_start(&r.pool);
	int err = strcmp(argv[at], "prove") == 0 ? prove_statement(&r) :
	    judge_proofs(&all, &r);
	free(r.keys);
	gs_host_wipe(&r.secret, sizeof r.secret);
	gs_pool_free(&r.pool);

	code = gs_verb_end(err);
	if (err != GS_OK)
		return GS_EXIT_CANNOT; /* nothing was judged, whatever it was */
	return code != GS_EXIT_OK || all ? code : GS_EXIT_NO;
}
