/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay done: what was accepted by a date is done. */
#include <string.h>

#include "cli/act/said.h"
#include "cli/verbs.h"
#include "core/bytes.h"

static const char help[] =
"usage: gainsay done [OPTION]... --request R [--text LINE] N\n"
"Says that the office has done what its reply to memo N, or a correction,\n"
"accepted of request R, with a date and an owner. The date is moved before it has\n"
"passed by 'gainsay extend --duty \"commitment R\"'. Asks before it is sent.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --request R          the request's number, 0: the memo as a whole\n"
"  --text LINE          what was done, in the log; do not quote the memo\n"
GS_HELP_YES GS_HELP_WAY;

struct doing {
	const char *number, *text;
	uint64_t request;
};

static int write_done(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct doing *d = ctx;

	return gs_circle_done(w, memo, d->request, d->text, secret);
}

static int report_done(struct gs_desk *desk, void *ctx)
{
	struct doing *d = ctx;
	const struct gs_saying saying = {.heading = "What was done about",
	    .write = write_done, .ctx = d};

	if (gs_decimal_decode(&d->request, d->number, strlen(d->number),
	    desk->memo->requests) == GS_OK)
		return gs_saying_send(desk, &saying);
	gs_verb_tell("done-request", "'{0}', of --request, is no request of "
	    "this memo, which has {1}", gs_say_text(d->number),
	    gs_say_number(desk->memo->requests));
	return GS_ERR_FORMAT;
}

int gs_cli_done(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct doing d = {.number = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "request", .value = &d.number, .required = true},
		{.name = "text", .value = &d.text}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office",
	    .run = report_done, .ctx = &d};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
