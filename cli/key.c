/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay key: the key of a role, made where its holder keeps it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/keys.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/verbs.h"
#include "core/host.h"
#include "lib/file.h"
#include "lib/log/note.h"

static const char help[] =
"usage: gainsay key new [OPTION]... [--seal|--reveal] [-o KEYFILE] ROLE\n"
"       gainsay key new --witness NAME [OPTION]... [-o KEYFILE]\n"
"       gainsay key show [OPTION]... KEYFILE\n"
"new makes the key of a role, on its holder's own machine, and keeps it in\n"
"KEYFILE under a passphrase; verbs that sign or open take it as --sign and\n"
"--identity. Both print the lines of a charter that name the key: whoever founds\n"
"the channel, or makes its next charter, puts them among the answers. There is\n"
"no other copy of the key: keep one of KEYFILE elsewhere.\n\n"
"  ROLE                 as the charter names it: authority, registrar, second,\n"
"                       office, release, ...; enrol or promise, the server's\n"
"                       own, which have no passphrase: -o DIR/keys/ROLE-next.key\n"
"  --seal               memos are sealed to it too (always so for office)\n"
"  --reveal             members may make themselves known to it\n"
"  --holder NAME        who holds it, as the charter says (default: ROLE)\n"
"  --witness NAME       no role's, but the key of a witness of that name, as\n"
"                       union.example/witness; 'gainsay mirror --cosign' takes it\n"
"  -o, --out KEYFILE    the new file (default: ROLE.key, or witness.key); none is\n"
"                       overwritten\n"
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n"
"  --cost COST          of guessing it: moderate (256 MiB, the default), or low\n"
"                       (8 MiB), for exercises\n";

struct key_verb {
	const char *holder, *out, *cost, *witness;
	bool seal, reveal;
	struct gs_key_ring ring;
};

/* The name is the verifier key's, so that it is asked for each time. */
static int write_witness_line(struct gs_writer *w, const char *name,
    const struct gs_role_key *key)
{
	struct gs_signer signer;

	int err = gs_signer_init(&signer, name, GS_KEY_COSIGNATURE, key->seed);
	if (err != GS_OK)
		return err;
	gs_write_text(w, "witness ");
	gs_verifier_write(w, &signer.verifier);
	gs_write_text(w, "\n");
	gs_signer_wipe(&signer);
	return gs_writer_end(w);
}

static int write_key_lines(struct gs_writer *w, const struct key_verb *k,
    const struct gs_role_key *key, struct gs_report *report)
{
	if (k->witness != NULL)
		return write_witness_line(w, k->witness, key);
	return gs_role_key_lines(w, report, key,
	    k->holder != NULL ? k->holder : key->role);
}

static int print_lines(const struct key_verb *k,
    const struct gs_role_key *key, struct gs_report *report)
{
	char text[2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = write_key_lines(&w, k, key, report);
	if (err == GS_OK)
		printf("%.*s", (int)w.len, text);
	return err;
}

static int ask_passphrase(struct gs_passphrase *p, struct gs_report *report,
    const char *path)
{
	int err = gs_passphrase_read(p, report, path, true);

	return err != GS_OK ? err :
	    gs_passphrase_judge(report, p->text, p->len, NULL);
}

static int lock_key(struct gs_lock *out, const struct key_verb *k,
    struct gs_report *report)
{
	struct gs_passphrase p = {NULL, 0};
	bool low = k->cost != NULL && strcmp(k->cost, "low") == 0;

	int err = ask_passphrase(&p, report, k->ring.passphrase);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_lock_new(out, low ? GS_COST_LOW : GS_COST_MODERATE,
		    p.text, p.len);
		gs_worked();
	}
	gs_passphrase_wipe(&p);
	return err;
}

/* The public lines into w; they are printed once the file is safe. */
static int write_new_key(struct gs_writer *w, const struct key_verb *k,
    struct gs_report *report, const char *role, const char *path)
{
	uint8_t file[GS_KEY_FILE_MAX];
	struct gs_writer f = gs_writer_of(file, sizeof file);
	struct gs_lock lock = {.set = false};
	struct gs_role_key key;
	bool office = strcmp(role, "office") == 0;

	int err = lock_key(&lock, k, report);
	if (err == GS_OK)
		err = gs_role_key_new(&key, report, role, k->reveal ?
		    GS_KEY_OPENS_REVEAL : k->seal || office ?
		    GS_KEY_OPENS_SEAL : GS_KEY_OPENS_NOTHING, &lock);
	if (err == GS_OK)
		err = write_key_lines(w, k, &key, report);
	if (err == GS_OK)
		err = gs_role_key_write(&f, &key, &lock);
	if (err == GS_OK)
		err = gs_file_create(path, file, f.len, 0600, report);

	gs_host_wipe(&key, sizeof key);
	gs_host_wipe(&lock, sizeof lock);
	return err;
}

/* The server signs with it alone: a seed in clear text. */
static int write_server_key(struct gs_writer *w, const struct key_verb *k,
    struct gs_report *report, const char *role, const char *path)
{
	struct gs_role_key key = {.opens = GS_KEY_OPENS_NOTHING};
	char digits[2 * sizeof key.seed + 1];
	struct gs_writer f = gs_writer_of(digits, sizeof digits);

	(void)snprintf(key.role, sizeof key.role, "%s", role);
	int err = gs_host_random(key.seed, sizeof key.seed);
	if (err == GS_OK)
		err = write_key_lines(w, k, &key, report);
	gs_write_hex(&f, key.seed, sizeof key.seed);
	gs_write_u8(&f, '\n');
	if (err == GS_OK)
		err = gs_file_create(path, digits, f.len, 0600, report);

	gs_host_wipe(&key, sizeof key);
	gs_host_wipe(digits, sizeof digits);
	return err;
}

static int make_key_file(const struct key_verb *k, const char *role)
{
	char path[GS_KEY_ROLE_MAX + 8], lines[2048];
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(lines, sizeof lines);

	(void)snprintf(path, sizeof path, "%s.key", role);
	const char *out = k->out != NULL ? k->out : path;
	if (access(out, F_OK) == 0) {
		gs_verb_tell("key-exists", "there is a file {0} already, and "
		    "no key is overwritten: give another name with -o",
		    gs_say_text(out));
		return GS_ERR_DUPLICATE;
	}

	/* Before a passphrase is asked for. */
	bool server = k->out != NULL && gs_role_key_is_servers(role);
	int err = server ? GS_OK : gs_role_key_check(&report, role,
	    k->holder != NULL ? k->holder : role);
	if (err == GS_OK)
		err = server ?
		    write_server_key(&w, k, &report, role, out) :
		    write_new_key(&w, k, &report, role, out);

	if (err == GS_OK)
		printf("%.*s", (int)w.len, lines);
	gs_verb_report_at(out, &report);
	return err;
}

static int show_key(struct key_verb *k, const char *path)
{
	const struct gs_role_key *key = NULL;
	struct gs_report report = {.text = ""};

	int err = gs_key_ring_open(&key, &k->ring, &report, path);
	if (err == GS_OK)
		err = print_lines(k, key, &report);
	gs_verb_report_at(path, &report);
	return err;
}

/* A witness's name is in its verifier key; a role's is in the charter. */
static bool check_witness(const struct key_verb *k, const char *step,
    const char *role)
{
	bool new = strcmp(step, "new") == 0;

	if (k->witness == NULL && new && role != NULL &&
	    strcmp(role, "witness") == 0)
		gs_verb_say("key-witness-how", "a witness has a name, and no "
		    "role: gainsay key new --witness NAME, as "
		    "union.example/witness");
	else if (k->witness == NULL && role == NULL)
		gs_verb_tell("key-what", "key {0} wants one thing more: of "
		    "new the ROLE, or --witness NAME; of show the KEYFILE",
		    gs_say_text(step));
	else if (k->witness != NULL && (new != (role == NULL) || k->seal ||
	    k->reveal || k->holder != NULL))
		gs_verb_say("key-witness-alone", "--witness goes with 'new' "
		    "alone or 'show KEYFILE': a witness has no role and no "
		    "holder, and opens nothing");
	else if (k->witness != NULL && !gs_note_name_valid(k->witness,
	    strlen(k->witness)))
		gs_verb_tell("mirror-witness-name", "'{0}' is no name of a "
		    "witness: 1 to {1} printable characters of ASCII without "
		    "space and '+'", gs_say_text(k->witness),
		    gs_say_number(GS_NOTE_NAME_MAX));
	else
		return true;
	return false;
}

static bool check_key_words(const struct key_verb *k, const char *step)
{
	bool new = strcmp(step, "new") == 0;

	if (!new && strcmp(step, "show") != 0)
		gs_verb_tell("key-step-unknown", "say new or show, not '{0}'",
		    gs_say_text(step));
	else if (!new && (k->out != NULL || k->seal || k->reveal ||
	    k->cost != NULL))
		gs_verb_say("key-show-how", "show takes --holder or "
		    "--witness, and --passphrase-file, and no option of a new key");
	else if (k->seal && k->reveal)
		gs_verb_say("key-either", "either --seal or --reveal: a reader "
		    "of memos and one of names have keys of their own");
	else if (k->cost != NULL && strcmp(k->cost, "low") != 0 &&
	    strcmp(k->cost, "moderate") != 0)
		gs_verb_tell("key-cost", "a key file costs low or moderate, "
		    "not '{0}'", gs_say_text(k->cost));
	else
		return true;
	return false;
}

int gs_cli_key(int argc, char **argv)
{
	struct key_verb k = {.holder = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "holder", .value = &k.holder},
		{.name = "witness", .value = &k.witness},
		{.name = "seal", .flag = &k.seal},
		{.name = "reveal", .flag = &k.reveal},
		{.name = "cost", .value = &k.cost},
		GS_OPTION_OUT(k.out),
		GS_OPTION_KEY_PASSPHRASE(k.ring)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 2};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	const char *what = at + 1 < argc ? argv[at + 1] : NULL;
	if (!check_key_words(&k, argv[at]) ||
	    !check_witness(&k, argv[at], what))
		return gs_verb_misused();

	int err = strcmp(argv[at], "new") != 0 ? show_key(&k, what) :
	    make_key_file(&k, k.witness != NULL ? "witness" : what);
	gs_key_ring_wipe(&k.ring);
	return gs_verb_end(err);
}
