/* SPDX-License-Identifier: Apache-2.0 */
/* Acts as members build them are admissible, and their proofs verify. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "lib/records/act.h"
#include "lib/sign.h"
#include "tests/unit/world.h"

#define SIZE 20

struct stage {
	struct world w;
	struct gs_secret secrets[SIZE]; /* in the order of the keys */
	uint8_t keys[SIZE][32];
	struct gs_roll *roll;
	uint8_t root[32], reply[32], content[32], id[32];
	struct gs_memo_terms terms;
};

static void *room(struct stage *s)
{
	void *p = gs_arena_take(s->w.arena, GS_RECORD_MAX, 1);

	assert_non_null(p);
	return p;
}

static void make_keys(struct stage *s)
{
	for (size_t i = 0; i < SIZE; i++) {
		struct gs_secret secret;
		uint8_t key[32];
		size_t at = i;
		assert_int_equal(gs_secret_new(&secret, key), GS_OK);
		for (; at > 0 && memcmp(s->keys[at - 1], key, 32) > 0; at--) {
			memcpy(s->keys[at], s->keys[at - 1], 32);
			s->secrets[at] = s->secrets[at - 1];
		}
		memcpy(s->keys[at], key, 32);
		s->secrets[at] = secret;
	}
	assert_int_equal(gs_roll_open(&s->roll, s->w.arena, s->keys[0], SIZE),
	    GS_OK);
}

/* Edition 2, with keys whose secrets are known. */
static void publish(struct stage *s)
{
	struct gs_record_writer d;
	struct world *w = &s->w;

	gs_record_start(&d, room(s), GS_RECORD_MAX, "roll");
	gs_record_line(&d, "channel", gs_part_hash(w->channel));
	gs_record_line(&d, "edition", gs_part_number(2));
	gs_record_line(&d, "size", gs_part_number(SIZE));
	gs_record_line(&d, "eligible", gs_part_number(SIZE));
	gs_record_line(&d, "left",
	    gs_part_number(gs_state_roll(w->state)->size));
	gs_record_line(&d, "root", gs_part_hash(gs_roll_root(s->roll)));
	size_t len = d.w.len;
	assert_int_equal(gs_record_countersign(&d, "registrar",
	    w->secret[W_REGISTRAR], len), GS_OK);
	assert_int_equal(gs_record_countersign(&d, "second",
	    w->secret[W_SECOND], len), GS_OK);
	assert_int_equal(gs_record_end(&d, w->arena), GS_OK);
	assert_int_equal(world_apply(w, (struct gs_span){d.w.ptr, d.w.len}),
	    GS_OK);
}

static void start(struct stage *s)
{
	static const char banner[] = "UNCLASSIFIED";
	static const char to[] = "Secretary of State";

	memset(s, 0, sizeof *s);
	world_start(&s->w);
	make_keys(s);
	publish(s);
	memset(s->root, 5, 32);
	memset(s->reply, 6, 32);
	memset(s->content, 7, 32);
	s->terms = (struct gs_memo_terms){.channel = s->w.channel,
	    .charter = s->w.charter, .roll = gs_roll_root(s->roll),
	    .root = s->root, .blocks = 9, .requests = 2,
	    .banner = {(const uint8_t *)banner, strlen(banner)},
	    .addressees = {{{(const uint8_t *)to, strlen(to)}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6},
	    .reply = {s->reply, 32}, .author = s->w.public[W_AUTHOR],
	    .after = s->w.at / GS_DAY + 1, .content = s->content};
	assert_int_equal(gs_memo_id(s->id, &s->terms, s->w.arena), GS_OK);
}

static void stop(struct stage *s)
{
	world_stop(&s->w);
}

static struct gs_act_maker maker(const struct stage *s, size_t member)
{
	return (struct gs_act_maker){s->w.channel, s->id, s->roll,
	    &s->secrets[member]};
}

static struct gs_span act(struct stage *s, size_t member, bool endorse)
{
	struct gs_act_maker g = maker(s, member);
	struct gs_writer w = gs_writer_of(room(s), GS_RECORD_MAX);

	int err = endorse ? gs_act_endorse(&w, s->w.arena, &g, NULL, 0) :
	    gs_act_withdraw(&w, s->w.arena, &g);
	assert_int_equal(err, GS_OK);
	return (struct gs_span){w.ptr, w.len};
}

static struct gs_act_filing filing(const struct stage *s, uint32_t slot)
{
	/* The seed is the first half of what libsodium calls secret. */
	return (struct gs_act_filing){.maker = maker(s, 3),
	    .terms = &s->terms, .slot = slot,
	    .author = s->w.secret[W_AUTHOR]};
}

static struct gs_span memo(struct stage *s, const struct gs_act_filing *f)
{
	struct gs_writer w = gs_writer_of(room(s), GS_RECORD_MAX);

	assert_int_equal(gs_act_memo(&w, s->w.arena, f), GS_OK);
	return (struct gs_span){w.ptr, w.len};
}

static int check(struct stage *s, struct gs_entry_proof *proofs, size_t *count,
    const struct gs_span *texts, size_t n)
{
	const struct gs_candidates candidates = {s->w.at, texts, n};

	return gs_state_check(proofs, count, &s->w.refusal, s->w.arena,
	    s->w.state, &candidates);
}

static int verify(struct stage *s, const struct gs_entry_proof *c)
{
	const struct gs_proof_ref ref = {{c->scope, c->scope_len, c->message,
	    c->message_len}, c->proof, c->proof_len};

	return gs_member_verify(s->roll, &ref, s->w.arena);
}

static struct gs_span proof_of(struct stage *s, struct gs_span text)
{
	struct gs_record rec;

	assert_int_equal(gs_record_parse(&rec, NULL, s->w.arena, text.ptr,
	    text.len), GS_OK);
	struct gs_part proof = gs_record_part(&rec, "proof");
	return (struct gs_span){proof.ptr, proof.len};
}

/* The filing's acts, ascending by tag. */
static void by_tag(struct stage *s, struct gs_span *texts, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 &&
		    memcmp(proof_of(s, texts[j - 1]).ptr,
		        proof_of(s, texts[j]).ptr, 32) > 0; j--) {
			struct gs_span t = texts[j];
			texts[j] = texts[j - 1];
			texts[j - 1] = t;
		}
}

static void a_filing_is_admissible(void **state)
{
	struct stage s;
	struct gs_entry_proof proofs[5];
	size_t count = 0;
	(void)state;

	start(&s);
	struct gs_act_filing f = filing(&s, 1);
	struct gs_span texts[5] = {memo(&s, &f), act(&s, 0, true),
	    act(&s, 7, true), act(&s, 19, true), act(&s, 19, false)};
	by_tag(&s, texts + 1, 4);
	assert_int_equal(check(&s, proofs, &count, texts, 5), GS_OK);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(verify(&s, &proofs[i]), GS_OK);
	/* A proof stands for its own scope and message alone. */
	memcpy(proofs[0].message, proofs[1].message, proofs[1].message_len);
	proofs[0].message_len = proofs[1].message_len;
	assert_int_equal(verify(&s, &proofs[0]), GS_ERR_PROOF);
	stop(&s);
}

static void the_author_signs_or_nobody(void **state)
{
	struct stage s;
	struct gs_entry_proof proofs[1];
	uint8_t other[32] = {99};
	size_t count = 0;
	(void)state;

	start(&s);
	struct gs_act_filing f = filing(&s, 0);
	f.author = NULL;
	struct gs_span text = memo(&s, &f);
	assert_int_equal(check(&s, proofs, &count, &text, 1), GS_ERR_DENIED);
	s.w.at = (s.terms.after + 1) * GS_DAY; /* there too it is that day */
	assert_int_equal(check(&s, proofs, &count, &text, 1), GS_OK);
	assert_int_equal(verify(&s, &proofs[0]), GS_OK);
	f.author = other;
	struct gs_writer w = gs_writer_of(room(&s), GS_RECORD_MAX);
	assert_int_equal(gs_act_memo(&w, s.w.arena, &f), GS_ERR_MISMATCH);
	stop(&s);
}

static void tags_tell_slots_apart(void **state)
{
	struct stage s;
	(void)state;

	start(&s);
	struct gs_act_filing one = filing(&s, 0), two = filing(&s, 1);
	struct gs_span a = proof_of(&s, memo(&s, &one));
	struct gs_span again = proof_of(&s, memo(&s, &one));
	struct gs_span b = proof_of(&s, memo(&s, &two));
	assert_memory_equal(a.ptr, again.ptr, 32);
	assert_memory_not_equal(a.ptr, b.ptr, 32);
	assert_memory_not_equal(a.ptr + 32, again.ptr + 32, 32);
	/* An endorsement and its withdrawal have one tag. */
	assert_memory_equal(proof_of(&s, act(&s, 4, true)).ptr,
	    proof_of(&s, act(&s, 4, false)).ptr, 32);
	stop(&s);
}

static void strangers_and_other_grounds_are_refused(void **state)
{
	struct stage s;
	struct gs_secret stranger;
	uint8_t key[32], other[32] = {1};
	(void)state;

	start(&s);
	assert_int_equal(gs_secret_new(&stranger, key), GS_OK);
	struct gs_act_maker g = maker(&s, 0);
	struct gs_writer w = gs_writer_of(room(&s), GS_RECORD_MAX);
	g.secret = &stranger;
	assert_int_equal(gs_act_endorse(&w, s.w.arena, &g, NULL, 0),
	    GS_ERR_UNKNOWN);
	struct gs_act_filing f = filing(&s, 0);
	f.maker.channel = other;
	assert_int_equal(gs_act_memo(&w, s.w.arena, &f), GS_ERR_MISMATCH);
	f = filing(&s, 0);
	s.terms.roll = other;
	assert_int_equal(gs_act_memo(&w, s.w.arena, &f), GS_ERR_MISMATCH);
	assert_int_equal(w.len, 0);
	/* No room: nothing is half written. */
	uint8_t small[64];
	g = maker(&s, 0);
	w = gs_writer_of(small, sizeof small);
	assert_int_equal(gs_act_endorse(&w, s.w.arena, &g, NULL, 0),
	    GS_ERR_SPACE);
	assert_int_equal(w.len, 0);
	stop(&s);
}

/* The proofs that a server alone is shown, and that of a resupply. */
static void other_proofs_stand_for_their_act(void **state)
{
	const struct gs_box_turn turn = {2811, 3};
	const uint8_t nonce[32] = {4};
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX];
	uint8_t proof[2][GS_PROOF_LEN_MAX];
	struct gs_statement t = {.scope = scope, .message = message};
	struct stage s;
	(void)state;

	start(&s);
	struct gs_act_maker g = maker(&s, 2);
	struct gs_writer box = gs_writer_of(proof[0], GS_PROOF_LEN_MAX);
	struct gs_writer reading = gs_writer_of(proof[1], GS_PROOF_LEN_MAX);
	assert_int_equal(gs_act_prove_box(&box, s.w.arena, &g, &turn), GS_OK);
	assert_int_equal(gs_act_prove_reading(&reading, s.w.arena, &g, nonce),
	    GS_OK);

	assert_int_equal(gs_scope_box(scope, &t.scope_len, sizeof scope,
	    s.w.channel, gs_roll_root(s.roll), &turn), GS_OK);
	assert_int_equal(gs_message(message, &t.message_len, sizeof message,
	    "box", s.id, NULL), GS_OK);
	assert_int_equal(gs_member_verify(s.roll, &(struct gs_proof_ref){t,
	    box.ptr, box.len}, s.w.arena), GS_OK);
	assert_int_equal(gs_member_verify(s.roll, &(struct gs_proof_ref){t,
	    reading.ptr, reading.len}, s.w.arena), GS_ERR_PROOF);

	assert_int_equal(gs_scope_reading(scope, &t.scope_len, sizeof scope,
	    s.w.channel, gs_roll_root(s.roll)), GS_OK);
	assert_int_equal(gs_message(message, &t.message_len, sizeof message,
	    "reading", nonce, NULL), GS_OK);
	assert_int_equal(gs_member_verify(s.roll, &(struct gs_proof_ref){t,
	    reading.ptr, reading.len}, s.w.arena), GS_OK);
	stop(&s);
}

static void a_resupply_is_admissible(void **state)
{
	static const struct world_unreadable u = {"memo", 1, 0, W_OFFICE,
	    "office"};
	const uint8_t content[32] = {8};
	struct gs_entry_proof proofs[1];
	struct stage s;
	size_t count = 0;
	(void)state;

	start(&s);
	struct gs_act_filing f = filing(&s, 0);
	s.w.endorsements = s.w.withdrawals = 0;
	assert_int_equal(world_apply(&s.w, memo(&s, &f)), GS_OK);
	assert_int_equal(world_apply(&s.w, world_unreadable(&s.w, s.id, &u)),
	    GS_OK);

	struct gs_act_maker g = maker(&s, 9);
	struct gs_writer w = gs_writer_of(room(&s), GS_RECORD_MAX);
	assert_int_equal(gs_act_resupply(&w, s.w.arena, &g, 1, content),
	    GS_OK);
	const struct gs_span text = {w.ptr, w.len};
	assert_int_equal(check(&s, proofs, &count, &text, 1), GS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(verify(&s, &proofs[0]), GS_OK);
	stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_filing_is_admissible),
	    cmocka_unit_test(the_author_signs_or_nobody),
	    cmocka_unit_test(tags_tell_slots_apart),
	    cmocka_unit_test(strangers_and_other_grounds_are_refused),
	    cmocka_unit_test(other_proofs_stand_for_their_act),
	    cmocka_unit_test(a_resupply_is_admissible),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("act", tests, NULL, NULL);
}
