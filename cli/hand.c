/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay hand: the office gives a memo to a recipient. */
#include "cli/act/said.h"
#include "cli/common/contact.h"
#include "cli/verbs.h"
#include "lib/steps/circle.h"

static const char help[] =
"usage: gainsay hand [OPTION]... --to NAME [--reason TEXT] N\n"
"Says in the log that memo N goes to a recipient: somebody on the charter's copy\n"
"list, or somebody else with a reason. Where the charter has a key of the\n"
"recipient's (seal recipient), the memo is opened and sealed to it, and the\n"
"recipient opens it with 'gainsay received'; else hand it over yourself. Where\n"
"the author wished that nobody else is given the memo, 'gainsay ruling' comes\n"
"first. Asks before it is sent.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --to NAME            the recipient, as the charter's copy list has them\n"
"  --reason TEXT        one line, in the log: why somebody who is not on the list\n"
"  --identity AGEFILE   what opens memos sealed to the office (office.age)\n"
GS_HELP_YES GS_HELP_WAY;

struct handing {
	struct gs_copy_text text;
	const char *identity;
};

static int write_copy(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct handing *h = ctx;

	return gs_circle_copy(w, memo, &h->text, secret);
}

/* GS_ERR_UNKNOWN: the charter has no key of the recipient's. */
static int seal_for(struct gs_circle_file *out, struct gs_desk *desk,
    const struct handing *h)
{
	struct gs_plain_memo plain = {.plain = NULL};
	struct gs_report report = {.text = ""};
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(desk->source.channel));

	int err = gs_circle_seal_copy(out, &report, charter, h->text.to,
	    (struct gs_span){(const uint8_t *)"", 0});
	gs_circle_file_free(out);
	if (err != GS_OK)
		return err;
	if (h->identity == NULL) {
		gs_verb_say("hand-identity", "the charter has a key for this "
		    "recipient, to which the memo is sealed: give --identity "
		    "AGEFILE, which opens it");
		return GS_ERR_DENIED;
	}

	err = gs_desk_open(&plain, &desk->source, desk->memo, h->identity);
	if (err == GS_OK)
		err = gs_circle_seal_copy(out, &report, charter, h->text.to,
		    (struct gs_span){plain.plain, plain.plain_len});
	gs_desk_close(&plain);
	gs_verb_report(&report);
	return err;
}

static int hand_copy(struct gs_desk *desk, void *ctx)
{
	struct handing *h = ctx;
	struct gs_circle_file file = {.sealed = NULL};
	struct gs_saying saying = {.heading = "A copy of",
	    .write = write_copy, .ctx = h};

	int err = seal_for(&file, desk, h);
	const struct gs_span content = {file.sealed, file.len};
	if (err == GS_OK) {
		h->text.content = file.digest;
		saying.contents = &content;
		saying.count = 1;
	}
	if (err == GS_ERR_UNKNOWN)
		err = GS_OK;
	if (err == GS_OK)
		err = gs_saying_send(desk, &saying);
	gs_circle_file_free(&file);
	return err;
}

int gs_cli_hand(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct handing h = {.identity = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "to", .value = &h.text.to, .required = true},
		{.name = "reason", .value = &h.text.reason},
		{.name = "identity", .value = &h.identity,
		 .setting = "identity"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "office", .run = hand_copy,
	    .ctx = &h};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
