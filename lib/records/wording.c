/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/wording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/host.h"
#include "lib/records/office.h"

#define FRONT_LINES 5 /* before the text's first line */
static const char front_end[] = "\n---\n\n";

/* The lines above a text: which reply it is. */
static void write_reply_front(struct gs_writer *w, const char *what,
    uint64_t number)
{
	gs_write_text(w, "---\nsubject: ");
	gs_write_text(w, what);
	gs_write_text(w, " ");
	gs_write_decimal(w, number);
	gs_write_text(w, "\nto: The author");
	gs_write_text(w, front_end);
}

/* Whether a document's front matter is that of this reply or correction. */
static bool has_front(const struct gs_document *doc,
    const struct gs_record *rec)
{
	bool reply = gs_record_is(rec, GS_RECORD_REPLY);
	uint8_t want[128];
	struct gs_writer w = gs_writer_of(want, sizeof want);

	if (doc->count < 3 || doc->info[2].kind == GS_BLOCK_FIELD)
		return false;
	write_reply_front(&w, reply ? "Reply" : "Correction",
	    gs_record_number(rec, reply ? "reply" : "correction"));
	struct gs_span subject = doc->blocks[0].text, to = doc->blocks[1].text;
	return w.len == 4 + subject.len + 1 + to.len + strlen(front_end) &&
	    memcmp(want + 4, subject.ptr, subject.len) == 0 &&
	    memcmp(want + 4 + subject.len + 1, to.ptr, to.len) == 0;
}

/* A report on a document counts the lines above the text too. */
static void count_lines_of_text(struct gs_report *report)
{
	static const char place[] = "line ";
	char number[24], *end = NULL;

	if (report == NULL ||
	    strncmp(report->text, place, strlen(place)) != 0)
		return;
	unsigned long line = strtoul(report->text + strlen(place), &end, 10);
	size_t before = (size_t)(end - report->text);

	if (line <= FRONT_LINES)
		return;
	size_t head = strlen(place) + (size_t)snprintf(number, sizeof number,
	    "%lu", line - FRONT_LINES);
	size_t moved = before - head;
	memcpy(report->text + strlen(place), number, head - strlen(place));
	memmove(report->text + head, end, strlen(end) + 1);
	for (size_t i = 0; i < report->count; i++) {
		if (report->values[i].at >= before)
			report->values[i].at -= (uint16_t)moved;
		else
			report->values[i].len -= (uint16_t)moved;
	}
}

/* Its normal form, and where its text begins. */
static int render_wording(struct gs_wording *out, struct gs_arena *arena)
{
	uint8_t *buf = gs_arena_take(arena, GS_DOCUMENT_MAX, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_DOCUMENT_MAX);
	gs_document_render(&w, out->doc.blocks, out->doc.count,
	    out->doc.banner);
	int err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;

	const uint8_t *end = memmem(buf, w.len, front_end, strlen(front_end));
	size_t at = end == NULL ? 0 : (size_t)(end - buf) + strlen(front_end);
	out->document = (struct gs_span){buf, w.len};
	out->text = (struct gs_span){buf + at, w.len - at};
	return GS_OK;
}

static int parse_wording(struct gs_wording *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    struct gs_span document)
{
	struct gs_document_rules rules;

	gs_document_rules_of(&rules, &memo->charter->rec);
	int err = gs_document_parse(&out->doc, report, arena, &rules,
	    document.ptr, document.len);
	return err != GS_OK ? err : render_wording(out, arena);
}

int gs_wording_make(struct gs_wording *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo, bool correction,
    struct gs_span text)
{
	uint64_t corrected = memo->correction == NULL ? 0 :
	    memo->correction->number;
	size_t max = GS_WORDING_HEAD_MAX + text.len + 1;
	uint8_t *buf = gs_arena_take(arena, max, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	write_reply_front(&w, correction ? "Correction" : "Reply",
	    1 + (correction ? corrected : gs_reply_count(memo)));
	gs_write_bytes(&w, text.ptr, text.len);
	int err = gs_writer_end(&w);

	if (err == GS_OK) {
		err = parse_wording(out, report, arena, memo,
		    (struct gs_span){buf, w.len});
		count_lines_of_text(report);
	}
	if (err == GS_OK)
		err = gs_host_random(out->seed, sizeof out->seed);
	return err != GS_OK ? err : gs_document_root(out->root, arena,
	    out->doc.blocks, out->doc.count, out->seed);
}

int gs_wording_write(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_wording *wording)
{
	uint8_t head[GS_WORDING_HEAD_MAX];
	struct gs_record_writer d;

	gs_office_start(&d, head, sizeof head, "letter", memo);
	gs_record_line(&d, "seed", gs_part_hash(wording->seed));
	int err = gs_office_head(w, &d, wording->document);

	gs_host_wipe(head, sizeof head);
	return err;
}

/* The head, up to the empty line; false: it is none of this memo's. */
static int read_letter_head(struct gs_wording *out, const struct gs_memo *memo,
    struct gs_span head)
{
	struct gs_record rec;
	struct gs_pool pool;
	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), head.ptr,
	    head.len);

	if (err == GS_OK && (!gs_record_is(&rec, GS_RECORD_LETTER) ||
	    memcmp(gs_record_hash(&rec, "memo"), memo->id, 32) != 0 ||
	    memcmp(gs_record_hash(&rec, "channel"), memo->charter->channel,
	        32) != 0))
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		memcpy(out->seed, gs_record_hash(&rec, "seed"), 32);
	gs_pool_free(&pool);
	return err;
}

static int read_sealed_wording(struct gs_wording *out, struct gs_arena *arena,
    const struct gs_memo *memo, const struct gs_record *rec,
    struct gs_span plain)
{
	const uint8_t *end = plain.len < 2 ? NULL :
	    memmem(plain.ptr, plain.len, "\n\n", 2);

	if (end == NULL)
		return GS_ERR_FORMAT;
	size_t len = (size_t)(end - plain.ptr) + 1;
	struct gs_span document = {end + 2, plain.len - len - 1};
	int err = read_letter_head(out, memo, (struct gs_span){plain.ptr,
	    len});

	if (err == GS_OK)
		err = parse_wording(out, NULL, arena, memo, document);
	if (err == GS_OK && (document.len != out->document.len ||
	    memcmp(document.ptr, out->document.ptr, document.len) != 0 ||
	    !has_front(&out->doc, rec)))
		err = GS_ERR_FORMAT;
	return err != GS_OK ? err : gs_document_root(out->root, arena,
	    out->doc.blocks, out->doc.count, out->seed);
}

int gs_wording_read(struct gs_wording *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_record *rec, struct gs_span plain)
{
	int err = read_sealed_wording(out, arena, memo, rec, plain);

	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_say(report, "wording-form", "what is sealed is no "
		    "text of a reply: it has another head than a reply's, or "
		    "its text is in no normal form");
		return GS_ERR_FORMAT;
	}
	if (out->doc.count == gs_record_number(rec, "blocks") &&
	    memcmp(out->root, gs_record_hash(rec, "root"), 32) == 0)
		return GS_OK;
	gs_report_say(report, "wording-other", "what is sealed is another text "
	    "than the reply's record commits to: it could not be published, "
	    "and the log shows no such reply");
	return GS_ERR_MISMATCH;
}
