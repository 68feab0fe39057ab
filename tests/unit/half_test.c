/* SPDX-License-Identifier: Apache-2.0 */
/* A reply that two sign, and the files that go round a memo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/channel/charter.h"
#include "lib/age.h"
#include "lib/steps/circle.h"
#include "lib/steps/half.h"
#include "tests/unit/world.h"

#define ROOM 8192

static struct {
	struct world w;
	const struct gs_memo *memo;
	const struct gs_charter *charter;
	struct gs_report report;
	struct gs_half half;
	struct gs_span record; /* the reply, signed by the first */
} s;

/* Two hold the office, and memo 1 has been acknowledged. */
static int start_memo(void **unused)
{
	struct world_memo m = world_memo_plain();
	static const char *const words[] = {"accepted", "declined"};

	(void)unused;
	memset(&s, 0, sizeof s);
	world_start_pair(&s.w);
	assert_int_equal(world_apply(&s.w, world_memo(&s.w, &m)), GS_OK);
	assert_int_equal(world_apply(&s.w, world_acknowledge(&s.w, m.id,
	    W_OFFICE, "office")), GS_OK);
	s.memo = gs_state_memo_by(s.w.state, m.id);
	s.charter = gs_state_charter(s.w.state);
	s.record = world_reply(&s.w, m.id, words, 2, false);
	return 0;
}

static int stop_memo(void **unused)
{
	(void)unused;
	gs_half_free(&s.half);
	world_stop(&s.w);
	return 0;
}

static int read_text(const char *text)
{
	gs_half_free(&s.half);
	return gs_half_read(&s.half, &s.report, s.w.arena, s.memo, s.charter,
	    (struct gs_span){(const uint8_t *)text, strlen(text)});
}

/* As the first hands it to the second. */
static int read_half(struct gs_span record, const char *content)
{
	const struct gs_span sealed = world_sealed(content);
	char *text = gs_half_make(record, &sealed, 1);

	assert_non_null(text);
	int err = read_text(text);
	free(text);
	return err;
}

static void refused_with(int err, int want, const char *code)
{
	assert_int_equal(err, want);
	assert_string_equal(s.report.code, code);
	s.report.code[0] = '\0';
}

static void two_sign_in_the_order_of_the_charter(void **unused)
{
	static uint8_t both[ROOM];
	struct gs_record rec;
	struct gs_writer w = gs_writer_of(both, sizeof both);

	(void)unused;
	assert_int_equal(read_half(s.record, WORLD_SEALED), GS_OK);
	refused_with(gs_half_sign(&w, &s.report, &s.half, s.charter,
	    s.w.secret[W_OFFICE]), GS_ERR_DENIED, "half-signer");
	refused_with(gs_half_sign(&w, &s.report, &s.half, s.charter,
	    s.w.secret[W_PANEL]), GS_ERR_DENIED, "half-signer");
	assert_int_equal(w.len, 0);
	assert_int_equal(gs_half_sign(&w, &s.report, &s.half, s.charter,
	    s.w.secret[W_AUTHOR]), GS_OK);

	assert_int_equal(gs_record_parse(&rec, NULL, s.w.arena, both, w.len),
	    GS_OK);
	assert_int_equal(gs_record_count(&rec, "signature"), 2);
	const struct gs_span whole = {both, w.len};
	refused_with(read_half(whole, WORLD_SEALED), GS_ERR_SIGNATURE,
	    "half-signature");
	assert_int_equal(world_apply(&s.w, whole), GS_OK);
}

static void one_signature_is_no_reply(void **unused)
{
	(void)unused;
	assert_int_not_equal(world_apply(&s.w, s.record), GS_OK);
}

static void what_is_no_half_is_refused(void **unused)
{
	static const uint8_t other[32] = {7};
	static const char *const words[] = {"accepted", "declined"};
	static const char *const texts[] = {"", "{", "[]", "{}",
	    "{\"record\":\"\",\"content\":[]}",
	    "{\"record\":1,\"content\":[\"AA==\"]}",
	    "{\"record\":\"\",\"content\":[1]}",
	    "{\"record\":\"gainsay/v1 reply\\n\",\"content\":[\"AA==\"]}"};

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		refused_with(read_text(texts[i]), GS_ERR_FORMAT, "half-form");
	refused_with(read_half(s.record, "another file"), GS_ERR_MISMATCH,
	    "half-other-memo");
	refused_with(read_half(world_acknowledge(&s.w, s.memo->id, W_OFFICE,
	    "office"), WORLD_SEALED), GS_ERR_MISMATCH, "half-other-memo");
	refused_with(read_half(world_reply(&s.w, other, words, 2, false),
	    WORLD_SEALED), GS_ERR_MISMATCH, "half-other-memo");
}

static struct gs_span text_of(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static void a_copy_is_for_whom_the_charter_has_a_key(void **unused)
{
	struct gs_circle_file file;
	uint8_t digest[32];

	(void)unused;
	assert_int_equal(gs_circle_seal_copy(&file, &s.report, s.charter,
	    "Somebody else", text_of("A memo.")), GS_ERR_UNKNOWN);
	assert_null(file.sealed);
	assert_int_equal(gs_circle_seal_copy(&file, &s.report, s.charter,
	    "Secretary of State", text_of("A memo.")), GS_OK);
	gs_host_sha256(digest, &(struct gs_span){file.sealed, file.len}, 1);
	assert_memory_equal(digest, file.digest, 32);
	gs_circle_file_free(&file);
	assert_null(file.sealed);
}

static void a_report_is_a_text(void **unused)
{
	struct gs_circle_file file;

	(void)unused;
	assert_int_not_equal(gs_circle_seal_report(&file, &s.report, s.memo,
	    text_of(" \n")), GS_OK);
	assert_null(file.sealed);
	assert_int_equal(gs_circle_seal_report(&file, &s.report, s.memo,
	    text_of("We looked into it.\n")), GS_OK);
	assert_true(file.len > 0);
	gs_circle_file_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    two_sign_in_the_order_of_the_charter, start_memo,
		    stop_memo),
		cmocka_unit_test_setup_teardown(one_signature_is_no_reply,
		    start_memo, stop_memo),
		cmocka_unit_test_setup_teardown(what_is_no_half_is_refused,
		    start_memo, stop_memo),
		cmocka_unit_test_setup_teardown(
		    a_copy_is_for_whom_the_charter_has_a_key, start_memo,
		    stop_memo),
		cmocka_unit_test_setup_teardown(a_report_is_a_text, start_memo,
		    stop_memo),
	};

	return gs_host_start() != GS_OK ? 1 :
	    cmocka_run_group_tests(tests, NULL, NULL);
}
