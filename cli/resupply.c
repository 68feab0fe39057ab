/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay resupply: a memo that the office could not open is sealed anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/act/shown.h"
#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/files.h"
#include "cli/common/floors.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/steps/resupply.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay resupply --state F [--package PACKAGE] [--new-keys] [OPTION]...\n"
"           [LINK]\n"
"Answers the office, which has called a memo unreadable: seals the same text\n"
"anew, once for each time, and sends it with a member proof, which names nobody.\n"
"Every holder of the memo can make the same file, and so sees in 'gainsay read'\n"
"whether a resupply is the memo's. Shows the memo and asks. It waits for the next\n"
"release; the duty to acknowledge goes on as if nothing had been said.\n"
"A LINK is needed where the memo gathered in a box here; it is then enough.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
GS_HELP_CODE
GS_HELP_ACCEPT
"  --package PACKAGE    the memo, as 'gainsay compose' or 'gainsay export' wrote\n"
"                       it, where its box has expired or there was none\n"
"  --new-keys           seal it to the keys of the charter in force, instead of\n"
"                       those that the memo was filed for: if the office has lost\n"
"                       its own. Who they are is shown\n"
"  --promise FILE       write what the server signs, its promise or its refusal,\n"
"                       to FILE too, in the clear\n"
GS_HELP_FORCE
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
GS_HELP_LINK;

struct resupplying {
	struct gs_session_entry entry;
	const char *package, *code, *promise;
	bool new_keys, linked, force;
	struct gs_session s;
	struct gs_resupply r;
};

/* The memo behind the link or in the package, or in both. */
static int enter_memo(struct resupplying *a, const char *link)
{
	struct gs_session *s = &a->s;
	int err = GS_OK;

	if (a->linked) {
		err = gs_contact_enter(s, &a->entry, link);
	} else {
		err = gs_session_load(s, a->entry.state, a->entry.passphrase);
		if (err == GS_OK)
			err = gs_contact_member(s, &a->entry, NULL);
	}
	if (err != GS_OK)
		return err;
	if (a->package == NULL)
		return gs_session_unseal(s);

	err = gs_session_package(s, a->package, NULL);
	return err == GS_OK && a->linked ? gs_matter_is_of(&s->report,
	    &s->matter, &s->link, a->package) : err;
}

static int find_filed_memo(const struct gs_memo **out, struct gs_session *s)
{
	*out = gs_state_memo_by(s->matter.state, s->matter.content.id);
	if (*out != NULL)
		return GS_OK;
	gs_report_say(&s->report, "resupply-not-filed", "this memo is not "
	    "filed: the office has nothing of it");
	return GS_ERR_UNKNOWN;
}

static void print_new_keys(const struct gs_charter *charter)
{
	printf("It will be sealed to the keys of version %llu of the "
	    "charter:\n", (unsigned long long)charter->version);
	for (size_t i = 0; i < charter->seal_count; i++) {
		const struct gs_seal *seal = &charter->seals[i];

		printf("  ");
		gs_say_calm(stdout, seal->name.ptr, seal->name.len, "");
		printf(": ");
		gs_say_calm(stdout, seal->holder.ptr, seal->holder.len, "");
		printf("\n");
	}
}

static int send_resupply(struct resupplying *a)
{
	struct gs_session *s = &a->s;
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = a->entry.state, .filed = true,
	    .promise = a->promise};
	const struct gs_keep_order order = {
	    .record = {a->r.record, a->r.record_len},
	    .content = {a->r.sealed, a->r.sealed_len},
	    .link = a->linked ? &s->link : NULL,
	    .edition = s->matter.edition->edition, .unkept = true};
	char *promise = NULL, when[GS_LOCAL_TIME_MAX];

	int err = gs_deliver(&promise, &s->report, &d, &order);
	if (err != GS_OK)
		return gs_session_at(s, gs_http_base(s->source.http), err);
	gs_when_release(when, s->matter.state, s->matter.now);
	printf("Sealed anew: it enters the log with the next release,\n"
	    "at %s.\n", when);
	err = gs_deliver_tell(&s->report, &d, promise,
	    (struct gs_span){NULL, 0});
	free(promise);
	return err;
}

static int resupply(struct resupplying *a)
{
	struct gs_session *s = &a->s;
	const struct gs_memo *memo = NULL;
	const struct gs_unreadable *unreadable = NULL;

	int err = gs_cli_out_free(a->promise, a->force, NULL, 0);
	if (err == GS_OK)
		err = find_filed_memo(&memo, s);
	if (err == GS_OK)
		err = gs_resupply_find(&unreadable, &s->report, memo);
	if (err != GS_OK)
		return err;
	err = gs_floors_pass(s, &a->entry.accept);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err != GS_OK)
		return err;

	a->r.matter = &s->matter;
	a->r.roll = s->roll;
	a->r.charter = a->new_keys ? gs_state_charter(s->matter.state) :
	    memo->charter;
	if (a->new_keys)
		print_new_keys(a->r.charter);
	err = gs_shown_ask(s, "Seal this memo anew for the office?", a->code);
	if (err == GS_OK) {
		gs_working("Making the proof");
		err = gs_resupply_make(&a->r, &s->report, unreadable);
		gs_worked();
	}
	return err == GS_OK ? send_resupply(a) : err;
}

int gs_cli_resupply(int argc, char **argv)
{
	struct resupplying a = {.package = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(a.entry.state),
		GS_OPTION_PASSPHRASE(a.entry.passphrase),
		GS_OPTION_CODE(a.code),
		GS_OPTION_ACCEPT(a.entry),
		{.name = "package", .value = &a.package},
		{.name = "new-keys", .flag = &a.new_keys},
		{.name = "promise", .value = &a.promise},
		GS_OPTION_FORCE(a.force),
		GS_OPTION_OTHER_SERVER(a.entry.server),
		GS_OPTION_READING(a.entry),
		GS_OPTION_CACHE(a.entry),
		GS_OPTIONS_WAY(a.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_floors_named(&a.entry.accept))
		return gs_verb_misused();
	a.linked = argc - at == 1;
	if (!a.linked && a.package == NULL) {
		gs_verb_say("resupply-usage", "give a LINK, or --package, or "
		    "both");
		return gs_verb_misused();
	}

	gs_session_start(&a.s);
	gs_session_want(&a.s, GS_WANT_NEWS, a.entry.cache_dir);
	int err = enter_memo(&a, argv[at]);
	if (err == GS_OK)
		err = resupply(&a);
	gs_resupply_free(&a.r);
	return gs_session_end(&a.s, err);
}
