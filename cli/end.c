/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay end: a memo's procedure is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay end [OPTION]... --reason TEXT [--author] [--promise FILE] N\n"
"Ends the procedure of memo N: the office after its reply, the author at any\n"
"time. Nothing is erased; nothing more is accepted about it. Asks first.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       office.key, or the author's PACKAGE.author with --author\n"
"  --reason TEXT        one line, public\n"
"  --author             sign as the memo's author\n"
"  --promise FILE       write what the server signs, its promise or its refusal,\n"
"                       and the end that it is about, which 'gainsay audit'\n"
"                       judges; it is in the clear\n"
GS_HELP_FORCE
"  --state F            your state, for files that are named state:NAME; with\n"
"                       --author it keeps the end and the promise of it, under\n"
"                       its passphrase, until the log has it\n"
GS_HELP_PASSPHRASE
GS_HELP_YES GS_HELP_WAY;

struct ending {
	struct gs_desk desk;
	struct gs_session s; /* the author's */
	struct gs_session_entry entry;
	const char *reason, *promise;
	bool author, force;
};

static const struct gs_source *source_of(const struct ending *e)
{
	return e->author ? &e->s.source : &e->desk.source;
}

/* The promise first: nothing that fails then takes it away.  Of an office's key
 * that a charter took out nothing enters: so whoever judges the promise needs
 * the act as well. */
static int tell_when_ended(struct ending *e, const struct gs_delivery *d,
    struct gs_span end, const char *promise)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = gs_deliver_tell(&e->s.report, d, promise, end);
	if (err == GS_OK)
		err = gs_source_now(&now, d->source);
	if (err != GS_OK)
		return err;

	gs_when_late_day(when, e->desk.memo->charter, now);
	printf("It enters the log on the next late day, at %s.\n", when);
	return GS_OK;
}

/* It waits for the next late day, with the late acts of its memo. */
static int send_end(struct ending *e, struct gs_span end)
{
	const struct gs_delivery d = {.source = source_of(e),
	    .member = e->s.member,
	    .state = e->author ? e->entry.state : NULL, .filed = true,
	    .promise = e->promise};
	const struct gs_keep_order order = {.record = end,
	    .edition = e->desk.memo->roll->edition};
	char *promise = NULL;

	if (d.source->http == NULL) {
		gs_verb_say("end-needs-server", "records are sent to a "
		    "server, give its URL");
		return GS_ERR_IO;
	}
	int err = gs_deliver(&promise, &e->s.report, &d, &order);
	if (err == GS_OK)
		err = tell_when_ended(e, &d, end, promise);
	free(promise);
	return err;
}

static int end_memo(struct ending *e)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_desk *desk = &e->desk;
	const char *role = e->author ? "author" : "office";
	uint8_t secret[64];

	int err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err != GS_OK)
		return err;
	err = gs_office_end(&w, desk->memo, e->reason, role, secret);
	gs_host_wipe(secret, sizeof secret);
	if (err != GS_OK) {
		gs_verb_tell("end-reason", "the reason is one line of text, "
		    "without control characters and without a space at either "
		    "end: {0}", gs_say_text(gs_strerror(err)));
		return err;
	}

	printf("The end of memo %llu, as its %s, with the public reason:\n",
	    (unsigned long long)desk->memo->number, role);
	const struct gs_span shown = {(const uint8_t *)e->reason,
	    strlen(e->reason)};
	err = gs_letter_confirm(shown, "End it? That cannot be taken back.",
	    desk->yes);
	return err == GS_OK ? send_end(e, (struct gs_span){text, w.len}) :
	    err;
}

/* With their state, if there is one. */
static int start_author(struct ending *e)
{
	struct gs_desk *desk = &e->desk;

	e->entry.server = desk->server;
	e->entry.reading = desk->source.reading;
	e->entry.way = desk->source.way;
	int err = gs_contact_enter_author(&e->s, &e->entry, desk->key);
	if (err != GS_OK)
		return err;
	desk->memo = gs_source_memo(&e->s.source, desk->number);
	return desk->memo != NULL ? GS_OK : GS_ERR_UNKNOWN;
}

int gs_cli_end(int argc, char **argv)
{
	struct ending e = {.reason = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &e.entry.state, .setting = "state",
		 .with = "author"},
		GS_OPTION_PASSPHRASE(e.entry.passphrase),
		GS_DESK_OPTIONS(e.desk),
		GS_OPTION_YES(e.desk.yes),
		{.name = "reason", .value = &e.reason, .required = true},
		{.name = "promise", .value = &e.promise},
		GS_OPTION_FORCE(e.force),
		{.name = "author", .flag = &e.author}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&e.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	gs_session_start(&e.s);
	int err = gs_cli_out_free(e.promise, e.force, NULL, 0);
	if (err == GS_OK)
		err = e.author ? start_author(&e) : gs_desk_start(&e.desk);
	if (err == GS_OK)
		err = end_memo(&e);
	gs_source_close(&e.desk.source);
	return gs_session_end(&e.s, err);
}
