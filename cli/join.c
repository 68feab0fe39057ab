/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay join: from an invitation to keys, a state and a configuration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/terminal.h"
#include "cli/enrol/enrolment.h"
#include "cli/enrol/settle.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/memo/word_code.h"
#include "lib/records/invitation.h"

static const char help[] =
"usage: gainsay join [OPTION]... INVITATION\n"
"Joins the channel of an invitation ('-': from standard input, as a reader of QR\n"
"codes prints it): shows the word code of its key, makes your keys, hands them in\n"
"under the invitation's code, and writes the channel into your configuration, so\n"
"that other commands need not be told where it is.  If no answer came, do the\n"
"same again.\n"
"An invitation is yours alone: whoever has it can enrol in your place.\n\n"
GS_HELP_SETTLING
"  --server URL         where the server is now, if not where it says\n"
GS_HELP_ENROLMENT GS_HELP_WAY;

struct joining {
	const char *path;
	struct gs_settling home;
	struct gs_enrolment e;
	uint8_t *text; /* secret: it has the code */
	size_t text_len;
	struct gs_invitation invitation;
};

static int read_invitation(struct joining *j)
{
	struct gs_session *s = &j->e.s;

	/* One byte too many is enough for the reader to refuse it. */
	int err = gs_file_read_secret(&j->text, &j->text_len,
	    GS_INVITATION_MAX + 1, j->path, &s->report);
	if (err != GS_OK)
		return err;
	gs_settle_tidy(j->text, &j->text_len);
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
	if (in->checkpoint.len > 0)
		printf("Its log    %llu %s when you were invited: it must "
		    "have %s still\n", (unsigned long long)in->size,
		    in->size == 1 ? "entry" : "entries",
		    in->size == 1 ? "it" : "them");
	printf("These eight words are the same for every member. Compare them "
	    "with what others\nhave: other words are another channel, where "
	    "nobody would hear you.\n");
	return fflush(stdout) == 0 ? GS_OK : GS_ERR_IO;
}

/* Who enrolled and came no further has a state and no configuration: the code
 * is refused then, but the state is of this channel, or it would not have been
 * sent. */
static int enrol_invited(struct joining *j)
{
	const struct gs_invitation *in = &j->invitation;
	bool had_state = access(j->home.state, F_OK) == 0;

	int err = gs_enrolment_run(&j->e);
	if (j->home.known || (err != GS_OK &&
	    !(err == GS_ERR_DUPLICATE && had_state)))
		return err;
	struct gs_report refusal = j->e.s.report;
	int written = gs_settle_write(&j->home, &j->e.s.report, j->e.server,
	    in->witness, in->witnesses);
	if (err == GS_OK || written != GS_OK)
		return written;

	gs_report_tell(&j->e.s.report, "join-known-state", "{0} is a state of "
	    "this channel, which is '{1}' in your configuration now; but no "
	    "keys were handed in: {2}", gs_say_text(j->home.state),
	    gs_say_text(j->home.name), gs_say_text(refusal.text));
	return err;
}

static int join_channel(struct joining *j)
{
	const struct gs_invitation *in = &j->invitation;

	int err = read_invitation(j);
	if (err == GS_OK)
		err = show_invitation(j);
	j->home.key = in->key;
	if (err == GS_OK)
		err = gs_settle_choose(&j->home, &j->e.s.report);
	if (err != GS_OK)
		return err;

	if (j->e.server == NULL)
		j->e.server = in->server;
	j->e.key = in->key;
	j->e.channel = in->channel;
	j->e.checkpoint = in->checkpoint;
	j->e.code = in->code;
	j->e.state = j->home.state;
	j->e.way = j->home.way;
	err = enrol_invited(j);
	if (err == GS_OK)
		printf("In your configuration it is the channel '%s'. The "
		    "invitation is used up: %s may go.\n", j->home.name,
		    strcmp(j->path, "-") == 0 ? "the paper" : j->path);
	return err;
}

int gs_cli_join(int argc, char **argv)
{
	static struct joining j;
	int at = 0;
	const struct gs_option options[] = {
		GS_SETTLING_OPTIONS(j.home),
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
