/* SPDX-License-Identifier: Apache-2.0 */
/* A text checked, cleaned, and made into a draft, before anything is sealed. */
#include <stdio.h>
#include <string.h>

#include "cli/common/convert.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "cli/compose/compose.h"
#include "cli/print/asides.h"
#include "cli/print/document.h"
#include "cli/print/json.h"
#include "lib/file.h"
#include "lib/file_kind.h"
#include "lib/memo/check.h"
#include "lib/memo/clean.h"
#include "lib/memo/draft.h"
#include "lib/steps/review_json.h"

bool gs_compose_converted(const char *path, struct gs_span text)
{
	const char *kind = gs_file_kind_said(gs_file_kind(text, ""));

	if (kind == NULL || text.len == 0)
		return false;
	gs_verb_tell("memo-not-text", "{0} is {1}, and nothing is sealed from "
	    "a conversion that its author has not seen: have a draft made by "
	    "`gainsay compose --from {0} --draft DRAFT.md`, read it, and "
	    "compose that", gs_say_text(path), gs_say_text(kind));
	return true;
}

/* Check --------------------------------------------------------------- */

static void put_faults(const struct gs_faults *faults, const char *path)
{
	for (const struct gs_fault *f = faults->first; f != NULL; f = f->next)
		printf("%s: %s%s\n", path, f->refused ? "" : "advice: ",
		    f->text);
}

static void put_sum(const struct gs_memo_review *c, const char *path)
{
	printf("%s: %zu fault%s, %zu piece%s of advice: %s\n", path,
	    c->faults.refused, c->faults.refused == 1 ? "" : "s",
	    c->faults.advised, c->faults.advised == 1 ? "" : "s",
	    c->faults.refused == 0 ? "it is a memo" : "not a memo yet");
	if (c->hidden > 0)
		printf("`gainsay compose --clean OUT %s` writes a copy without "
		    "the %zu character%s that could tell one copy from "
		    "another\n", path, c->hidden, c->hidden == 1 ? "" : "s");
	if (!c->front)
		printf("`gainsay compose --from %s --draft OUT.md` makes a "
		    "draft with a front matter of it\n", path);
}

int gs_compose_check(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    struct gs_span text)
{
	struct gs_memo_review c = {.front = false};

	int err = gs_memo_check(&c, arena, rules, text.ptr, text.len);
	if (err != GS_OK)
		return err;
	gs_say_exercise(stdout, rules->exercise);
	put_faults(&c.faults, path);
	put_sum(&c, path);
	gs_verb_answered();
	return c.faults.refused == 0 ? GS_OK : GS_ERR_FORMAT;
}

int gs_compose_check_json(struct gs_arena *arena,
    const struct gs_document_rules *rules, const struct gs_record *charter,
    struct gs_span text)
{
	struct gs_memo_review c = {.front = false};
	struct gs_json_object o = {.json = NULL};

	int err = gs_memo_check(&c, arena, rules, text.ptr, text.len);
	if (err != GS_OK)
		return err;
	o = gs_json_object_start();
	gs_json_put(&o, "exercise", json_boolean(rules->exercise));
	gs_review_put_json(&o, &c, charter);
	err = gs_json_print(&o);
	gs_verb_answered();
	return err != GS_OK || c.faults.refused == 0 ? err : GS_ERR_FORMAT;
}

/* Clean --------------------------------------------------------------- */

static void put_change(FILE *out, const struct gs_clean_change *c)
{
	char name[GS_CHARACTER_NAME_MAX];

	gs_character_name(name, c->c);
	fprintf(out, "line %zu, column %zu: ", c->line, c->column);
	if (c->fault == NULL)
		fprintf(out, "blanks at the end of the line: removed\n");
	else if (c->to == NULL)
		fprintf(out, "%s: left, since it can be read in more than one "
		    "way: %s\n", name, c->fault->why);
	else if (c->to[0] == '\0')
		fprintf(out, "%s: removed\n", name);
	else
		fprintf(out, "%s: replaced by %s\n", name,
		    strcmp(c->to, " ") == 0 ? "a space" :
		    strcmp(c->to, "\n") == 0 ? "a line's end" : c->to);
}

static void put_changes(FILE *to, const struct gs_clean_text *c,
    const char *path)
{
	size_t changes = c->count - c->left;

	for (size_t i = 0; i < c->count; i++)
		put_change(to, &c->changes[i]);
	if (c->composed)
		fprintf(to, "letters and accents that stood apart are one "
		    "character each (NFC)\n");
	fprintf(to, "%s: %zu change%s, %zu left%s\n", path, changes,
	    changes == 1 ? "" : "s", c->left, c->left == 0 ? "" :
	    ": write these in plain letters yourself");
}

int gs_compose_clean(struct gs_arena *arena, const char *path,
    struct gs_span text, const char *out)
{
	struct gs_clean_text c = {0};
	struct gs_report report = {.text = ""};
	bool printed = strcmp(out, "-") == 0;

	int err = gs_clean(&c, &report, arena, text.ptr, text.len, false);
	if (err != GS_OK) {
		gs_verb_report_at(path, &report);
		return err;
	}
	err = printed ? gs_file_write(out, c.ptr, c.len, 0600, &report) :
	    gs_file_create(out, c.ptr, c.len, 0600, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return GS_ERR_IO;
	}

	/* The text goes to standard output alone. */
	put_changes(printed ? stderr : stdout, &c, path);
	gs_verb_answered();
	return c.left == 0 ? GS_OK : GS_ERR_FORMAT;
}

/* Draft --------------------------------------------------------------- */

static void put_guesses(const struct gs_memo_draft *draft, const char *out)
{
	size_t n = draft->guesses.advised;

	printf("\nWhere the conversion guessed (%zu), by the lines of %s:\n",
	    n, out);
	for (const struct gs_fault *f = draft->guesses.first; f != NULL;
	    f = f->next)
		printf("  %s\n", f->text);
	if (n == 0)
		printf("  nowhere\n");
}

static void put_removed(const struct gs_clean_text *c)
{
	size_t removed = 0;

	for (size_t i = 0; i < c->count; i++)
		removed += c->changes[i].fault != NULL &&
		    c->changes[i].to != NULL;

	if (removed > 0)
		printf("\n%zu character%s of the source that do%s not show, or "
		    "look like others:\n", removed, removed == 1 ? "" : "s",
		    removed == 1 ? "es" : "");
	for (size_t i = 0; i < c->count; i++)
		if (c->changes[i].fault != NULL)
			put_change(stdout, &c->changes[i]);
}

/* A draft, and what it came from. */
struct source {
	const struct gs_memo_draft *draft;
	const struct gs_clean_text *cleaned;
	const struct gs_converted *file;
};

/* What the source's file holds and the draft has not. */
static void put_dropped(const struct gs_converted *file)
{
	size_t n = file->count + (size_t)file->more;

	if (n == 0)
		return;
	printf("\n%zu thing%s of the source that the draft has not, or has as "
	    "if nothing were:\n", n, n == 1 ? "" : "s");
	gs_print_asides(file);
}

static int write_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *out,
    const struct source *of)
{
	const struct gs_memo_draft *draft = of->draft;
	struct gs_memo_review c = {.front = false};
	struct gs_report report = {.text = ""};

	int err = gs_memo_check(&c, arena, rules, draft->ptr, draft->len);
	if (err != GS_OK)
		return err;
	if (gs_file_create(out, draft->ptr, draft->len, 0600, &report) !=
	    GS_OK) {
		gs_verb_report(&report);
		return GS_ERR_IO;
	}
	gs_say_exercise(stdout, rules->exercise);
	if (c.doc.count > 0)
		err = gs_print_document(arena, &c.doc);
	if (err != GS_OK)
		return err;

	put_guesses(draft, out);
	put_removed(of->cleaned);
	put_dropped(of->file);
	printf("\nWhat compose says of the draft:\n");
	put_faults(&c.faults, out);
	printf("\nwrote %s; nothing is sealed.  Read it against the source, "
	    "correct it, then `gainsay compose %s`\n", out, out);
	return GS_OK;
}

static int draft_file(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    const char *out, const struct gs_converted *file)
{
	struct gs_clean_text cleaned = {0};
	struct gs_memo_draft draft = {0};
	struct gs_report report = {.text = ""};

	int err = gs_clean(&cleaned, &report, arena, file->text.ptr,
	    file->text.len, true);
	if (err != GS_OK) {
		gs_verb_report_at(path, &report);
		return err;
	}

	err = gs_memo_draft_make(&draft, arena, &rules->headings,
	    cleaned.ptr, cleaned.len);
	return err != GS_OK ? err : write_draft(arena, rules, out,
	    &(struct source){&draft, &cleaned, file});
}

int gs_compose_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    const char *out)
{
	struct gs_text_file file = {.len = 0};
	struct gs_report report = {.text = ""};
	int err = gs_text_read(&file, GS_DOCUMENT_MAX, path, &report);

	if (err != GS_OK) {
		gs_verb_report(&report);
		err = GS_ERR_IO;
	} else {
		err = draft_file(arena, rules, path, out, &file.is);
	}
	gs_text_close(&file);
	return err;
}
