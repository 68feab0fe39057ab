/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-demo, as `gainsay demo` starts it: an exercise, played as its users
 * would: every step is a command of gainsay, run and shown, over HTTP against a
 * server of its own; what it prints is what they print, or lines of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "demo/programme.h"
#include "demo/scenes.h"
#include "demo/witnesses.h"

static const char help[] =
"usage: gainsay demo [--all] [--once] [--without-witnesses] [--examples DIR]\n"
"           [--listen ADDRESS:PORT] DIR\n"
"       gainsay demo --programme NAME [--all] [--once] DIR\n"
"Plays an exercise in the new directory DIR, every step of it by a command that\n"
"is shown: a channel with three witnesses is founded, 1,000 keys are enrolled, a\n"
"memo is shown to a member and endorsed, an operator who drops the endorsement\n"
"and one who shows a member another log are caught, an empty reply is refused,\n"
"and a redacted release is verified. What the witnesses have is in DIR-others.\n\n"
"  --programme NAME\n"
"                  instead: cases of a programme, each from its filing to its\n"
"                  end under a charter of the preset NAME ('gainsay init'),\n"
"                  with the dates that are public\n"
"  --all           show more scenes, and every line that the commands print\n"
"  --once          end when all is shown. Without it the channel is left\n"
"                  running\n"
"  --without-witnesses\n"
"                  a channel that has none, and no scene that needs them\n"
"  --examples DIR  where the memos are (default: beside the program's source\n"
"                  or installed with it)\n"
"  --listen A:P    where the channel runs (default: 127.0.0.1:8080 or, if that\n"
"                  is taken, a free port; with --once always a free port)\n\n"
"Exit codes: 0 everything came out as it must; 1 something did not; 2 it cannot\n"
"be played.\n";

static int find_gainsay(struct stage *s)
{
	int err = gs_program_find(s->gainsay, "gainsay");

	if (err != GS_OK)
		gs_verb_tell("demo-without-gainsay", "{0} is not there: "
		    "install gainsay beside gainsay-demo",
		    gs_say_text(s->gainsay));
	return err;
}

static bool has_examples(const char *dir)
{
	char path[STAGE_PATH + 64];

	(void)snprintf(path, sizeof path, "%s/dacca-1138.md", dir);
	return access(path, R_OK) == 0;
}

/* The source's, whose build folder the programs are in, or where they are
 * installed. */
static int find_examples(struct stage *s, const char *given)
{
	char source[sizeof s->gainsay + sizeof "../examples"];
	const char *const places[] = {source, GAINSAY_INSTALLED};

	/* No other place stands in for the one that was asked for. */
	if (given != NULL) {
		if (has_examples(given) &&
		    realpath(given, s->examples) != NULL)
			return GS_OK;
		gs_verb_errno("demo-examples-given", given, "does not have the "
		    "example memos", errno);
		return GS_ERR_IO;
	}

	(void)snprintf(source, sizeof source, "%.*s../examples",
	    (int)(strrchr(s->gainsay, '/') + 1 - s->gainsay), s->gainsay);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (has_examples(places[i]) &&
		    realpath(places[i], s->examples) != NULL)
			return GS_OK;
	}
	gs_verb_say("demo-examples", "the example memos are not found; give "
	    "their directory with --examples");
	return GS_ERR_IO;
}

/* An absolute path, so that the commands shown work from anywhere. */
static int name_dir(struct stage *s, const char *dir)
{
	char here[STAGE_PATH];

	if (dir[0] == '/' || getcwd(here, sizeof here) == NULL)
		here[0] = '\0';
	int n = snprintf(s->dir, sizeof s->dir, "%s%s%s", here,
	    here[0] == '\0' ? "" : "/", dir);
	if (n < 0 || (size_t)n >= sizeof s->dir - 64 ||
	    access(s->dir, F_OK) == 0) {
		gs_verb_tell("demo-directory", "{0} is there already or has "
		    "too long a name; give a directory that does not exist "
		    "yet", gs_say_text(dir));
		return GS_ERR_IO;
	}
	(void)snprintf(s->others, sizeof s->others, "%s-others", s->dir);
	if (access(s->others, F_OK) == 0) {
		gs_verb_tell("demo-others", "{0} is there already: what the "
		    "witnesses have goes there; give another directory",
		    gs_say_text(s->others));
		return GS_ERR_IO;
	}
	return GS_OK;
}

/* What its people see of the channel is kept in the exercise's folder, not
 * among what the user saw. */
static void name_cache(const struct stage *s)
{
	char cache[STAGE_PATH + 16];

	(void)snprintf(cache, sizeof cache, "%s/cache", s->dir);
	(void)setenv("XDG_CACHE_HOME", cache, 1);
}

static int leave_running(struct stage *s)
{
	char pids[128];

	int err = stage_serve_again(s, true);
	if (err == GS_OK && !s->unwatched)
		err = witnesses_start(s, true);
	if (err != GS_OK) {
		witnesses_stop(s);
		stage_stop(s);
		return err;
	}

	int n = s->unwatched ? snprintf(pids, sizeof pids, "%ld",
	    (long)s->server) : snprintf(pids, sizeof pids,
	    "%ld %ld %ld %ld %ld", (long)s->server, (long)s->courier,
	    (long)s->witness[0], (long)s->witness[1], (long)s->witness[2]);
	err = gs_cli_file_write("demo/serve.pid", pids, (size_t)n, 0600);
	printf("\nThe channel still runs. Its public page: %s%s/%s\n"
	    "To stop it, its courier and its witnesses: kill %s\n",
	    gs_terminal_escape(GS_STYLE_BOLD), s->url,
	    gs_terminal_escape(GS_STYLE_PLAIN), pids);
	return err;
}

static void sum_up(const struct stage *s, bool story)
{
	printf("\n%s%u checks, %u not as they must be%s\n",
	    gs_terminal_escape(s->failures == 0 ? GS_STYLE_GOOD : GS_STYLE_BAD),
	    s->checks, s->failures, gs_terminal_escape(GS_STYLE_PLAIN));
	if (!s->all && story)
		printf("More scenes, and all lines: %s demo --all DIR\n",
		    s->gainsay);
}

static int play_story(struct stage *s)
{
	static const struct scene *const play[] = {&demo_found, &demo_enrol,
	    &demo_write, &demo_take_back, &demo_read, &demo_endorse,
	    &demo_drop, &demo_fork, &demo_keep, &demo_come_late,
	    &demo_overreach, &demo_open, &demo_second, &demo_answer,
	    &demo_empty,
	    &demo_follow, &demo_release, &demo_collect, &demo_check,
	    &demo_compare, &demo_certify, &demo_forge, &demo_audit};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < sizeof play / sizeof *play; i++)
		err = stage_scene(s, play[i]);
	return err;
}

/* NULL, the story, if none is named. */
static int find_programme(const struct programme **out, const char *name)
{
	char names[512] = "";
	size_t len = 0;

	if (name == NULL)
		return GS_OK;
	for (size_t i = 0; (*out = programme_at(i)) != NULL; i++) {
		if (strcmp((*out)->name, name) == 0)
			return GS_OK;
		len += (size_t)snprintf(names + len, sizeof names - len,
		    "%s%s", i == 0 ? "" : ", ", (*out)->name);
	}
	gs_verb_tell("demo-programme", "there is no programme {0}; there are "
	    "{1}", gs_say_text(name), gs_say_text(names));
	return GS_ERR_UNKNOWN;
}

/* `p`: NULL for the story. */
static int play_exercise(struct stage *s, const struct programme *p, bool once)
{
	printf("An exercise. It happens in %s.\nBehind each $ stands a command "
	    "that was run, below it what it printed%s.\n", s->dir,
	    s->all ? "" : p != NULL ? ",\nor lines of it" :
	    ";\n[...] stands for lines that are left out");
	int err = p == NULL ? play_story(s) : programme_play(s, p);
	stage_stop(s);
	witnesses_stop(s);
	if (err != GS_OK)
		return err;

	sum_up(s, p == NULL);
	return once || s->failures != 0 ? GS_OK : leave_running(s);
}

int main(int argc, char **argv)
{
	static struct stage s;
	const char *examples = NULL, *name = NULL;
	const struct programme *programme = NULL;
	bool once = false;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "programme", .value = &name},
		{.name = "all", .flag = &s.all},
		{.name = "once", .flag = &once},
		{.name = "without-witnesses", .flag = &s.unwatched},
		{.name = "examples", .value = &examples},
		{.name = "listen", .value = &s.listen}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	gs_verb_begin("demo");
	int code = gs_program_start("gainsay-demo", argc, argv);
	if (code >= 0)
		return code;
	code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	/* Whoever plays has channels of their own, which are not meant. */
	(void)setenv("GAINSAY_CONFIG", "/dev/null", 1);
	/* The commands run with their output in a pipe; it ends here. */
	if (gs_terminal_escape(GS_STYLE_BOLD)[0] != '\0')
		(void)setenv("GAINSAY_COLOR", "1", 1);

	if (find_programme(&programme, name) != GS_OK ||
	    find_gainsay(&s) != GS_OK || find_examples(&s, examples) != GS_OK ||
	    name_dir(&s, argv[at]) != GS_OK)
		return gs_verb_end(GS_ERR_IO);
	name_cache(&s);
	if (s.listen == NULL)
		s.listen = once ? "127.0.0.1:0" : "127.0.0.1:8080";
	int err = play_exercise(&s, programme, once);
	if (err != GS_OK) {
		gs_verb_tell("demo-cannot-go-on", "cannot go on: {0}",
		    gs_say_text(gs_strerror(err)));
		return gs_verb_end(GS_ERR_IO);
	}

	/* The last line said how many checks failed. */
	gs_verb_answered();
	return gs_verb_end(s.failures == 0 ? GS_OK : GS_ERR_MISMATCH);
}
