/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay doctor: whether a channel's machine needs somebody. */
#include <stdio.h>
#include <time.h>

#include "admin/channel_log.h"
#include "admin/checkup.h"
#include "admin/verbs.h"
#include "cli/common/options.h"

static const char help[] =
"usage: gainsay doctor [OPTION]... DIR\n"
"Looks at what whoever runs the channel in DIR has to look after: the clock,\n"
"room on the disk, who gets at the keys, when the calendar of closed days and\n"
"the certificate end, how old the roll is, whether the witnesses have cosigned,\n"
"whether the server answers, and whether messages wait. Changes nothing, and\n"
"tells nothing of any member.\n\n"
"  --server URL         where people reach the server\n"
"  --certificate FILE   the one that the web server in front shows, in PEM\n"
"  --notices DIR        where 'gainsay remind --dir' keeps its queue\n"
"  --key VKEY           the channel's key (default: DIR/vkey)\n"
GS_HELP_WAY "\n"
"Exit codes, as monitoring takes them: 0 all is well, 1 something needs somebody\n"
"soon, 2 now; or it could not be looked at.\n";

static const struct {
	const char *name;
	gs_checkup_fn *look;
} rows[] = {
	{"clock", gs_checkup_clock}, {"disk", gs_checkup_disk},
	{"keys", gs_checkup_keys}, {"calendar", gs_checkup_calendar},
	{"roll", gs_checkup_roll}, {"witnesses", gs_checkup_witnesses},
	{"server", gs_checkup_server},
	{"certificate", gs_checkup_certificate},
	{"notices", gs_checkup_notices},
};

static int look_at_all(const struct gs_checkup *c)
{
	static const char *const words[] = {[GS_CHECKUP_WELL] = "well",
	    [GS_CHECKUP_UNKNOWN] = "unknown", [GS_CHECKUP_SOON] = "soon",
	    [GS_CHECKUP_NOW] = "NOW"};
	static const int codes[] = {[GS_CHECKUP_WELL] = 0,
	    [GS_CHECKUP_UNKNOWN] = 0, [GS_CHECKUP_SOON] = 1,
	    [GS_CHECKUP_NOW] = 2};
	int code = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_report said = {.text = ""};
		enum gs_checkup_state state = rows[i].look(&said, c);

		printf("%-8s %-12s ", words[state], rows[i].name);
		(void)puts(said.text);
		code = codes[state] > code ? codes[state] : code;
	}
	return code;
}

int gs_admin_doctor(int argc, char **argv)
{
	struct gs_checkup c = {.now = (int64_t)time(NULL)};
	const char *key = NULL;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "server", .value = &c.server},
		{.name = "certificate", .value = &c.certificate},
		{.name = "notices", .value = &c.notices},
		{.name = "key", .value = &key},
		GS_OPTIONS_WAY(c.log.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	c.dir = argv[at];
	int err = gs_log_open(&c.log, c.dir, key);
	code = err == GS_OK ? look_at_all(&c) : GS_EXIT_CANNOT;
	gs_source_close(&c.log);

	int ended = gs_verb_end(err);
	return err == GS_OK && ended == GS_EXIT_OK ? code : GS_EXIT_CANNOT;
}
