/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay end: a memo's procedure is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deliver.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/shelf.h"
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
"  --promise FILE       write the server's promise and the act it is about, which\n"
"                       'gainsay audit' judges; it is in the clear\n"
GS_HELP_FORCE
GS_HELP_SHELF
GS_HELP_YES GS_HELP_WAY;

/* Of an office's key that a charter took out nothing enters: so whoever judges
 * the promise needs the act as well. */
static int write_end_promise(const char *path, const char *promise,
    struct gs_span end)
{
	static uint8_t text[GS_PROMISE_MAX + GS_RECORD_MAX + 1];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, promise);
	gs_write_text(&w, "\n");
	gs_write_bytes(&w, end.ptr, end.len);
	int err = gs_writer_end(&w);
	return err == GS_OK ? gs_cli_file_write(path, text, w.len, 0600) :
	    err;
}

/* The promise first: nothing that fails then takes it away. */
static int tell_when_ended(const struct gs_desk *desk,
    const struct gs_delivery *d, struct gs_span end, const char *promise,
    const char *written)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = written == NULL ? GS_OK :
	    write_end_promise(written, promise, end);
	gs_deliver_tell(d, promise, err == GS_OK ? written : NULL);
	if (err == GS_OK)
		err = gs_source_now(&now, &desk->source);
	if (err != GS_OK)
		return err;

	gs_when_late_day(when, desk->memo->charter, now);
	printf("It enters the log on the next late day, at %s.\n", when);
	return GS_OK;
}

/* It waits for the next late day, with the late acts of its memo. */
static int send_end(struct gs_desk *desk, struct gs_span end,
    const char *written)
{
	struct gs_report report = {.text = ""};
	const struct gs_delivery d = {.source = &desk->source, .filed = true};
	const struct gs_keep_order order = {.record = end};
	char *promise = NULL;

	if (desk->source.http == NULL) {
		gs_verb_say("end-needs-server", "records are sent to a "
		    "server, give its URL");
		return GS_ERR_IO;
	}
	int err = gs_deliver(&promise, &report, &d, &order);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = tell_when_ended(desk, &d, end, promise, written);
	free(promise);
	return err;
}

struct ending {
	const char *reason, *promise;
	bool force;
};

static int end_memo(struct gs_desk *desk, const struct ending *e,
    const char *role)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
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
	return err == GS_OK ? send_end(desk, (struct gs_span){text, w.len},
	    e->promise) : err;
}

int gs_cli_end(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct ending e = {.reason = NULL};
	struct gs_shelf shelf = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "reason", .value = &e.reason, .required = true},
		{.name = "promise", .value = &e.promise},
		GS_OPTION_FORCE(e.force),
		{.name = "author", .flag = &desk.author},
		GS_OPTIONS_SHELF(shelf)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_cli_out_free(e.promise, e.force, NULL, 0);
	if (err == GS_OK)
		err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = end_memo(&desk, &e,
		    desk.author ? "author" : "office");
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
