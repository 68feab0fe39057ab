/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay notice: an identity or a content leaves its circle. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/steps/notice.h"

static const char help[] =
"usage: gainsay notice [OPTION]... --what WORD --reader TEXT --authority TEXT\n"
"           --reason TEXT [--after DAY] N\n"
"Says, before it happens, that somebody beyond those whom memo N is sealed to is\n"
"given its content, or an identity: who, under which authority, and why. Where\n"
"the law forbade to say so, --after says on which day it left. Everything given\n"
"here is public for ever: name no member. Asks first.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --what WORD          identity (who wrote or endorsed it) or content\n"
"  --reader TEXT        who is given it\n"
"  --authority TEXT     the law, order or rule\n"
"  --reason TEXT        why\n"
"  --after DAY          the day on which it left, as 2023-11-03\n"
GS_HELP_YES GS_HELP_WAY;

struct noticing {
	struct gs_desk desk;
	struct gs_notice_order order;
	const char *after;
};

static int give_notice(struct noticing *n)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_desk *desk = &n->desk;
	struct gs_report report = {.text = ""};
	uint8_t secret[64];

	int err = gs_notice_day(&n->order, &report, n->after);
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK)
		err = gs_notice_make(&w, &report, desk->memo, &n->order,
		    secret);
	gs_host_wipe(secret, sizeof secret);
	gs_verb_report(&report);
	if (err != GS_OK)
		return err;

	printf("Notice about memo %llu, for everybody who reads the log:\n",
	    (unsigned long long)desk->memo->number);
	err = gs_letter_confirm(gs_notice_shown((struct gs_span){text,
	    w.len}), "Say so for ever?", desk->yes);
	if (err == GS_OK)
		err = gs_desk_send(&desk->source,
		    (struct gs_span){text, w.len}, NULL, 0);
	return err;
}

int gs_cli_notice(int argc, char **argv)
{
	struct noticing n = {.after = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(n.desk),
		GS_OPTION_YES(n.desk.yes),
		{.name = "what", .value = &n.order.what, .required = true},
		{.name = "reader", .value = &n.order.reader,
		 .required = true},
		{.name = "authority", .value = &n.order.authority,
		 .required = true},
		{.name = "reason", .value = &n.order.reason,
		 .required = true},
		{.name = "after", .value = &n.after}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&n.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&n.desk);
	if (err == GS_OK)
		err = give_notice(&n);
	gs_source_close(&n.desk.source);
	return gs_verb_end(err);
}
