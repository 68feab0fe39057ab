/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/document.h"

#include <cmark.h>
#include <string.h>

#include "lib/memo/gap.h"
#include "lib/memo/marker.h"
#include "lib/memo/outline.h"
#include "lib/memo/portion.h"
#include "lib/memo/reference.h"
#include "lib/memo/span.h"
#include "lib/memo/text.h"

/* A document while it is read. */
struct reading {
	struct gs_document doc;
	const struct gs_document_rules *rules;
	struct gs_report *report;
	struct gs_text text;
	struct gs_span *lines;  /* of the normalised text, without LF */
	size_t body;            /* index of the first line of the body */
	struct gs_span marking; /* as the front matter states it */
	unsigned section;       /* level of the requests' heading, or 0 */
};

static size_t source_line(const struct reading *r, size_t index)
{
	return index < r->text.lines ? r->text.line[index] : index + 1;
}

/* The error, unless all faults are asked for: then what the report says is put
 * there, and reading goes on. */
static int tolerate_fault(struct reading *r, int err, size_t line)
{
	if (r->rules->faults == NULL || (err != GS_ERR_FORMAT &&
	    err != GS_ERR_RULE && err != GS_ERR_MISMATCH))
		return err;
	return gs_fault_report(r->rules->faults, true, line, r->report);
}

const char *gs_block_kind_name(enum gs_block_kind kind)
{
	static const char *const names[] = {"field", "heading", "paragraph",
	    "item", "code", "quote", "break"};

	return names[kind];
}

/* Front matter ------------------------------------------------------- */

/* How often a line may stand there. */
static const struct {
	size_t min, max;
} front_counts[GS_FRONT_LINES] = {
	[GS_FRONT_SUBJECT] = {1, 1},
	[GS_FRONT_FROM] = {0, 1},
	[GS_FRONT_TO] = {1, 32},
	[GS_FRONT_DATE] = {0, 1},
	[GS_FRONT_REFERENCE] = {0, 1},
	[GS_FRONT_MARKING] = {0, 1},
};

/* Splits `name: value`; GS_FRONT_LINES if it is no line of a front matter. */
static enum gs_front_line split_field(struct gs_span *value,
    struct gs_span line)
{
	for (enum gs_front_line i = 0; i < GS_FRONT_LINES; i++) {
		const char *name = gs_front_name(i);
		size_t n = strlen(name);
		if (line.len < n + 2 || line.ptr[n] != ':' ||
		    memcmp(line.ptr, name, n) != 0)
			continue;
		size_t from = n + 1 + gs_span_blanks(line, n + 1);
		*value = gs_span_from(line, from);
		return value->len == 0 ? GS_FRONT_LINES :
		    (enum gs_front_line)i;
	}
	return GS_FRONT_LINES;
}

bool gs_block_is_field(const struct gs_block *block)
{
	struct gs_span value = {NULL, 0};

	if (block->mark.len != 0 ||
	    memchr(block->text.ptr, '\n', block->text.len) != NULL)
		return false;
	enum gs_front_line field = split_field(&value, block->text);
	return field < GS_FRONT_MARKING && value.ptr == block->text.ptr +
	    strlen(gs_front_name(field)) + 2 && value.ptr[-1] == ' ';
}

/* Whether the block's first line has the form of one of the front matter, that
 * of the banner included, whatever lines follow. */
static bool begins_like_front(const struct gs_block *block)
{
	struct gs_span value = {NULL, 0}, line = block->text;
	const uint8_t *end = memchr(line.ptr, '\n', line.len);

	if (block->mark.len != 0)
		return false;
	if (end != NULL)
		line.len = (size_t)(end - line.ptr);
	return split_field(&value, line) != GS_FRONT_LINES &&
	    value.ptr[-1] == ' ';
}

static int add_block(struct reading *r, struct gs_span mark,
    struct gs_span text, struct gs_block_info info)
{
	if (r->doc.count == GS_BLOCKS_MAX) {
		gs_report_tell(r->report, "memo-too-many-blocks",
		    "line {0}: more than {1} blocks; a memo has at most so "
		    "many", gs_say_number(info.line),
		    gs_say_number(GS_BLOCKS_MAX));
		return GS_ERR_RANGE;
	}
	r->doc.blocks[r->doc.count] = (struct gs_block){mark, text};
	r->doc.info[r->doc.count++] = info;
	return GS_OK;
}

static int add_front_field(struct reading *r, struct gs_arena *arena,
    size_t line, enum gs_front_line field, struct gs_span value)
{
	size_t max = r->lines[line].len + 2;
	uint8_t *text = gs_arena_take(arena, max, 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, max);
	gs_write_text(&w, gs_front_name(field));
	gs_write_text(&w, ": ");
	gs_write_bytes(&w, value.ptr, value.len);
	return add_block(r, (struct gs_span){NULL, 0},
	    (struct gs_span){text, w.len}, (struct gs_block_info){
	    .kind = GS_BLOCK_FIELD, .line = source_line(r, line)});
}

static int read_field(struct reading *r, struct gs_arena *arena, size_t line,
    size_t seen[GS_FRONT_LINES])
{
	struct gs_span value = {NULL, 0};
	enum gs_front_line field = split_field(&value, r->lines[line]);

	if (field == GS_FRONT_LINES) {
		gs_report_tell(r->report, "front-line-unknown", "line {0}, "
		    "column 1: not a line of the front matter; it has `name: "
		    "value` lines named subject, from, to, date, reference, "
		    "marking", gs_say_number(source_line(r, line)));
		return GS_ERR_FORMAT;
	}
	if (++seen[field] > front_counts[field].max) {
		gs_report_tell(r->report, "front-line-again", "line {0}, "
		    "column 1: a line `{1}: ...` stands there already; the "
		    "front matter has at most {2}",
		    gs_say_number(source_line(r, line)),
		    gs_say_text(gs_front_name(field)),
		    gs_say_number(front_counts[field].max));
		return GS_ERR_FORMAT;
	}

	if (field == GS_FRONT_MARKING) {
		r->marking = value;
		return GS_OK;
	}
	if (field == GS_FRONT_SUBJECT)
		r->doc.subject = value;
	return add_front_field(r, arena, line, field, value);
}

/* The line `---` at its end, and what must stand before. */
static int end_front(struct reading *r, size_t end,
    const size_t seen[GS_FRONT_LINES])
{
	int err = GS_OK;
	bool open = end == r->text.lines;
	size_t line = source_line(r, open ? end - 1 : end);

	if (open) {
		gs_report_tell(r->report, "front-open", "line {0}, column 1: "
		    "the front matter ends without a line `---`",
		    gs_say_number(line));
		return tolerate_fault(r, GS_ERR_FORMAT, line);
	}
	for (enum gs_front_line f = 0; err == GS_OK && f < GS_FRONT_LINES;
	    f++) {
		if (r->rules->lenient || seen[f] >= front_counts[f].min)
			continue;
		gs_report_tell(r->report, "front-line-missing", "line {0}, "
		    "column 1: the front matter ends without a line "
		    "`{1}: ...`", gs_say_number(line),
		    gs_say_text(gs_front_name(f)));
		err = tolerate_fault(r, GS_ERR_FORMAT, line);
	}
	return err;
}

static int read_front(struct reading *r, struct gs_arena *arena)
{
	size_t seen[GS_FRONT_LINES] = {0};
	size_t i = 1;

	if (r->text.lines == 0 || !gs_span_is(r->lines[0], "---")) {
		if (r->rules->lenient)
			return GS_OK;
		gs_report_say(r->report, "front-missing", "line 1, column 1: "
		    "a memo begins with a front matter: a line `---`, lines "
		    "such as `subject: ...` and `to: ...`, a line `---`");
		return tolerate_fault(r, GS_ERR_FORMAT, 1);
	}

	for (; i < r->text.lines && !gs_span_is(r->lines[i], "---"); i++) {
		int err = tolerate_fault(r, read_field(r, arena, i, seen),
		    source_line(r, i));
		if (err != GS_OK)
			return err;
	}
	r->body = i + 1;
	return end_front(r, i, seen);
}

/* Marks -------------------------------------------------------------- */

/* Where a block's mark stands, or would stand. */
static size_t mark_place(struct gs_span s)
{
	size_t at = gs_span_blanks(s, 0);

	if (at > 3)
		return 0;

	/* A quote is one without a blank behind its sign, too. */
	if (at < s.len && s.ptr[at] == '>') {
		size_t text = at + 1 + gs_span_blanks(s, at + 1);

		return text < s.len && s.ptr[text] != '\n' ? text : at;
	}
	struct gs_marker m = gs_marker_read(gs_span_from(s, at),
	    GS_MARKERS_MARKDOWN);
	return m.len > m.sign ? at + m.len : at;
}

/* Whether a parenthesis begins like a CUI mark, in whatever case. */
static bool begins_like_cui(const uint8_t *p, size_t len)
{
	return gs_span_begins((struct gs_span){p, len}, "cui") && len > 3 &&
	    (p[3] == '/' || p[3] == ')');
}

/* The bytes between parentheses at `at`, if they look like a mark.  What
 * begins like one of CUI counts whatever follows, to the end of the line where
 * no parenthesis ends it: taken for text, it would leave its block unmarked. */
static struct gs_span find_us_mark(struct gs_span s, size_t at)
{
	struct gs_span none = {NULL, 0};

	if (at >= s.len || s.ptr[at] != '(')
		return none;
	const uint8_t *p = s.ptr + at + 1;
	bool any = begins_like_cui(p, s.len - at - 1);
	size_t n = 0;

	for (; at + 1 + n < s.len && p[n] != '\n'; n++) {
		if (p[n] == ')' && n > 0)
			return (struct gs_span){p, n};
		if (!any && !(p[n] >= 'A' && p[n] <= 'Z') &&
		    p[n] != '/' && p[n] != ' ' && p[n] != '-' && p[n] != ',')
			return none;
	}
	return any ? (struct gs_span){p, n} : none;
}

/* The same for words of the organisation's own, in whatever case of ASCII:
 * what else stands in parentheses is text. */
static struct gs_span find_own_mark(const struct gs_marks *marks,
    struct gs_span s, size_t at)
{
	struct gs_span rest = gs_span_from(s, at);

	for (size_t i = 0; i < marks->levels; i++) {
		struct gs_span level = marks->level[i];

		if (rest.len >= level.len + 2 && rest.ptr[0] == '(' &&
		    rest.ptr[level.len + 1] == ')' &&
		    gs_span_same_fold((struct gs_span){rest.ptr + 1,
		    level.len}, level))
			return (struct gs_span){rest.ptr + 1, level.len};
	}
	return (struct gs_span){NULL, 0};
}

static struct gs_span find_mark(const struct gs_marks *marks,
    struct gs_span s, size_t at)
{
	return marks->style == GS_MARK_NONE || marks->style == GS_MARK_OWN ?
	    find_own_mark(marks, s, at) : find_us_mark(s, at);
}

/* Where a mark stands in the file. */
struct mark_at {
	size_t line, column;
	struct gs_span mark;
};

#define MARK_SHOWN 64 /* bytes of one that is refused */

static int refuse_mark(struct reading *r, struct mark_at at, const char *code,
    const char *sentence)
{
	size_t shown = at.mark.len < MARK_SHOWN ? at.mark.len : MARK_SHOWN;

	gs_report_tell(r->report, code, sentence, gs_say_number(at.line),
	    gs_say_number(at.column), gs_say_span(at.mark.ptr, shown));
	return tolerate_fault(r, GS_ERR_FORMAT, at.line);
}

static int refuse_style(struct reading *r, struct mark_at at)
{
	if (r->rules->marks.style == GS_MARK_OWN)
		return refuse_mark(r, at, "mark-not-own", "line {0}, column "
		    "{1}: the mark ({2}) has other capitals than the "
		    "charter's");
	if (r->rules->marks.style == GS_MARK_CUI)
		return refuse_mark(r, at, "mark-not-cui", "line {0}, column "
		    "{1}: the mark ({2}) is not one of this style; (U), (CUI) "
		    "and (CUI//CATEGORY//CONTROL) are");
	return refuse_mark(r, at, "mark-not-legacy", "line {0}, column {1}: "
	    "the mark ({2}) is not one of this style; (U), (SBU), (C), (S) "
	    "and (TS) are");
}

static int refuse_rank(struct reading *r, struct mark_at at)
{
	static const char *const names[] = {"U", "SBU", "C", "S", "TS"};
	const size_t count = sizeof names / sizeof *names;
	size_t ceiling = r->rules->ceiling < 0 ? 0 : (size_t)r->rules->ceiling;
	const struct gs_marks *marks = &r->rules->marks;
	const char *us = ceiling > 0 ? "CUI" : "U";

	if (marks->style == GS_MARK_LEGACY && ceiling < count)
		us = names[ceiling];
	struct gs_message_value most = ceiling < marks->levels ?
	    gs_say_span(marks->level[ceiling].ptr, marks->level[ceiling].len) :
	    gs_say_text(us);
	gs_report_tell(r->report, "mark-above-ceiling", "line {0}, column "
	    "{1}: the mark ({2}) is above the ceiling of this channel, ({3}); "
	    "take the passage out, or mark it lower if it may be",
	    gs_say_number(at.line), gs_say_number(at.column),
	    gs_say_span(at.mark.ptr, at.mark.len), most);
	return tolerate_fault(r, GS_ERR_RULE, at.line);
}

/* Splits a block's source into mark and text. */
static int take_mark(struct reading *r, struct gs_arena *arena,
    struct gs_span *mark, struct gs_span *text, size_t line)
{
	size_t at = mark_place(*text);
	struct gs_span m = find_mark(&r->rules->marks, *text, at);
	const struct mark_at where = {line, at + 1, m};

	if (m.len == 0)
		return GS_OK;
	int rank = gs_mark_rank(&r->rules->marks, m.ptr, m.len);
	size_t after = at + m.len + 2;
	bool followed = after < text->len && text->ptr[after] == ' ';
	if (r->rules->lenient && (rank < 0 || !followed))
		return GS_OK;
	if (rank < 0)
		return refuse_style(r, where);
	if (!followed)
		return refuse_mark(r, where, "mark-without-text", "line {0}, "
		    "column {1}: the mark ({2}) must be followed by a space "
		    "and text");

	if (rank > r->rules->ceiling && !r->rules->exercise &&
	    !r->rules->lenient) {
		int err = refuse_rank(r, where);
		if (err != GS_OK)
			return err;
	}
	uint8_t *rest = gs_arena_take(arena, text->len, 1);
	if (rest == NULL)
		return GS_ERR_MEMORY;
	memcpy(rest, text->ptr, at);
	memcpy(rest + at, text->ptr + after + 1, text->len - after - 1);
	*text = (struct gs_span){rest, text->len - m.len - 3};
	*mark = m;
	return GS_OK;
}

int gs_block_split(struct gs_block *out, struct gs_arena *arena,
    const struct gs_marks *marks, struct gs_span source)
{
	const struct gs_document_rules rules = {.marks = *marks,
	    .lenient = true};
	struct reading r = {.rules = &rules};
	struct gs_block block = {.text = source};
	int err = take_mark(&r, arena, &block.mark, &block.text, 0);

	if (err == GS_OK)
		*out = block;
	return err;
}

/* Body --------------------------------------------------------------- */

static enum gs_block_kind kind_of(cmark_node *node)
{
	switch ((int)cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING: return GS_BLOCK_HEADING;
	case CMARK_NODE_ITEM: return GS_BLOCK_ITEM;
	case CMARK_NODE_CODE_BLOCK: return GS_BLOCK_CODE;
	case CMARK_NODE_BLOCK_QUOTE: return GS_BLOCK_QUOTE;
	case CMARK_NODE_THEMATIC_BREAK: return GS_BLOCK_BREAK;
	default: return GS_BLOCK_PARAGRAPH;
	}
}

/* The next block after `node`, the items of a list being blocks. */
static cmark_node *next_block(cmark_node *node)
{
	cmark_node *next = cmark_node_next(node);

	if (next == NULL && cmark_node_get_type(node) == CMARK_NODE_ITEM)
		next = cmark_node_next(cmark_node_parent(node));
	if (next != NULL && cmark_node_get_type(next) == CMARK_NODE_LIST)
		next = cmark_node_first_child(next);
	return next;
}

static cmark_node *first_block(cmark_node *document)
{
	cmark_node *first = cmark_node_first_child(document);

	if (first != NULL && cmark_node_get_type(first) == CMARK_NODE_LIST)
		first = cmark_node_first_child(first);
	return first;
}

/* What shows otherwise than it reads. */
struct refused_node {
	const char *code, *sentence;
};

/* Why a node inside a block is refused; NULL if it is not. */
static const struct refused_node *refuse_node(cmark_node *node)
{
	static const struct refused_node html = {"block-has-html", "line {0}, "
	    "column 1: the block that begins here has HTML; write plain "
	    "Markdown"};
	static const struct refused_node image = {"block-has-image",
	    "line {0}, column 1: the block that begins here has an image; a "
	    "memo is text alone"};
	static const struct refused_node reference = {"block-has-reference",
	    "line {0}, column 1: the block that begins here has a character "
	    "reference to a character that does not show"};
	const char *literal = NULL;

	switch ((int)cmark_node_get_type(node)) {
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE: return &html;
	case CMARK_NODE_IMAGE: return &image;
	case CMARK_NODE_TEXT:
		literal = cmark_node_get_literal(node);
		return literal != NULL && gs_text_hides(literal,
		    strlen(literal)) ? &reference : NULL;
	default: return NULL;
	}
}

static int check_nodes(struct reading *r, cmark_node *block, size_t line)
{
	const struct refused_node *why = NULL;
	cmark_iter *iter = cmark_iter_new(block);

	if (iter == NULL)
		return GS_ERR_MEMORY;
	while (why == NULL && cmark_iter_next(iter) != CMARK_EVENT_DONE)
		why = refuse_node(cmark_iter_get_node(iter));
	cmark_iter_free(iter);
	if (why == NULL || r->rules->lenient)
		return GS_OK;

	gs_report_tell(r->report, why->code, why->sentence,
	    gs_say_number(line));
	return tolerate_fault(r, GS_ERR_FORMAT, line);
}

/* Reads as one of the headings of requests, apart from a mark. */
static bool heads_requests(const struct reading *r, struct gs_span text)
{
	size_t at = mark_place(text);
	size_t end = text.len;
	const uint8_t *lf = memchr(text.ptr, '\n', text.len);

	if (lf != NULL)
		end = (size_t)(lf - text.ptr);
	while (end > at && lf == NULL && text.ptr[end - 1] == '#')
		end--;
	while (end > at && text.ptr[end - 1] == ' ')
		end--;
	return gs_is_request_heading(&r->rules->headings, text.ptr + at,
	    end - at);
}

static void enter_section(struct reading *r, unsigned level,
    struct gs_span text)
{
	if (heads_requests(r, text))
		r->section = level;
	else if (r->section != 0 && level <= r->section)
		r->section = 0;
}

/* Whether the item is printed with this number.  `01.` is none of a
 * request's. */
static bool has_number(struct gs_span item, uint32_t number)
{
	uint64_t printed = 0;
	size_t at = gs_span_blanks(item, 0);
	struct gs_marker m = gs_marker_read(gs_span_from(item, at),
	    GS_MARKERS_MARKDOWN);

	return m.kind == GS_MARKER_NUMBER && gs_decimal_decode(&printed,
	    item.ptr + at, m.sign - 1, GS_REQUESTS_MAX) == GS_OK &&
	    printed == number;
}

/* Numbers a request; what is printed before it must be that number, since a
 * reply answers by it. */
static int number_request(struct reading *r, struct gs_span text,
    struct gs_block_info *info)
{
	uint32_t number = r->doc.requests + 1;

	if (!has_number(text, number)) {
		if (r->rules->lenient)
			return GS_OK;
		gs_report_tell(r->report, "request-number", "line {0}, column "
		    "1: request {1} must be numbered so; at most {2} are "
		    "allowed", gs_say_number(info->line),
		    gs_say_number(number), gs_say_number(GS_REQUESTS_MAX));
		int err = tolerate_fault(r, GS_ERR_FORMAT, info->line);
		if (err != GS_OK)
			return err;
	}
	info->request = r->doc.requests = number;
	return GS_OK;
}

static bool is_numbered_item(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_ITEM &&
	    cmark_node_get_list_type(cmark_node_parent(node)) ==
	    CMARK_ORDERED_LIST;
}

static int read_block(struct reading *r, struct gs_arena *arena,
    cmark_node *node, size_t first, size_t last)
{
	struct gs_span mark = {NULL, 0};
	const uint8_t *end = r->lines[last].ptr + r->lines[last].len;
	struct gs_span text = {r->lines[first].ptr,
	    (size_t)(end - r->lines[first].ptr)};
	struct gs_block_info info = {.kind = kind_of(node),
	    .line = source_line(r, first)};
	int err = GS_OK;

	if (info.kind != GS_BLOCK_CODE)
		err = take_mark(r, arena, &mark, &text, info.line);
	if (err != GS_OK)
		return err;

	if (info.kind == GS_BLOCK_HEADING) {
		info.level = (unsigned)cmark_node_get_heading_level(node);
		enter_section(r, info.level, text);
	} else if (r->section != 0 && is_numbered_item(node)) {
		err = number_request(r, text, &info);
	}
	return err == GS_OK ? add_block(r, mark, text, info) : err;
}

/* The last line of a block that begins with line `first` and before line
 * `next`.  Whatever stands between two blocks belongs to the one before;
 * GS_ERR_FORMAT if the parser does not think so (a link definition). */
static int find_end(size_t *last, struct reading *r, cmark_node *node,
    size_t first, size_t next)
{
	size_t end = next;
	size_t parsed = r->body + (size_t)cmark_node_get_end_line(node);

	while (end > first + 1 && r->lines[end - 1].len == 0)
		end--;
	while (parsed < end && r->lines[parsed].len == 0)
		parsed++;
	*last = end - 1;
	if (end <= parsed || r->rules->lenient)
		return GS_OK;

	size_t line = source_line(r, parsed);
	gs_report_tell(r->report, "link-in-no-block", "line {0}, column 1: "
	    "this line is in no block; write a link where it is used",
	    gs_say_number(line));
	return tolerate_fault(r, GS_ERR_FORMAT, line);
}

/* The line of the text on which a node begins. */
static size_t start_line(const struct reading *r, cmark_node *node)
{
	return r->body + (size_t)cmark_node_get_start_line(node) - 1;
}

/* Whether a block that ends before line `next` begins with line `start`, and
 * all lines from `first` on are in it. */
static int check_start(struct reading *r, size_t first, size_t start,
    size_t next)
{
	if (next > start && (start == first || r->rules->lenient))
		return GS_OK;
	gs_report_tell(r->report, "line-in-no-block", "line {0}, column 1: "
	    "this line is in no block", gs_say_number(source_line(r, first)));
	return next <= start ? GS_ERR_FORMAT :
	    tolerate_fault(r, GS_ERR_FORMAT, source_line(r, first));
}

static int read_nodes(struct reading *r, struct gs_arena *arena,
    cmark_node *document)
{
	cmark_node *after = NULL;
	size_t first = r->body;

	while (first < r->text.lines && r->lines[first].len == 0)
		first++;
	for (cmark_node *node = first_block(document); node != NULL;
	    node = after) {
		size_t last = 0, start = start_line(r, node);
		after = next_block(node);
		size_t next = after == NULL ? r->text.lines :
		    start_line(r, after);

		int err = check_start(r, first, start, next);
		if (err == GS_OK)
			err = check_nodes(r, node, source_line(r, start));
		if (err == GS_OK)
			err = find_end(&last, r, node, start, next);
		if (err == GS_OK)
			err = read_block(r, arena, node, start, last);
		if (err != GS_OK)
			return err;
		first = next;
	}
	return GS_OK;
}

static int parse_body(struct reading *r, struct gs_arena *arena)
{
	if (r->body >= r->text.lines)
		return GS_OK;

	const uint8_t *from = r->lines[r->body].ptr;
	size_t len = r->text.len - (size_t)(from - r->text.ptr);
	cmark_node *document = cmark_parse_document((const char *)from, len,
	    CMARK_OPT_DEFAULT);
	if (document == NULL)
		return GS_ERR_MEMORY;
	int err = read_nodes(r, arena, document);
	cmark_node_free(document);
	return err;
}

/* The whole ---------------------------------------------------------- */

static int split_lines(struct reading *r, struct gs_arena *arena)
{
	const uint8_t *p = r->text.ptr;

	r->lines = gs_arena_take(arena, r->text.lines + 1, sizeof *r->lines);
	if (r->lines == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < r->text.lines; i++) {
		const uint8_t *lf = memchr(p, '\n', r->text.len -
		    (size_t)(p - r->text.ptr));
		r->lines[i] = (struct gs_span){p, (size_t)(lf - p)};
		p = lf + 1;
	}
	return GS_OK;
}

/* CONTROLLED is CUI spelled out. */
static bool states_banner(struct gs_span stated, struct gs_span banner)
{
	static const char word[] = "CONTROLLED";
	const size_t n = sizeof word - 1;

	if (stated.len >= n && memcmp(stated.ptr, word, n) == 0 &&
	    banner.len >= 3 && memcmp(banner.ptr, "CUI", 3) == 0)
		return gs_span_same(gs_span_from(stated, n),
		    gs_span_from(banner, 3));
	return gs_span_same(stated, banner);
}

static int derive_banner(struct reading *r, struct gs_arena *arena)
{
	uint8_t *banner = gs_arena_take(arena, GS_BANNER_MAX, 1);

	if (banner == NULL)
		return GS_ERR_MEMORY;
	int err = gs_banner_derive(banner, &r->doc.banner.len, GS_BANNER_MAX,
	    &r->rules->marks, r->doc.blocks, r->doc.count);
	if (err != GS_OK)
		return GS_ERR_INTERNAL; /* take_mark has read every mark */
	r->doc.banner.ptr = banner;
	if (r->marking.len == 0 || r->rules->lenient ||
	    states_banner(r->marking, r->doc.banner))
		return GS_OK;

	if (r->doc.banner.len == 0) {
		gs_report_say(r->report, "marking-not-used", "line 1, column "
		    "1: the front matter has a line `marking`, and this "
		    "channel has no marks; take the line out");
		return tolerate_fault(r, GS_ERR_MISMATCH, 1);
	}
	size_t shown = r->marking.len < MARK_SHOWN ? r->marking.len :
	    MARK_SHOWN;
	gs_report_tell(r->report, "marking-not-derived", "line 1, column 1: "
	    "the front matter says `marking: {0}`, but the portion marks give "
	    "{1}; correct one of them", gs_say_span(r->marking.ptr, shown),
	    gs_say_span(banner, r->doc.banner.len));
	return tolerate_fault(r, GS_ERR_MISMATCH, 1);
}

/* The words of a gap stand in no memo, so that where they stand something is
 * withheld. */
static int check_no_gaps(struct reading *r)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < r->doc.count; i++) {
		struct gs_span text = r->doc.blocks[i].text;
		size_t line = r->doc.info[i].line;
		if (gs_find_gap(text, 0) == text.len)
			continue;
		gs_report_tell(r->report, "gap-in-memo", "line {0}, column 1: "
		    "the words `[withheld:` stand for what is withheld of a "
		    "memo; word it otherwise", gs_say_number(line));
		err = tolerate_fault(r, GS_ERR_FORMAT, line);
	}
	return err;
}

/* What a person would read as a mark ------------------------------------ */

static enum gs_portion_place portion_place(enum gs_block_kind kind,
    enum gs_front_line field)
{
	if (kind == GS_BLOCK_FIELD)
		return field == GS_FRONT_SUBJECT ? GS_PORTION_SUBJECT :
		    GS_PORTION_FIELD;
	return kind == GS_BLOCK_HEADING ? GS_PORTION_HEADING :
	    kind == GS_BLOCK_CODE ? GS_PORTION_CODE : GS_PORTION_TEXT;
}

/* Where byte `at` of block `i` stands in the file: its mark and the blank
 * behind it were taken out of the first line. */
static struct mark_at place_in_block(const struct reading *r, size_t i,
    size_t at)
{
	const struct gs_block *b = &r->doc.blocks[i];
	struct mark_at where = {.line = r->doc.info[i].line, .column = 1};
	bool first = memchr(b->text.ptr, '\n', at) == NULL;

	for (size_t j = 0; j < at; j++) {
		bool lf = b->text.ptr[j] == '\n';
		where.line += lf;
		where.column += (b->text.ptr[j] & 0xc0) != 0x80;
		where.column = lf ? 1 : where.column;
	}
	if (first && b->mark.len != 0 && at >= mark_place(b->text))
		where.column += b->mark.len + 3;
	return where;
}

static int judge_portions(struct reading *r, size_t i)
{
	struct gs_span text = r->doc.blocks[i].text, value = text;
	enum gs_block_kind kind = r->doc.info[i].kind;
	enum gs_front_line field = kind == GS_BLOCK_FIELD ?
	    split_field(&value, text) : GS_FRONT_LINES;
	struct gs_portion p = gs_portion_find(&r->rules->marks, value,
	    portion_place(kind, field));

	/* What stands in a mark's place was refused there. */
	if (p.kind == GS_PORTION_NONE || (kind != GS_BLOCK_FIELD &&
	    kind != GS_BLOCK_CODE && p.at == mark_place(text) &&
	    find_mark(&r->rules->marks, text, p.at).len != 0 &&
	    r->doc.blocks[i].mark.len == 0))
		return GS_OK;
	p.at += (size_t)(value.ptr - text.ptr);
	struct mark_at where = place_in_block(r, i, p.at);
	where.mark = (struct gs_span){text.ptr + p.at, p.len};

	if (p.kind == GS_PORTION_BANNER)
		return refuse_mark(r, where, "marking-in-text", "line {0}, "
		    "column {1}: `{2}` reads as the marking of the whole; the "
		    "marking follows from the portion marks alone: take it "
		    "out, or word it otherwise");
	if (kind == GS_BLOCK_FIELD)
		return refuse_mark(r, where, "mark-in-front", "line {0}, "
		    "column {1}: `{2}` reads as a portion mark, and the front "
		    "matter has none: take it out, and word the line so that "
		    "all who see the memo may see it");
	return refuse_mark(r, where, "mark-misplaced", "line {0}, column {1}: "
	    "`{2}` reads as a portion mark, and none is read there; a mark "
	    "begins its block, or stands behind the sign that begins it, in "
	    "parentheses and capitals and without emphasis, as `(U) Text` and "
	    "`1. (U) Text`; if it is none, word it otherwise (`a)`, not "
	    "`(a)`)");
}

static int judge_references(struct reading *r, size_t i)
{
	struct gs_span text = r->doc.blocks[i].text;
	size_t len = 0, at = gs_reference_find(text, &len);

	if (at == text.len || r->doc.info[i].kind == GS_BLOCK_CODE)
		return GS_OK;
	struct mark_at where = place_in_block(r, i, at);
	where.mark = (struct gs_span){text.ptr + at, len};
	return refuse_mark(r, where, "reference-to-ascii", "line {0}, column "
	    "{1}: `{2}` shows as another sign than it reads; write the sign "
	    "itself");
}

static int check_portions(struct reading *r)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < r->doc.count; i++) {
		err = judge_portions(r, i);
		if (err == GS_OK)
			err = judge_references(r, i);
	}
	return err;
}

/* What is judged once all blocks are there. */
static int judge_document(struct reading *r, struct gs_arena *arena)
{
	size_t fields = 0;
	int err = derive_banner(r, arena);

	if (err != GS_OK || r->rules->lenient)
		return err;

	while (fields < r->doc.count &&
	    r->doc.info[fields].kind == GS_BLOCK_FIELD)
		fields++;
	if (fields == r->doc.count) {
		gs_report_say(r->report, "memo-without-text", "line 1, column "
		    "1: a memo needs text after its front matter");
		return tolerate_fault(r, GS_ERR_FORMAT, 1);
	}
	if (begins_like_front(&r->doc.blocks[fields])) {
		size_t line = r->doc.info[fields].line;
		gs_report_tell(r->report, "text-like-front", "line {0}, column "
		    "1: the text begins like a line of the front matter; word "
		    "it otherwise", gs_say_number(line));
		err = tolerate_fault(r, GS_ERR_FORMAT, line);
	}
	if (err == GS_OK)
		err = check_no_gaps(r);
	return err == GS_OK ? check_portions(r) : err;
}

static int parse_once(struct gs_document *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_document_rules *rules,
    const void *text, size_t len)
{
	struct reading r = {.rules = rules, .report = report};
	enum gs_text_rules how = rules->lenient || rules->faults != NULL ?
	    GS_TEXT_LENIENT : rules->part ? GS_TEXT_PART : GS_TEXT_MEMO;
	int err = gs_text_normalise(&r.text, report, arena, text, len, how);

	if (err != GS_OK)
		return err;
	/* No block is shorter than a line. */
	size_t max = r.text.lines < GS_BLOCKS_MAX ? r.text.lines + 1 :
	    GS_BLOCKS_MAX;
	r.doc.blocks = gs_arena_take(arena, max, sizeof *r.doc.blocks);
	r.doc.info = gs_arena_take(arena, max, sizeof *r.doc.info);
	if (r.doc.blocks == NULL || r.doc.info == NULL)
		return GS_ERR_MEMORY;

	err = split_lines(&r, arena);
	if (err == GS_OK)
		err = read_front(&r, arena);
	if (err == GS_ERR_FORMAT && rules->lenient) {
		/* Not a front matter after all: a rule between two lines. */
		r.doc.count = 0;
		r.doc.subject = (struct gs_span){NULL, 0};
		err = GS_OK;
	}
	if (err == GS_OK)
		err = parse_body(&r, arena);
	if (err == GS_OK)
		err = judge_document(&r, arena);
	if (err == GS_OK)
		*out = r.doc;
	return err;
}

static bool is_same_block(const struct gs_document *a,
    const struct gs_document *b, size_t i)
{
	return i < b->count &&
	    gs_span_same(a->blocks[i].mark, b->blocks[i].mark) &&
	    gs_span_same(a->blocks[i].text, b->blocks[i].text) &&
	    a->info[i].request == b->info[i].request;
}

static int refuse_block(const struct gs_document_rules *rules,
    struct gs_report *report, size_t line)
{
	gs_report_tell(report, "block-reads-otherwise", "line {0}, column 1: "
	    "this block reads otherwise when it stands alone between empty "
	    "lines; put an empty line before and after it, and a mark after "
	    "its number or sign", gs_say_number(line));
	return rules->faults == NULL ? GS_ERR_FORMAT :
	    gs_fault_report(rules->faults, true, line, report);
}

/* Enough for what gs_document_render writes. */
static size_t normal_room(const struct gs_document *doc)
{
	size_t room = 32 + doc->banner.len;

	for (size_t i = 0; i < doc->count; i++)
		room += doc->blocks[i].text.len + doc->blocks[i].mark.len + 5;
	return room;
}

static int refuse_normal_length(const struct gs_document_rules *rules,
    struct gs_report *report, size_t len)
{
	gs_text_say_long(report, len, GS_DOCUMENT_MAX);
	return rules->faults == NULL ? GS_ERR_RANGE :
	    gs_fault_report(rules->faults, true, 0, report);
}

/* The normal form must read as the same blocks: a text of which that is not
 * true has no normal form, and is refused. */
static int compare_normal_form(const struct gs_document *doc,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_document_rules *rules, struct gs_span text)
{
	struct gs_document again = {0};
	struct gs_document_rules strict = *rules;

	strict.faults = NULL;
	int err = parse_once(&again, report, arena, &strict, text.ptr,
	    text.len);
	if (err == GS_ERR_MEMORY)
		return err;
	for (size_t i = 0; i < doc->count; i++)
		if (err != GS_OK || !is_same_block(doc, &again, i))
			return refuse_block(rules, report, doc->info[i].line);
	return again.count == doc->count ? GS_OK : GS_ERR_FORMAT;
}

/* It may be longer than the file: the marking and the empty lines are added. */
static int check_normal_form(const struct gs_document *doc,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_document_rules *rules)
{
	size_t room = normal_room(doc);
	uint8_t *buf = gs_arena_take(arena, room, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, room);
	gs_document_render(&w, doc->blocks, doc->count, doc->banner);
	int err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;

	return w.len > GS_DOCUMENT_MAX ?
	    refuse_normal_length(rules, report, w.len) :
	    compare_normal_form(doc, report, arena, rules,
	        (struct gs_span){buf, w.len});
}

void gs_document_rules_of(struct gs_document_rules *out,
    const struct gs_record *charter)
{
	struct gs_part ceiling = gs_record_part(charter, "ceiling");
	struct gs_part exercise = gs_record_part(charter, "exercise");

	*out = (struct gs_document_rules){
	    .exercise = gs_part_is(&exercise, "yes")};
	gs_marks_of(&out->marks, charter);
	gs_request_headings_of(&out->headings, charter);
	out->ceiling = gs_marks_ceiling(&out->marks, (struct gs_span){
	    ceiling.ptr, ceiling.len});
}

int gs_document_parse(struct gs_document *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_document_rules *rules,
    const void *text, size_t len)
{
	struct gs_document doc = {0};

	if (report != NULL)
		*report = (struct gs_report){.count = 0};
	int err = parse_once(&doc, report, arena, rules, text, len);
	if (err == GS_OK && !rules->lenient && (rules->faults == NULL ||
	    rules->faults->refused == 0))
		err = check_normal_form(&doc, report, arena, rules);
	if (err == GS_OK)
		*out = doc;
	return err;
}

static void render_block(struct gs_writer *w, const struct gs_block *block)
{
	size_t at = block->mark.len == 0 ? 0 : mark_place(block->text);

	gs_write_bytes(w, block->text.ptr, at);
	if (block->mark.len != 0) {
		gs_write_text(w, "(");
		gs_write_bytes(w, block->mark.ptr, block->mark.len);
		gs_write_text(w, ") ");
	}
	gs_write_bytes(w, block->text.ptr + at, block->text.len - at);
	gs_write_text(w, "\n");
}

void gs_document_render(struct gs_writer *w, const struct gs_block *blocks,
    size_t count, struct gs_span banner)
{
	size_t i = 0;

	gs_write_text(w, "---\n");
	for (; i < count && gs_block_is_field(&blocks[i]); i++)
		render_block(w, &blocks[i]);
	if (banner.len != 0) {
		gs_write_text(w, "marking: ");
		gs_write_bytes(w, banner.ptr, banner.len);
		gs_write_text(w, "\n");
	}
	gs_write_text(w, "---\n");

	for (; i < count; i++) {
		gs_write_text(w, "\n");
		render_block(w, &blocks[i]);
	}
}

int gs_document_root(uint8_t root[32], struct gs_arena *arena,
    const struct gs_block *blocks, size_t count, const uint8_t seed[32])
{
	if (count == 0 || count > GS_BLOCKS_MAX)
		return GS_ERR_RANGE;
	uint8_t (*commitments)[32] = gs_arena_take(arena, count, 32);
	if (commitments == NULL)
		return GS_ERR_MEMORY;
	gs_blocks_commit(commitments, blocks, count, seed);
	return gs_blocks_root(root, (const uint8_t (*)[32])commitments, count);
}
