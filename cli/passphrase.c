/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay passphrase: a member's state under another passphrase. */
#include <stdio.h>

#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay passphrase [--state F] [--passphrase-file P] [--new-file N]\n"
"Puts your state under another passphrase; nothing else of it changes. One that\n"
"could be guessed is refused. The old file is overwritten; a copy that you have\n"
"elsewhere, or a disk that keeps what is overwritten, still opens with the old\n"
"passphrase.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --new-file N         the new one (the first line); else it is asked for\n"
GS_HELP_CHANNEL;

int gs_cli_passphrase(int argc, char **argv)
{
	const char *state = NULL, *old = NULL, *new = NULL;
	struct gs_report report = {.text = ""};
	struct gs_client *client = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(state),
		GS_OPTION_PASSPHRASE(old),
		{.name = "new-file", .value = &new}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	const char *place = state;
	int err = gs_state_open(&client, &report, state, old);
	if (err == GS_OK) {
		err = gs_state_relock(client, &report, new);
		place = err != GS_OK && new != NULL ? new : state;
	}
	if (err == GS_OK)
		err = gs_client_save(client, &report, state, false);
	if (err == GS_OK)
		printf("%s has another passphrase. Copies of it that you have "
		    "elsewhere keep the old one.\n", state);
	gs_verb_report_at(place, &report);
	gs_state_close(&client);
	return gs_verb_end(err);
}
