/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay show: the memo behind a link, before anybody acts on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/act/shown.h"
#include "cli/common/annexes.h"
#include "cli/common/convert.h"
#include "cli/common/contact.h"
#include "cli/common/floors.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/terminal.h"
#include "cli/print/comparison.h"
#include "cli/print/summary.h"
#include "cli/verbs.h"
#include "lib/file.h"

#define TEXT_MAX ((size_t)16 << 20)

static const char help[] =
"usage: gainsay show --key VKEY [OPTION]... LINK [TEXT]\n"
"       gainsay show --state F [OPTION]... LINK [TEXT]\n"
"Shows the memo behind a link: its whole text, its id and word code, the roll,\n"
"who it is sealed to, the count that its box shows, and with a state what your\n"
"own key did. A text that is not the link's is refused. With TEXT (Markdown,\n"
"plain, PDF, .docx, .odt, web page or message), which you got in another way: is\n"
"it the same?\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
GS_HELP_ACCEPT
GS_HELP_ANNEX
"  -o, --out PLACE      where\n"
"  --server URL         where the server is now, if not where the link says\n"
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
GS_HELP_LINK "\n"
"Exit codes: 0 shown, and TEXT is all of the memo and nothing else; 1 it is not,\n"
"or the link's text is refused; 2 nothing could be judged.\n";

struct showing {
	struct gs_session_entry entry;
	const char *key, *link, *text_path, *annex, *out;
	struct gs_session s;
	struct gs_text_file text;
};

static int enter_channel(struct showing *v)
{
	struct gs_session *s = &v->s;

	if (v->entry.state != NULL)
		return gs_contact_enter(s, &v->entry, v->link);
	s->source.reading = v->entry.reading;
	int err = gs_session_link(s, v->link);
	return err != GS_OK ? err : gs_session_follow(s, &v->entry, v->key);
}

/* The answer comes first, then what it rests on.  *same: whether the text is
 * all of the memo. */
static int print_own_text(struct showing *v, bool *same)
{
	struct gs_session *s = &v->s;
	struct gs_comparison k;
	struct gs_opening whole;

	gs_working("Comparing the text");
	int err = gs_shown_compare(&k, &whole, &s->report, &s->matter,
	    &v->text.is);
	gs_worked();
	if (err != GS_OK) {
		gs_verb_report_at(v->text_path, &s->report);
		s->report = (struct gs_report){.text = ""};
		return GS_ERR_IO; /* nothing was judged */
	}

	gs_print_summary(&k, &whole, false);
	*same = gs_shown_result(&k, &whole) == GS_OK;
	if (!*same)
		gs_print_comparison(&k, &whole);
	printf("\n");
	return GS_OK;
}

static int show(struct showing *v)
{
	struct gs_session *s = &v->s;
	struct gs_shown shown;
	bool same = true;

	int err = v->text_path == NULL ? GS_OK : gs_text_read(&v->text,
	    TEXT_MAX, v->text_path, &s->report);
	if (err != GS_OK)
		return GS_ERR_IO;
	err = enter_channel(v);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_contact_box(s, v->entry.state, GS_CONTACT_ALL);
	if (err == GS_OK)
		err = gs_shown_prepare(&shown, s);
	if (err == GS_OK && v->text_path != NULL)
		err = print_own_text(v, &same);
	if (err == GS_OK)
		err = gs_shown_print(&shown, s);
	if (err != GS_OK)
		return err;

	/* The roll may be one that nobody should act under: still shown. */
	if (!s->box.filed && gs_floors_pass(s,
	        &v->entry.accept) != GS_OK) {
		printf("%sDo not act%s  %s\n",
		    gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN), s->report.text);
		s->report = (struct gs_report){.text = ""};
	}
	if (v->annex != NULL)
		err = gs_annexes_out(s->matter.content.annexes, v->annex,
		    v->out);
	gs_queue_look(s, v->entry.state);
	if (err != GS_OK)
		return err;
	if (!same)
		gs_verb_answered();
	return same ? GS_OK : GS_ERR_MISMATCH;
}

int gs_cli_show(int argc, char **argv)
{
	struct showing v = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &v.entry.state,
		 .setting = "state"},
		{.name = "key", .value = &v.key, .setting = "key",
		 .unless = "state"},
		GS_OPTION_PASSPHRASE(v.entry.passphrase),
		GS_OPTION_ACCEPT(v.entry),
		GS_OPTION_ANNEX(v.annex),
		GS_OPTION_OUT(v.out),
		GS_OPTION_OTHER_SERVER(v.entry.server),
		GS_OPTION_READING(v.entry),
		GS_OPTION_CACHE(v.entry),
		GS_OPTIONS_WAY(v.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 2};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_floors_named(&v.entry.accept))
		return gs_verb_misused();
	if (v.out != NULL && v.annex == NULL) {
		gs_verb_say("show-usage-out", "-o is where an annex goes: give "
		    "--annex as well");
		return gs_verb_misused();
	}
	if ((v.key == NULL) == (v.entry.state == NULL)) {
		gs_verb_say("show-usage", "give either --key or --state, which "
		    "has the key");
		return gs_verb_misused();
	}
	v.link = argv[at];
	v.text_path = argc - at > 1 ? argv[at + 1] : NULL;

	gs_session_start(&v.s);
	gs_session_want(&v.s, GS_WANT_GROUND, v.entry.cache_dir);
	int err = show(&v);
	gs_text_close(&v.text);
	return gs_session_end(&v.s, err);
}
