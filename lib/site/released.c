/* SPDX-License-Identifier: Apache-2.0 */
/* What a publication lets be read: its text is a document with words in the
 * place of what is withheld (docs/spec/provenance.md, "Redaction"). */
#include <string.h>

#include "lib/evidence/publication.h"
#include "lib/memo/document.h"
#include "lib/site/page.h"

static int parse_text(struct gs_document *out, struct site_page *p,
    const struct gs_memo *m, struct gs_span text)
{
	struct gs_document_rules rules;
	struct gs_report report = {.text = ""};

	gs_document_rules_of(&rules, &m->charter->rec);
	rules.lenient = true;
	return gs_document_parse(out, &report, p->arena, &rules, text.ptr,
	    text.len);
}

/* The text of a publication, in the arena; empty: it is not kept. */
static int read_released_text(struct gs_span *text, struct site_page *p,
    const struct gs_memo *m, const struct gs_publication *one)
{
	struct gs_span kept = {NULL, 0};
	int err = gs_deletion_of(m, one->at, true, p->as_of) != NULL ?
	    GS_ERR_UNKNOWN : p->site->content(p->site->ctx, &kept,
	    gs_publication_text(one));

	*text = (struct gs_span){NULL, 0};
	if (err == GS_ERR_UNKNOWN)
		return GS_OK;
	return err == GS_OK ? gs_arena_copy(text, p->arena, kept) : err;
}

static bool has_gap(struct gs_span text)
{
	return gs_find_gap(text, 0) < text.len;
}

/* The marking over what is shown of it elsewhere: of the blocks that are among
 * the shown. */
static int derive_band(struct gs_span *out, struct site_page *p,
    const struct gs_memo *m, const struct gs_block *blocks, size_t count)
{
	uint8_t *room = gs_arena_take(p->arena, GS_BANNER_MAX, 1);
	size_t len = 0;

	if (room == NULL)
		return GS_ERR_MEMORY;
	if (gs_banner_derive(room, &len, GS_BANNER_MAX, &m->charter->marks,
	        blocks, count) == GS_OK)
		*out = (struct gs_span){room, len};
	return GS_OK;
}

static bool is_subject(const struct gs_document *d, size_t i)
{
	static const char begins[] = "subject:";

	return d->info[i].kind == GS_BLOCK_FIELD &&
	    d->blocks[i].text.len >= sizeof begins - 1 &&
	    memcmp(d->blocks[i].text.ptr, begins, sizeof begins - 1) == 0;
}

static int derive_bands(struct site_released *out, struct site_page *p,
    const struct gs_memo *m, const struct gs_document *d)
{
	struct gs_block *shown = gs_arena_take(p->arena, d->count + 1,
	    sizeof *shown);
	size_t n = 0, subjects = 0;

	if (shown == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < d->count; i++)
		if (is_subject(d, i))
			shown[n++] = d->blocks[i];
	subjects = n;
	for (size_t i = 0; i < d->count; i++)
		if (out->request_count > 0 && d->info[i].request > 0)
			shown[n++] = d->blocks[i];
	int err = derive_band(&out->subject_banner, p, m, shown, subjects);
	return err == GS_OK ? derive_band(&out->banner, p, m, shown, n) :
	    err;
}

/* A request has its text only where all of them are there to be counted. */
static int take_asked(struct site_released *out, struct site_page *p,
    const struct gs_memo *m, const struct gs_document *d)
{
	if (d->requests != m->requests || m->requests == 0)
		return GS_OK;
	out->requests = gs_arena_take(p->arena, m->requests,
	    sizeof *out->requests);
	if (out->requests == NULL)
		return GS_ERR_MEMORY;
	out->request_count = m->requests;
	for (size_t i = 0; i < d->count; i++) {
		uint32_t n = d->info[i].request;

		if (n > 0 && n <= m->requests)
			out->requests[n - 1] = d->blocks[i].text;
	}
	return GS_OK;
}

static void count_gaps(struct site_released *out,
    const struct gs_publication *one, struct gs_span text)
{
	struct gs_gap gap;
	struct gs_span words;
	size_t at = 0, last = 0;

	while (gs_publication_gap(&gap, &words, &at, one, text)) {
		out->withheld += gap.from == 0;
		out->cut += gap.from != 0 && gap.block != last;
		last = gap.block;
	}
}

bool site_is_released(const struct gs_memo *m)
{
	const struct gs_publication *one = m->publication;

	while (one != NULL && gs_record_count(&one->rec, "of") > 0)
		one = one->before;
	return one != NULL;
}

int site_released(struct site_released *out, struct site_page *p,
    const struct gs_memo *m)
{
	struct gs_span text = {NULL, 0};
	const struct gs_publication *one = m->publication;
	struct gs_document d;
	int err = GS_OK;

	*out = (struct site_released){.blocks = gs_record_number(&m->rec,
	    "blocks")};
	for (; err == GS_OK && one != NULL && text.len == 0;
	    one = text.len == 0 ? one->before : one)
		if (gs_record_count(&one->rec, "of") == 0) /* not a reply's */
			err = read_released_text(&text, p, m, one);
	if (err != GS_OK || one == NULL || text.len == 0)
		return err;

	out->publication = one->number;
	count_gaps(out, one, text);
	err = parse_text(&d, p, m, text);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) /* it is there to be read, and tells nothing more */
		return GS_OK;
	if (!has_gap(d.subject))
		out->subject = d.subject;
	err = take_asked(out, p, m, &d);
	return err == GS_OK ? derive_bands(out, p, m, &d) : err;
}

/* The text ----------------------------------------------------------------- */

static struct gs_message_value gap_place(struct site_page *p,
    const struct gs_gap *gap)
{
	struct gs_message_value block = gs_say_number(gap->block);

	if (gap->from == 0)
		return site_phrase(p, GS_TR("passage {0}"), block);
	if (gap->from == gap->to)
		return site_phrase(p, GS_TR("passage {0}, sentence {1}"),
		    block, gs_say_number(gap->from));
	return site_phrase(p, GS_TR("passage {0}, sentences {1} to {2}"),
	    block, gs_say_number(gap->from), gs_say_number(gap->to));
}

static void put_gap(struct site_page *p, const struct gs_gap *gap,
    struct gs_span words)
{
	struct gs_message_value place = gap_place(p, gap);
	size_t from = p->w.len;

	site_said(p, gap->reason);
	struct gs_message_value reason = site_cut(p, from);
	site_put(p, "<span class=\"bars\"><i></i><i></i><span>");
	if (gap->reason.len > 0)
		site_say(p, GS_TR("Withheld: {0}, under {1}"), place, reason);
	else
		site_say(p, GS_TR("Withheld: {0}"), place);
	if (words.len > 0) {
		site_put(p, ": ");
		site_said(p, words);
	}
	site_put(p, "</span></span>");
}

/* Words and gaps in turn. */
static void put_passage(struct site_page *p, const struct gs_publication *one,
    struct gs_span text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t begins = gs_find_gap(text, at), after = begins;
		struct gs_gap gap;
		struct gs_span words = {NULL, 0};

		if (begins > at)
			site_said(p, (struct gs_span){text.ptr + at,
			    begins - at});
		if (begins == text.len)
			break;
		if (!gs_publication_gap(&gap, &words, &after, one, text))
			break;
		put_gap(p, &gap, words);
		at = after;
	}
}

static const char *element_of(const struct gs_block_info *info)
{
	static const char *const names[] = {[GS_BLOCK_FIELD] = "p",
	    [GS_BLOCK_HEADING] = "h2", [GS_BLOCK_PARAGRAPH] = "p",
	    [GS_BLOCK_ITEM] = "p", [GS_BLOCK_CODE] = "pre",
	    [GS_BLOCK_QUOTE] = "blockquote", [GS_BLOCK_BREAK] = "p"};

	return info->kind == GS_BLOCK_HEADING && info->level > 1 ? "h3" :
	    names[info->kind];
}

static void show_passage_block(struct site_page *p,
    const struct gs_publication *one, const struct gs_block *block,
    const struct gs_block_info *info)
{
	struct gs_span text = block->text;
	const char *element = element_of(info);

	site_form(p, "<{0} dir=\"auto\" lang=\"\">", gs_say_text(element));
	if (block->mark.len > 0) {
		site_put(p, "<span class=\"pm\">(");
		site_said(p, block->mark);
		site_put(p, ")</span> ");
	}
	if (info->kind == GS_BLOCK_HEADING)
		while (text.len > 0 && (*text.ptr == '#' ||
		    *text.ptr == ' ')) {
			text.ptr++;
			text.len--;
		}
	put_passage(p, one, text);
	site_form(p, "</{0}>\n", gs_say_text(element));
}

bool site_say_deleted(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	const struct gs_said *deletion = gs_deletion_of(m, one->at, true,
	    p->as_of);

	if (deletion == NULL)
		return false;
	site_say(p, GS_TR("This text was deleted on {0} under {1}. Its proof "
	    "stands: whoever kept a copy can still check it against the log."),
	    site_time(p, m->charter, deletion->at, GS_TIME_LONG),
	    site_said_value(p, gs_record_part(&deletion->rec, "schedule")));
	return true;
}

int site_show_text(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *one)
{
	struct gs_span text = {NULL, 0};
	struct gs_document d;

	int err = read_released_text(&text, p, m, one);
	if (err != GS_OK)
		return err;
	if (text.len == 0 &&
	    gs_deletion_of(m, one->at, true, p->as_of) != NULL) {
		site_put(p, "<p>");
		(void)site_say_deleted(p, m, one);
		site_put(p, "</p>\n");
		return GS_OK;
	}
	if (text.len == 0) {
		site_form(p, "<p>{0}</p>\n", site_word(p, GS_TR("The text is "
		    "not kept here any more. Whoever kept a copy can still "
		    "check it against the log.")));
		return GS_OK;
	}
	err = parse_text(&d, p, m, text);
	if (err == GS_ERR_MEMORY)
		return err;
	site_put(p, "<article class=\"doc\"><div class=\"in\">\n");
	if (err != GS_OK) {
		site_put(p, "<pre>");
		site_said(p, text);
		site_put(p, "</pre>\n");
	}
	for (size_t i = 0; err == GS_OK && i < d.count; i++)
		show_passage_block(p, one, &d.blocks[i], &d.info[i]);
	site_put(p, "</div></article>\n");
	return GS_OK;
}
