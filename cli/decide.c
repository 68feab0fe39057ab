/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay decide: what the appeal authority decides of an appeal. */
#include <stdio.h>

#include "cli/act/ask.h"
#include "cli/act/said.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/records/appeal.h"
#include "lib/steps/appeal.h"
#include "lib/steps/circle.h"

static const char help[] =
"usage: gainsay decide [OPTION]... --outcome WORD --reason TEXT [--text FILE] N\n"
"Decides, as the appeal authority, an appeal about memo N: 'uphold' (the reply,\n"
"or the referral, stands), 'remand' (the office replies anew, or after all, and\n"
"its clock starts again) or, of a reply, 'grant' (the author is right). Outcome\n"
"and reason are in the log for everybody who reads it; the text is sealed to the\n"
"memo's author and to whom the memo was sealed. 'gainsay inbox --role appeal\n"
"--appeals' shows what was appealed. Shows the text and asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the appeal authority's signing key\n"
"  --appeal A           the appeal's number (default: the newest)\n"
"  --outcome WORD       uphold, remand or grant\n"
"  --reason TEXT        of procedure, in one line: it does not quote the memo\n"
"  --text FILE          the decision; on a terminal it is asked for\n"
GS_HELP_YES GS_HELP_WAY;

struct deciding_appeal {
	const char *appeal, *outcome, *reason, *text;
	struct gs_decision_text decision;
};

static int write_ruling_of(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct deciding_appeal *d = ctx;

	return gs_appeal_decide(w, memo, &d->decision, secret);
}

static int send_decision_of(struct gs_desk *desk, struct deciding_appeal *d,
    struct gs_span text)
{
	struct gs_circle_file file;
	struct gs_report report = {.text = ""};

	int err = gs_circle_seal_report(&file, &report, desk->memo, text);
	gs_verb_report(&report);
	const struct gs_span content = {file.sealed, file.len};
	const struct gs_saying saying = {.heading = "The decision about",
	    .write = write_ruling_of, .ctx = d, .contents = &content,
	    .count = 1};
	d->decision.content = file.digest;
	if (err == GS_OK)
		err = gs_saying_send(desk, &saying);
	gs_circle_file_free(&file);
	return err;
}

static int decide_appeal(struct gs_desk *desk, void *ctx)
{
	struct deciding_appeal *d = ctx;
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL;
	size_t len = 0;

	d->decision.reason = d->reason;
	int err = gs_appeal_outcome(&d->decision.outcome, &report,
	    d->outcome);
	if (err == GS_OK)
		err = gs_appeal_open(&d->decision.appeal, &report, desk->memo,
		    d->appeal);
	gs_verb_report(&report);
	if (err != GS_OK)
		return err;

	err = d->text != NULL ?
	    gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX, d->text) :
	    gs_ask_possible("--text FILE") ?
	    gs_ask_text(&text, &len, GS_AGE_PLAIN_MAX, "The decision") :
	    GS_ERR_FORMAT;
	if (err == GS_OK) {
		printf("The decision:\n");
		gs_print_foreign(text, len);
		err = send_decision_of(desk, d, (struct gs_span){text, len});
	}
	gs_file_wipe(&text, len);
	return err;
}

int gs_cli_decide(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct deciding_appeal d = {.appeal = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "appeal", .value = &d.appeal},
		{.name = "outcome", .value = &d.outcome, .required = true},
		{.name = "reason", .value = &d.reason, .required = true},
		{.name = "text", .value = &d.text}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "appeal",
	    .run = decide_appeal, .ctx = &d};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
