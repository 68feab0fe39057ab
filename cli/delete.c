/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay delete: the files of a memo, when its schedule says so. */
#include <stdio.h>
#include <string.h>

#include "cli/act/said.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/steps/local_time.h"

static const char help[] =
"usage: gainsay delete [OPTION]... --reason TEXT N\n"
"Deletes the sealed files of memo N when the time is over for which its charter\n"
"keeps them (the line retention), counted from the end of the procedure: the\n"
"memo, letters, copies and who made themselves known. The log, and with it every\n"
"proof, stays; it says what was deleted, when and under which schedule. Refused\n"
"while the memo is held, an appeal is open or somebody owes something about it.\n"
"Where the charter names somebody with the role custodian, they sign it. Nobody\n"
"can undo it. Asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the signing key of who says so\n"
"  --role ROLE          whose key that is (default: office; or custodian)\n"
"  --reason TEXT        one line, in the log; do not quote the memo\n"
"  --published          what was published goes too, here and in mirrors; copies\n"
"                       that others have, nobody can delete\n"
GS_HELP_YES GS_HELP_WAY;

struct deleting {
	struct gs_desk desk;
	const char *reason;
	bool published;
	struct gs_retention kept;
};

static int write_deletion(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct deleting *d = ctx;
	const struct gs_deletion_text text = {{d->kept.schedule.ptr,
	    d->kept.schedule.len}, d->reason, d->desk.role, d->published};

	return gs_circle_deleted(w, memo, &text, secret);
}

/* With the day, which a refusal of the log has not. */
static int require_time(struct deleting *d)
{
	const struct gs_memo *memo = d->desk.memo;
	char when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = gs_source_clock(&now, &d->desk.source);
	if (err != GS_OK)
		return err;
	err = gs_retention_of(&d->kept, memo);
	if (err == GS_OK && now > d->kept.until)
		return GS_OK;
	if (err != GS_OK && d->kept.schedule.len == 0) {
		gs_verb_tell("delete-no-schedule", "memo {0}: its charter has "
		    "no line retention; its files are kept for ever",
		    gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	if (err != GS_OK) {
		gs_verb_tell("delete-not-ended", "memo {0}: its procedure has "
		    "not ended; the time for which its files are kept begins "
		    "then", gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	gs_local_time(when, memo->charter, d->kept.until);
	gs_verb_tell("delete-early", "memo {0}: its files are kept until {1}, "
	    "under {2}; nothing is deleted before", gs_say_number(memo->number),
	    gs_say_text(when), gs_say_span(d->kept.schedule.ptr,
	        d->kept.schedule.len));
	return GS_ERR_RULE;
}

static int say_deletion(struct gs_desk *desk, void *ctx)
{
	struct deleting *d = ctx;
	const struct gs_saying saying = {.heading = "A deletion of the files "
	    "of", .write = write_deletion, .ctx = d};

	int err = require_time(d);
	return err == GS_OK ? gs_saying_send(desk, &saying) : err;
}

int gs_cli_delete(int argc, char **argv)
{
	struct deleting d = {.published = false};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(d.desk),
		GS_OPTION_YES(d.desk.yes),
		{.name = "role", .value = &d.desk.role},
		{.name = "published", .flag = &d.published},
		{.name = "reason", .value = &d.reason, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office",
	    .run = say_deletion, .ctx = &d};

	return gs_said_run(&d.desk, argc, argv, &usage, &verb);
}
