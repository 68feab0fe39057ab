/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay export: what a box shows, in a file, so that its memo can be filed
 * without it. */
#include <stdio.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "lib/steps/acts.h"

static const char help[] =
"usage: gainsay export --key VKEY [--package PACKAGE] [OPTION]... -o ACTS LINK\n"
"       gainsay export --state F [--package PACKAGE] [OPTION]... -o ACTS LINK\n"
"Writes what a box shows: its signed count and the endorsements and withdrawals\n"
"that it counts, each checked against the roll. With ACTS and PACKAGE a memo can\n"
"be filed though its box is refused, expired or gone, here or at another server:\n"
"'gainsay file --acts ACTS --package PACKAGE'. A box shows acts in steps, at a\n"
"release; export it again when its count has grown. Nobody is named in ACTS, but\n"
"who has it is known to have had the link.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  -o, --out ACTS       where the acts go\n"
"  --package PACKAGE    write the memo too, as everybody with the link has it\n"
GS_HELP_FORCE
"  --server URL         where the server is now, if not where the link says\n"
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
GS_HELP_LINK;

struct exporting {
	struct gs_session_entry entry;
	const char *key, *out, *package;
	bool force;
	struct gs_session s;
};

static int enter_channel_of(struct exporting *x, const char *link)
{
	struct gs_session *s = &x->s;

	if (x->entry.state != NULL)
		return gs_contact_enter(s, &x->entry, link);
	s->source.reading = x->entry.reading;
	int err = gs_session_link(s, link);
	return err != GS_OK ? err : gs_session_follow(s, &x->entry, x->key);
}

static int fetch_acts(struct gs_span *out, struct gs_session *s,
    const struct gs_act_ground *ground)
{
	struct gs_reply reply = {.from = NULL};

	int err = gs_session_export(s, &reply);
	if (err == GS_OK)
		err = gs_acts_export(out, &s->report, s->matter.arena,
		    ground, gs_state_charter(s->matter.state), &reply);
	gs_session_drop(&reply);
	return err;
}

/* The server's word is not enough: what does not verify would be refused when
 * the memo is filed. */
static int check_acts(struct gs_acts *acts, struct gs_session *s,
    const struct gs_act_ground *ground, struct gs_span file)
{
	const struct gs_roll *roll = NULL;

	int err = gs_acts_read(acts, &s->report, s->matter.arena, ground,
	    &file, 1);
	if (err == GS_OK)
		err = gs_channel_roll(&roll, &s->report, s->source.channel,
		    s->matter.edition);
	return err == GS_OK ? gs_acts_verify(&s->report, acts, roll) : err;
}

static int write_export(struct exporting *x)
{
	struct gs_session *s = &x->s;
	struct gs_span file = {NULL, 0};
	struct gs_acts acts = {.count = 0};

	int err = gs_matter_roll(&s->matter, &s->report);
	const struct gs_act_ground ground = {s->matter.content.id,
	    s->matter.charter, s->matter.edition};
	if (err == GS_OK)
		err = fetch_acts(&file, s, &ground);
	if (err == GS_OK)
		err = check_acts(&acts, s, &ground, file);
	if (err == GS_OK)
		err = gs_file_write(x->out, file.ptr, file.len, 0600,
		    &s->report);
	if (err == GS_OK && x->package != NULL)
		err = gs_file_write(x->package, s->text, s->text_len, 0600,
		    &s->report);
	if (err == GS_OK && strcmp(x->out, "-") != 0)
		printf("%zu endorsements, and %zu more that were taken back, "
		    "are in %s; every member\nproof verifies.\n",
		    acts.tags - acts.withdrawn, acts.withdrawn, x->out);
	return err;
}

static int export_from_box(struct exporting *x, const char *link)
{
	struct gs_session *s = &x->s;

	int err = gs_cli_out_free(x->out, x->force,
	    (const char *const[]){x->entry.state, x->package}, 2);
	if (err == GS_OK)
		err = gs_cli_out_free(x->package, x->force,
		    &x->entry.state, 1);
	if (err == GS_OK)
		err = enter_channel_of(x, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_contact_box(s, x->entry.state, GS_CONTACT_ALL);
	return err == GS_OK ? write_export(x) : err;
}

int gs_cli_export(int argc, char **argv)
{
	struct exporting x = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &x.entry.state,
		 .setting = "state"},
		{.name = "key", .value = &x.key, .setting = "key",
		 .unless = "state"},
		GS_OPTION_PASSPHRASE(x.entry.passphrase),
		GS_OPTION_OUT_NEEDED(x.out),
		{.name = "package", .value = &x.package},
		GS_OPTION_FORCE(x.force),
		GS_OPTION_OTHER_SERVER(x.entry.server),
		GS_OPTION_READING(x.entry),
		GS_OPTION_CACHE(x.entry),
		GS_OPTIONS_WAY(x.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((x.key == NULL) == (x.entry.state == NULL)) {
		gs_verb_say("export-usage", "give either --key or --state, "
		    "which has the key");
		return gs_verb_misused();
	}

	gs_session_start(&x.s);
	gs_session_want(&x.s, GS_WANT_GROUND, x.entry.cache_dir);
	int err = export_from_box(&x, argv[at]);
	return gs_session_end(&x.s, err);
}
