/* SPDX-License-Identifier: Apache-2.0 */
/* A roll's record passes from the registrar to the second, about one root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/records/roll.h"
#include "lib/sign.h"

static const uint8_t channel[32] = {1}, root[32] = {2}, other[32] = {3};
static const struct gs_roll_terms terms = {channel, 4, 20, 30, root};

/* A record on its way: `text` is where it stands. */
struct desk {
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t secret[2][64], buf[2][GS_RECORD_MAX];
	struct gs_writer w;
	struct gs_span text;
	struct gs_report report;
};

static const char *const roles[2] = {"registrar", "second"};

static void start_desk(struct desk *desk)
{
	memset(desk, 0, sizeof *desk);
	desk->arena = gs_pool_start(&desk->pool);
	for (uint8_t i = 0; i < 2; i++) {
		const uint8_t seed[32] = {i};

		assert_int_equal(gs_sign_secret(desk->secret[i], seed),
		    GS_OK);
	}

	desk->w = gs_writer_of(desk->buf[0], GS_RECORD_MAX);
	assert_int_equal(gs_roll_record_write(&desk->w, &terms), GS_OK);
	desk->text = (struct gs_span){desk->buf[0], desk->w.len};
}

static int sign_as(struct desk *desk, int who, const uint8_t *about)
{
	const struct gs_roll_signing signing = {desk->text, about, roles[who],
	    desk->secret[who]};
	uint8_t *to = desk->text.ptr == desk->buf[0] ? desk->buf[1] :
	    desk->buf[0];

	desk->w = gs_writer_of(to, GS_RECORD_MAX);
	desk->report.text[0] = '\0';
	int err = gs_roll_record_sign(&desk->w, &desk->report, desk->arena,
	    &signing);
	assert_int_equal(err == GS_OK, desk->report.text[0] == '\0');
	if (err == GS_OK)
		desk->text = (struct gs_span){to, desk->w.len};
	else
		assert_int_equal(desk->w.len, 0);
	return err;
}

static void two_signatures_make_a_record(void **state)
{
	struct desk *desk = *state;
	struct gs_record rec;

	start_desk(desk);
	assert_int_equal(sign_as(desk, 0, root), GS_OK);
	assert_int_equal(gs_record_parse(&rec, NULL, desk->arena,
	    desk->text.ptr, desk->text.len), GS_ERR_SIGNATURE);
	assert_int_equal(sign_as(desk, 1, root), GS_OK);

	assert_int_equal(gs_record_parse(&rec, NULL, desk->arena,
	    desk->text.ptr, desk->text.len), GS_OK);
	assert_int_equal(gs_record_number(&rec, "edition"), 4);
	assert_int_equal(gs_record_number(&rec, "size"), 20);
	assert_int_equal(gs_record_number(&rec, "eligible"), 30);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(gs_record_verify(&rec, roles[i],
		    desk->secret[i] + 32), GS_OK);
	gs_pool_free(&desk->pool);
}

static void nobody_signs_about_other_keys(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	assert_int_equal(sign_as(desk, 0, other), GS_ERR_MISMATCH);
	assert_string_equal(desk->report.code, "roll-other-keys");
	assert_int_equal(sign_as(desk, 0, root), GS_OK);
	assert_int_equal(sign_as(desk, 1, other), GS_ERR_MISMATCH);
	gs_pool_free(&desk->pool);
}

static void each_signs_in_turn_and_once(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	assert_int_equal(sign_as(desk, 1, root), GS_ERR_RULE);
	assert_string_equal(desk->report.code, "roll-next-signer");
	assert_int_equal(sign_as(desk, 0, root), GS_OK);
	assert_int_equal(sign_as(desk, 0, root), GS_ERR_RULE);
	assert_int_equal(sign_as(desk, 1, root), GS_OK);
	assert_int_equal(sign_as(desk, 1, root), GS_ERR_RULE);
	assert_string_equal(desk->report.code, "roll-signed");
	gs_pool_free(&desk->pool);
}

static void only_a_rolls_record_is_signed(void **state)
{
	static const struct {
		const char *name, *text;
	} cases[] = {
		{"empty", ""},
		{"a heading", "gainsay/v1 roll\n"},
		{"another type", "gainsay/v1 claim\nchannel x\n"},
		{"no text at all", "\n"},
		{"half a line", "gainsay/v1 roll\nchannel AQAA"},
	};
	struct desk *desk = *state;

	start_desk(desk);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		desk->text = (struct gs_span){(const uint8_t *)cases[i].text,
		    strlen(cases[i].text)};
		if (sign_as(desk, 0, root) != GS_ERR_FORMAT)
			fail_msg("%s: signed", cases[i].name);
		assert_string_equal(desk->report.code, "roll-record-form");
	}
	gs_pool_free(&desk->pool);
}

static void a_line_more_is_refused(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	memcpy(desk->buf[0] + desk->text.len, "note x\n", 7);
	desk->text.len += 7;
	assert_int_equal(sign_as(desk, 0, root), GS_ERR_FORMAT);
	gs_pool_free(&desk->pool);
}

static int set_up(void **state)
{
	static struct desk desk;

	*state = &desk;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_signatures_make_a_record),
		cmocka_unit_test(nobody_signs_about_other_keys),
		cmocka_unit_test(each_signs_in_turn_and_once),
		cmocka_unit_test(only_a_rolls_record_is_signed),
		cmocka_unit_test(a_line_more_is_refused),
	};

	return cmocka_run_group_tests_name("roll", tests, set_up, NULL);
}
