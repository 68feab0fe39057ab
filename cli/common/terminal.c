/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/steer.h"

/* It knows no escape sequences. */
static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return term != NULL && strcmp(term, "dumb") == 0;
}

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR");
	const char *force = getenv("GAINSAY_COLOR");
	if ((no != NULL && no[0] != '\0') || is_dumb())
		return false;
	/* Set by `gainsay demo`, which hands on its verbs' output. */
	return isatty(STDOUT_FILENO) == 1 || (force != NULL && *force == '1');
}

const char *gs_terminal_escape(enum gs_terminal_style style)
{
	static const char *const sequences[] = {"\033[0m", "\033[1m",
	    "\033[2m", "\033[32m", "\033[33m", "\033[31m"};
	return wants_colour() ? sequences[style] : "";
}

/* A line that is redrawn in place. */
static bool shows_progress(void)
{
	static enum { UNASKED, NO, YES } shown;

	if (shown == UNASKED)
		shown = isatty(STDERR_FILENO) == 1 && !is_dumb() ? YES : NO;
	return shown == YES;
}

bool gs_progress_shown(void)
{
	return shows_progress();
}

void gs_say_calm(FILE *out, const void *text, size_t len, const char *keep)
{
	const char *p = text;
	size_t size = 0;

	for (size_t i = 0; i < len; i += size)
		if (gs_steers(&size, p + i, len - i) &&
		    (p[i] == '\0' || strchr(keep, p[i]) == NULL))
			(void)fputc('?', out);
		else
			(void)fwrite(p + i, 1, size, out);
}

void gs_progress(void *unused, const char *what, uint64_t done,
    uint64_t total)
{
	(void)unused;
	if (!shows_progress())
		return;
	fprintf(stderr, "\r%s: %llu of %llu\033[K", what,
	    (unsigned long long)done, (unsigned long long)total);
	if (done >= total)
		fprintf(stderr, "\r\033[K");
	fflush(stderr);
}

void gs_working(const char *what)
{
	if (!shows_progress())
		return;
	fprintf(stderr, "\r%s ...\033[K", what);
	(void)fflush(stderr);
}

void gs_worked(void)
{
	if (!shows_progress())
		return;
	fprintf(stderr, "\r\033[K");
	(void)fflush(stderr);
}

void gs_waiting(const char *server)
{
	if (!shows_progress())
		return;
	if (server != NULL)
		fprintf(stderr, "\rWaiting for %s ...\033[K", server);
	else
		fprintf(stderr, "\r\033[K");
	(void)fflush(stderr);
}

void gs_say_exercise(FILE *out, bool exercise)
{
	if (exercise)
		fprintf(out, "%sEXERCISE: people, acts and dates of this "
		    "channel are invented.%s\n",
		    gs_terminal_escape(GS_STYLE_OPEN),
		    gs_terminal_escape(GS_STYLE_PLAIN));
}

int gs_terminal_ask(const char *question, bool said)
{
	char line[16];

	if (said)
		return GS_OK;
	if (isatty(STDIN_FILENO) != 1) {
		gs_verb_say("nobody-to-ask", "there is no terminal to ask at: "
		    "nothing was done; --yes says yes beforehand");
		return GS_ERR_DENIED;
	}

	printf("%s Type yes: ", question);
	if (fflush(stdout) == 0 && fgets(line, sizeof line, stdin) != NULL &&
	    strcmp(line, "yes\n") == 0)
		return GS_OK;
	gs_verb_say("not-said-yes", "the answer was not yes: nothing was "
	    "done");
	return GS_ERR_DENIED;
}
