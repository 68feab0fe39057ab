/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/programme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "demo/cast.h"
#include "demo/crowd.h"

#define TITLE_MAX 128
#define WORDS_MAX 32
#define TEXT_MAX 2048

/* Five of twelve act; those who enrolled and do not are there to be asked. */
static const struct crowd crowd = {14, 12, 5};

/* What is played. */
static const struct programme *playing;
static const struct programme_case *case_now;
static unsigned case_number;

/* So that the commands of an office stand on one line each. */
static void configure_case(struct stage *s)
{
	char text[STAGE_PATH * 2];

	(void)snprintf(text, sizeof text, "channel case\nserver %s\n"
	    "key %s/vkey\n", s->url, s->dir);
	cast_write(s, "demo/config", text);
	(void)setenv("GAINSAY_CONFIG", stage_path("%s/demo/config", s->dir), 1);
}

static int enrol_people(struct stage *s)
{
	int err = demo_write_staff(&crowd);
	if (err != GS_OK)
		return err;
	stage_verb(s, 0, "staff", "import", ".", "demo/staff.csv");
	stage_verb(s, 0, "staff", "issue", ".", "-o", "demo/codes.csv");
	err = demo_enrol_crowd(s, &crowd);
	if (err != GS_OK)
		return err;

	stage_verb(s, 0, "roll", "prepare", ".", "--edition", "1", "-o",
	    "demo/roll-1");
	stage_verb(s, 0, "roll", "sign", "demo/roll-1", "--role", "registrar",
	    "--sign", "keys/registrar.key", "--log", ".", "--yes");
	stage_verb(s, 0, "roll", "sign", "demo/roll-1", "--role", "second",
	    "--sign", "keys/second.key", "--log", ".", "--yes");
	stage_verb(s, 0, "roll", "publish", "demo/roll-1", "--server", s->url);
	return GS_OK;
}

/* What the preset leaves open is in a file beside the channel, which is not
 * there yet. */
static int found_channel(struct stage *s)
{
	const struct programme *p = playing;
	const char *answers = stage_path("%s.answers", s->dir);

	cast_write(s, answers, p->answers);
	stage_part(s, 0, STAGE_LIST("A memo is acknowledged", "It is answered"),
	    "init", "--yes", "--preset", p->name, "--answers", answers,
	    "--exercise", "--origin", stage_path("localhost/%s", p->name),
	    "--from", p->from, "--to", p->until, s->dir);
	(void)unlink(answers);
	if (chdir(s->dir) != 0)
		return GS_ERR_IO;
	int err = demo_make_folders();
	if (err != GS_OK)
		return err;

	err = stage_serve(s, "127.0.0.1:0", stage_path("simulated:%s",
	    p->begin), false);
	if (err != GS_OK)
		return err;
	configure_case(s);
	stage_aside(s);
	err = enrol_people(s);
	stage_clock(s, p->aged);
	stage_again(s);
	return err;
}

/* The memo's text: its subject and what it asks are the case's, and it says
 * itself that it is invented. */
static void write_case(struct stage *s)
{
	const struct programme_case *c = case_now;
	const char *mark = playing->mark;
	char text[TEXT_MAX];
	size_t len = 0;

	len += (size_t)snprintf(text, sizeof text, "---\nsubject: %s\nto: %s\n"
	    "date: %.10s\n---\n\n# %sSummary\n\n%sThis text is invented.\n\n"
	    "# %sRequests\n", c->memo, playing->to, c->filed, mark, mark, mark);
	for (size_t i = 0; i < 3 && c->asks[i] != NULL; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "\n%zu. %s%s\n", i + 1, mark, c->asks[i]);
	cast_write(s, "demo/memo.md", text);
}

static const char *case_file(const char *kind)
{
	return stage_path("demo/%u.%s", case_number, kind);
}

/* What stands in a step for something of the case. */
static const char *stand_in(const struct stage *s, const char *word)
{
	if (word[0] != '#')
		return word;
	if (word[1] == '\0')
		return stage_path("%u", case_number);
	if (strcmp(word, "#url") == 0)
		return s->url;
	if (strcmp(word, "#link") == 0)
		return stage_path("@%s", case_file("link"));
	if (strcmp(word, "#author") == 0)
		return case_file("package.author");
	return case_file(word + 1);
}

static void spell_words(const char *argv[WORDS_MAX], size_t *count,
    const struct stage *s, const char *const *words)
{
	for (; words != NULL && *words != NULL && *count + 1 < WORDS_MAX;
	    words++)
		argv[(*count)++] = stand_in(s, *words);
	argv[*count] = NULL;
}

/* It is composed, gathers, and is handed in: what every memo goes through, and
 * not shown. */
static void file_memo(struct stage *s)
{
	const struct programme_case *c = case_now;
	const char *argv[WORDS_MAX];
	char link[32], at_link[33], package[32];
	struct cast_memo memo = {.author = 1, .package = package, .link = link,
	    .at_link = at_link};
	size_t n = 0;

	(void)snprintf(package, sizeof package, "%s", case_file("package"));
	(void)snprintf(link, sizeof link, "%s", case_file("link"));
	(void)snprintf(at_link, sizeof at_link, "@%s", link);
	write_case(s);
	spell_words(argv, &n, s, STAGE_LIST("compose", "--server", "#url",
	    "--key", "vkey", "--to", playing->to, "--out", "#package"));
	spell_words(argv, &n, s, c->terms);
	spell_words(argv, &n, s, STAGE_LIST("demo/memo.md"));
	stage_act(s, &(struct stage_act){.want = 0, .argv = argv,
	    .whole = true});

	cast_gather(s, &memo);
	cast_endorse_all(s, &memo, 1, crowd.cast);
	stage_aside(s);
	cast_file(s, &memo);
}

static void play_step(struct stage *s, const struct step *step)
{
	const char *argv[WORDS_MAX];
	size_t n = 0;

	if (step->unseen)
		stage_aside(s);
	if (step->tell != NULL)
		stage_tell(s, step->tell);
	if (step->time != NULL)
		stage_clock(s, step->time);
	if (step->text != NULL)
		cast_write(s, "demo/text", step->text);

	if (step->argv != NULL) {
		spell_words(argv, &n, s, step->argv);
		stage_act(s, &(struct stage_act){.argv = argv,
		    .lines = step->lines, .want = step->want,
		    .whole = s->all});
	}
	stage_again(s);
}

static bool is_last(const struct step *step)
{
	return step->time == NULL && step->tell == NULL && step->argv == NULL;
}

static int play_case(struct stage *s)
{
	/* A scene that goes on with the memo of the one before has none. */
	if (case_now->memo != NULL) {
		case_number++;
		stage_aside(s);
		stage_clock(s, case_now->filed);
		file_memo(s);
		stage_again(s);
	}
	for (const struct step *step = case_now->steps; !is_last(step); step++)
		play_step(s, step);
	return GS_OK;
}

static int play_scene(struct stage *s, const char *title, const char *told,
    int (*play)(struct stage *))
{
	char line[TITLE_MAX];

	(void)snprintf(line, sizeof line, "%s (%s): %s", playing->name,
	    playing->rule, title);
	return stage_scene(s, &(struct scene){.title = line, .text = told,
	    .play = play});
}

int programme_play(struct stage *s, const struct programme *p)
{
	playing = p;
	case_number = 0;
	s->unwatched = s->tight = true;
	int err = play_scene(s, "the charter", p->told, found_channel);

	for (size_t i = 0; err == GS_OK && i < p->count; i++) {
		case_now = &p->cases[i];
		err = play_scene(s, case_now->title, case_now->told, play_case);
	}
	return err;
}
