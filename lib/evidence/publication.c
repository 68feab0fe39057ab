/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/evidence/publication.h"

#include <string.h>

#include "core/memo/reason.h"
#include "lib/evidence/opening.h"
#include "lib/evidence/redact.h"
#include "lib/memo/document.h"
#include "lib/memo/span.h"
#include "lib/sign.h"

#define REASONS_MAX 32 /* lines of a record */
#define WORDS_MAX ((size_t)16384)

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

/* `of`: the record that commits to the text. */
static int check_parts(struct gs_opening *o, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_record *of, const struct gs_publication_parts *parts)
{
	int err = gs_opening_parse(o, arena, parts->opening.ptr,
	    parts->opening.len);

	if (err != GS_OK) {
		gs_report_tell(report, "publication-no-opening", "the file is "
		    "not the opening of a memo's blocks: {0}",
		    gs_say_text(gs_strerror(err)));
		return err;
	}
	if (!gs_opening_is_of(o, of)) {
		gs_report_tell(report, "publication-other-memo", "the opening "
		    "is of another text than the {1} of memo {0} that the "
		    "publication names", gs_say_number(memo->number),
		    gs_say_text(of == &memo->rec ? "text" : "reply"));
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

/* Reasons ----------------------------------------------------------------- */

/* The next gap of a text, from *at on, which moves behind it. */
static bool next_gap(struct gs_gap *gap, size_t *at, struct gs_span text)
{
	size_t len = 0;

	*at = gs_find_gap(text, *at);
	if (*at >= text.len || !gs_read_gap(gap, &len, gs_span_from(text,
	    *at)))
		return false;
	*at += len;
	return true;
}

static bool is_code(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static int require_reason(struct gs_report *report, const struct gs_gap *gap)
{
	if (gap->reason.len != 0)
		return GS_OK;
	if (gap->from == 0)
		gs_report_tell(report, "publication-block-bare", "the text "
		    "withholds block {0} without a reason; a publication has "
		    "one for each gap: 'gainsay redact --reason'",
		    gs_say_number(gap->block));
	else
		gs_report_tell(report, "publication-sentence-bare", "the text "
		    "withholds sentence {1} of block {0} without a reason; a "
		    "publication has one for each gap: 'gainsay redact "
		    "--reason'", gs_say_number(gap->block),
		    gs_say_number(gap->from));
	return GS_ERR_RULE;
}

static bool has_code(struct gs_span text, struct gs_span code)
{
	struct gs_gap gap;
	size_t at = 0;

	while (next_gap(&gap, &at, text))
		if (is_code(gap.reason, code))
			return true;
	return false;
}

/* Each gap has a reason, whose words the record has, and no others. */
static int check_reasons(struct gs_report *report,
    const struct gs_record *publish, struct gs_span text)
{
	const struct gs_value *v = NULL;
	struct gs_span code, words;
	struct gs_gap gap;
	size_t at = 0;

	while (next_gap(&gap, &at, text)) {
		int err = require_reason(report, &gap);

		if (err != GS_OK)
			return err;
		if (gs_reason_words(&words, publish, "reason", gap.reason))
			continue;
		gs_report_tell(report, "publication-code-bare", "the text "
		    "withholds something for {0}, and the record does not say "
		    "what that is", gs_say_span(gap.reason.ptr,
		    gap.reason.len));
		return GS_ERR_MISMATCH;
	}

	for (size_t i = 0; (v = gs_record_value(publish, "reason", i)) != NULL;
	    i++) {
		if (gs_reason_split(&code, &words, (struct gs_span){
		    v->parts[0].ptr, v->parts[0].len}) && has_code(text, code))
			continue;
		gs_report_tell(report, "publication-code-unused", "the record "
		    "gives the reason '{0}', for which the text withholds "
		    "nothing", gs_say_span(
		    v->parts[0].ptr, v->parts[0].len));
		return GS_ERR_MISMATCH;
	}
	return GS_OK;
}

/* The words of a code: the charter's, or else those given. */
static int words_of_code(struct gs_span *words, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_publication_parts *parts,
    struct gs_span wanted)
{
	struct gs_span code;

	if (gs_reason_words(words, &memo->charter->rec, "exemption", wanted))
		return GS_OK;
	for (size_t i = 0; i < parts->reason_count; i++)
		if (gs_reason_split(&code, words, (struct gs_span){
		    (const uint8_t *)parts->reasons[i],
		    strlen(parts->reasons[i])}) && is_code(code, wanted))
			return GS_OK;
	gs_report_tell(report, "publication-code-unknown", "the text withholds "
	    "something for {0}, which is none of the charter's exemptions: say "
	    "with --reason '{0} WORDS' what it is",
	    gs_say_span(wanted.ptr, wanted.len));
	return GS_ERR_RULE;
}

struct reasons {
	struct gs_span code[REASONS_MAX], words[REASONS_MAX];
	size_t count;
};

/* In the order in which the text first has them. */
static int collect_reasons(struct reasons *out, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_publication_parts *parts)
{
	struct gs_gap gap;
	size_t at = 0;
	int err = GS_OK;

	out->count = 0;
	while (err == GS_OK && next_gap(&gap, &at, parts->text)) {
		size_t i = 0;

		err = require_reason(report, &gap);
		while (i < out->count && !is_code(out->code[i], gap.reason))
			i++;
		if (err != GS_OK || i < out->count)
			continue;
		if (i == REASONS_MAX) {
			gs_report_tell(report, "publication-codes-over", "the "
			    "text has more than {0} reasons",
			    gs_say_number(REASONS_MAX));
			return GS_ERR_SPACE;
		}
		out->code[i] = gap.reason;
		err = words_of_code(&out->words[i], report, memo, parts,
		    gap.reason);
		out->count += err == GS_OK;
	}
	return err;
}

static void write_reasons(struct gs_record_writer *d,
    const struct reasons *reasons)
{
	uint8_t line[GS_REASON_MAX + 1 + WORDS_MAX];

	for (size_t i = 0; i < reasons->count; i++) {
		struct gs_writer w = gs_writer_of(line, sizeof line);

		gs_write_bytes(&w, reasons->code[i].ptr, reasons->code[i].len);
		gs_write_text(&w, " ");
		gs_write_bytes(&w, reasons->words[i].ptr,
		    reasons->words[i].len);
		gs_record_line(d, "reason", gs_part_text_of(line, w.len));
	}
}

/* Checked and written ----------------------------------------------------- */

int gs_publication_check(struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo *memo, const struct gs_record *publish,
    const struct gs_publication_parts *parts)
{
	struct gs_part banner = gs_record_part(publish, "banner");
	uint8_t shown[GS_BANNER_MAX];
	struct gs_opening o;
	size_t len = 0;

	const struct gs_record *of = gs_published_text(memo, publish);
	int err = of == NULL ? GS_ERR_UNKNOWN :
	    check_parts(&o, report, arena, memo, of, parts);
	if (err == GS_OK)
		err = check_named(report, &o, publish);
	if (err == GS_OK)
		err = check_reasons(report, publish, parts->text);
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

/* Which text of the memo it is, where it is not the memo's own. */
static void write_subject(struct gs_record_writer *d,
    const struct gs_publication_parts *parts)
{
	if (parts->reply != NULL)
		gs_record_line(d, "of", gs_part_word("reply"),
		    gs_part_number(parts->reply->number));
	else if (parts->correction != NULL)
		gs_record_line(d, "of", gs_part_word("correction"),
		    gs_part_number(parts->correction->number));
}

static void write_opening_lines(struct gs_record_writer *d,
    const struct gs_memo *memo, struct gs_span banner,
    const struct gs_publication_parts *parts)
{
	uint64_t number = memo->publication == NULL ? 1 :
	    memo->publication->number + 1;

	gs_record_line(d, "channel", gs_part_hash(memo->charter->channel));
	gs_record_line(d, "memo", gs_part_hash(memo->id));
	gs_record_line(d, "publication", gs_part_number(number));
	write_subject(d, parts);
	if (banner.len > 0)
		gs_record_line(d, "banner",
		    gs_part_text_of(banner.ptr, banner.len));
}

static void write_files(struct gs_record_writer *d, const struct gs_opening *o,
    const struct gs_publication_parts *parts)
{
	uint8_t opening[32], text[32];

	hash_span(opening, parts->opening);
	hash_span(text, parts->text);

	gs_record_line(d, "content", gs_part_hash(opening));
	gs_record_line(d, "content", gs_part_hash(text));
	for (size_t i = 0; i < o->annex_count; i++)
		if (o->annex_open[i])
			gs_record_line(d, "content",
			    gs_part_hash(o->annex[i].digest));
}

static const struct gs_record *record_of(const struct gs_memo *memo,
    const struct gs_publication_parts *parts)
{
	if (parts->reply != NULL)
		return &parts->reply->rec;
	return parts->correction != NULL ? &parts->correction->rec :
	    &memo->rec;
}

int gs_publication_write(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_publication_parts *parts, const uint8_t secret[64])
{
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	uint8_t banner[GS_BANNER_MAX];
	struct reasons reasons;
	struct gs_opening o;
	struct gs_record_writer d;
	size_t len = 0;

	int err = buf == NULL ? GS_ERR_MEMORY :
	    check_parts(&o, report, arena, memo, record_of(memo, parts),
	        parts);
	if (err == GS_OK)
		err = collect_reasons(&reasons, report, memo, parts);
	if (err == GS_OK)
		err = gs_banner_derive(banner, &len, sizeof banner,
		    &memo->charter->marks, o.blocks, o.count);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, buf, GS_RECORD_MAX, "publish");
	write_opening_lines(&d, memo, (struct gs_span){banner, len}, parts);
	write_reasons(&d, &reasons);
	write_files(&d, &o, parts);
	err = gs_record_sign(&d, "release", secret, arena);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, buf, d.w.len);
	return gs_writer_end(w);
}

bool gs_publication_gap(struct gs_gap *gap, struct gs_span *words, size_t *at,
    const struct gs_publication *p, struct gs_span text)
{
	*words = (struct gs_span){NULL, 0};
	if (!next_gap(gap, at, text))
		return false;
	(void)gs_reason_words(words, &p->rec, "reason", gap->reason);
	return true;
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

const struct gs_publication *gs_publication_showing(
    const struct gs_memo *memo, struct gs_span opening)
{
	uint8_t digest[32];
	const struct gs_publication *p = memo->publication;

	hash_span(digest, opening);
	while (p != NULL && memcmp(gs_publication_opening(p), digest, 32) != 0)
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
