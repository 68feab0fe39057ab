/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay copy: a member's state for a second device. */
#include <stdio.h>

#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/verbs.h"
#include "lib/steps/restore.h"

static const char help[] =
"usage: gainsay copy [OPTION]... FILE\n"
"Writes a copy of your state to FILE, a new file, for a second device of your\n"
"own: 'gainsay restore FILE' takes it in there. It has your keys and opens with\n"
"the same passphrase, or with another. The acts that wait stay here: this device\n"
"hands them in and looks after what was promised. The copy keeps the same files.\n"
"Both devices then act as you; what one did the other sees in the log. Keys that\n"
"you hand in later are on the device where you did it.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --new                ask for a passphrase of the copy's own\n"
"  --new-file N         the same: the first line of N\n"
GS_HELP_CHANNEL;

struct copying {
	const char *state, *passphrase, *new_file;
	bool new;
};

static int lock_copy(struct gs_client *client, struct gs_report *report,
    const struct copying *c)
{
	return !c->new && c->new_file == NULL ? GS_OK :
	    gs_state_relock(client, report, c->new_file);
}

int gs_cli_copy(int argc, char **argv)
{
	struct copying c = {.state = NULL};
	struct gs_report report = {.text = ""};
	struct gs_client *client = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(c.state),
		GS_OPTION_PASSPHRASE(c.passphrase),
		{.name = "new", .flag = &c.new},
		{.name = "new-file", .value = &c.new_file}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	const char *place = c.state;
	int err = gs_state_open(&client, &report, c.state, c.passphrase);
	if (err == GS_OK) {
		gs_restore_strip(client);
		place = c.new_file;
		err = lock_copy(client, &report, &c);
	}
	if (err == GS_OK) {
		place = argv[at];
		err = gs_client_save(client, &report, argv[at], true);
	}
	if (err == GS_OK)
		printf("A copy of your state is in %s. On the other device: "
		    "gainsay restore %s\n", argv[at], argv[at]);
	gs_verb_report_at(place, &report);
	gs_state_close(&client);
	return gs_verb_end(err);
}
