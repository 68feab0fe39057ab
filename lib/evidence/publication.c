/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/evidence/publication.h"

#include <string.h>

#include "lib/evidence/opening.h"
#include "lib/evidence/redact.h"
#include "lib/memo/document.h"
#include "lib/memo/gap.h"
#include "lib/sign.h"

static struct gs_span split_line(struct gs_span *rest)
{
	const uint8_t *end = rest->len == 0 ? NULL :
	    memchr(rest->ptr, '\n', rest->len);
	size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr);
	struct gs_span line = {rest->ptr, len};

	rest->ptr += end == NULL ? len : len + 1;
	rest->len -= end == NULL ? len : len + 1;
	return line;
}

static size_t first_difference(struct gs_span a, struct gs_span b)
{
	size_t line = 1;

	while (a.len > 0 && b.len > 0 &&
	    gs_same_but_reasons(split_line(&a), split_line(&b)))
		line++;
	return line;
}

/* The readable text follows from the opening, reasons apart: people cannot be
 * made to quote words that are not proved. */
static int check_text(struct gs_report *report, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_marks *marks,
    struct gs_span text)
{
	uint8_t *buf = gs_arena_take(arena, GS_REDACT_TEXT_MAX, 1);
	struct gs_reasons none = {.block = gs_arena_take(arena, o->count,
	    sizeof *none.block)};

	if (buf == NULL || none.block == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_REDACT_TEXT_MAX);
	int err = gs_redact_text(&w, arena, o, marks, &none);
	if (err != GS_OK)
		return err;

	struct gs_span shown = {buf, w.len};
	if (gs_same_but_reasons(shown, text))
		return GS_OK;
	gs_report_tell(report, "publication-other-text", "from line {0} on the "
	    "text is not what 'gainsay redact --text' makes of the file; only "
	    "reasons may be added",
	    gs_say_number(first_difference(text, shown)));
	return GS_ERR_MISMATCH;
}

static int check_parts(struct gs_opening *o, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_publication_parts *parts)
{
	int err = gs_opening_parse(o, arena, parts->opening.ptr,
	    parts->opening.len);

	if (err != GS_OK) {
		gs_report_tell(report, "publication-no-opening", "the file is "
		    "not the opening of a memo's blocks: {0}",
		    gs_say_text(gs_strerror(err)));
		return err;
	}
	if (!gs_opening_is_of(o, &memo->rec)) {
		gs_report_tell(report, "publication-other-memo", "the opening "
		    "is of another memo than memo {0}",
		    gs_say_number(memo->number));
		return GS_ERR_MISMATCH;
	}
	err = gs_opening_read(arena, o, &memo->charter->rec);
	if (err != GS_OK) {
		gs_report_tell(report, "publication-shown-block", "a block "
		    "that the opening shows could stand in no memo of this "
		    "channel: {0}", gs_say_text(gs_strerror(err)));
		return err;
	}
	return check_text(report, arena, o, &memo->charter->marks,
	    parts->text);
}

/* The files that the record names behind opening and text are those of the
 * annexes shown, and no others: nothing becomes public that is not proved. */
static int check_named(struct gs_report *report, const struct gs_opening *o,
    const struct gs_record *publish)
{
	const struct gs_value *v = NULL;
	size_t at = 2;

	for (size_t i = 0; i < o->annex_count; i++) {
		if (!o->annex_open[i])
			continue;
		v = gs_record_value(publish, "content", at++);
		if (v == NULL || memcmp(v->parts[0].ptr, o->annex[i].digest,
		    32) != 0) {
			gs_report_tell(report, "publication-other-annex",
			    "the opening shows annex {0}, and the record does "
			    "not name its file in its place",
			    gs_say_number(i + 1));
			return GS_ERR_MISMATCH;
		}
	}
	if (gs_record_count(publish, "content") == at)
		return GS_OK;
	gs_report_tell(report, "publication-annexes-more", "the record names "
	    "{0} files; the opening and what it shows need {1}",
	    gs_say_number(gs_record_count(publish, "content")),
	    gs_say_number(at));
	return GS_ERR_MISMATCH;
}

int gs_publication_check(struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo *memo, const struct gs_record *publish,
    const struct gs_publication_parts *parts)
{
	struct gs_part banner = gs_record_part(publish, "banner");
	uint8_t shown[GS_BANNER_MAX];
	struct gs_opening o;
	size_t len = 0;

	int err = check_parts(&o, report, arena, memo, parts);
	if (err == GS_OK)
		err = check_named(report, &o, publish);
	if (err == GS_OK)
		err = gs_banner_derive(shown, &len, sizeof shown,
		    &memo->charter->marks, o.blocks, o.count);
	if (err == GS_OK && (len != banner.len ||
	    memcmp(shown, banner.ptr, len) != 0)) {
		gs_report_tell(report, "publication-other-banner", "the banner "
		    "is \"{0}\"; that of the blocks shown is \"{1}\"",
		    gs_say_span(banner.ptr, banner.len),
		    gs_say_span(shown, len));
		err = GS_ERR_MISMATCH;
	}
	return err;
}

static void hash_span(uint8_t out[32], struct gs_span bytes)
{
	gs_host_sha256(out, &bytes, 1);
}

static void write_lines(struct gs_record_writer *d, const struct gs_memo *memo,
    const struct gs_opening *o, struct gs_span banner,
    const struct gs_publication_parts *parts)
{
	uint8_t opening[32], text[32];
	uint64_t number = memo->publication == NULL ? 1 :
	    memo->publication->number + 1;

	hash_span(opening, parts->opening);
	hash_span(text, parts->text);

	gs_record_line(d, "channel", gs_part_hash(memo->charter->channel));
	gs_record_line(d, "memo", gs_part_hash(memo->id));
	gs_record_line(d, "publication", gs_part_number(number));
	if (banner.len > 0)
		gs_record_line(d, "banner",
		    gs_part_text_of(banner.ptr, banner.len));
	gs_record_line(d, "content", gs_part_hash(opening));
	gs_record_line(d, "content", gs_part_hash(text));
	for (size_t i = 0; i < o->annex_count; i++)
		if (o->annex_open[i])
			gs_record_line(d, "content",
			    gs_part_hash(o->annex[i].digest));
}

int gs_publication_write(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_publication_parts *parts, const uint8_t secret[64])
{
	uint8_t banner[GS_BANNER_MAX], buf[GS_BANNER_MAX + 2048];
	struct gs_opening o;
	struct gs_record_writer d;
	size_t len = 0;

	int err = check_parts(&o, report, arena, memo, parts);
	if (err == GS_OK)
		err = gs_banner_derive(banner, &len, sizeof banner,
		    &memo->charter->marks, o.blocks, o.count);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, buf, sizeof buf, "publish");
	write_lines(&d, memo, &o, (struct gs_span){banner, len}, parts);
	err = gs_record_sign(&d, "release", secret, arena);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, buf, d.w.len);
	return gs_writer_end(w);
}

const uint8_t *gs_publication_opening(const struct gs_publication *p)
{
	return gs_record_value(&p->rec, "content", 0)->parts[0].ptr;
}

const uint8_t *gs_publication_text(const struct gs_publication *p)
{
	return gs_record_value(&p->rec, "content", 1)->parts[0].ptr;
}

const struct gs_publication *gs_publication_of(const struct gs_memo *memo,
    struct gs_span text)
{
	uint8_t digest[32];
	const struct gs_publication *p = memo->publication;

	hash_span(digest, text);
	while (p != NULL && memcmp(gs_publication_text(p), digest, 32) != 0)
		p = p->before;
	return p;
}

const struct gs_publication *gs_publication_by(const struct gs_memo *memo,
    uint64_t number)
{
	const struct gs_publication *p = memo->publication;

	while (p != NULL && p->number != number)
		p = p->before;
	return p;
}
