/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/content.h"

#include <sodium.h>
#include <string.h>

#include "lib/memo/seal.h"
#include "lib/misread.h"

int gs_content_terms(struct gs_memo_terms *terms, uint8_t root[32],
    struct gs_arena *arena, const struct gs_document *doc,
    const uint8_t seed[32])
{
	int err = gs_document_root(root, arena, doc->blocks, doc->count, seed);

	if (err != GS_OK)
		return err;

	terms->banner = doc->banner;
	terms->blocks = doc->count;
	terms->requests = doc->requests;
	terms->root = root;
	return GS_OK;
}

static bool is_secret_of(const uint8_t secret[32], struct gs_span key)
{
	uint8_t derived[32];

	return key.len == 32 && crypto_scalarmult_base(derived, secret) == 0 &&
	    memcmp(derived, key.ptr, 32) == 0;
}

static void write_content_record(struct gs_record_writer *d,
    const struct gs_memo_terms *t, const struct gs_content_secrets *secrets,
    const struct gs_annexes *annexes)
{
	gs_record_line(d, "channel", gs_part_hash(t->channel));
	gs_record_line(d, "charter", gs_part_hash(t->charter));
	gs_record_line(d, "roll", gs_part_hash(t->roll));
	gs_memo_wishes_write(d, t, annexes == NULL ? NULL : annexes->of);

	gs_record_line(d, "seed", gs_part_hash(secrets->seed));
	if (secrets->reply != NULL)
		gs_record_line(d, "reply-secret",
		    gs_part_hash(secrets->reply));
	if (secrets->seal != NULL)
		gs_record_line(d, "seal-secret", gs_part_hash(secrets->seal));
}

int gs_content_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_memo_terms *terms,
    const struct gs_content_secrets *secrets, const struct gs_document *doc,
    const struct gs_annexes *annexes)
{
	size_t count = annexes == NULL ? 0 : annexes->count;
	struct gs_record_writer d;
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	if (secrets->reply != NULL &&
	    !is_secret_of(secrets->reply, terms->reply))
		return GS_ERR_MISMATCH;
	if (terms->annexes.count != count)
		return GS_ERR_MISMATCH;

	gs_record_start(&d, buf, GS_RECORD_MAX, "content");
	write_content_record(&d, terms, secrets, annexes);
	int err = gs_record_end(&d, arena);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, buf, d.w.len);
	gs_write_text(w, "\n");
	gs_document_render(w, doc->blocks, doc->count, doc->banner);
	if (annexes != NULL)
		gs_annexes_write(w, annexes);
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
	struct gs_report why;
	size_t line = 0;
	int err = len == 0 ? GS_ERR_FORMAT :
	    gs_record_parse(rec, &line, arena, text, len);

	if (err == GS_OK && strcmp(rec->type->name, "content") != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		return GS_OK;

	gs_misread_tell(&why, arena, "content",
	    (struct gs_span){text, len}, line);
	gs_report_tell(report, "content-malformed", "this is not the content "
	    "of a memo (a `content` record, an empty line, the document): {0}",
	    gs_say_text(why.text));
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

/* Of a type that is known, and the secret's if there is one. */
static int check_reply(struct gs_report *report, const struct gs_content *c)
{
	const struct gs_value *v = gs_record_value(&c->rec, "reply", 0);

	if (!gs_recipient_is_known(&v->parts[0], &v->parts[1])) {
		gs_report_tell(report, "content-recipient", "the reply key is "
		    "of the type {0} and has {1} bytes; known is {2}, with 32 "
		    "bytes", gs_say_span(v->parts[0].ptr, v->parts[0].len),
		    gs_say_number(v->parts[1].len),
		    gs_say_text(GS_RECIPIENT_X25519));
		return GS_ERR_RULE;
	}
	if (c->secrets.reply != NULL &&
	    !is_secret_of(c->secrets.reply, c->terms.reply)) {
		gs_report_say(report, "content-reply-secret", "the reply "
		    "secret does not belong to the reply key");
		return GS_ERR_MISMATCH;
	}
	return GS_OK;
}

static int read_terms(struct gs_content *c, struct gs_report *report,
    struct gs_arena *arena)
{
	uint8_t *root = gs_arena_take(arena, 1, 32);

	if (root == NULL)
		return GS_ERR_MEMORY;
	gs_memo_terms_of(&c->terms, &c->rec);
	gs_annexes_terms(&c->terms.annexes, c->annexes);
	c->secrets = (struct gs_content_secrets){
	    .seed = gs_record_hash(&c->rec, "seed"),
	    .reply = gs_record_hash(&c->rec, "reply-secret"),
	    .seal = gs_record_hash(&c->rec, "seal-secret")};

	int err = check_reply(report, c);
	if (err != GS_OK)
		return err;
	return gs_content_terms(&c->terms, root, arena, &c->doc,
	    c->secrets.seed);
}

/* What stands behind the record and the empty line: the document, which stays
 * c->body, and behind it the files. */
static int split_body(struct gs_content *c, struct gs_report *report,
    struct gs_arena *arena)
{
	struct gs_span *body = &c->body;
	struct gs_annexes *annexes = gs_arena_take(arena, 1, sizeof *annexes);
	uint64_t files = gs_annexes_len(&c->rec);

	if (annexes == NULL)
		return GS_ERR_MEMORY;
	if (files > body->len || files > GS_ANNEXES_BYTES_MAX + 1) {
		gs_report_tell(report, "annexes-long", "the annexes have {0} "
		    "bytes together and {1} follow the record; at most {2} "
		    "are possible", gs_say_number(files == 0 ? 0 : files - 1),
		    gs_say_number(body->len),
		    gs_say_number(GS_ANNEXES_BYTES_MAX));
		return GS_ERR_FORMAT;
	}

	body->len -= (size_t)files;
	c->annexes = annexes;
	return gs_annexes_read(annexes, report, arena, &c->rec,
	    (struct gs_span){body->ptr + body->len, (size_t)files});
}

int gs_content_parse(struct gs_content *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_document_rules *rules,
    const void *text, size_t len)
{
	struct gs_content c = {.id = {0}};
	const uint8_t *p = text;
	size_t n = record_len(p, len);

	int err = parse_record(&c.rec, report, arena, p, n);
	if (err == GS_OK) {
		c.body = (struct gs_span){p + n + 1, len - n - 1};
		err = split_body(&c, report, arena);
	}
	if (err == GS_OK)
		err = gs_document_parse(&c.doc, report, arena, rules,
		    c.body.ptr, c.body.len);
	if (err == GS_OK)
		err = check_normal(report, arena, &c.doc, c.body.ptr,
		    c.body.len);
	if (err == GS_OK)
		err = read_terms(&c, report, arena);
	if (err == GS_OK)
		*out = c;
	return err;
}

int gs_content_seal(uint8_t **out, size_t *out_len,
    const struct gs_content *content, struct gs_arena *arena,
    const struct gs_record *charter)
{
	const struct gs_content_secrets bare = {.seed = content->secrets.seed};
	struct gs_recipients to;
	uint8_t *text = gs_arena_take(arena, GS_CONTENT_MAX, 1);

	if (content->secrets.seal == NULL)
		return GS_ERR_UNKNOWN;
	if (text == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(text, GS_CONTENT_MAX);
	int err = gs_content_write(&w, arena, &content->terms, &bare,
	    &content->doc, content->annexes);
	gs_recipients_of(&to, charter, "seal");
	if (err == GS_OK)
		err = gs_seal_same(out, out_len, &to,
		    (struct gs_span){text, w.len}, content->secrets.seal);
	return err;
}

int gs_content_seal_anew(uint8_t **out, size_t *out_len,
    const struct gs_content *content, struct gs_arena *arena,
    const struct gs_record *charter, uint32_t unreadable)
{
	struct gs_content anew = *content;
	uint8_t secret[32];

	if (content->secrets.seal == NULL)
		return GS_ERR_UNKNOWN;
	gs_seal_secret_anew(secret, content->secrets.seal, unreadable);
	anew.secrets.seal = secret;
	int err = gs_content_seal(out, out_len, &anew, arena, charter);
	gs_host_wipe(secret, sizeof secret);
	gs_host_wipe(&anew, sizeof anew);
	return err;
}

int gs_content_name(struct gs_content *content, struct gs_arena *arena,
    const uint8_t *sealed)
{
	content->terms.content = sealed;
	return gs_memo_id(content->id, &content->terms, arena);
}
