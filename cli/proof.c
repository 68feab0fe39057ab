/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/proof/member.h"
#include "lib/host.h"

enum { ALL_VALID = 0, SOME_INVALID = 1, CANNOT_JUDGE = 2 };

#define HEX_MAX ((size_t)1 << 20) /* of a scope or message on the command line */
#define SECRET_DIGITS 128

static const char help[] =
    "usage: gainsay proof prove --roll KEYS --secret FILE --scope-hex HEX\n"
    "           --message-hex HEX -o PROOF\n"
    "       gainsay proof verify --roll KEYS --scope-hex HEX --message-hex HEX\n"
    "           PROOF...\n"
    "\n"
    "Proves that a member of a roll says a message, once in a scope, without\n"
    "telling which member; or checks such proofs, several as one batch.\n"
    "\n"
    "  --roll KEYS        the roll: 32-byte keys in ascending order, no more\n"
    "  --secret FILE      128 hexadecimal digits, x then y\n"
    "  --scope-hex HEX    what the tag belongs to\n"
    "  --message-hex HEX  what is said\n"
    "  -o PROOF           the file to write; it appears whole or not at all\n"
    "\n"
    "verify prints one line a proof, \"FILE: valid\" or \"FILE: invalid (why)\".\n"
    "Exit status: 0 all valid, 1 some invalid, 2 cannot judge.\n";

/* Everything that a run owns. */
struct run {
	const char *roll_path, *secret_path, *scope_hex, *message_hex, *out;
	char **proof_paths;
	size_t proof_count;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_roll *roll;
	struct gs_statement statement;
	struct gs_secret secret;
};

static int complain_io(const char *what, const char *path)
{
	fprintf(stderr, "gainsay proof: cannot %s %s: %s\n", what, path,
	    strerror(errno));
	return CANNOT_JUDGE;
}

/* The whole file, of at most `max` bytes, in the run's arena. */
static int read_file(struct run *r, const char *path, size_t max,
    uint8_t **data, size_t *len)
{
	struct stat st;
	uint8_t *buf = NULL;
	size_t have = 0;
	int result = CANNOT_JUDGE;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		complain_io("read", path);
		goto out;
	}
	if (st.st_size < 0 || (uintmax_t)st.st_size > max) {
		fprintf(stderr, "gainsay proof: %s has %jd bytes; at most %zu "
			"are legal: is it the right file?\n", path,
		    (intmax_t)st.st_size, max);
		goto out;
	}
	/* One byte more, to notice a file that grows. */
	buf = gs_arena_take(r->arena, (size_t)st.st_size + 1, 1);
	if (buf == NULL) {
		fprintf(stderr, "gainsay proof: no memory for %s\n", path);
		goto out;
	}
	while (have <= (size_t)st.st_size) {
		ssize_t n = read(fd, buf + have,
		    (size_t)st.st_size + 1 - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			complain_io("read", path);
			goto out;
		}
		if (n == 0)
			break;
		have += (size_t)n;
	}
	if (have > (size_t)st.st_size) {
		fprintf(stderr, "gainsay proof: %s changed while it was read: "
			"try again\n", path);
		goto out;
	}
	*data = buf;
	*len = have;
	result = 0;
out:
	if (fd >= 0)
		(void)close(fd);
	return result;
}

/* The first key that does not ascend, counted from 1; 0 if all do. */
static size_t out_of_order(const uint8_t *keys, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (memcmp(keys + 32 * (i - 1), keys + 32 * i, 32) >= 0)
			return i + 1;
	return 0;
}

static void complain_keys(const struct run *r, const uint8_t *keys, size_t n)
{
	size_t at = out_of_order(keys, n);
	if (at != 0)
		fprintf(stderr, "gainsay proof: key %zu of the roll %s does "
			"not come after key %zu: keys must ascend strictly; "
			"fetch the roll again\n", at, r->roll_path, at - 1);
	else
		fprintf(stderr, "gainsay proof: the roll %s holds 32 bytes "
			"that are no key (no canonical ristretto255 point, or "
			"the identity): fetch the roll again\n",
		    r->roll_path);
}

static int load_roll(struct run *r)
{
	uint8_t *keys = NULL;
	size_t len = 0;
	int err = 0;
	if (read_file(r, r->roll_path, GS_ROLL_MAX * 32, &keys, &len) != 0)
		return CANNOT_JUDGE;
	if (len % 32 != 0) {
		fprintf(stderr, "gainsay proof: the roll %s has %zu bytes, "
			"which is no multiple of 32: it must hold the sorted "
			"32-byte keys and nothing else\n", r->roll_path, len);
		return CANNOT_JUDGE;
	}
	err = gs_roll_open(&r->roll, r->arena, keys, len / 32);
	if (err == GS_OK)
		return 0;
	if (err == GS_ERR_RANGE)
		fprintf(stderr, "gainsay proof: the roll %s has %zu keys; 2 to "
			"%zu are legal\n", r->roll_path, len / 32,
		    GS_ROLL_MAX);
	else if (err == GS_ERR_FORMAT)
		complain_keys(r, keys, len / 32);
	else
		fprintf(stderr, "gainsay proof: cannot open the roll %s: "
			"%s\n", r->roll_path, gs_strerror(err));
	return CANNOT_JUDGE;
}

static int decode_hex(struct run *r, const char *option, const char *hex,
    const uint8_t **out, size_t *len)
{
	size_t digits = strlen(hex);
	uint8_t *buf = NULL;
	if (digits > 2 * HEX_MAX) {
		fprintf(stderr, "gainsay proof: %s has %zu digits; at most %zu "
			"are legal\n", option, digits, 2 * HEX_MAX);
		return CANNOT_JUDGE;
	}
	buf = gs_arena_take(r->arena, digits / 2 + 1, 1);
	if (buf == NULL) {
		fprintf(stderr, "gainsay proof: no memory for %s\n", option);
		return CANNOT_JUDGE;
	}
	if (gs_hex_decode(buf, digits / 2, hex, digits) != GS_OK) {
		fprintf(stderr, "gainsay proof: %s is not an even number of "
			"digits 0-9 and a-f: write bytes as two lower-case "
			"digits each\n", option);
		return CANNOT_JUDGE;
	}
	*out = buf;
	*len = digits / 2;
	return 0;
}

static int load_statement(struct run *r)
{
	struct gs_statement *s = &r->statement;
	if (decode_hex(r, "--scope-hex", r->scope_hex, &s->scope,
	    &s->scope_len) != 0)
		return CANNOT_JUDGE;
	return decode_hex(r, "--message-hex", r->message_hex, &s->message,
	    &s->message_len);
}

/* The arena wipes what the file said. */
static int load_secret(struct run *r)
{
	uint8_t *text = NULL, both[64];
	size_t len = 0;
	int err = 0;
	if (read_file(r, r->secret_path, SECRET_DIGITS + 1, &text, &len) != 0)
		return CANNOT_JUDGE;
	if (len == SECRET_DIGITS + 1 && text[SECRET_DIGITS] == '\n')
		len--;
	err = gs_hex_decode_secret(both, sizeof both, text, len);
	memcpy(r->secret.x, both, 32);
	memcpy(r->secret.y, both + 32, 32);
	gs_host_wipe(both, sizeof both);
	if (err == GS_OK)
		return 0;
	fprintf(stderr, "gainsay proof: the secret %s does not hold exactly "
		"%d digits 0-9 and a-f: x then y, and one newline at most\n",
	    r->secret_path, SECRET_DIGITS);
	return CANNOT_JUDGE;
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Under another name first, so that a proof is there whole or not at all. */
static int write_file(const char *path, const uint8_t *data, size_t len)
{
	int result = CANNOT_JUDGE, fd = -1;
	size_t size = strlen(path) + sizeof ".XXXXXX";
	char *temporary = malloc(size);
	if (temporary == NULL) {
		fprintf(stderr, "gainsay proof: no memory to write %s\n",
		    path);
		return CANNOT_JUDGE;
	}
	(void)snprintf(temporary, size, "%s.XXXXXX", path);
	fd = mkstemp(temporary);
	if (fd < 0) {
		complain_io("write", path);
		goto out;
	}
	bool good = fchmod(fd, 0644) == 0 && write_all(fd, data, len) &&
	    fsync(fd) == 0;
	if (close(fd) != 0)
		good = false;
	if (!good || rename(temporary, path) != 0) {
		complain_io("write", path);
		(void)unlink(temporary);
		goto out;
	}
	result = 0;
out:
	free(temporary);
	return result;
}

static int prove(struct run *r)
{
	uint8_t proof[GS_PROOF_LEN_MAX];
	size_t len = 0;
	if (load_roll(r) != 0 || load_statement(r) != 0 || load_secret(r) != 0)
		return CANNOT_JUDGE;
	const struct gs_proof_inputs inputs = {r->roll, &r->secret,
	    &r->statement};
	int err = gs_member_prove(proof, &len, sizeof proof, &inputs,
	    r->arena);
	if (err == GS_OK)
		return write_file(r->out, proof, len);
	if (err == GS_ERR_UNKNOWN)
		fprintf(stderr, "gainsay proof: the key of %s is not on the "
			"roll %s: take the secret of this edition\n",
		    r->secret_path, r->roll_path);
	else if (err == GS_ERR_FORMAT)
		fprintf(stderr, "gainsay proof: the secret %s is not one: x "
			"and y must be below the order of the group\n",
		    r->secret_path);
	else
		fprintf(stderr, "gainsay proof: no proof was made: %s\n",
		    gs_strerror(err));
	return CANNOT_JUDGE;
}

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

static int verify(struct run *r)
{
	struct gs_proof_ref *refs = NULL;
	bool *valid = NULL;
	int result = ALL_VALID;
	if (load_roll(r) != 0 || load_statement(r) != 0)
		return CANNOT_JUDGE;
	refs = gs_arena_take(r->arena, r->proof_count, sizeof *refs);
	valid = gs_arena_take(r->arena, r->proof_count, sizeof *valid);
	if (refs == NULL || valid == NULL) {
		fprintf(stderr, "gainsay proof: no memory for %zu proofs\n",
		    r->proof_count);
		return CANNOT_JUDGE;
	}
	for (size_t i = 0; i < r->proof_count; i++) {
		uint8_t *data = NULL;
		refs[i].statement = r->statement;
		/* Far longer than a proof, yet bounded: it is invalid, not
		 * unreadable. */
		if (read_file(r, r->proof_paths[i], (size_t)1 << 20, &data,
		    &refs[i].proof_len) != 0)
			return CANNOT_JUDGE;
		refs[i].proof = data;
	}
	int err = gs_member_verify_batch(valid, r->roll, refs, r->proof_count,
	    r->arena);
	if (err != GS_OK) {
		fprintf(stderr, "gainsay proof: nothing could be judged: %s\n",
		    gs_strerror(err));
		return CANNOT_JUDGE;
	}
	for (size_t i = 0; i < r->proof_count; i++) {
		print_verdict(r->proof_paths[i], valid[i], refs[i].proof_len,
		    GS_PROOF_LEN(gs_roll_levels(gs_roll_size(r->roll))));
		if (!valid[i])
			result = SOME_INVALID;
	}
	if (fflush(stdout) != 0) {
		complain_io("write", "the verdicts");
		return CANNOT_JUDGE;
	}
	return result;
}

static int usage(const char *fact)
{
	fprintf(stderr, "gainsay proof: %s\n%s", fact, help);
	return CANNOT_JUDGE;
}

/* Options behind the verb; 0, or the exit status. */
static int parse(struct run *r, int argc, char **argv)
{
	static const struct option options[] = {
	    {"roll", required_argument, NULL, 'r'},
	    {"secret", required_argument, NULL, 's'},
	    {"scope-hex", required_argument, NULL, 'c'},
	    {"message-hex", required_argument, NULL, 'm'},
	    {NULL, 0, NULL, 0}};
	int c = 0;
	optind = 0; /* again from the start */
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (c == 'r')
			r->roll_path = optarg;
		else if (c == 's')
			r->secret_path = optarg;
		else if (c == 'c')
			r->scope_hex = optarg;
		else if (c == 'm')
			r->message_hex = optarg;
		else if (c == 'o')
			r->out = optarg;
		else
			return usage("an option is not known or lacks its "
				     "argument");
	}
	r->proof_paths = argv + optind;
	r->proof_count = (size_t)(argc - optind);
	if (r->roll_path == NULL || r->scope_hex == NULL ||
	    r->message_hex == NULL)
		return usage("--roll, --scope-hex and --message-hex are "
			     "needed");
	return 0;
}

static int dispatch(struct run *r, int argc, char **argv)
{
	if (parse(r, argc, argv) != 0)
		return CANNOT_JUDGE;
	if (strcmp(argv[0], "prove") == 0) {
		if (r->secret_path == NULL || r->out == NULL ||
		    r->proof_count != 0)
			return usage("prove needs --secret and -o, and takes "
				     "no other argument");
		return prove(r);
	}
	if (r->secret_path != NULL || r->out != NULL || r->proof_count == 0)
		return usage("verify takes one proof or more, and neither "
			     "--secret nor -o");
	return verify(r);
}

int gs_cli_proof(int argc, char **argv)
{
	struct run r = {.roll = NULL};
	int result = CANNOT_JUDGE;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(help, stdout);
			return fflush(stdout) == 0 ? 0 : CANNOT_JUDGE;
		}
	}
	if (argc < 2 || (strcmp(argv[1], "prove") != 0 &&
	    strcmp(argv[1], "verify") != 0))
		return usage("say prove or verify");
	if (gs_host_start() != GS_OK) {
		fputs("gainsay proof: the system's random source fails\n",
		    stderr);
		return CANNOT_JUDGE;
	}
	r.arena = gs_pool_start(&r.pool);
	result = dispatch(&r, argc - 1, argv + 1);
	gs_host_wipe(&r.secret, sizeof r.secret);
	gs_pool_free(&r.pool);
	return result;
}
