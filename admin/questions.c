/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/questions.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/memo/memo.h"
#include "core/record/time.h"
#include "lib/records/preset.h"
#include "lib/records/prompt.h"

#define LINE_LEN 1024
#define KEY_DIGITS 64

bool gs_questions_possible(void)
{
	return isatty(STDIN_FILENO) == 1;
}

/* What was typed, without its LF; "" for nothing. */
static int read_typed(char out[LINE_LEN])
{
	if (fflush(stdout) != 0 || fgets(out, LINE_LEN, stdin) == NULL) {
		gs_verb_say("init-not-answered", "the questions were not "
		    "answered to the end: nothing was done");
		return GS_ERR_DENIED;
	}

	size_t len = strlen(out);
	while (len > 0 && (out[len - 1] == '\n' || out[len - 1] == ' '))
		len--;
	out[len] = '\0';
	return GS_OK;
}

static void print_plan_line(const struct gs_plan_line *line, bool holder_alone)
{
	char date[GS_DATE_LEN + 1] = "";
	const char *blank = "";

	for (size_t i = 0; i < GS_PARTS_MAX; i++) {
		const struct gs_part *p = &line->value.parts[i];

		if (p->kind == GS_PART_NONE || (holder_alone &&
		    p->kind != GS_PART_TEXT))
			continue;
		printf("%s", blank);
		blank = " ";
		if (p->kind == GS_PART_WORD || p->kind == GS_PART_TEXT) {
			gs_say_calm(stdout, p->ptr, p->len, "");
		} else if (strcmp(line->value.field->name, "closing") == 0) {
			printf("%02lld:%02lld", (long long)p->number / 60,
			    (long long)p->number % 60);
		} else if (p->kind == GS_PART_NUMBER) {
			printf("%lld", (long long)p->number);
		} else if (p->kind == GS_PART_DATE) {
			gs_date_format((uint8_t *)date, p->number);
			printf("%s", date);
		} else {
			printf("%s", line->make ? "new" : "KEY");
		}
	}
}

/* "[default]" */
static void print_default(const struct gs_plan *plan,
    const struct gs_prompt *p)
{
	const struct gs_plan_line *line = NULL;
	bool role = p->key != NULL && strcmp(p->field, "role") == 0;

	/* Of these lines some were asked for alone. */
	if (p->several && (strcmp(p->field, "role") == 0 ||
	        strcmp(p->field, "clock") == 0))
		return;
	for (size_t n = 0;
	    (line = gs_plan_line(plan, p->field, p->key, n)) != NULL; n++) {
		printf("%s", n == 0 ? " [" : "; ");
		print_plan_line(line, role);
	}
	if (gs_plan_line(plan, p->field, p->key, 0) != NULL)
		printf("]");
}

/* Of lines with several parts: what stands behind the name. */
static const char *typed_form(const struct gs_prompt *p)
{
	const char *blank = strchr(p->usage, ' ');

	return p->several && blank != NULL ? blank + 1 : "";
}

static void print_question(const struct gs_prompt *p)
{
	char legal[GS_LEGAL_MAX];

	gs_prompt_legal(legal, p);
	printf("\n%s%s%s\n  %s%s%s", gs_terminal_escape(GS_STYLE_BOLD), p->ask,
	    gs_terminal_escape(GS_STYLE_PLAIN), typed_form(p), p->several ?
	    ": " : "", legal);
	if (p->several)
		printf("; one a line, an empty line ends");
	printf("\n");
}

/* The answer as a file would have it.  Of a role whose holder is asked for the
 * key comes first if there is one. */
static int phrase_answer(char out[2 * LINE_LEN], const struct gs_prompt *p,
    const char *typed)
{
	bool role = p->key != NULL && strcmp(p->field, "role") == 0;
	bool key = strspn(typed, "0123456789abcdef") == KEY_DIGITS;

	int n = p->key == NULL ? snprintf(out, 2 * LINE_LEN, "%s %s",
	    p->field, typed) : snprintf(out, 2 * LINE_LEN, "%s %s %s%s",
	    p->field, p->key, role && !key ? "new " : "", typed);
	return n < 0 || n >= 2 * LINE_LEN ? GS_ERR_SPACE : GS_OK;
}

/* Enters it, or says what is wrong with it. */
static int try_answer(bool *taken, struct gs_plan *plan,
    const struct gs_prompt *p, const char *typed)
{
	char line[2 * LINE_LEN];
	struct gs_report report = {.text = ""};

	int err = phrase_answer(line, p, typed);
	if (err == GS_OK)
		err = gs_plan_answer(plan, &report, line, strlen(line));
	*taken = err == GS_OK;
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK)
		printf("  %s.\n", report.text[0] == '\0' ? gs_strerror(err) :
		    report.text);
	return GS_OK;
}

/* Whether the charter cannot do without an answer; its name is its log's if
 * nobody gives one. */
static bool is_needed(const struct gs_plan *plan, const struct gs_prompt *p)
{
	const struct gs_type *type = gs_type_named("charter", 7);

	if (strcmp(p->field, "quorum") == 0)
		return gs_plan_line(plan, "witness", NULL, 0) != NULL;
	if (strcmp(p->field, "name") == 0 ||
	    (p->key != NULL && strcmp(p->key, "reply-from") == 0))
		return false;
	for (size_t i = 0; i < type->field_count; i++)
		if (strcmp(type->fields[i].name, p->field) == 0)
			return type->fields[i].min > 0;
	return false;
}

static void read_marks(struct gs_marks *out, const struct gs_plan *plan)
{
	const struct gs_plan_line *line = gs_plan_line(plan, "style", NULL, 0);

	*out = (struct gs_marks){.style = GS_MARK_LEGACY};
	if (line != NULL)
		out->style = gs_mark_style_of(&line->value.parts[0]);
	while (out->levels < GS_LEVELS_MAX && (line = gs_plan_line(plan,
	        "marking", NULL, out->levels)) != NULL)
		out->level[out->levels++] = (struct gs_span){
		    line->value.parts[0].ptr, line->value.parts[0].len};
}

/* The one line that the answer before it can make wrong; `mark` NULL: as it
 * stands. */
static bool fits_style(const struct gs_plan *plan, const struct gs_prompt *p,
    const char *mark)
{
	const struct gs_plan_line *ceiling = gs_plan_line(plan, "ceiling",
	    NULL, 0);
	struct gs_span is = {(const uint8_t *)mark, mark == NULL ? 0 :
	    strlen(mark)};
	struct gs_marks marks;

	if (strcmp(p->field, "ceiling") != 0)
		return true;
	if (mark == NULL && ceiling != NULL)
		is = (struct gs_span){ceiling->value.parts[0].ptr,
		    ceiling->value.parts[0].len};
	read_marks(&marks, plan);
	if (gs_marks_ceiling(&marks, is) >= 0)
		return true;
	printf("  This is no portion mark of its style.\n");
	return false;
}

/* Whether the answers before leave the question open. */
static bool is_left_open(const struct gs_plan *plan, const struct gs_prompt *p)
{
	struct gs_marks marks;

	read_marks(&marks, plan);
	if (strcmp(p->field, "quorum") == 0)
		return is_needed(plan, p);
	if (strcmp(p->field, "marking") == 0)
		return marks.style == GS_MARK_OWN;
	return strcmp(p->field, "ceiling") != 0 ||
	    marks.style != GS_MARK_NONE;
}

/* A preset's ceiling goes with its style. */
static int close_question(struct gs_plan *plan, const struct gs_prompt *p)
{
	static const char without[] = "without ceiling";
	struct gs_report report;

	if (strcmp(p->field, "ceiling") != 0 ||
	    gs_plan_line(plan, p->field, NULL, 0) == NULL)
		return GS_OK;
	gs_plan_layer(plan);
	return gs_plan_answer(plan, &report, without, sizeof without - 1);
}

static int ask_one(struct gs_plan *plan, const struct gs_prompt *p)
{
	char typed[LINE_LEN];
	bool taken = false;
	int err = GS_OK;

	while (err == GS_OK && !taken) {
		bool known = gs_plan_line(plan, p->field, p->key, 0) != NULL;

		printf(" ");
		print_default(plan, p);
		printf(" > ");
		err = read_typed(typed);
		if (err != GS_OK)
			return err;
		if (typed[0] != '\0' && fits_style(plan, p, typed))
			err = try_answer(&taken, plan, p, typed);
		if (typed[0] != '\0')
			continue;

		if (!known && is_needed(plan, p))
			printf("  Nothing answers this for you.\n");
		else if (fits_style(plan, p, NULL))
			return GS_OK;
	}
	return err;
}

static int ask_several(struct gs_plan *plan, const struct gs_prompt *p,
    bool (*try_file)(const struct gs_plan *plan, const char *path))
{
	char typed[LINE_LEN];
	bool taken = false, file = strcmp(p->field, "ical") == 0;

	for (;;) {
		printf(" ");
		print_default(plan, p);
		printf(" > ");
		int err = read_typed(typed);
		if (err != GS_OK || typed[0] == '\0')
			return err;
		if (file && !try_file(plan, typed))
			continue;
		err = try_answer(&taken, plan, p, typed);
		if (err != GS_OK)
			return err;
	}
}

int gs_questions_preset(struct gs_plan *plan)
{
	const struct gs_preset *preset = NULL;

	if (plan->has_preset)
		return GS_OK;
	printf("Which programme is it like? Without one, more is to be "
	    "answered.\n");
	for (size_t i = 0; (preset = gs_preset_at(i)) != NULL; i++)
		printf("  %-13s %s\n", preset->name, preset->like);

	char typed[LINE_LEN], line[2 * LINE_LEN];
	struct gs_report report;
	int err = GS_OK;
	while (err == GS_OK && !plan->has_preset) {
		printf("  [none] > ");
		err = read_typed(typed);
		if (err != GS_OK || typed[0] == '\0')
			break;
		gs_plan_layer(plan);
		report = (struct gs_report){.text = ""};
		(void)snprintf(line, sizeof line, "preset %s", typed);
		if (gs_plan_answer(plan, &report, line, strlen(line)) !=
		    GS_OK)
			printf("  %s.\n", report.text);
	}
	return err;
}

int gs_questions_ask(struct gs_plan *plan,
    bool (*try_file)(const struct gs_plan *plan, const char *path))
{
	const struct gs_prompt *p = NULL;
	int err = GS_OK;

	printf("Each question shows [what holds if you only press Enter].\n");
	for (size_t i = 0; err == GS_OK && (p = gs_prompt_at(i)) != NULL;
	    i++) {
		if (!p->asked)
			continue;
		if (!is_left_open(plan, p)) {
			err = close_question(plan, p);
			continue;
		}
		gs_plan_layer(plan);
		print_question(p);
		err = p->several ? ask_several(plan, p, try_file) :
		    ask_one(plan, p);
	}
	return err;
}
