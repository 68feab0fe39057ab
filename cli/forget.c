/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay forget: a member erases the key of an edition. */
#include <stdio.h>
#include <string.h>

#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay forget --state STATE [--passphrase-file P] --edition E\n"
"           [--proxy URL] [--ca FILE]\n"
"Erases your key of edition E, the acts and promises of it that the state has,\n"
"and which slots of its roll you filed with. Until then whoever makes you open\n"
"your state can find which acts of that edition are yours; afterwards nobody can,\n"
"you included: you cannot withdraw, endorse or file on that roll any more. The\n"
"keys of other editions are as they were.\n\n"
"It is not done by itself: memos that gather are known only to those who have\n"
"their link, so that no program can tell that a key is needed no more.\n"
"The old file is overwritten; a disk that keeps what is overwritten, a backup or\n"
"another copy of the state still has the key, under your passphrase.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --edition E          the edition\n"
GS_HELP_YES GS_HELP_WAY;

/* The root of the edition's roll, if the log can be read; it tells which slots
 * are of this edition. */
static bool find_roll_root(uint8_t root[32], struct gs_session *s,
    uint64_t edition, const struct gs_http_way *way)
{
	int err = gs_session_connect(s, gs_client_server(s->member),
	    gs_client_vkey(s->member), way);

	if (err != GS_OK) {
		printf("The log cannot be read (%s): if you filed a memo on "
		    "the roll of edition %llu, your state still says so.\n",
		    s->report.text[0] != '\0' ? s->report.text :
		    gs_strerror(err), (unsigned long long)edition);
		s->place = NULL;
		return false;
	}

	const struct gs_roll_edition *e = gs_state_roll(s->matter.state);
	while (e != NULL && e->edition != edition)
		e = e->before;
	if (e != NULL)
		memcpy(root, e->root, 32);
	return e != NULL;
}

static int ask_to_forget(uint64_t edition, bool yes)
{
	char question[128];

	(void)snprintf(question, sizeof question, "Erase your key of edition "
	    "%llu, with its acts and promises? Nothing brings it back.",
	    (unsigned long long)edition);
	return gs_terminal_ask(question, yes);
}

static int forget(struct gs_session *s, const char *path, uint64_t edition,
    const struct gs_http_way *way)
{
	uint8_t root[32];

	if (gs_client_key(s->member, edition) == NULL) {
		gs_report_tell(&s->report, "state-edition-missing", "the state "
		    "has no key for edition {0}", gs_say_number(edition));
		return GS_ERR_UNKNOWN;
	}
	bool known = find_roll_root(root, s, edition, way);

	int err = gs_client_forget(s->member, edition, known ? root : NULL);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, path, false);
	if (err == GS_OK)
		printf("Your key of edition %llu is erased. The state has %zu "
		    "more.\n", (unsigned long long)edition,
		    gs_client_key_count(s->member));
	if (err == GS_OK && gs_client_kept_count(s->member) > 0)
		printf("It still keeps %zu files, which may show what you did: "
		    "'gainsay keep' lists them.\n",
		    gs_client_kept_count(s->member));
	return err;
}

int gs_cli_forget(int argc, char **argv)
{
	struct gs_session s;
	const char *state = NULL, *passphrase = NULL, *number = NULL;
	struct gs_http_way way = {NULL, NULL};
	uint64_t edition = 0;
	bool yes = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(state),
		GS_OPTION_PASSPHRASE(passphrase),
		{.name = "edition", .value = &number, .required = true},
		GS_OPTION_YES(yes),
		GS_OPTIONS_WAY(way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	gs_session_start(&s);
	gs_session_want(&s, GS_WANT_GROUND, NULL);
	int err = gs_decimal_decode(&edition, number, strlen(number),
	    INT64_MAX);
	if (err != GS_OK)
		gs_report_tell(&s.report, "edition-form", "--edition is the "
		    "number of an edition, 1 or more, not '{0}'",
		    gs_say_text(number));
	if (err == GS_OK)
		err = gs_session_load(&s, state, passphrase);
	if (err == GS_OK && gs_client_key(s.member, edition) != NULL)
		err = ask_to_forget(edition, yes);
	if (err == GS_OK)
		err = forget(&s, state, edition, &way);
	return gs_session_end(&s, err);
}
