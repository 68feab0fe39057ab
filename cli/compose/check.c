/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cli/compose/compose.h"
#include "cli/common/convert.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "lib/memo/check.h"
#include "lib/memo/clean.h"
#include "lib/memo/draft.h"

static int say(int err)
{
	fprintf(stderr, "gainsay compose: %s\n", gs_strerror(err));
	return GS_CANNOT;
}

bool gs_compose_converted(const char *path, struct gs_span text)
{
	const char *kind = gs_text_kind(text.ptr, text.len);
	if (kind == NULL)
		return false;
	fprintf(stderr, "gainsay compose: %s is %s, and nothing is sealed from "
	    "a conversion that its author has not seen: have a draft made by "
	    "`gainsay compose --from %s --draft DRAFT.md`, read it, and "
	    "compose that\n", path, kind, path);
	return true;
}

/* Check --------------------------------------------------------------- */

static void put_faults(const struct gs_faults *faults, const char *path)
{
	for (const struct gs_fault *f = faults->first; f != NULL; f = f->next)
		printf("%s: %s%s\n", path, f->refused ? "" : "advice: ",
		    f->text);
}

static void put_sum(const struct gs_memo_checked *c, const char *path)
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
	struct gs_memo_checked c = {.front = false};
	int err = gs_memo_check(&c, arena, rules, text.ptr, text.len);
	if (err != GS_OK)
		return say(err);
	gs_say_exercise(stdout, rules->exercise);
	put_faults(&c.faults, path);
	put_sum(&c, path);
	return c.faults.refused == 0 ? GS_FIT : GS_UNFIT;
}

/* Clean --------------------------------------------------------------- */

static void put_change(FILE *out, const struct gs_clean_change *c)
{
	char name[GS_CHARACTER_NAME_MAX];
	gs_character_name(name, c->c);
	fprintf(out, "line %zu, column %zu: ", c->line, c->column);
	if (c->silent)
		fprintf(out, "blanks at the end of the line: removed\n");
	else if (c->to == NULL)
		fprintf(out, "%s: left, since it can be read in more than one "
		    "way: %s\n", name, c->why);
	else if (c->to[0] == '\0')
		fprintf(out, "%s: removed\n", name);
	else
		fprintf(out, "%s: replaced by %s\n", name,
		    strcmp(c->to, " ") == 0 ? "a space" :
		    strcmp(c->to, "\n") == 0 ? "a line's end" : c->to);
}

int gs_compose_clean(struct gs_arena *arena, const char *path,
    struct gs_span text, const char *out)
{
	struct gs_cleaned c = {0};
	struct gs_report report = {.text = ""};
	/* The text goes to standard output alone. */
	FILE *to = strcmp(out, "-") == 0 ? stderr : stdout;
	int err = gs_clean(&c, &report, arena, text.ptr, text.len, false);
	if (err == GS_ERR_FORMAT || err == GS_ERR_RANGE) {
		fprintf(stderr, "gainsay compose: %s: %s\n", path,
		    report.text);
		return GS_UNFIT;
	}
	if (err != GS_OK)
		return say(err);
	err = strcmp(out, "-") == 0 ? gs_cli_file_write(out, c.ptr, c.len, 0600) :
	    gs_cli_file_create(out, c.ptr, c.len, 0600);
	if (err != GS_OK)
		return GS_CANNOT;
	for (size_t i = 0; i < c.count; i++)
		put_change(to, &c.changes[i]);
	if (c.composed)
		fprintf(to, "letters and accents that stood apart are one "
		    "character each (NFC)\n");
	fprintf(to, "%s: %zu change%s, %zu left%s\n", path, c.count - c.left,
	    c.count - c.left == 1 ? "" : "s", c.left,
	    c.left == 0 ? "" : ": write these in plain letters yourself");
	return c.left == 0 ? GS_FIT : GS_UNFIT;
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

static void put_removed(const struct gs_cleaned *c)
{
	size_t removed = 0;
	for (size_t i = 0; i < c->count; i++)
		removed += !c->changes[i].silent && c->changes[i].to != NULL;
	if (removed > 0)
		printf("\n%zu character%s of the source that do%s not show, or "
		    "look like others:\n", removed, removed == 1 ? "" : "s",
		    removed == 1 ? "es" : "");
	for (size_t i = 0; i < c->count; i++)
		if (!c->changes[i].silent)
			put_change(stdout, &c->changes[i]);
}

static int write_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *out,
    const struct gs_memo_draft *draft, const struct gs_cleaned *cleaned)
{
	struct gs_memo_checked c = {.front = false};
	int err = gs_memo_check(&c, arena, rules, draft->ptr, draft->len);
	if (err != GS_OK)
		return say(err);
	if (gs_cli_file_create(out, draft->ptr, draft->len, 0600) != GS_OK)
		return GS_CANNOT;
	if (c.doc.count > 0 &&
	    gs_compose_show(arena, &c.doc, rules->exercise) != GS_FIT)
		return say(GS_ERR_MEMORY);
	put_guesses(draft, out);
	put_removed(cleaned);
	printf("\nWhat compose says of the draft:\n");
	put_faults(&c.faults, out);
	printf("\nwrote %s; nothing is sealed.  Read it against the source, "
	    "correct it, then `gainsay compose %s`\n", out, out);
	return GS_FIT;
}

int gs_compose_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    const char *out)
{
	uint8_t *text = NULL;
	size_t len = 0;
	struct gs_cleaned cleaned = {0};
	struct gs_memo_draft draft = {0};
	struct gs_report report = {.text = ""};
	int rc = GS_CANNOT;
	if (gs_text_read(&text, &len, GS_DOCUMENT_MAX, path) != GS_OK)
		return GS_CANNOT;
	int err = gs_clean(&cleaned, &report, arena, text, len, true);
	gs_file_wipe(&text, len);
	if (err == GS_ERR_FORMAT || err == GS_ERR_RANGE) {
		fprintf(stderr, "gainsay compose: %s: %s\n", path,
		    report.text);
		return GS_UNFIT;
	}
	if (err == GS_OK)
		err = gs_memo_draft_make(&draft, arena, cleaned.ptr, cleaned.len);
	if (err == GS_OK)
		rc = write_draft(arena, rules, out, &draft, &cleaned);
	else
		rc = say(err);
	return rc;
}
