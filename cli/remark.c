/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay remark: what the monitor, or whom a missed duty went on to, says of a
 * procedure. */
#include "cli/act/said.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay remark [OPTION]... --text LINE N\n"
"Says something of the procedure of memo N, as its monitor: an open forum, a\n"
"union, an inspector. The monitor sees clocks and acts ('gainsay status --role\n"
"monitor') and never content; the remark stands beside them for ever. A role to\n"
"which the charter passes a missed duty on ('escalation') says so what it does\n"
"about that, by which its own duty is done. Asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the signing key\n"
"  --role ROLE          who says it (default: monitor)\n"
"  --text LINE          one line, in the clear: of clocks and acts\n"
GS_HELP_YES GS_HELP_WAY;

static int write_remark(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	return gs_circle_remark(w, memo, ctx, secret);
}

static int remark_on(struct gs_desk *desk, void *ctx)
{
	struct gs_remark_text *remark = ctx;
	const struct gs_saying saying = {.heading = "A remark on",
	    .write = write_remark, .ctx = ctx};

	remark->role = desk->role;
	return gs_saying_send(desk, &saying);
}

int gs_cli_remark(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct gs_remark_text remark = {.text = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "role", .value = &desk.role},
		{.name = "text", .value = &remark.text, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "monitor",
	    .run = remark_on, .ctx = &remark};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
