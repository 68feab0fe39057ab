/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay file: puts a memo that gathered before the office. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/act/shown.h"
#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/steps/filing.h"

static const char help[] =
"usage: gainsay file --state F [--package PACKAGE] [--author SEED] [OPTION]...\n"
"           LINK\n"
"Shows a memo, whole, and asks; then files it: with the next release it enters\n"
"the log, with all endorsements that its box then has, and the office's clocks\n"
"run. Whoever files is not named; the charter's quota holds.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
GS_HELP_CODE
"  --package PACKAGE    the memo, as 'gainsay compose' wrote it; else the box's\n"
"  --author SEED        the author's seed (default: PACKAGE.author, if it is\n"
"                       there); before the memo's `after` nobody else may file\n"
"  --promise FILE       write the promise to FILE too, in the clear\n"
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
GS_HELP_LINK;

struct filing_run {
	struct gs_session_entry entry;
	const char *package, *author, *code, *promise;
	struct gs_session s;
	uint8_t seed[32]; /* secret: the author's */
	struct gs_filing f;
};

/* The package must be the link's memo; the author's seed, the memo's. */
static int read_package(struct filing_run *r)
{
	char path[4096];
	struct gs_session *s = &r->s;
	const char *author = r->author;
	int err = GS_OK;

	if (r->package != NULL) {
		err = gs_session_package(s, r->package, s->matter.charter);
		if (err == GS_OK)
			err = gs_matter_is_of(&s->report, &s->matter, &s->link,
			    r->package);
		(void)snprintf(path, sizeof path, "%.4000s.author",
		    r->package);
		if (author == NULL && access(path, R_OK) == 0)
			author = path;
	}
	if (err == GS_OK && author != NULL) {
		err = gs_file_seed(r->seed, author, &s->report);
		r->f.author = err == GS_OK ? r->seed : NULL;
	}
	return err;
}

/* What was marked is on disk before anything is sent. */
static int take_slot(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	bool marked = false;

	int err = gs_filing_slot(&r->f, &marked, &s->report, s->member);
	if (err == GS_OK && marked)
		err = gs_client_save(s->member, &s->report, r->entry.state,
		    false);
	return err;
}

static int send_filing(struct filing_run *r, char **promise)
{
	struct gs_session *s = &r->s;
	const struct gs_delivery d = {&s->source, s->member, r->entry.state,
	    false};
	const char *count = s->box.count;

	int err = gs_filing_make(&r->f, &s->report);
	const struct gs_keep_order order = {
	    .record = {r->f.record, r->f.record_len}, .link = &s->link,
	    .edition = s->matter.edition->edition,
	    .count = {(const uint8_t *)count, strlen(count)}};
	return err != GS_OK ? err :
	    gs_deliver(promise, &s->report, &d, &order);
}

/* What was refused for its slot alone is of no use to anybody. */
static int try_filing(struct filing_run *r, char **promise)
{
	for (;;) {
		int err = take_slot(r);
		if (err != GS_OK)
			return err;

		err = send_filing(r, promise);
		if (!gs_filing_retry(err, gs_http_code(r->s.source.http)))
			return err;
		gs_keep_drop(r->s.member, (struct gs_span){r->f.record,
		    r->f.record_len});
	}
}

/* A memo that nobody endorsed may be filed, but not by mistake. */
static int ask_to_file(struct filing_run *r)
{
	struct gs_session *s = &r->s;

	return gs_shown_ask(s, s->box.shown == 0 ?
	    "File this memo, though its box shows no endorsement? It cannot be "
	    "taken back." : "File this memo, with all that its box holds? "
	    "It cannot be taken back.", r->code);
}

static int file(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	char *promise = NULL;

	int err = gs_matter_roll(&s->matter, &s->report);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err != GS_OK)
		return err;
	r->f.matter = &s->matter;
	r->f.roll = s->roll;
	err = ask_to_file(r);
	if (err == GS_OK)
		err = try_filing(r, &promise);
	if (err != GS_OK)
		return err;

	printf("Filed: the memo enters the log with the next release, and with "
	    "it all that\nits box then holds. The server promises:\n%s",
	    promise);
	if (r->promise != NULL)
		err = gs_file_write(r->promise, promise, strlen(promise),
		    0600, &s->report);
	free(promise);
	return err;
}

static int run_filing(struct filing_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_contact_enter(s, &r->entry, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_contact_box(s, r->entry.state, true);
	if (err == GS_OK && s->box.filed) {
		gs_report_say(&s->report, "memo-filed-already", "this memo has "
		    "been filed already; see gainsay status");
		err = GS_ERR_DUPLICATE;
	}
	if (err == GS_OK)
		err = read_package(r);
	return err == GS_OK ? file(r) : err;
}

int gs_cli_file(int argc, char **argv)
{
	struct filing_run r = {.package = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(r.entry.state),
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		GS_OPTION_CODE(r.code),
		{.name = "package", .value = &r.package},
		{.name = "author", .value = &r.author},
		{.name = "promise", .value = &r.promise},
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_READING(r.entry),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	gs_session_start(&r.s);
	gs_session_want(&r.s, GS_WANT_GROUND, r.entry.cache_dir);
	int err = run_filing(&r, argv[at]);
	gs_filing_free(&r.f);
	gs_host_wipe(r.seed, sizeof r.seed);
	return gs_session_end(&r.s, err);
}
