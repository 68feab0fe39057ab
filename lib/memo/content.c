/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/content.h"

#include <sodium.h>
#include <string.h>

int gs_content_terms(struct gs_memo_terms *terms, uint8_t root[32],
    uint8_t id[32], struct gs_arena *arena, const struct gs_document *doc,
    const uint8_t seed[32])
{
	struct gs_memo_terms full = *terms;
	int err = gs_document_root(root, arena, doc->blocks, doc->count, seed);

	if (err != GS_OK)
		return err;

	full.banner = doc->banner;
	full.blocks = (uint32_t)doc->count;
	full.requests = doc->requests;
	full.root = root;
	err = gs_memo_id(id, &full);
	if (err == GS_OK)
		*terms = full;
	return err;
}

static bool is_secret_of(const uint8_t secret[32], const uint8_t key[32])
{
	uint8_t derived[32];

	return crypto_scalarmult_base(derived, secret) == 0 &&
	    memcmp(derived, key, 32) == 0;
}

static void write_content_lines(struct gs_record_writer *d,
    const struct gs_memo_terms *t, const uint8_t id[32],
    const uint8_t seed[32], const uint8_t *reply_secret)
{
	const struct gs_span *banner = &t->banner;

	gs_record_line(d, "channel", gs_part_hash(t->channel));
	gs_record_line(d, "memo", gs_part_hash(id));
	gs_record_line(d, "charter", gs_part_hash(t->charter));
	gs_record_line(d, "roll", gs_part_hash(t->roll));
	gs_record_line(d, "banner", gs_part_text_of(banner->ptr, banner->len));
	for (size_t i = 0; i < t->addressee_count; i++) {
		const struct gs_span *to = &t->addressees[i];
		gs_record_line(d, "addressee",
		    gs_part_text_of(to->ptr, to->len));
	}

	gs_record_line(d, "reply", gs_part_hash(t->reply));
	gs_record_line(d, "author", gs_part_hash(t->author));
	gs_record_line(d, "after", gs_part_time(t->after));
	gs_record_line(d, "seed", gs_part_hash(seed));
	if (reply_secret != NULL)
		gs_record_line(d, "reply-secret", gs_part_hash(reply_secret));
}

int gs_content_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_memo_terms *terms, const uint8_t seed[32],
    const uint8_t *reply_secret, const struct gs_document *doc)
{
	struct gs_record_writer d;
	uint8_t id[32];
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	if (reply_secret != NULL && !is_secret_of(reply_secret, terms->reply))
		return GS_ERR_MISMATCH;
	int err = gs_memo_id(id, terms);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, buf, GS_RECORD_MAX, "content");
	write_content_lines(&d, terms, id, seed, reply_secret);
	err = gs_record_end(&d, arena);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, buf, d.w.len);
	gs_write_text(w, "\n");
	gs_document_render(w, doc->blocks, doc->count, doc->banner);
	return gs_writer_end(w);
}

/* Bytes of the record, at whose end an empty line stands; 0 if there is
 * none. */
static size_t record_len(const uint8_t *text, size_t len)
{
	size_t max = len < GS_RECORD_MAX ? len : GS_RECORD_MAX;
	const uint8_t *end = memmem(text, max, "\n\n", 2);

	return end == NULL ? 0 : (size_t)(end - text) + 1;
}

static int parse_record(struct gs_record *rec, struct gs_report *report,
    struct gs_arena *arena, const uint8_t *text, size_t len)
{
	size_t line = 0;
	int err = len == 0 ? GS_ERR_FORMAT :
	    gs_record_parse(rec, &line, arena, text, len);

	if (err == GS_OK && strcmp(rec->type->name, "content") != 0)
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		gs_report_tell(report, "content-malformed", "line {0}: this is "
		    "not the content of a memo: a `content` record, an empty "
		    "line, the document", gs_say_number(line));
	return err;
}

static int check_normal(struct gs_report *report, struct gs_arena *arena,
    const struct gs_document *doc, const uint8_t *text, size_t len)
{
	/* What is longer is not the same. */
	uint8_t *buf = gs_arena_take(arena, len + 1, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, len);
	gs_document_render(&w, doc->blocks, doc->count, doc->banner);
	if (gs_writer_end(&w) == GS_OK && w.len == len &&
	    memcmp(buf, text, len) == 0)
		return GS_OK;
	gs_report_say(report, "content-not-normal", "the document is not in "
	    "normal form; make the package anew with `gainsay compose --out`");
	return GS_ERR_FORMAT;
}

static int check_id(struct gs_content *c, struct gs_report *report,
    struct gs_arena *arena)
{
	struct gs_span stated = c->terms.banner;
	uint8_t *root = gs_arena_take(arena, 1, 32);

	if (root == NULL)
		return GS_ERR_MEMORY;
	int err = gs_content_terms(&c->terms, root, c->id, arena, &c->doc,
	    c->seed);
	if (err != GS_OK)
		return err;

	if (stated.len != c->doc.banner.len ||
	    memcmp(stated.ptr, c->doc.banner.ptr, stated.len) != 0 ||
	    memcmp(c->id, gs_record_hash(&c->rec, "memo"), 32) != 0) {
		gs_report_say(report, "content-not-of-memo", "this document "
		    "and these terms are not those of the memo id that the "
		    "record states");
		return GS_ERR_MISMATCH;
	}
	if (c->reply_secret != NULL &&
	    !is_secret_of(c->reply_secret, c->terms.reply)) {
		gs_report_say(report, "content-reply-secret", "the reply "
		    "secret does not belong to the reply key");
		return GS_ERR_MISMATCH;
	}
	return GS_OK;
}

int gs_content_parse(struct gs_content *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_document_rules *rules,
    const void *text, size_t len)
{
	struct gs_content c = {.seed = NULL};
	const uint8_t *p = text;
	size_t n = record_len(p, len);

	int err = parse_record(&c.rec, report, arena, p, n);
	if (err == GS_OK)
		err = gs_document_parse(&c.doc, report, arena, rules,
		    p + n + 1, len - n - 1);
	if (err == GS_OK)
		err = check_normal(report, arena, &c.doc, p + n + 1,
		    len - n - 1);
	if (err != GS_OK)
		return err;

	gs_memo_terms_of(&c.terms, &c.rec);
	c.seed = gs_record_hash(&c.rec, "seed");
	c.reply_secret = gs_record_hash(&c.rec, "reply-secret");
	err = check_id(&c, report, arena);
	if (err == GS_OK)
		*out = c;
	return err;
}
