/* SPDX-License-Identifier: Apache-2.0 */
/* A claim is good for one memo, one key, one name and one challenge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/records/claim.h"
#include "lib/host.h"
#include "tests/unit/world.h"

#define CHALLENGE "for the Standard, 9 March"

struct scene {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_claim_memo about;
	uint8_t seed[32], claim[2048];
	struct gs_writer w;
	struct gs_report report;
};

static void start(struct scene *s)
{
	uint8_t secret[64];

	memset(s, 0, sizeof *s);
	s->arena = gs_pool_start(&s->pool);
	memset(s->about.channel, 1, 32);
	memset(s->about.memo, 2, 32);
	memset(s->seed, 3, 32);
	assert_int_equal(crypto_sign_seed_keypair(s->about.author, secret,
	    s->seed), 0);
	s->w = gs_writer_of(s->claim, sizeof s->claim);
}

static int make(struct scene *s, const char *name, const char *challenge)
{
	const struct gs_claim said = {
	    {(const uint8_t *)name, strlen(name)},
	    {(const uint8_t *)challenge,
	        challenge == NULL ? 0 : strlen(challenge)}};

	s->w.len = 0;
	return gs_claim_write(&s->w, &s->report, s->arena, &s->about, &said,
	    s->seed);
}

static int check(struct scene *s, struct gs_claim *out,
    const char *challenge)
{
	s->report.text[0] = '\0';
	int err = gs_claim_check(out, &s->report, s->arena, &s->about,
	    challenge, (struct gs_span){s->claim, s->w.len});
	assert_int_equal(err == GS_OK, s->report.text[0] == '\0');
	if (err != GS_OK)
		assert_true(out->name.ptr == NULL && out->name.len == 0 &&
		    out->challenge.len == 0);
	return err;
}

static void what_is_written_is_good(void **state)
{
	struct scene s;
	struct gs_claim said;
	(void)state;

	start(&s);
	assert_int_equal(make(&s, "Ada Roe", NULL), GS_OK);
	assert_int_equal(check(&s, &said, NULL), GS_OK);
	assert_int_equal(said.name.len, 7);
	assert_memory_equal(said.name.ptr, "Ada Roe", 7);
	assert_int_equal(said.challenge.len, 0);
	assert_int_equal(check(&s, &said, CHALLENGE), GS_ERR_MISMATCH);
	assert_int_equal(make(&s, "Ada Roe", CHALLENGE), GS_OK);
	assert_int_equal(check(&s, &said, CHALLENGE), GS_OK);
	assert_int_equal(said.challenge.len, strlen(CHALLENGE));
	assert_int_equal(check(&s, &said, NULL), GS_OK);
	assert_int_equal(check(&s, &said, CHALLENGE " "), GS_ERR_MISMATCH);
	assert_int_equal(check(&s, &said, ""), GS_ERR_MISMATCH);
	gs_pool_free(&s.pool);
}

/* What one keyboard composes and another does not is one challenge. */
static void a_challenge_is_compared_in_nfc(void **state)
{
	struct scene s;
	struct gs_claim said;
	(void)state;

	start(&s);
	assert_int_equal(make(&s, "Ada Roe", "caf\u00e9 au p\u00f4le"), GS_OK);
	assert_int_equal(check(&s, &said, "cafe\u0301 au po\u0302le"), GS_OK);
	assert_int_equal(check(&s, &said, "cafe au pole"), GS_ERR_MISMATCH);
	assert_int_equal(check(&s, &said, "caf\xe9"), GS_ERR_MISMATCH);
	assert_int_equal(make(&s, "Ada Roe", "A\u030angstrom \u2126"), GS_OK);
	assert_int_equal(check(&s, &said, "\u212bngstrom \u03a9"), GS_OK);
	gs_pool_free(&s.pool);
}

/* No byte can be changed, and nothing left out or added. */
static void every_byte_counts(void **state)
{
	struct scene s;
	struct gs_claim said;
	(void)state;

	start(&s);
	assert_int_equal(make(&s, "Ada Roe", CHALLENGE), GS_OK);
	for (size_t i = 0; i < s.w.len; i++)
		for (unsigned bit = 1; bit < 256; bit *= 2) {
			s.claim[i] ^= (uint8_t)bit;
			assert_int_not_equal(check(&s, &said, NULL), GS_OK);
			s.claim[i] ^= (uint8_t)bit;
		}
	assert_int_equal(check(&s, &said, NULL), GS_OK);
	size_t len = s.w.len;
	for (s.w.len = 0; s.w.len < len; s.w.len++)
		assert_int_not_equal(check(&s, &said, NULL), GS_OK);
	s.claim[len] = '\n';
	s.w.len = len + 1;
	assert_int_not_equal(check(&s, &said, NULL), GS_OK);
	gs_pool_free(&s.pool);
}

static void it_is_about_one_memo_by_one_key(void **state)
{
	struct scene s;
	struct gs_claim said;
	(void)state;

	start(&s);
	assert_int_equal(make(&s, "Ada Roe", NULL), GS_OK);
	uint8_t *const parts[] = {s.about.channel, s.about.memo,
	    s.about.author};
	static const int errs[] = {GS_ERR_MISMATCH, GS_ERR_MISMATCH,
	    GS_ERR_SIGNATURE};
	for (size_t i = 0; i < 3; i++) {
		parts[i][31] ^= 1;
		assert_int_equal(check(&s, &said, NULL), errs[i]);
		parts[i][31] ^= 1;
	}
	assert_int_equal(check(&s, &said, NULL), GS_OK);
	gs_pool_free(&s.pool);
}

static void what_cannot_be_written_is_refused(void **state)
{
	static const char *const bad[] = {"", " Ada", "Ada ", "A\nda", "A\tda",
	    "A\x7f", "\xff"};
	struct scene s;
	(void)state;

	start(&s);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(make(&s, bad[i], NULL), GS_ERR_FORMAT);
		assert_int_equal(make(&s, "Ada", bad[i]), GS_ERR_FORMAT);
		assert_int_equal(s.w.len, 0);
	}
	s.seed[0] ^= 1;
	assert_int_equal(make(&s, "Ada", NULL), GS_ERR_MISMATCH);
	assert_int_equal(s.w.len, 0);
	gs_pool_free(&s.pool);
}

static void other_files_name_no_memo(void **state)
{
	static const char *const bad[] = {"", "\n\n", "gainsay/v1 provenance\n",
	    "gainsay/v1 provenance\nmemo\n", "gainsay/v1 content\n\n",
	    "gainsay/v1 claim\n\nx"};
	struct scene s;
	struct world w;
	struct gs_record charter;
	struct gs_claim_memo about;
	(void)state;

	start(&s);
	world_found(&w);
	struct gs_span rules = world_charter(&w, 1, "no", "SBU");
	assert_int_equal(gs_record_parse(&charter, NULL, s.arena, rules.ptr,
	    rules.len), GS_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct gs_span text = {(const uint8_t *)bad[i],
		    strlen(bad[i])};

		assert_int_not_equal(gs_claim_memo_read(&about, &s.report,
		    s.arena, text, NULL), GS_OK);
		assert_string_not_equal(s.report.text, "");
		assert_int_not_equal(gs_claim_memo_read(&about, &s.report,
		    s.arena, text, &charter), GS_OK);
		assert_string_not_equal(s.report.text, "");
	}
	world_stop(&w);
	gs_pool_free(&s.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_good),
		cmocka_unit_test(a_challenge_is_compared_in_nfc),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(it_is_about_one_memo_by_one_key),
		cmocka_unit_test(what_cannot_be_written_is_refused),
		cmocka_unit_test(other_files_name_no_memo),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("claim", tests, NULL, NULL);
}
