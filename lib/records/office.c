/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/office.h"

#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/seal.h"
#include "lib/sign.h"

const uint8_t *gs_office_content(const struct gs_memo *memo)
{
	const struct gs_unreadable *u = memo->unreadable;

	while (u != NULL && u->resupplied == 0)
		u = u->before;
	return gs_record_hash(u == NULL ? &memo->rec : &u->resupply,
	    "content");
}

/* GS_ERR_DENIED is the common case after a change of keys. */
static void report_sealed(struct gs_report *report, const struct gs_memo *memo,
    int err)
{
	if (err == GS_ERR_DENIED)
		gs_report_tell(report, "memo-other-key", "it is not sealed to "
		    "this key, but to an earlier or another one: it was filed "
		    "under version {0} of the charter. Give the key file of "
		    "then by --identity; if that is lost, 'gainsay acknowledge "
		    "--unreadable' says so, and a member can seal it anew",
		    gs_say_number(memo->charter->version));
	else
		gs_report_tell(report, "memo-stays-sealed", "the sealed memo "
		    "cannot be opened: {0}", gs_say_text(gs_strerror(err)));
}

int gs_office_open(struct gs_content *content, uint8_t **plain,
    size_t *plain_len, struct gs_report *report, struct gs_arena *arena,
    const struct gs_sealed_memo *sealed)
{
	const struct gs_memo *memo = sealed->memo;
	struct gs_document_rules rules;
	uint8_t *text = NULL;
	size_t text_len = 0;

	gs_document_rules_of(&rules, &memo->charter->rec);
	int err = gs_seal_open(&text, &text_len, sealed->identity,
	    sealed->bytes);
	if (err != GS_OK) {
		report_sealed(report, memo, err);
		return err;
	}

	err = gs_content_parse(content, report, arena, &rules, text, text_len);
	/* The id has the hash of the file that was filed, whichever file this
	 * is: a resupply has another. */
	if (err == GS_OK)
		err = gs_content_name(content, arena,
		    gs_record_hash(&memo->rec, "content"));
	if (err == GS_OK && memcmp(content->id, memo->id, 32) != 0) {
		gs_report_say(report, "memo-other-text", "the sealed text is "
		    "not that of this memo: it gives another memo id");
		err = GS_ERR_MISMATCH;
	}
	if (err != GS_OK) {
		memset(content, 0, sizeof *content);
		gs_age_free(&text, text_len);
		return err;
	}

	*plain = text;
	*plain_len = text_len;
	return GS_OK;
}

void gs_office_start(struct gs_record_writer *d, void *buf, size_t max,
    const char *type, const struct gs_memo *memo)
{
	gs_record_start(d, buf, max, type);
	gs_record_line(d, "channel", gs_part_hash(memo->charter->channel));
	gs_record_line(d, "memo", gs_part_hash(memo->id));
}

int gs_office_sign(struct gs_writer *w, struct gs_record_writer *d,
    const char *role, const uint8_t secret[64])
{
	struct gs_pool pool;

	int err = gs_record_sign(d, role, secret, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, d->w.ptr, d->w.len);
	return gs_writer_end(w);
}

int gs_office_head(struct gs_writer *w, struct gs_record_writer *d,
    struct gs_span text)
{
	struct gs_pool pool;

	int err = gs_record_end(d, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, d->w.ptr, d->w.len);
	gs_write_u8(w, '\n');
	gs_write_bytes(w, text.ptr, text.len);
	return gs_writer_end(w);
}

int gs_office_acknowledge(struct gs_writer *w, const struct gs_memo *memo,
    const uint8_t secret[64])
{
	uint8_t buf[1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "acknowledge", memo);
	return gs_office_sign(w, &d, "office", secret);
}

int gs_office_unreadable(struct gs_writer *w, const struct gs_memo *memo,
    enum gs_unreadable_what what, uint64_t which, const uint8_t secret[64])
{
	const struct gs_unreadable *last = memo->unreadable;
	uint8_t buf[1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "unreadable", memo);
	gs_record_line(&d, "what", gs_part_word(gs_unreadable_word(what)));
	gs_record_line(&d, "number",
	    gs_part_number(last == NULL ? 1 : last->number + 1));
	gs_record_line(&d, "which", gs_part_number(which));
	return gs_office_sign(w, &d, what == GS_UNREADABLE_MEMO ? "office" :
	    "author", secret);
}

static void write_dispositions(struct gs_record_writer *d,
    const struct gs_disposition *dispositions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		gs_record_line(d, "disposition",
		    gs_part_number(dispositions[i].request),
		    gs_part_word(dispositions[i].word));
	for (size_t i = 0; i < count; i++)
		if (dispositions[i].owner != NULL)
			gs_record_line(d, "commitment",
			    gs_part_number(dispositions[i].request),
			    gs_part_date(dispositions[i].day),
			    gs_part_text(dispositions[i].owner));
}

static void write_sealed_text(struct gs_record_writer *d,
    const struct gs_sealed_text *text)
{
	gs_record_line(d, "root", gs_part_hash(text->root));
	gs_record_line(d, "blocks", gs_part_number(text->blocks));
	gs_record_line(d, "content", gs_part_hash(text->content));
}

int gs_office_reply(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_disposition *dispositions, size_t count,
    const struct gs_sealed_text *text, const uint8_t secret[64])
{
	uint8_t buf[32768];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "reply", memo);
	gs_record_line(&d, "reply", gs_part_number(gs_reply_count(memo) + 1));
	write_dispositions(&d, dispositions, count);
	write_sealed_text(&d, text);
	return gs_office_sign(w, &d, "office", secret);
}

int gs_office_correct(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_disposition *dispositions, size_t count,
    const struct gs_sealed_text *text, const uint8_t secret[64])
{
	const struct gs_correction *last = memo->correction;
	uint8_t buf[32768];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "correct", memo);
	gs_record_line(&d, "correction",
	    gs_part_number(last == NULL ? 1 : last->number + 1));
	gs_record_line(&d, "reply", gs_part_number(gs_reply_count(memo)));
	write_dispositions(&d, dispositions, count);
	write_sealed_text(&d, text);
	return gs_office_sign(w, &d, "office", secret);
}

/* A question or its answer, signed in its role. */
struct question_record {
	const char *type, *role;
	uint64_t number;
	const uint8_t *content; /* 32 */
};

static int write_question(struct gs_writer *w, const struct gs_memo *memo,
    const struct question_record *q, const uint8_t secret[64])
{
	uint8_t buf[1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, q->type, memo);
	gs_record_line(&d, "question", gs_part_number(q->number));
	gs_record_line(&d, "content", gs_part_hash(q->content));
	return gs_office_sign(w, &d, q->role, secret);
}

int gs_office_ask(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t number, const uint8_t content[32], const uint8_t secret[64])
{
	return write_question(w, memo, &(struct question_record){"ask",
	    "office", number, content}, secret);
}

int gs_office_answer(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t number, const uint8_t content[32], const uint8_t secret[64])
{
	return write_question(w, memo, &(struct question_record){"answer",
	    "author", number, content}, secret);
}

int gs_office_end(struct gs_writer *w, const struct gs_memo *memo,
    const char *reason, const char *role, const uint8_t secret[64])
{
	uint8_t buf[GS_LINE_MAX + 1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "end", memo);
	gs_record_line(&d, "reason", gs_part_text(reason));
	return gs_office_sign(w, &d, role, secret);
}
