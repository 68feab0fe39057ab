/* SPDX-License-Identifier: Apache-2.0 */
/* The office opens what was filed and nothing else, and what it writes is what
 * the channel admits: every record here goes through gs_state_apply. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/records/act.h"
#include "lib/age.h"
#include "lib/memo/seal.h"
#include "lib/records/office.h"
#include "tests/unit/world.h"

static const char text[] = "---\nsubject: A test\nto: Secretary of State\n---\n"
    "\n(U) One thing.\n\n## Requests\n\n1. (U) Stop.\n2. (SBU) Think.\n";

/* A memo filed with real proofs, and its content sealed to `identity`. */
struct desk {
	struct world w;
	uint8_t seed[32], reply_secret[32], reply[32], identity[32], root[32],
	    seal_secret[32], digest[32];
	struct gs_document doc;
	struct gs_memo_terms terms;
	uint8_t *sealed, *plain;
	size_t sealed_len, plain_len;
	const struct gs_memo *memo;
	struct gs_content opened;
	struct gs_report report;
};

static void compose(struct desk *d)
{
	const struct gs_document_rules rules = {.marks.style = GS_MARK_LEGACY,
	    .ceiling = 1};
	assert_int_equal(gs_document_parse(&d->doc, NULL, d->w.arena, &rules,
	    text, sizeof text - 1), GS_OK);

	assert_int_equal(gs_age_identity_new(d->reply_secret), GS_OK);
	assert_int_equal(gs_age_identity_new(d->identity), GS_OK);
	gs_age_recipient(d->reply, d->reply_secret);
	randombytes_buf(d->seed, sizeof d->seed);
	randombytes_buf(d->seal_secret, sizeof d->seal_secret);

	d->terms = (struct gs_memo_terms){.channel = d->w.channel,
	    .charter = d->w.charter, .roll = gs_roll_root(d->w.keys),
	    .addressees = {{{(const uint8_t *)"Secretary of State", 18}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {d->reply, 32}, .author = d->w.public[W_AUTHOR],
	    .content = d->digest};
	assert_int_equal(gs_content_terms(&d->terms, d->root, d->w.arena,
	    &d->doc, d->seed), GS_OK);
}

/* What the office gets; `secret` NULL: sealed anew, as a resupply is. */
static void seal(struct desk *d, const uint8_t *secret)
{
	uint8_t to[32], buf[8192];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	const struct gs_content_secrets bare = {.seed = d->seed};
	const struct gs_recipients office = {.of = {{
	    {(const uint8_t *)"x25519", 6}, {to, 32}}}, .count = 1};

	gs_age_recipient(to, d->identity);
	assert_int_equal(gs_content_write(&w, d->w.arena, &d->terms, &bare,
	    &d->doc, NULL), GS_OK);
	const struct gs_span plain = {buf, w.len};

	gs_age_free(&d->sealed, d->sealed_len);
	assert_int_equal(secret == NULL ?
	    gs_seal(&d->sealed, &d->sealed_len, &office, plain) :
	    gs_seal_same(&d->sealed, &d->sealed_len, &office, plain, secret),
	    GS_OK);
	const struct gs_span sealed = {d->sealed, d->sealed_len};
	if (secret != NULL)
		gs_host_sha256(d->digest, &sealed, 1);
}

static void file_it(struct desk *d)
{
	uint8_t *buf = gs_arena_take(d->w.arena, GS_RECORD_MAX, 1);
	uint8_t id[32];
	assert_non_null(buf);
	const struct gs_act_filing f = {.maker = {d->w.channel, NULL,
	    d->w.keys, &d->w.members[0]}, .terms = &d->terms,
	    .author = d->w.secret[W_AUTHOR]};
	struct gs_writer w = gs_writer_of(buf, GS_RECORD_MAX);
	assert_int_equal(gs_act_memo(&w, d->w.arena, &f), GS_OK);
	assert_int_equal(world_apply(&d->w, (struct gs_span){buf, w.len}),
	    GS_OK);
	assert_int_equal(gs_memo_id(id, &d->terms, d->w.arena), GS_OK);
	d->memo = gs_state_memo_by(d->w.state, id);
	assert_non_null(d->memo);
}

static int set_up(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	assert_non_null(d);
	world_found(&d->w);
	world_enrol(&d->w);
	assert_int_equal(world_apply(&d->w, world_charter(&d->w, 1, "no",
	    "SBU")), GS_OK);
	memcpy(d->w.charter, gs_state_charter(d->w.state)->digest, 32);
	assert_int_equal(world_apply(&d->w, world_roll(&d->w, 1, 0,
	    W_REGISTRAR, W_SECOND)), GS_OK);
	compose(d);
	seal(d, d->seal_secret);
	file_it(d);
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *d = *state;
	gs_age_free(&d->sealed, d->sealed_len);
	gs_age_free(&d->plain, d->plain_len);
	world_stop(&d->w);
	free(d);
	return 0;
}

static int open_as(struct desk *d, const struct gs_memo *memo,
    const uint8_t identity[32])
{
	const struct gs_sealed_memo sealed = {memo,
	    {d->sealed, d->sealed_len}, identity};

	return gs_office_open(&d->opened, &d->plain, &d->plain_len,
	    &d->report, d->w.arena, &sealed);
}

static void it_opens_what_was_filed(void **state)
{
	struct desk *d = *state;
	assert_int_equal(open_as(d, d->memo, d->identity), GS_OK);
	assert_memory_equal(d->opened.id, d->memo->id, 32);
	assert_int_equal(d->opened.doc.count, d->doc.count);
	assert_int_equal(d->opened.doc.requests, 2);
	/* Replies are for the author and the endorsers alone. */
	assert_null(d->opened.secrets.reply);
	assert_null(d->opened.secrets.seal);
}

static void another_key_opens_nothing(void **state)
{
	struct desk *d = *state;
	const uint8_t other[32] = {9};
	assert_int_equal(open_as(d, d->memo, other), GS_ERR_DENIED);
	assert_null(d->plain);
	assert_true(d->report.text[0] != '\0');
	d->sealed[d->sealed_len - 1] ^= 1;
	assert_int_equal(open_as(d, d->memo, d->identity), GS_ERR_SIGNATURE);
	assert_null(d->plain);
}

/* Well sealed, well formed, and not what was filed: an operator may put any
 * other memo's content in its place. */
static void another_memos_text_is_refused(void **state)
{
	struct desk *d = *state;
	struct gs_memo other = *d->memo;
	other.id[31] ^= 1;
	assert_int_equal(open_as(d, &other, d->identity), GS_ERR_MISMATCH);
	assert_non_null(strstr(d->report.text, "memo id"));
	assert_null(d->plain);
	assert_null(d->opened.secrets.seed);
}

static int enter(struct desk *d, const struct gs_writer *w)
{
	return world_apply(&d->w, (struct gs_span){w->ptr, w->len});
}

static int acknowledge(struct desk *d, int signer)
{
	uint8_t buf[1024];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_office_acknowledge(&w, d->memo,
	    d->w.secret[signer]), GS_OK);
	return enter(d, &w);
}

static int answer(struct desk *d, const struct gs_disposition *list,
    size_t count)
{
	uint8_t buf[2048];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	const struct gs_sealed_text said = {d->digest, 3, d->digest};
	assert_int_equal(gs_office_reply(&w, d->memo, list, count, &said,
	    d->w.secret[W_OFFICE]), GS_OK);
	return enter(d, &w);
}

static void only_the_office_acknowledges(void **state)
{
	struct desk *d = *state;
	assert_int_equal(acknowledge(d, W_REGISTRAR),
	    GS_ERR_SIGNATURE);
	assert_int_equal(d->memo->acknowledged, 0);
	assert_int_equal(acknowledge(d, W_OFFICE), GS_OK);
	assert_int_equal(d->memo->acknowledged, d->w.at);
}

static int find_unreadable(struct desk *d, enum gs_unreadable_what what,
    uint64_t question, int signer)
{
	uint8_t buf[1024];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_office_unreadable(&w, d->memo, what, question,
	    d->w.secret[signer]), GS_OK);
	return enter(d, &w);
}

/* A reply to what could not be read is none; the clock of the acknowledgement
 * runs on, and the same text sealed anew opens as well. */
static void what_is_unreadable_is_resupplied(void **state)
{
	struct desk *d = *state;
	static const struct gs_disposition both[] = {
	    {.request = 1, .word = "accepted"},
	    {.request = 2, .word = "declined"}};
	uint8_t anew[32];
	assert_int_equal(find_unreadable(d, GS_UNREADABLE_MEMO, 0, W_OFFICE),
	    GS_OK);
	assert_int_equal(d->memo->acknowledged, 0);
	assert_int_not_equal(answer(d, both, 2), GS_OK);
	assert_memory_equal(gs_office_content(d->memo), d->digest, 32);

	seal(d, NULL);
	const struct gs_span sealed = {d->sealed, d->sealed_len};
	gs_host_sha256(anew, &sealed, 1);
	assert_memory_not_equal(anew, d->digest, 32);
	uint8_t *buf = gs_arena_take(d->w.arena, GS_RECORD_MAX, 1);
	struct gs_writer w = gs_writer_of(buf, GS_RECORD_MAX);
	const struct gs_act_maker maker = {d->w.channel, d->memo->id,
	    d->w.keys, &d->w.members[5]};
	assert_int_equal(gs_act_resupply(&w, d->w.arena, &maker, 1, anew),
	    GS_OK);
	assert_int_equal(enter(d, &w), GS_OK);
	assert_memory_equal(gs_office_content(d->memo), anew, 32);
	assert_int_equal(open_as(d, d->memo, d->identity), GS_OK);
	assert_memory_equal(d->opened.id, d->memo->id, 32);

	assert_int_equal(acknowledge(d, W_OFFICE), GS_OK);
	assert_int_equal(answer(d, both, 2), GS_OK);
	assert_int_not_equal(find_unreadable(d, GS_UNREADABLE_REPLY, 1,
	    W_OFFICE), GS_OK);
	assert_int_equal(find_unreadable(d, GS_UNREADABLE_REPLY, 1, W_AUTHOR),
	    GS_OK);
}

/* Whoever files cannot put junk in the memo's place, since the record's id has
 * the file's hash. */
static void junk_cannot_be_filed(void **state)
{
	struct desk *d = *state;
	uint8_t *buf = gs_arena_take(d->w.arena, GS_RECORD_MAX, 1);
	uint8_t junk[32] = {1};
	struct gs_writer w = gs_writer_of(buf, GS_RECORD_MAX);
	struct gs_memo_terms terms = d->terms;
	const struct gs_act_filing f = {.maker = {d->w.channel, NULL,
	    d->w.keys, &d->w.members[1]}, .terms = &terms, .slot = 1,
	    .author = d->w.secret[W_AUTHOR]};

	/* Another file is another memo: no endorsement counts for it. */
	terms.content = junk;
	assert_int_equal(gs_act_memo(&w, d->w.arena, &f), GS_OK);
	char *id = strstr((char *)buf, "\nmemo ");
	assert_non_null(id);
	struct gs_writer old = gs_writer_of(id + 6, 44);
	gs_write_base64(&old, d->memo->id, 32);
	assert_int_equal(enter(d, &w), GS_ERR_MISMATCH);
	assert_string_equal(d->w.refusal.code, "memo-id-mismatch");
}

static void a_reply_answers_each_request_once(void **state)
{
	struct desk *d = *state;
	static const struct gs_disposition lists[][3] = {
	    {{.request = 1, .word = "accepted"}},
	{{.request = 1, .word = "accepted"},
	{.request = 1, .word = "declined"}},
	{{.request = 2, .word = "accepted"},
	{.request = 1, .word = "declined"}},
	    {{.request = 0, .word = "declined"}},
	{{.request = 1, .word = "accepted"},
	{.request = 2, .word = "ignored"}},
	{{.request = 1, .word = "accepted"},
	{.request = 2, .word = "partly"},
	{.request = 3, .word = "declined"}}};
	static const size_t counts[] = {1, 2, 2, 1, 2, 3};
	static const struct gs_disposition good[] = {
	    {.request = 1, .word = "already-done"},
	    {.request = 2, .word = "out-of-scope"}};

	assert_int_not_equal(answer(d, good, 2), GS_OK); /* not acknowledged */
	assert_int_equal(acknowledge(d, W_OFFICE), GS_OK);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		assert_int_not_equal(answer(d, lists[i], counts[i]), GS_OK);
	assert_int_equal(d->memo->replied, 0);

	assert_int_equal(answer(d, good, 2), GS_OK);
	assert_int_equal(d->memo->replied, d->w.at);
	assert_int_not_equal(answer(d, good, 2), GS_OK);
}

static int question_as(struct desk *d, uint64_t n, bool ask, int signer)
{
	uint8_t buf[1024];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal((ask ? gs_office_ask : gs_office_answer)(&w, d->memo,
	    n, d->digest, d->w.secret[signer]), GS_OK);
	return enter(d, &w);
}

static void the_author_answers_each_question_once(void **state)
{
	struct desk *d = *state;
	assert_int_not_equal(question_as(d, 1, true, W_OFFICE), GS_OK);
	assert_int_equal(acknowledge(d, W_OFFICE), GS_OK);
	assert_int_not_equal(question_as(d, 1, true, W_AUTHOR), GS_OK);
	assert_int_equal(question_as(d, 1, true, W_OFFICE), GS_OK);
	assert_int_equal(question_as(d, 2, true, W_OFFICE), GS_OK);
	assert_int_not_equal(question_as(d, 2, false, W_OFFICE), GS_OK);
	assert_int_equal(question_as(d, 2, false, W_AUTHOR), GS_OK);
	assert_int_not_equal(question_as(d, 2, false, W_AUTHOR), GS_OK);
	assert_int_equal(gs_question_by(d->memo, 1)->answered, 0);
	assert_int_equal(gs_question_by(d->memo, 2)->answered, d->w.at);
	assert_null(gs_question_by(d->memo, 3));
}

static int end_as(struct desk *d, const char *role, int signer)
{
	uint8_t buf[1024];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_office_end(&w, d->memo, "It is over.", role,
	    d->w.secret[signer]), GS_OK);
	return enter(d, &w);
}

/* The author at any time, the office only after its reply. */
static void who_may_end_a_memo(void **state)
{
	struct desk *d = *state;
	assert_int_not_equal(end_as(d, "office", W_OFFICE), GS_OK);
	assert_int_not_equal(end_as(d, "author", W_OFFICE), GS_OK);
	assert_int_equal(d->memo->ended, 0);
	assert_int_equal(end_as(d, "author", W_AUTHOR), GS_OK);
	assert_int_equal(d->memo->ended, d->w.at);
	assert_int_not_equal(end_as(d, "author", W_AUTHOR), GS_OK);
}

/* What is no record is not written, and leaves no half of one. */
static void a_reason_is_one_line(void **state)
{
	struct desk *d = *state;
	static const char *const reasons[] = {"", " led", "two\nlines",
	    "\x1b[2J"};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		uint8_t buf[1024];
		struct gs_writer w = gs_writer_of(buf, sizeof buf);
		assert_int_not_equal(gs_office_end(&w, d->memo, reasons[i],
		    "author", d->w.secret[W_AUTHOR]), GS_OK);
		assert_int_equal(w.len, 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_opens_what_was_filed),
		TEST(another_key_opens_nothing),
		TEST(another_memos_text_is_refused),
		TEST(only_the_office_acknowledges),
		TEST(what_is_unreadable_is_resupplied),
		TEST(junk_cannot_be_filed),
		TEST(a_reply_answers_each_request_once),
		TEST(the_author_answers_each_question_once),
		TEST(who_may_end_a_memo),
		TEST(a_reason_is_one_line),
	};
	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("office", tests, NULL, NULL);
}
