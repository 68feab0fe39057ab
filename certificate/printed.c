/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/printed.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate/columns.h"
#include "core/arena.h"
#include "lib/host.h"

#define PAGES_MAX 2000
#define LINE_MAX 4096
#define POINTS 9.5
#define STEP 22.0 /* of a list, and of a quotation */
/* A sheet has room for no more; and the text decides how deep this calls. */
#define DEPTH_MAX 12
#define RULE_WIDTH 120.0

struct printing {
	struct gs_page *page;
	struct gs_arena *arena;
	int err;
};

/* Inlines ----------------------------------------------------------------- */

struct inlines {
	struct gs_page_run *run;
	size_t count;
	unsigned face;
};

static void append_run(struct inlines *in, const char *text, unsigned face)
{
	if (text != NULL && *text != '\0')
		in->run[in->count++] = (struct gs_page_run){
		    {(const uint8_t *)text, strlen(text)}, face};
}

/* The words of a link, as far as they are one text. */
static const char *link_words(cmark_node *link)
{
	cmark_node *first = cmark_node_first_child(link);

	return first == NULL || cmark_node_next(first) != NULL ? NULL :
	    cmark_node_get_literal(first);
}

/* On paper nobody can click: the address stands behind the words, if it is not
 * they. */
static void end_link(struct inlines *in, cmark_node *link)
{
	const char *url = cmark_node_get_url(link);
	const char *words = link_words(link);

	if (url == NULL || (words != NULL && strcmp(words, url) == 0))
		return;
	append_run(in, " <", in->face);
	append_run(in, url, in->face);
	append_run(in, ">", in->face);
}

static void take_inline(struct inlines *in, cmark_node *node, bool enters)
{
	const char *literal = cmark_node_get_literal(node);

	switch ((int)cmark_node_get_type(node)) {
	case CMARK_NODE_SOFTBREAK:
		append_run(in, " ", in->face);
		break;
	case CMARK_NODE_LINEBREAK:
		append_run(in, "\n", in->face);
		break;
	case CMARK_NODE_CODE:
		append_run(in, literal, in->face | GS_FACE_MONO);
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_HTML_INLINE:
		append_run(in, literal, in->face);
		break;
	case CMARK_NODE_STRONG:
		in->face ^= GS_FACE_BOLD;
		break;
	case CMARK_NODE_EMPH:
		in->face ^= GS_FACE_ITALIC;
		break;
	case CMARK_NODE_LINK:
		if (!enters)
			end_link(in, node);
		break;
	default:
		break;
	}
}

/* At most three runs for each of cmark's events. */
static size_t count_events(cmark_node *block)
{
	cmark_iter *iter = cmark_iter_new(block);
	size_t n = 0;

	while (cmark_iter_next(iter) != CMARK_EVENT_DONE)
		n++;
	cmark_iter_free(iter);
	return n;
}

/* The words of a paragraph or a heading behind the sign of its item, if it
 * begins one; texts are cmark's. */
static int collect_runs(struct inlines *in, struct gs_arena *arena,
    cmark_node *block, const char *sign)
{
	cmark_event_type event = CMARK_EVENT_NONE;

	*in = (struct inlines){gs_arena_take(arena, 3 * count_events(block) +
	    1, sizeof *in->run), 0, in->face};
	if (in->run == NULL)
		return GS_ERR_MEMORY;
	append_run(in, sign, 0);

	cmark_iter *iter = cmark_iter_new(block);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		take_inline(in, cmark_iter_get_node(iter),
		    event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	return GS_OK;
}

/* Blocks ------------------------------------------------------------------ */

/* Where a block stands; an item's first takes the sign. */
struct standing {
	double indent;
	unsigned depth; /* how many lists and quotations it stands in */
	char sign[24];
};

static void put_runs(struct printing *p, const struct inlines *in,
    struct standing *at, double points)
{
	struct gs_page_columns c = {.points = points, .columns = 1,
	    .indent = at->indent, .hang = strlen(at->sign),
	    .column = {{in->run, in->count}}};

	gs_columns_put(p->page, &c);
	at->sign[0] = '\0';
}

static void put_words(struct printing *p, cmark_node *block,
    struct standing *at, double points, unsigned face)
{
	struct inlines in = {.face = face};

	if (p->err == GS_OK)
		p->err = collect_runs(&in, p->arena, block, at->sign);
	if (p->err == GS_OK)
		put_runs(p, &in, at, points);
}

/* Line by line, as it was typed. */
static void put_literal(struct printing *p, cmark_node *block,
    struct standing *at, unsigned face)
{
	const char *text = cmark_node_get_literal(block);
	size_t len = text == NULL ? 0 : strlen(text);
	struct gs_page_run run = {{(const uint8_t *)text, len}, face};
	const struct inlines in = {&run, 1, 0};

	while (run.text.len > 0 && text[run.text.len - 1] == '\n')
		run.text.len--;
	put_runs(p, &in, at, POINTS - 1);
}

static void put_rule(struct printing *p)
{
	double y = gs_page_draw(p->page, 16);

	gs_page_box(p->page, GS_INK_GREY, (struct gs_page_rect){
	    (GS_PAGE_WIDTH - RULE_WIDTH) / 2, y + 11, RULE_WIDTH, 0.8});
	gs_page_drawn(p->page);
}

static void put_heading(struct printing *p, cmark_node *block,
    struct standing *at)
{
	static const double points[] = {13, 12, 11, 10.5, 10, 10};
	int level = cmark_node_get_heading_level(block);

	put_words(p, block, at, points[level < 1 || level > 6 ? 5 : level - 1],
	    GS_FACE_BOLD);
}

static void name_item(char sign[24], cmark_node *list, int number)
{
	const char *end = cmark_node_get_list_delim(list) ==
	    CMARK_PAREN_DELIM ? ")" : ".";

	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST)
		(void)snprintf(sign, 24, "%d%s ", number, end);
	else
		(void)snprintf(sign, 24, "\xe2\x80\xa2 "); /* U+2022 */
}

static void print_children(struct printing *p, cmark_node *parent,
    struct standing *at);

static void put_list(struct printing *p, cmark_node *list,
    const struct standing *at)
{
	int number = cmark_node_get_list_start(list);

	for (cmark_node *item = cmark_node_first_child(list); item != NULL;
	    item = cmark_node_next(item)) {
		struct standing in = {.indent = at->indent + STEP,
		    .depth = at->depth + 1};

		name_item(in.sign, list, number++);
		print_children(p, item, &in);
	}
}

static void print_node(struct printing *p, cmark_node *block,
    struct standing *at)
{
	struct standing in = {.indent = at->indent + STEP,
	    .depth = at->depth + 1};

	switch ((int)cmark_node_get_type(block)) {
	case CMARK_NODE_HEADING:
		put_heading(p, block, at);
		break;
	case CMARK_NODE_LIST:
		put_list(p, block, at);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		print_children(p, block, &in);
		break;
	case CMARK_NODE_CODE_BLOCK:
		put_literal(p, block, at, GS_FACE_MONO);
		break;
	case CMARK_NODE_HTML_BLOCK:
		put_literal(p, block, at, 0);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		put_rule(p);
		break;
	default:
		put_words(p, block, at, POINTS, 0);
		break;
	}
}

static void print_children(struct printing *p, cmark_node *parent,
    struct standing *at)
{
	if (at->depth > DEPTH_MAX && p->err == GS_OK)
		p->err = GS_ERR_RANGE;
	for (cmark_node *block = cmark_node_first_child(parent);
	    block != NULL && p->err == GS_OK; block = cmark_node_next(block))
		print_node(p, block, at);
}

/* Front matter ------------------------------------------------------------ */

/* `subject: Words` as a line, the name with a capital. */
static int print_field(struct printing *p, struct gs_span line, unsigned face,
    double points)
{
	const uint8_t *colon = memchr(line.ptr, ':', line.len);
	struct standing at = {.indent = 0};

	if (colon == NULL || line.ptr[0] < 'a' || line.ptr[0] > 'z')
		return GS_ERR_FORMAT;
	size_t name = (size_t)(colon - line.ptr) + 1;
	uint8_t *capital = gs_arena_take(p->arena, name, 1);
	if (capital == NULL)
		return GS_ERR_MEMORY;

	memcpy(capital, line.ptr, name);
	capital[0] = (uint8_t)(capital[0] - 'a' + 'A');
	struct gs_page_run runs[] = {{{capital, name}, GS_FACE_BOLD},
	    {{line.ptr + name, line.len - name}, face}};
	const struct inlines in = {runs, 2, 0};
	put_runs(p, &in, &at, points);
	return GS_OK;
}

static bool front_value(struct gs_span *value, struct gs_span line,
    const char *name)
{
	size_t len = strlen(name);

	if (line.len <= len || memcmp(line.ptr, name, len) != 0)
		return false;
	*value = (struct gs_span){line.ptr + len, line.len - len};
	return true;
}

struct front {
	struct gs_span line[64]; /* but for the marking */
	size_t count;
	struct gs_span subject, banner; /* the values */
	struct gs_span body;
};

/* Between two lines of ---, as the normal form has it. */
static int split_front(struct front *out, struct gs_span document)
{
	struct gs_reader r = gs_reader_of(document.ptr, document.len);
	struct gs_span line = {NULL, 0};

	*out = (struct front){.count = 0};
	gs_read_expect(&r, "---\n");
	for (;;) {
		line.ptr = gs_read_line(&line.len, &r, LINE_MAX);
		if (line.ptr == NULL)
			return GS_ERR_FORMAT;
		if (line.len == 3 && memcmp(line.ptr, "---", 3) == 0)
			break;
		if (front_value(&out->banner, line, "marking: "))
			continue;
		(void)front_value(&out->subject, line, "subject: ");
		if (out->count == 64)
			return GS_ERR_FORMAT;
		out->line[out->count++] = line;
	}
	out->body = (struct gs_span){document.ptr + (document.len - r.left),
	    r.left};
	return out->subject.len == 0 ? GS_ERR_FORMAT : GS_OK;
}

/* The memo ---------------------------------------------------------------- */

static int print_whole(struct gs_page *page, struct gs_arena *arena,
    const struct front *front)
{
	struct printing p = {page, arena, GS_OK};
	struct standing at = {.indent = 0};

	for (size_t i = 0; p.err == GS_OK && i < front->count; i++) {
		bool title = front->line[i].ptr + strlen("subject: ") ==
		    front->subject.ptr;

		p.err = print_field(&p, front->line[i],
		    title ? GS_FACE_BOLD : 0, title ? 13 : POINTS);
	}
	if (p.err == GS_OK)
		put_rule(&p);

	cmark_node *document = cmark_parse_document(
	    (const char *)front->body.ptr, front->body.len, CMARK_OPT_DEFAULT);
	if (document == NULL)
		return GS_ERR_MEMORY;
	print_children(&p, document, &at);
	cmark_node_free(document);
	return p.err;
}

int gs_printed_pdf(struct gs_writer *pdf, struct gs_span document,
    bool exercise, int64_t date)
{
	struct gs_pool pool;
	struct gs_page *page = NULL;
	struct front front;

	int err = split_front(&front, document);
	if (err != GS_OK)
		return err;
	const struct gs_page_plan plan = {.title = "Memo", .date = date,
	    .marking = front.banner, .pages = PAGES_MAX, .foreign = true,
	    .notice = exercise ? GS_PAGE_EXERCISE : NULL};
	err = gs_page_open(&page, pdf, &plan);
	if (err != GS_OK)
		return err;

	err = print_whole(page, gs_pool_start(&pool), &front);
	gs_pool_free(&pool);
	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}
