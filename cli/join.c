/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay join: from an invitation to keys, a state and a configuration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/configured.h"
#include "cli/common/terminal.h"
#include "cli/enrol/enrolment.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/memo/word_code.h"
#include "lib/records/invitation.h"

#define NAMES_TRIED 99

static const char help[] =
"usage: gainsay join [OPTION]... INVITATION\n"
"Joins the channel of an invitation ('-': from standard input, as a reader of QR\n"
"codes prints it): shows the word code of its key, makes your keys, hands them in\n"
"under the invitation's code, and writes the channel into your configuration, so\n"
"that other commands need not be told where it is.  If no answer came, do the\n"
"same again.\n"
"An invitation is yours alone: whoever has it can enrol in your place.\n\n"
"  --name NAME          a short name for the channel in your configuration\n"
"                       (default: after the channel's own)\n"
"  --state F            your state (default: gainsay/NAME.state under\n"
"                       $XDG_DATA_HOME, or ~/.local/share)\n"
"  --server URL         where the server is now, if not where it says\n"
GS_HELP_ENROLMENT GS_HELP_WAY;

struct joining {
	const char *path, *name;
	struct gs_enrolment e;
	uint8_t *text; /* secret: it has the code */
	size_t text_len;
	struct gs_invitation invitation;
	bool known; /* the configuration has the channel */
	char own_name[GS_CONFIG_NAME_MAX + 1];
	char own_state[GS_CONFIGURED_PATH];
};

/* A record has one spelling, and what copies it adds to that: a carriage return
 * to each line, an empty line at the end, or it drops the last line's end. */
static void tidy_text(struct joining *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->text_len; i++)
		if (j->text[i] != '\r')
			j->text[n++] = j->text[i];
	while (n > 0 && (j->text[n - 1] == '\n' || j->text[n - 1] == ' '))
		n--;
	/* A NUL stands behind it, so there is room. */
	j->text[n++] = '\n';
	gs_host_wipe(j->text + n, j->text_len + 1 - n);
	j->text_len = n;
}

static int read_invitation(struct joining *j)
{
	struct gs_session *s = &j->e.s;

	/* One byte too many is enough for the reader to refuse it. */
	int err = gs_file_read(&j->text, &j->text_len, GS_INVITATION_MAX + 1,
	    j->path, &s->report);
	if (err != GS_OK)
		return err;
	tidy_text(j);
	return gs_session_at(s, j->path, gs_invitation_parse(&j->invitation,
	    &s->report, s->matter.arena, j->text, j->text_len));
}

/* What a person compares, before anything is sent. */
static int show_invitation(struct joining *j)
{
	const struct gs_invitation *in = &j->invitation;
	char code[GS_WORD_CODE_MAX];
	uint8_t id[32];

	gs_channel_key_id(id, in->key, in->channel);
	int err = gs_word_code_make(code, &j->e.s.report, id);
	if (err != GS_OK)
		return err;

	printf("Channel    %s\nServer     %s\nIts key    %s%s%s\n", in->name,
	    in->server, gs_terminal_escape(GS_STYLE_BOLD), code,
	    gs_terminal_escape(GS_STYLE_PLAIN));
	printf("These eight words are the same for every member. Compare them "
	    "with what others\nhave: other words are another channel, where "
	    "nobody would hear you.\n");
	return fflush(stdout) == 0 ? GS_OK : GS_ERR_IO;
}

/* The short name ---------------------------------------------------------- */

/* The first word of the log's origin: "dissent" of dissent.example.gov/2026. */
static void derive_name(char out[GS_CONFIG_NAME_MAX + 1], const char *key)
{
	size_t len = strcspn(key, "./:+");

	/* Room for "-99" behind it. */
	if (len > GS_CONFIG_NAME_MAX - 3)
		len = GS_CONFIG_NAME_MAX - 3;
	memcpy(out, key, len);
	out[len] = '\0';
	if (!gs_config_is_name(out))
		memcpy(out, "channel", sizeof "channel");
}

static void number_name(char out[GS_CONFIG_NAME_MAX + 1])
{
	size_t len = strlen(out);

	for (unsigned i = 2; i <= NAMES_TRIED && gs_configured_has(out); i++)
		(void)snprintf(out + len, GS_CONFIG_NAME_MAX + 1 - len, "-%u",
		    i);
}

/* The channel's name in the configuration: the one that it has there, or a new
 * one. */
static int choose_name(struct joining *j)
{
	const char *known = gs_configured_with_key(j->invitation.key);

	if (j->name != NULL && !gs_config_is_name(j->name)) {
		gs_report_tell(&j->e.s.report, "join-name", "--name '{0}' is "
		    "no short name: 1 to {1} of a-z, 0-9 and -",
		    gs_say_text(j->name), gs_say_number(GS_CONFIG_NAME_MAX));
		return GS_ERR_FORMAT;
	}
	if (j->name != NULL && gs_configured_has(j->name) &&
	    (known == NULL || strcmp(known, j->name) != 0)) {
		gs_report_tell(&j->e.s.report, "join-name-taken", "your "
		    "configuration has a channel '{0}' already, of another "
		    "key; give another --name", gs_say_text(j->name));
		return GS_ERR_DUPLICATE;
	}

	j->known = known != NULL && (j->name == NULL ||
	    strcmp(j->name, known) == 0);
	if (j->known)
		j->name = known;
	if (j->name == NULL) {
		derive_name(j->own_name, j->invitation.key);
		number_name(j->own_name);
		j->name = j->own_name;
	}
	return GS_OK;
}

static int choose_state(struct joining *j)
{
	char file[GS_CONFIG_NAME_MAX + sizeof ".state"];

	if (j->e.state == NULL && j->known &&
	    gs_configured_open(j->name) == GS_OK)
		j->e.state = gs_configured("state", 0);
	if (j->e.state != NULL)
		return GS_OK;

	(void)snprintf(file, sizeof file, "%s.state", j->name);
	int err = gs_configured_data(j->own_state, file);
	j->e.state = j->own_state;
	return err;
}

/* The verb ---------------------------------------------------------------- */

/* The configuration's paths are whole. */
static int name_whole(char out[GS_CONFIGURED_PATH], struct joining *j,
    const char *path)
{
	char *whole = path[0] == '/' ? NULL : realpath(path, NULL);
	int n = snprintf(out, GS_CONFIGURED_PATH, "%s",
	    whole == NULL ? path : whole);

	free(whole);
	if (n > 0 && n < GS_CONFIGURED_PATH && out[0] == '/')
		return GS_OK;
	gs_report_tell(&j->e.s.report, "path-not-whole", "{0}: its whole path "
	    "cannot be told", gs_say_text(path));
	return GS_ERR_IO;
}

static int write_joined(struct joining *j)
{
	static char state[GS_CONFIGURED_PATH], ca[GS_CONFIGURED_PATH];
	const struct gs_invitation *in = &j->invitation;
	struct gs_config_entry entries[5 + GS_INVITATION_WITNESSES] = {
	    {"server", j->e.server}, {"key", in->key}, {"state", state},
	    {"proxy", j->e.way.proxy},
	    {"ca", j->e.way.ca == NULL ? NULL : ca}};
	size_t count = 5;

	int err = name_whole(state, j, j->e.state);
	if (err == GS_OK && j->e.way.ca != NULL)
		err = name_whole(ca, j, j->e.way.ca);
	if (err != GS_OK)
		return err;
	for (size_t i = 0; i < in->witnesses; i++)
		entries[count++] = (struct gs_config_entry){"witness",
		    in->witness[i]};
	return gs_configured_add(j->name, entries, count);
}

/* Who enrolled and came no further has a state and no configuration: the code
 * is refused then, but the state is of this channel, or it would not have been
 * sent. */
static int enrol_invited(struct joining *j)
{
	bool had_state = access(j->e.state, F_OK) == 0;

	int err = gs_enrolment_run(&j->e);
	if (j->known || (err != GS_OK &&
	    !(err == GS_ERR_DUPLICATE && had_state)))
		return err;
	struct gs_report refusal = j->e.s.report;
	int written = write_joined(j);
	if (err == GS_OK || written != GS_OK)
		return written;

	gs_report_tell(&j->e.s.report, "join-known-state", "{0} is a state of "
	    "this channel, which is '{1}' in your configuration now; but no "
	    "keys were handed in: {2}", gs_say_text(j->e.state),
	    gs_say_text(j->name), gs_say_text(refusal.text));
	return err;
}

static int join_channel(struct joining *j)
{
	const struct gs_invitation *in = &j->invitation;

	int err = read_invitation(j);
	if (err == GS_OK)
		err = show_invitation(j);
	if (err == GS_OK)
		err = choose_name(j);
	if (err == GS_OK)
		err = choose_state(j);
	if (err != GS_OK)
		return err;

	if (j->e.server == NULL)
		j->e.server = in->server;
	j->e.key = in->key;
	j->e.channel = in->channel;
	j->e.code = in->code;
	err = enrol_invited(j);
	if (err == GS_OK)
		printf("In your configuration it is the channel '%s'. The "
		    "invitation is used up: %s may go.\n", j->name,
		    strcmp(j->path, "-") == 0 ? "the paper" : j->path);
	return err;
}

int gs_cli_join(int argc, char **argv)
{
	static struct joining j;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "name", .value = &j.name},
		{.name = "state", .value = &j.e.state},
		GS_OPTION_OTHER_SERVER(j.e.server),
		GS_ENROLMENT_OPTIONS(j.e)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_enrolment_words(&j.e))
		return gs_verb_misused();

	j.path = argv[at];
	gs_session_start(&j.e.s);
	int err = join_channel(&j);
	gs_file_wipe(&j.text, j.text_len);
	return gs_session_end(&j.e.s, err);
}
