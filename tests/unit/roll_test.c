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
#include "tests/unit/world.h"

static const uint8_t root[32] = {2}, other[32] = {3};
static const uint8_t replaced[2][32] = {{4}, {5}};

/* A record on its way: `text` is where it stands.  The log has a roll already,
 * of 1,000 keys. */
struct desk {
	struct world w;
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t secret[3][64], buf[2][GS_RECORD_MAX];
	struct gs_writer out;
	struct gs_span text;
	struct gs_report report;
};

static const char *const roles[2] = {"registrar", "second"};

static void put_record(struct desk *desk, const struct gs_roll_terms *terms)
{
	desk->out = gs_writer_of(desk->buf[0], GS_RECORD_MAX);
	assert_int_equal(gs_roll_record_write(&desk->out, terms), GS_OK);
	desk->text = (struct gs_span){desk->buf[0], desk->out.len};
}

static void start_desk(struct desk *desk)
{
	memset(desk, 0, sizeof *desk);
	desk->arena = gs_pool_start(&desk->pool);
	world_start(&desk->w);
	memcpy(desk->secret[0], desk->w.secret[W_REGISTRAR], 64);
	memcpy(desk->secret[1], desk->w.secret[W_SECOND], 64);
	memcpy(desk->secret[2], desk->w.secret[W_OFFICE], 64);
	put_record(desk, &(struct gs_roll_terms){desk->w.channel, 2, 1010,
	    1030, true, 3, root, replaced, 2, NULL});
}

static void end_desk(struct desk *desk)
{
	gs_pool_free(&desk->pool);
	world_stop(&desk->w);
}

static int sign_with(struct desk *desk, int who, int key,
    const uint8_t *about)
{
	const struct gs_roll_signing signing = {desk->text,
	    desk->w.state, about, roles[who], desk->secret[key]};
	uint8_t *to = desk->text.ptr == desk->buf[0] ? desk->buf[1] :
	    desk->buf[0];

	desk->out = gs_writer_of(to, GS_RECORD_MAX);
	desk->report.text[0] = '\0';
	int err = gs_roll_record_sign(&desk->out, &desk->report, desk->arena,
	    &signing);
	assert_int_equal(err == GS_OK, desk->report.text[0] == '\0');
	if (err == GS_OK)
		desk->text = (struct gs_span){to, desk->out.len};
	else
		assert_int_equal(desk->out.len, 0);
	return err;
}

static int sign_as(struct desk *desk, int who, const uint8_t *about)
{
	return sign_with(desk, who, who, about);
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
	assert_int_equal(gs_record_number(&rec, "edition"), 2);
	assert_int_equal(gs_record_number(&rec, "size"), 1010);
	assert_int_equal(gs_record_number(&rec, "eligible"), 1030);
	assert_int_equal(gs_record_number(&rec, "left"), 3);
	assert_int_equal(gs_record_count(&rec, "replaced"), 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(gs_record_verify(&rec, roles[i],
		    desk->secret[i] + 32), GS_OK);
	end_desk(desk);
}

static void nobody_signs_about_other_keys(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	assert_int_equal(sign_as(desk, 0, other), GS_ERR_MISMATCH);
	assert_string_equal(desk->report.code, "roll-other-keys");
	assert_int_equal(sign_as(desk, 0, root), GS_OK);
	assert_int_equal(sign_as(desk, 1, other), GS_ERR_MISMATCH);
	end_desk(desk);
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
	end_desk(desk);
}

/* Whoever signs hears it, not whoever publishes. */
static void what_the_log_would_refuse_is_not_signed(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	const uint8_t *channel = desk->w.channel;
	const struct {
		const char *name, *code;
		struct gs_roll_terms terms;
	} cases[] = {
		{"a later edition", "roll-edition-not-next",
		    {channel, 3, 1010, 1030, true, 3, root, NULL, 0,
		        NULL}},
		{"the same edition", "roll-edition-not-next",
		    {channel, 1, 1010, 1030, true, 3, root, NULL, 0,
		        NULL}},
		{"another channel", "other-channel",
		    {other, 2, 1010, 1030, true, 3, root, NULL, 0,
		        NULL}},
		{"ghosts", "roll-above-eligible",
		    {channel, 2, 1010, 1009, true, 3, root, NULL, 0,
		        NULL}},
		{"below the floor", "roll-below-floor",
		    {channel, 2, 1, 1009, true, 999, root, NULL, 0,
		        NULL}},
		{"growth unsaid", "roll-left-missing",
		    {channel, 2, 1010, 1030, false, 0, root, NULL, 0,
		        NULL}},
		{"fewer left than are gone", "roll-left-impossible",
		    {channel, 2, 900, 1030, true, 99, root, NULL, 0,
		        NULL}},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		put_record(desk, &cases[i].terms);
		if (sign_as(desk, 0, root) == GS_OK ||
		    strcmp(desk->report.code, cases[i].code) != 0)
			fail_msg("%s: %s", cases[i].name, desk->report.code);
	}
	end_desk(desk);
}

static void keys_are_the_charters(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	assert_int_equal(sign_with(desk, 0, 1, root), GS_ERR_SIGNATURE);
	assert_string_equal(desk->report.code, "roll-key-not-of-role");
	assert_int_equal(sign_with(desk, 0, 2, root), GS_ERR_SIGNATURE);
	assert_int_equal(sign_with(desk, 0, 0, root), GS_OK);
	assert_int_equal(sign_with(desk, 1, 0, root), GS_ERR_SIGNATURE);

	/* The second does not sign behind a forged registrar. */
	uint8_t *text = desk->text.ptr == desk->buf[0] ? desk->buf[0] :
	    desk->buf[1];
	char *line = strstr((char *)text, "signature registrar ");
	assert_non_null(line);
	line[24] = line[24] == 'A' ? 'B' : 'A';
	assert_int_equal(sign_as(desk, 1, root), GS_ERR_SIGNATURE);
	assert_string_equal(desk->report.code, "role-signature-invalid");
	line[24] = line[24] == 'A' ? 'B' : 'A';
	end_desk(desk);
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
	end_desk(desk);
}

static void a_line_more_is_refused(void **state)
{
	struct desk *desk = *state;

	start_desk(desk);
	memcpy(desk->buf[0] + desk->text.len, "note x\n", 7);
	desk->text.len += 7;
	assert_int_equal(sign_as(desk, 0, root), GS_ERR_FORMAT);
	end_desk(desk);
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
		cmocka_unit_test(what_the_log_would_refuse_is_not_signed),
		cmocka_unit_test(keys_are_the_charters),
		cmocka_unit_test(only_a_rolls_record_is_signed),
		cmocka_unit_test(a_line_more_is_refused),
	};

	return cmocka_run_group_tests_name("roll", tests, set_up, NULL);
}
