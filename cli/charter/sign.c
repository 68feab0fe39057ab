/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/charter/charter.h"
#include "cli/charter/place.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "lib/file.h"

static const char help[] =
"usage: gainsay charter sign FILE --role authority|registrar|second --sign KEYFILE\n"
"           [--log DIR|URL] [--key VKEY] [--yes]\n"
"Shows what a charter changes of the one in force, asks, and adds a signature to\n"
"its record in FILE. A first charter is signed by its own authority; a later one\n"
"by that of the charter in force, and by its second signer, too, if it changes\n"
"who signs. If the authority's keys are lost, the registrar and then the second\n"
"sign a charter that changes nothing but the authority; it waits, too.\n\n"
"  --role ROLE          as whom you sign: authority, registrar or second\n"
"  --sign KEYFILE       your signing key\n"
"  --log DIR|URL        the channel's log, for all but a first charter\n"
"  --key VKEY           its verifier key, or a file that holds it (default:\n"
"                       DIR/vkey)\n"
GS_HELP_KEY_PASSPHRASE GS_HELP_YES GS_HELP_WAY;

struct signing {
	const char *file, *role, *sign, *log, *key;
	bool yes;
	struct gs_charter_place place; /* of the log, if there is one */
	struct gs_pool pool;
	uint8_t *text;
	size_t len;
	struct gs_proposal proposal;
};

/* Whether the record follows another: then that one says who signs. */
static int read_signed_file(struct signing *s)
{
	struct gs_report report = {.text = ""};
	struct gs_arena *arena = gs_pool_start(&s->pool);

	int err = gs_charter_file(&s->text, &s->len, s->file);
	if (err != GS_OK)
		return err;
	err = gs_proposal_terms(&s->proposal.charter, &report, arena,
	    (struct gs_span){s->text, s->len});
	bool first = err == GS_OK && s->proposal.charter.version == 1;
	if (err == GS_OK && !first && s->log == NULL) {
		gs_verb_say("charter-sign-log", "this is not a first charter: "
		    "give the channel's log, --log DIR, or --log URL and "
		    "--key VKEY");
		return GS_ERR_IO;
	}

	if (err == GS_OK && !first)
		err = gs_charter_log_open(&s->place, s->log, s->key);
	if (err == GS_OK)
		err = gs_proposal_read(&s->proposal, &report, arena,
		    (struct gs_span){s->text, s->len}, s->place.charter);
	if (err == GS_OK && s->place.state != NULL)
		err = gs_proposal_judge(&report, arena, &s->proposal,
		    s->place.state);
	gs_verb_report_at(s->file, &report);
	return err;
}

/* Whoever signs has seen it. */
static int confirm_signing(const struct signing *s)
{
	const struct gs_charter *c = &s->proposal.charter;
	int err = GS_OK;

	if (s->place.charter == NULL) {
		err = gs_charter_print(c, INT64_MIN);
	} else {
		printf("Version %llu changes of version %llu, which is in "
		    "force:\n", (unsigned long long)c->version,
		    (unsigned long long)s->place.charter->version);
		err = gs_charter_print_change(NULL, s->place.charter, c);
	}
	return err == GS_OK ? gs_terminal_ask("Sign it?", s->yes) : err;
}

/* Only a server takes it: a directory has none to name. */
static void say_publish_command(const struct signing *s)
{
	printf("It can be published:\n  gainsay charter publish %s --server "
	    "%s --key %s\n", s->file, gs_file_is_url(s->log) ? s->log :
	    "URL", s->place.vkey);
}

static void say_signature_added(const struct gs_proposal *p,
    const struct signing *s)
{
	unsigned long long have = p->signed_count, need = p->by->threshold;

	if (p->registrar.ptr != NULL) {
		printf("%s: signed as %s, without the authority, %s the "
		    "second's.\n", s->file, s->role,
		    p->second.ptr == NULL ? "without" : "and");
		if (gs_proposal_complete(p))
			say_publish_command(s);
		return;
	}
	printf("%s: signed as %s; %llu of %llu signatures of the authority",
	    s->file, s->role, have, need);
	if (p->changes_signers)
		printf(", %s the second's", p->second.ptr == NULL ?
		    "without" : "and");
	printf(".\n");
	if (have == need && s->place.charter != NULL)
		say_publish_command(s);
}

static int sign_file_anew(struct signing *s)
{
	uint8_t secret[64] = {0}, *out = malloc(GS_RECORD_MAX);
	struct gs_writer w = gs_writer_of(out, GS_RECORD_MAX);
	struct gs_report report = {.text = ""};
	struct gs_proposal *after = malloc(sizeof *after);

	int err = out == NULL || after == NULL ? GS_ERR_MEMORY :
	    gs_desk_key(secret, &s->place.source, s->sign);
	if (err == GS_OK)
		err = gs_proposal_sign(&w, &report, &s->proposal, s->role,
		    secret);
	if (err == GS_OK)
		err = gs_proposal_read(after, &report, &s->pool.arena,
		    (struct gs_span){w.ptr, w.len}, s->place.charter);
	gs_host_wipe(secret, sizeof secret);
	gs_verb_report_at(s->file, &report);
	if (err == GS_OK)
		err = gs_cli_file_write(s->file, w.ptr, w.len, 0644);
	if (err == GS_OK)
		say_signature_added(after, s);
	free(after);
	free(out);
	return err;
}

int gs_charter_sign(int argc, char **argv)
{
	struct signing s = {.file = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "role", .value = &s.role, .required = true,
		 .setting = "role"},
		{.name = "sign", .value = &s.sign, .required = true,
		 .setting = "sign"},
		{.name = "log", .value = &s.log, .setting = "server"},
		{.name = "key", .value = &s.key, .setting = "key"},
		GS_OPTION_KEY_PASSPHRASE(s.place.source.ring),
		GS_OPTION_YES(s.yes),
		GS_OPTIONS_WAY(s.place.source.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (strcmp(s.role, "authority") != 0 && strcmp(s.role, "second") != 0 &&
	    strcmp(s.role, "registrar") != 0) {
		gs_verb_tell("charter-sign-role", "a charter is signed as "
		    "authority, registrar or second, not as {0}",
		    gs_say_text(s.role));
		return gs_verb_misused();
	}

	s.file = argv[at];
	s.place.source.sign = s.sign;
	s.place.source.role = s.role;
	int err = read_signed_file(&s);
	if (err == GS_OK)
		err = confirm_signing(&s);
	if (err == GS_OK)
		err = sign_file_anew(&s);
	gs_charter_place_close(&s.place);
	gs_pool_free(&s.pool);
	free(s.text);
	return gs_verb_end(err);
}
