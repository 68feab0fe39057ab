/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/memo/clean.h"
#include "lib/memo/outline.h"
#include "lib/memo/text.h"

/* Characters ---------------------------------------------------------- */

#define BUCKETS 4096 /* characters that share one are counted together */

static int add_change(struct gs_faults *faults, const struct gs_clean_change *c)
{
	char name[GS_CHARACTER_NAME_MAX];
	if (c->silent)
		return gs_fault_add(faults, false, c->line, "line %zu, column "
		    "%zu: %s (the memo has none)", c->line, c->column, c->why);
	gs_character_name(name, c->c);
	return gs_fault_add(faults, true, c->line, "line %zu, column %zu: %s: "
	    "%s", c->line, c->column, name, c->why);
}

/* A text full of soft hyphens must not hide what else there is. */
static int add_changes(struct gs_memo_checked *out, struct gs_arena *arena,
    const struct gs_cleaned *cleaned)
{
	uint32_t *seen = gs_arena_take(arena, BUCKETS, sizeof *seen);
	char name[GS_CHARACTER_NAME_MAX];
	int err = seen == NULL ? GS_ERR_MEMORY : GS_OK;
	for (size_t i = 0; err == GS_OK && i < cleaned->count; i++) {
		const struct gs_clean_change *c = &cleaned->changes[i];
		out->hidden += !c->silent && c->to != NULL;
		if (++seen[c->c % BUCKETS] <= GS_CHECK_EACH)
			err = add_change(&out->faults, c);
	}
	for (size_t i = 0; err == GS_OK && i < cleaned->count; i++) {
		const struct gs_clean_change *c = &cleaned->changes[i];
		uint32_t *n = &seen[c->c % BUCKETS];
		if (*n <= GS_CHECK_EACH)
			continue;
		gs_character_name(name, c->c);
		err = gs_fault_add(&out->faults, !c->silent, SIZE_MAX,
		    "%s: %zu times in all, of which %d are shown", name,
		    (size_t)*n, GS_CHECK_EACH);
		*n = 0;
	}
	return err;
}

/* Advice -------------------------------------------------------------- */

static size_t find_heading(const struct gs_document *doc, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < doc->count; i++) {
		struct gs_span t = doc->blocks[i].text;
		if (doc->info[i].kind != GS_BLOCK_HEADING)
			continue;
		for (size_t at = 0; at + n <= t.len; at++)
			if (strncasecmp((const char *)t.ptr + at, name, n) == 0)
				return i;
	}
	return doc->count;
}

static int advise_sections(struct gs_faults *faults,
    const struct gs_document *doc)
{
	int err = GS_OK;
	size_t requests = find_heading(doc,
	    gs_section_name(GS_SECTION_REQUESTS));
	for (size_t i = 0; i < GS_SECTIONS; i++)
		if (err == GS_OK &&
		    find_heading(doc, gs_section_name(i)) == doc->count)
			err = gs_fault_add(faults, false, SIZE_MAX, "no section "
			    "`## %s`: %s", gs_section_name(i),
			    gs_section_purpose(i));
	if (err != GS_OK || requests == doc->count || doc->requests > 0)
		return err;
	return gs_fault_add(faults, false, doc->info[requests].line, "line "
	    "%zu, column 1: no numbered request follows this heading, which "
	    "must read `Requests`; the office answers each request that "
	    "begins `1. `, `2. ` ...", doc->info[requests].line);
}

static bool may_be_marked(const struct gs_document *doc, size_t i)
{
	return doc->info[i].kind != GS_BLOCK_FIELD &&
	    doc->info[i].kind != GS_BLOCK_BREAK &&
	    doc->info[i].kind != GS_BLOCK_CODE;
}

static int advise_marks(struct gs_faults *faults,
    const struct gs_document *doc)
{
	size_t marked = 0;
	int err = GS_OK;
	for (size_t i = 0; i < doc->count; i++)
		marked += doc->blocks[i].mark.len != 0;
	if (marked == 0)
		return gs_fault_add(faults, false, SIZE_MAX, "no block has a "
		    "portion mark, so the banner is %.*s; a mark stands at "
		    "the beginning, as `(U) ` or `1. (U) `",
		    (int)doc->banner.len, (const char *)doc->banner.ptr);
	for (size_t i = 0; err == GS_OK && i < doc->count; i++)
		if (may_be_marked(doc, i) && doc->blocks[i].mark.len == 0)
			err = gs_fault_add(faults, false, doc->info[i].line,
			    "line %zu, column 1: this %s has no portion mark, "
			    "and %zu others have one; it counts as unmarked, "
			    "not as (U)", doc->info[i].line,
			    gs_block_kind_name(doc->info[i].kind), marked);
	return err;
}

int gs_memo_advise(struct gs_faults *faults, const struct gs_document *doc)
{
	int err = advise_marks(faults, doc);
	return err == GS_OK ? advise_sections(faults, doc) : err;
}

/* The whole ----------------------------------------------------------- */

static bool is_verdict(int err)
{
	return err == GS_ERR_FORMAT || err == GS_ERR_RANGE ||
	    err == GS_ERR_RULE || err == GS_ERR_MISMATCH ||
	    err == GS_ERR_SPACE;
}

int gs_memo_check(struct gs_memo_checked *out, struct gs_arena *arena,
    const struct gs_document_rules *rules, const void *text, size_t len)
{
	struct gs_memo_checked done = {.faults = {.arena = arena}};
	struct gs_document_rules all = *rules;
	struct gs_cleaned cleaned = {0};
	struct gs_report report = {.text = ""};
	all.faults = &done.faults;
	int err = gs_clean(&cleaned, &report, arena, text, len, false);
	if (err == GS_OK)
		err = add_changes(&done, arena, &cleaned);
	if (err == GS_OK)
		err = gs_document_parse(&done.doc, &report, arena, &all,
		    cleaned.ptr, cleaned.len);
	done.front = cleaned.len >= 4 && memcmp(cleaned.ptr, "---\n", 4) == 0;
	if (err == GS_OK)
		err = gs_memo_advise(&done.faults, &done.doc);
	else if (is_verdict(err))
		err = gs_fault_add(&done.faults, true, 0, "%s",
		    report.text[0] != '\0' ? report.text : gs_strerror(err));
	if (err != GS_OK)
		return err;
	gs_faults_sort(&done.faults);
	*out = done;
	return GS_OK;
}
