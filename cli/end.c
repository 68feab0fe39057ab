/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay end: a memo's procedure is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deliver.h"
#include "cli/common/desk.h"
#include "cli/common/shelf.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay end [OPTION]... --reason TEXT [--author] N\n"
"Ends the procedure of memo N: the office after its reply, the author at any\n"
"time. Nothing is erased; nothing more is accepted about it. Asks first.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       office.key, or the author's PACKAGE.author with --author\n"
"  --reason TEXT        one line, public\n"
"  --author             sign as the memo's author\n"
GS_HELP_SHELF
GS_HELP_YES GS_HELP_WAY;

/* It waits for the next late day, with the late acts of its memo. */
static int send_end(struct gs_desk *desk, struct gs_span end)
{
	struct gs_report report = {.text = ""};
	const struct gs_delivery d = {.source = &desk->source, .filed = true};
	const struct gs_keep_order order = {.record = end};
	char *promise = NULL, when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	if (desk->source.http == NULL) {
		gs_verb_say("end-needs-server", "records are sent to a "
		    "server, give its URL");
		return GS_ERR_IO;
	}
	int err = gs_deliver(&promise, &report, &d, &order);
	if (err == GS_OK)
		err = gs_source_now(&now, &desk->source);
	if (err == GS_OK) {
		gs_when_late_day(when, desk->memo->charter, now);
		printf("It enters the log on the next late day, at %s. The "
		    "server\npromises:\n%s", when, promise);
	}
	gs_verb_report(&report);
	free(promise);
	return err;
}

static int end_memo(struct gs_desk *desk, const char *reason,
    const char *role)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	uint8_t secret[64];

	int err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err != GS_OK)
		return err;
	err = gs_office_end(&w, desk->memo, reason, role, secret);
	gs_host_wipe(secret, sizeof secret);
	if (err != GS_OK) {
		gs_verb_tell("end-reason", "the reason is one line of text, "
		    "without control characters and without a space at either "
		    "end: {0}", gs_say_text(gs_strerror(err)));
		return err;
	}

	printf("The end of memo %llu, as its %s, with the public reason:\n",
	    (unsigned long long)desk->memo->number, role);
	err = gs_letter_confirm((struct gs_span){(const uint8_t *)reason,
	    strlen(reason)}, "End it? That cannot be taken back.", desk->yes);
	return err == GS_OK ? send_end(desk, (struct gs_span){text, w.len}) :
	    err;
}

int gs_cli_end(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	const char *reason = NULL;
	struct gs_shelf shelf = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "reason", .value = &reason, .required = true},
		{.name = "author", .flag = &desk.author},
		GS_OPTIONS_SHELF(shelf)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&desk);
	if (err == GS_OK)
		err = end_memo(&desk, reason,
		    desk.author ? "author" : "office");
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
