/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/check.h"

#include <string.h>

#include "lib/memo/clean.h"
#include "lib/memo/marker.h"
#include "lib/memo/outline.h"
#include "lib/memo/span.h"

/* Characters ---------------------------------------------------------- */

#define BUCKETS 4096 /* characters that share one are counted together */

static int add_character(struct gs_faults *faults,
    const struct gs_clean_change *c)
{
	struct gs_report report = {.text = ""};

	if (c->fault == NULL)
		return gs_fault_tell(faults, false, c->line,
		    "blanks-at-line-end", "line {0}, column {1}: blanks at the "
		    "end of a line; remove them (the memo has none)",
		    gs_say_number(c->line), gs_say_number(c->column));

	gs_character_report(&report, c->line, c->column, c->c, c->fault);
	return gs_fault_report(faults, true, c->line, &report);
}

/* How many there are of characters of which not all are shown. */
static int add_totals(struct gs_memo_review *out, uint32_t *seen,
    const struct gs_clean_text *clean)
{
	char name[GS_CHARACTER_NAME_MAX];
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < clean->count; i++) {
		const struct gs_clean_change *c = &clean->changes[i];
		uint32_t *n = &seen[c->c % BUCKETS];
		if (*n <= GS_CHECK_EACH)
			continue;
		gs_character_name(name, c->c);
		err = gs_fault_tell(&out->faults, c->fault != NULL, SIZE_MAX,
		    "character-often", "{0}: {1} times in all, of which {2} "
		    "are shown", gs_say_text(name), gs_say_number(*n),
		    gs_say_number(GS_CHECK_EACH));
		*n = 0;
	}
	return err;
}

/* A text full of soft hyphens must not hide what else there is. */
static int add_changes(struct gs_memo_review *out, struct gs_arena *arena,
    const struct gs_clean_text *clean)
{
	uint32_t *seen = gs_arena_take(arena, BUCKETS, sizeof *seen);
	int err = seen == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; err == GS_OK && i < clean->count; i++) {
		const struct gs_clean_change *c = &clean->changes[i];
		out->hidden += c->fault != NULL && c->to != NULL;
		if (++seen[c->c % BUCKETS] <= GS_CHECK_EACH)
			err = add_character(&out->faults, c);
	}
	return err == GS_OK ? add_totals(out, seen, clean) : err;
}

/* Advice -------------------------------------------------------------- */

#define AUTHOR_SHOWN 60 /* bytes */
#define LINES_NAMED 12

/* The first heading that has the words, in whatever case of ASCII. */
static size_t find_section(const struct gs_document *doc, struct gs_span name)
{
	for (size_t i = 0; i < doc->count; i++) {
		struct gs_span t = doc->blocks[i].text;
		if (doc->info[i].kind != GS_BLOCK_HEADING)
			continue;
		for (size_t at = 0; at + name.len <= t.len; at++)
			if (gs_span_same_fold((struct gs_span){t.ptr + at,
			        name.len}, name))
				return i;
	}
	return doc->count;
}

/* As its heading reads; of several headings of requests the first. */
static struct gs_span section_heading(enum gs_section section,
    const struct gs_request_headings *headings)
{
	const char *name = gs_section_name(section);

	return section == GS_SECTION_REQUESTS ?
	    gs_request_heading(headings, 0) :
	    (struct gs_span){(const uint8_t *)name, strlen(name)};
}

/* Where the requests seem to begin. */
static size_t find_asking(const struct gs_document *doc,
    const struct gs_request_headings *headings)
{
	size_t found = doc->count, n = 0;

	do {
		found = find_section(doc, gs_request_heading(headings, n));
	} while (found == doc->count && ++n < headings->count);
	return found;
}

static int advise_requests(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_request_headings *headings)
{
	size_t at = find_asking(doc, headings);

	if (at == doc->count || doc->requests > 0)
		return GS_OK;
	struct gs_span text = gs_request_heading(headings, 0);
	return gs_fault_tell(faults, false, doc->info[at].line,
	    "no-numbered-request", "line {0}, column 1: no numbered request "
	    "follows this heading, which must read `{1}`; the office "
	    "answers each request that begins `1. `, `2. ` ...",
	    gs_say_number(doc->info[at].line),
	    gs_say_span(text.ptr, text.len));
}

/* What an item asks with, in whatever case of ASCII. */
static bool asks_something(struct gs_span text)
{
	static const char *const verbs[] = {" should ", " must ", " shall ",
		" request", " recommend", " urge ", " ask ", " call for "};
	static const char *const first[] = {"publish ", "restore ", "stop ",
		"suspend ", "withdraw ", "review ", "end ", "release ",
		"provide ", "explain ", "consult ", "ensure ", "establish ",
		"reconsider ", "commission ", "appoint ", "reopen ", "repeal ",
		"cancel ", "halt ", "resume ", "revise ", "answer ", "inform ",
		"allow ", "adopt ", "create ", "conduct ", "run ", "give ",
		"open ", "close ", "direct ", "instruct ", "state ", "tell ",
		"make ", "take ", "order ", "request ", "we ask", "we request",
		"we recommend", "we urge", "that "};
	size_t at = 0;

	while (gs_front_next(text, &at))
		;
	struct gs_span words = gs_span_from(text, at);
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (gs_span_begins(words, first[i]))
			return true;
	for (; at < text.len; at++)
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
			if (gs_span_begins(gs_span_from(text, at), verbs[i]))
				return true;
	return false;
}

static bool is_numbered(const struct gs_document *doc, size_t i)
{
	struct gs_span text = doc->blocks[i].text;

	return doc->info[i].kind == GS_BLOCK_ITEM &&
	    doc->info[i].request == 0 && gs_marker_read(gs_span_from(text,
	    gs_span_blanks(text, 0)), GS_MARKERS_MARKDOWN).kind ==
	    GS_MARKER_NUMBER;
}

bool gs_memo_asking_list(size_t *at, size_t *items,
    const struct gs_document *doc)
{
	for (size_t i = *at, end = 0; i < doc->count;
	    i = end > i ? end : i + 1) {
		size_t asking = 0;
		for (end = i; end < doc->count && is_numbered(doc, end); end++)
			asking += asks_something(doc->blocks[end].text);
		if (end == i || 2 * asking < end - i)
			continue;
		*at = i;
		*items = end - i;
		return true;
	}
	return false;
}

static int advise_lists(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_request_headings *headings)
{
	struct gs_span text = gs_request_heading(headings, 0);
	int err = GS_OK;

	for (size_t i = 0, n = 0; err == GS_OK &&
	    gs_memo_asking_list(&i, &n, doc); i += n)
		err = gs_fault_tell(faults, false, doc->info[i].line,
		    "list-like-requests", "line {0}, column 1: this numbered "
		    "list of {1} reads like requests, and stands under no "
		    "heading `{2}`; the office has to answer one by one what "
		    "stands there alone", gs_say_number(doc->info[i].line),
		    gs_say_number(n), gs_say_span(text.ptr, text.len));
	return err;
}

static int advise_sections(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_request_headings *headings)
{
	int err = GS_OK;

	for (enum gs_section i = 0; err == GS_OK && i < GS_SECTIONS; i++) {
		/* Of a language of its own the channel names this one only. */
		if (headings->count > 0 && i != GS_SECTION_REQUESTS)
			continue;

		struct gs_span text = section_heading(i, headings);
		size_t at = i == GS_SECTION_REQUESTS ?
		    find_asking(doc, headings) : find_section(doc, text);

		if (at == doc->count)
			err = gs_fault_tell(faults, false, SIZE_MAX,
			    "section-missing", "no section `## {0}`: {1}",
			    gs_say_span(text.ptr, text.len),
			    gs_say_text(gs_section_purpose(i)));
	}
	return err == GS_OK ? advise_requests(faults, doc, headings) : err;
}

static bool may_be_marked(const struct gs_document *doc, size_t i)
{
	return doc->info[i].kind != GS_BLOCK_FIELD &&
	    doc->info[i].kind != GS_BLOCK_BREAK &&
	    doc->info[i].kind != GS_BLOCK_CODE;
}

static bool lacks_mark(const struct gs_document *doc, size_t i)
{
	return may_be_marked(doc, i) && doc->blocks[i].mark.len == 0;
}

/* The lines at which they begin, of many the first: "3, 7, 9 and 40 more". */
static void write_unmarked(char *out, size_t max,
    const struct gs_document *doc, size_t count)
{
	struct gs_writer w = gs_writer_of(out, max - 1);
	size_t n = 0;

	for (size_t i = 0; i < doc->count && n < LINES_NAMED; i++) {
		if (!lacks_mark(doc, i))
			continue;
		if (n > 0)
			gs_write_text(&w, n + 1 == count ? " and " : ", ");
		gs_write_decimal(&w, doc->info[i].line);
		n++;
	}
	if (n < count) {
		gs_write_text(&w, " and ");
		gs_write_decimal(&w, count - n);
		gs_write_text(&w, " more");
	}
	out[w.len] = '\0';
}

/* All in one sentence: what is said of each would hide what else there is. */
static int advise_unmarked(struct gs_faults *faults,
    const struct gs_document *doc, size_t marked)
{
	size_t first = doc->count, count = 0;
	char lines[LINES_NAMED * 24];

	for (size_t i = 0; i < doc->count; i++)
		if (lacks_mark(doc, i) && count++ == 0)
			first = i;
	if (count == 0)
		return GS_OK;
	size_t line = doc->info[first].line;
	if (count == 1)
		return gs_fault_tell(faults, false, line, "block-unmarked",
		    "line {0}, column 1: this {1} has no portion mark, and {2} "
		    "others have one; it counts as unmarked, not as marked "
		    "lowest", gs_say_number(line), gs_say_text(
		    gs_block_kind_name(doc->info[first].kind)),
		    gs_say_number(marked));

	write_unmarked(lines, sizeof lines, doc, count);
	return gs_fault_tell(faults, false, line, "blocks-unmarked",
	    "lines {0}: these {1} blocks have no portion mark, and {2} others "
	    "have one; they count as unmarked, not as marked lowest",
	    gs_say_text(lines), gs_say_number(count), gs_say_number(marked));
}

static int advise_marks(struct gs_faults *faults,
    const struct gs_document *doc)
{
	size_t marked = 0;

	if (doc->banner.len == 0)
		return GS_OK; /* there are no marks */
	for (size_t i = 0; i < doc->count; i++)
		marked += doc->blocks[i].mark.len != 0;
	if (marked == 0)
		return gs_fault_tell(faults, false, SIZE_MAX, "no-block-marked",
		    "no block has a portion mark, so the banner is {0}; a mark "
		    "stands in parentheses at the beginning of a block, behind "
		    "its number if it has one",
		    gs_say_span(doc->banner.ptr, doc->banner.len));
	return advise_unmarked(faults, doc, marked);
}

/* What a line begins with that says who wrote the text. */
static bool names_author(struct gs_span line)
{
	static const char *const words[] = {"from:", "author:", "by:",
	    "written by", "drafted by", "drafter:", "prepared by", "signed:",
	    "signed,", "/s/", "sincerely", "respectfully", "regards",
	    "yours", "best regards", "kind regards", "my name is",
	    "contact:", "name:"};
	struct gs_span bare = gs_span_from(line,
	    gs_span_run(line, 0, " *_>-"));

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (gs_span_begins(bare, words[i]))
			return true;
	return false;
}

/* The first such line of a block, or an empty span. */
static struct gs_span find_author(struct gs_span text)
{
	size_t at = 0;

	while (at < text.len) {
		struct gs_span line = gs_span_from(text, at);
		const uint8_t *lf = memchr(line.ptr, '\n', line.len);

		if (lf != NULL)
			line.len = (size_t)(lf - line.ptr);
		if (names_author(line))
			return line;
		at += line.len + 1;
	}
	return (struct gs_span){NULL, 0};
}

static int advise_author(struct gs_faults *faults,
    const struct gs_document *doc)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < doc->count; i++) {
		struct gs_span line = find_author(doc->blocks[i].text);
		if (line.len == 0)
			continue;
		size_t n = line.len < AUTHOR_SHOWN ? line.len : AUTHOR_SHOWN;
		while (n > 0 && n < line.len && (line.ptr[n] & 0xc0) == 0x80)
			n--;
		err = gs_fault_tell(faults, false, doc->info[i].line,
		    "author-named", "line {0}, column 1: \"{1}\" seems to say "
		    "who wrote it; everybody who gets the link will read that, "
		    "and so will the office",
		    gs_say_number(doc->info[i].line),
		    gs_say_span(line.ptr, n));
	}
	return err;
}

int gs_memo_advise(struct gs_faults *faults, const struct gs_document *doc,
    const struct gs_request_headings *headings)
{
	int err = advise_author(faults, doc);

	if (err == GS_OK)
		err = advise_marks(faults, doc);
	if (err == GS_OK)
		err = advise_lists(faults, doc, headings);
	return err == GS_OK ? advise_sections(faults, doc, headings) : err;
}

/* Addressees ----------------------------------------------------------- */

static bool has_item(const struct gs_terms_list *list, struct gs_span name)
{
	for (size_t i = 0; i < list->count; i++)
		if (gs_span_same_fold(list->item[i], name))
			return true;
	return false;
}

/* The value of the n-th line `to`; empty behind the last. */
static struct gs_span find_to(size_t *line, const struct gs_document *doc,
    size_t n)
{
	const size_t name = strlen("to: ");

	for (size_t i = 0; i < doc->count; i++) {
		struct gs_span text = doc->blocks[i].text;
		if (doc->info[i].kind != GS_BLOCK_FIELD ||
		    !gs_span_begins(text, "to: ") || n-- > 0)
			continue;
		*line = doc->info[i].line;
		return gs_span_from(text, name);
	}
	return (struct gs_span){NULL, 0};
}

static bool is_written_to(const struct gs_document *doc, struct gs_span name)
{
	struct gs_span to = {NULL, 0};
	size_t line = 0;

	for (size_t n = 0; (to = find_to(&line, doc, n)).len > 0; n++)
		if (gs_span_same_fold(to, name))
			return true;
	return false;
}

int gs_memo_advise_addressees(struct gs_faults *faults,
    const struct gs_document *doc, const struct gs_terms_list *addressees,
    const struct gs_terms_list *heads)
{
	int err = GS_OK;
	struct gs_span to = {NULL, 0};
	size_t line = 0;

	for (size_t i = 0; err == GS_OK && i < addressees->count; i++)
		if (!is_written_to(doc, addressees->item[i]))
			err = gs_fault_tell(faults, false, 0,
			    "addressee-not-in-text", "the memo goes to "
			    "\"{0}\", and no line `to` of its front matter "
			    "says so",
			    gs_say_span(addressees->item[i].ptr,
			    addressees->item[i].len));
	for (size_t n = 0; err == GS_OK &&
	    (to = find_to(&line, doc, n)).len > 0; n++) {
		if (has_item(addressees, to))
			continue;
		bool head = has_item(heads, to);
		err = gs_fault_tell(faults, false, line, "to-not-addressee",
		    "line {0}, column 1: the front matter says `to: {1}`, and "
		    "the memo does not go there{2}", gs_say_number(line),
		    gs_say_span(to.ptr, to.len), gs_say_text(head ?
		    ": `--to` with this name sends it" :
		    "; the charter has no such head"));
	}
	return err;
}

/* The whole ----------------------------------------------------------- */

static bool is_refused(int err)
{
	return err == GS_ERR_FORMAT || err == GS_ERR_RANGE ||
	    err == GS_ERR_RULE || err == GS_ERR_MISMATCH ||
	    err == GS_ERR_SPACE;
}

/* What refused the text as a whole. */
static int add_refusal(struct gs_faults *faults, struct gs_report *report,
    int err)
{
	if (report->text[0] == '\0')
		gs_report_tell(report, "memo-refused", "{0}",
		    gs_say_text(gs_strerror(err)));
	return gs_fault_report(faults, true, 0, report);
}

int gs_memo_check(struct gs_memo_review *out, struct gs_arena *arena,
    const struct gs_document_rules *rules, const void *text, size_t len)
{
	struct gs_memo_review done = {.faults = {.arena = arena}};
	struct gs_document_rules all = *rules;
	struct gs_clean_text clean = {0};
	struct gs_report report = {.text = ""};

	all.faults = &done.faults;
	int err = gs_clean(&clean, &report, arena, text, len, false);
	if (err == GS_OK)
		err = add_changes(&done, arena, &clean);
	if (err == GS_OK)
		err = gs_document_parse(&done.doc, &report, arena, &all,
		    clean.ptr, clean.len);
	done.front = clean.len >= 4 && memcmp(clean.ptr, "---\n", 4) == 0;

	if (err == GS_OK)
		err = gs_memo_advise(&done.faults, &done.doc, &rules->headings);
	else if (is_refused(err))
		err = add_refusal(&done.faults, &report, err);
	if (err != GS_OK)
		return err;

	gs_faults_sort(&done.faults);
	*out = done;
	return GS_OK;
}
