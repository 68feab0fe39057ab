/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay hold: what is deleted by time about a memo is kept. */
#include "cli/act/said.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay hold [OPTION]... --reason TEXT N\n"
"       gainsay hold --end [OPTION]... --reason TEXT N\n"
"Stops what would delete something of memo N when its time comes, as a court or\n"
"a law demands (a legal hold), until --end ends that. Where the charter names\n"
"somebody with the role custodian, they sign it. Asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the signing key of who says so\n"
"  --role ROLE          whose key that is (default: office; or custodian)\n"
"  --reason TEXT        one line, in the log: under which order; do not quote the\n"
"                       memo\n"
"  --end                the hold is over\n"
GS_HELP_YES GS_HELP_WAY;

struct holding {
	struct gs_desk desk;
	const char *reason;
	bool end;
};

static int write_hold(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct holding *h = ctx;

	return gs_circle_hold(w, memo, h->reason, h->desk.role, secret);
}

/* Whoever would end one does not begin it, and the reverse. */
static int require_state(const struct holding *h)
{
	bool held = gs_memo_held(h->desk.memo);

	if (held == h->end)
		return GS_OK;
	gs_verb_tell("hold-is-so", "memo {0} is {1}: {2}",
	    gs_say_number(h->desk.memo->number),
	    gs_say_text(held ? "held" : "not held"),
	    gs_say_text(held ? "--end ends that" : "there is nothing to end"));
	return GS_ERR_RULE;
}

static int say_hold(struct holding *h)
{
	const struct gs_saying saying = {.heading = h->end ?
	    "The end of a hold on" : "A hold on", .write = write_hold,
	    .ctx = h};

	if (h->desk.role == NULL)
		h->desk.role = "office";
	int err = gs_desk_start(&h->desk);
	if (err == GS_OK)
		err = require_state(h);
	return err == GS_OK ? gs_saying_send(&h->desk, &saying) : err;
}

int gs_cli_hold(int argc, char **argv)
{
	struct holding h = {.end = false};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(h.desk),
		GS_OPTION_YES(h.desk.yes),
		{.name = "role", .value = &h.desk.role},
		{.name = "end", .flag = &h.end},
		{.name = "reason", .value = &h.reason, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&h.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = say_hold(&h);
	gs_source_close(&h.desk.source);
	return gs_verb_end(err);
}
