/* SPDX-License-Identifier: Apache-2.0 */
/* A letter in an organisation's own words, as it is read and filled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/host.h"
#include "lib/steps/letter_text.h"

#define ALL "{qr}\n\n{record}\n\n- {private}\n- {join} {tor}\n"

static struct gs_pool pool;
static struct gs_letter_text letter;
static struct gs_report report;

static int read_letter(const char *text)
{
	report = (struct gs_report){.text = ""};
	return gs_letter_text_read(&letter, &report, gs_pool_start(&pool),
	    (struct gs_span){(const uint8_t *)text, strlen(text)});
}

static void filled(size_t i, enum gs_letter_style style, const char *want,
    const char *whose)
{
	const struct gs_letter_values values = {"Águas", whose};
	const char *text = NULL;

	assert_true(i < letter.count);
	assert_int_equal(letter.part[i].style, style);
	assert_int_equal(gs_letter_text_fill(&text, &pool.arena,
	    &letter.part[i], &values), GS_OK);
	if (want == NULL)
		assert_null(text);
	else
		assert_string_equal(text, want);
}

static void a_letter_has_parts(void **state)
{
	(void)state;
	assert_int_equal(read_letter("# Carta {name}\n## Para quem\nPara "
	    "{whose},\n   de {name}. \n\n\n" ALL "  e  depois\nAt the end"),
	    GS_OK);
	assert_int_equal(letter.count, 6);
	filled(0, GS_LETTER_TITLE, "Carta Águas", "a");
	filled(1, GS_LETTER_HEADING, "Para quem Para o-1, de Águas.", "o-1");
	filled(1, GS_LETTER_HEADING, NULL, NULL);
	filled(2, GS_LETTER_QR, NULL, "a");
	filled(3, GS_LETTER_RECORD, NULL, "a");
	filled(4, GS_LETTER_ITEM, "chmod 600 invitation", "a");
	filled(5, GS_LETTER_ITEM, "gainsay join invitation gainsay join "
	    "--proxy socks5h://127.0.0.1:9050 invitation e  depois At the end",
	    "a");
	gs_pool_free(&pool);
}

static void what_lacks_or_is_unknown_is_refused(void **state)
{
	static const struct {
		const char *text, *code;
	} rows[] = {
		{"{name}\n\n{whose}\n\n{qr} x\n\n{record}\n",
		    "letter-placeholder-unknown"},
		{"# {qr}\n\n" ALL, "letter-placeholder-unknown"},
		{"{name} {whose} {name\n\n" ALL, "letter-placeholder-unknown"},
		{"{name}\n\n" ALL, "letter-placeholder-missing"},
		{"{name} {whose}\n\n" ALL "\n{record}",
		    "letter-placeholder-twice"},
		{"{name} {whose}\n\n" ALL "\n{qr}",
		    "letter-placeholder-twice"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_not_equal(read_letter(rows[i].text), GS_OK);
		assert_string_equal(report.code, rows[i].code);
		gs_pool_free(&pool);
	}
	assert_int_equal(read_letter("{name} {whose}\n\n" ALL), GS_OK);
	gs_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_has_parts),
		cmocka_unit_test(what_lacks_or_is_unknown_is_refused)};

	return cmocka_run_group_tests_name("letter text", tests, NULL, NULL);
}
