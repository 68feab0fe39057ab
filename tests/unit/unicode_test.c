/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of Unicode against ICU 72.1, from which they were made: every code
 * point, and strings of what is hard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/uversion.h>

#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

#define STRINGS 2000000
#define LONGEST 8
#define ROOM 512

static const UNormalizer2 *nfc, *nfd, *nfkc;
static USpoofChecker *spoof;
static const USet *usual;

static int start_icu(void **state)
{
	UErrorCode status = U_ZERO_ERROR;

	(void)state;
	nfc = unorm2_getNFCInstance(&status);
	nfd = unorm2_getNFDInstance(&status);
	nfkc = unorm2_getNFKCInstance(&status);
	spoof = uspoof_open(&status);
	uspoof_setRestrictionLevel(spoof, USPOOF_HIGHLY_RESTRICTIVE);
	uspoof_setChecks(spoof, USPOOF_RESTRICTION_LEVEL |
	    USPOOF_MIXED_NUMBERS, &status);
	usual = uspoof_getRecommendedSet(&status);
	return U_SUCCESS(status) ? 0 : 1;
}

static int end_icu(void **state)
{
	(void)state;
	uspoof_close(spoof);
	return 0;
}

static size_t widen(uint16_t *out, const uint32_t *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		gs_utf16_put(out, &n, text[i]);
	return n;
}

/* Whether ICU's string is ours. */
static bool is_same(const UChar *theirs, int32_t len, const uint32_t *ours,
    size_t n)
{
	uint16_t units[ROOM];

	return widen(units, ours, n) == (size_t)len &&
	    memcmp(units, theirs, (size_t)len * sizeof *units) == 0;
}

static bool normal_is_same(const UNormalizer2 *form, const uint32_t *text,
    size_t len, const uint32_t *ours, size_t n)
{
	UErrorCode status = U_ZERO_ERROR;
	uint16_t units[ROOM];
	UChar out[ROOM];
	size_t count = widen(units, text, len);
	int32_t m = unorm2_normalize(form, units, (int32_t)count, out, ROOM,
	    &status);

	return U_SUCCESS(status) && is_same(out, m, ours, n);
}

static bool every_form_is_same(const uint32_t *text, size_t len)
{
	uint32_t out[ROOM], scratch[ROOM];
	size_t n = gs_unicode_nfd(out, scratch, text, len, false);

	if (n != gs_unicode_decomposed_length(text, len, false) ||
	    !normal_is_same(nfd, text, len, out, n))
		return false;
	n = gs_unicode_recompose(out, n);
	if (!normal_is_same(nfc, text, len, out, n))
		return false;
	n = gs_unicode_nfd(out, scratch, text, len, true);
	n = gs_unicode_recompose(out, n);
	return normal_is_same(nfkc, text, len, out, n);
}

static bool skeleton_is_same(const uint32_t *text, size_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	uint32_t apart[ROOM], all[ROOM], out[ROOM];
	uint16_t units[ROOM];
	UChar theirs[ROOM];
	size_t count = widen(units, text, len), n = 0;
	size_t parts = gs_unicode_nfd(apart, out, text, len, false);

	for (size_t i = 0; i < parts; i++)
		n += gs_unicode_skeleton(all + n, apart[i]);
	n = gs_unicode_nfd(out, apart, all, n, false);
	int32_t m = uspoof_getSkeleton(spoof, 0, units, (int32_t)count, theirs,
	    ROOM, &status);
	return U_SUCCESS(status) && is_same(theirs, m, out, n);
}

static bool restriction_is_same(const uint32_t *text, size_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	uint16_t units[ROOM];
	size_t count = widen(units, text, len);
	bool theirs = uspoof_check2(spoof, units, (int32_t)count, NULL,
	    &status) == 0;

	return U_SUCCESS(status) && theirs == gs_unicode_is_restricted(text,
	    len);
}

static bool properties_are_same(uint32_t code)
{
	UChar32 c = (UChar32)code;
	UErrorCode status = U_ZERO_ERROR;
	bool stable = u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) ==
	    UNORM_YES && u_getCombiningClass(c) == 0;

	return (int)gs_unicode_category(code) == u_charType(c) &&
	    gs_unicode_is_letter(code) == u_isalpha(c) &&
	    gs_unicode_is_alnum(code) == u_isalnum(c) &&
	    gs_unicode_is_punct(code) == u_ispunct(c) &&
	    gs_unicode_has(code, GS_BIDI_CONTROL) ==
	    u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) &&
	    gs_unicode_has(code, GS_VARIATION_SELECTOR) ==
	    u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) &&
	    gs_unicode_has(code, GS_DEFAULT_IGNORABLE) ==
	    u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
	    gs_unicode_has(code, GS_ALPHABETIC) ==
	    u_hasBinaryProperty(c, UCHAR_ALPHABETIC) &&
	    gs_unicode_has(code, GS_RECOMMENDED) == uset_contains(usual, c) &&
	    gs_unicode_script(code) == (unsigned)uscript_getScript(c,
	    &status) && gs_unicode_combining_class(code) ==
	    u_getCombiningClass(c) && gs_unicode_is_stable(code) == stable &&
	    gs_unicode_fold(code) == (uint32_t)u_foldCase(c,
	    U_FOLD_CASE_DEFAULT) && (gs_unicode_category(code) != GS_ND ||
	    gs_unicode_digit(code) == u_charDigitValue(c));
}

static void every_code_point_is_as_icu_has_it(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= GS_CODE_POINT_MAX; c++) {
		bool half = c >= 0xd800 && c < 0xe000;
		if (!properties_are_same(c) || (!half &&
		    (!every_form_is_same(&c, 1) || !skeleton_is_same(&c, 1) ||
		    !restriction_is_same(&c, 1))))
			fail_msg("U+%04X", (unsigned)c);
	}
}

/* What is hard: marks of every class, what composes and what decomposes,
 * scripts that mix; and then anything. */
static uint32_t draw_char(uint64_t *seed, const uint32_t *hard, size_t count)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	uint32_t r = (uint32_t)(*seed >> 33);
	uint32_t any = r / 16 % GS_CODE_POINT_MAX;

	if (r % 16 < 3)
		return 0x20 + any % 0x5f;
	if (r % 16 < 5)
		return any >= 0xd800 && any < 0xe000 ? 'x' : any;
	return r % 16 < 7 ? 0x300 + any % 0x200 : hard[any % count];
}

static void random_strings_are_as_icu_has_them(void **state)
{
	(void)state;
	static uint32_t hard[1 << 16];
	uint32_t text[LONGEST];
	size_t count = 0;
	uint64_t seed = 20261129;

	for (uint32_t c = 0x80; c <= GS_CODE_POINT_MAX &&
	    count < sizeof hard / sizeof *hard; c++)
		if ((c < 0xd800 || c >= 0xe000) && (!gs_unicode_is_stable(c) ||
		    (gs_unicode_has(c, GS_RECOMMENDED) && c % 7 == 0) ||
		    gs_unicode_digit(c) == 3))
			hard[count++] = c;
	for (size_t i = 0; i < STRINGS; i++) {
		size_t len = 1 + i % LONGEST;
		for (size_t k = 0; k < len; k++)
			text[k] = draw_char(&seed, hard, count);
		if (!every_form_is_same(text, len) || (i % 4 == 0 &&
		    (!skeleton_is_same(text, len) ||
		    !restriction_is_same(text, len))))
			fail_msg("string %zu begins U+%04X U+%04X", i,
			    (unsigned)text[0], (unsigned)text[1]);
	}
}

static void pairs_compose_as_icu_has_them(void **state)
{
	(void)state;
	static const uint32_t first[] = {'a', 0xe2, 0x915, 0x1100, 0xac00,
		0xac01, 0x3b1, 0x1f00, 0x304b, 0x11099, 'e', 0x635, 0x2262};

	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		for (uint32_t c = 0; c <= GS_CODE_POINT_MAX; c++) {
			UChar32 theirs = unorm2_composePair(nfc,
			    (UChar32)first[i], (UChar32)c);
			/* Asked of what composes with nothing, ICU 72 names
			 * pairs that no normal form has. */
			if (u_getIntPropertyValue((UChar32)c,
			    UCHAR_NFC_QUICK_CHECK) != UNORM_MAYBE)
				theirs = -1;
			if ((theirs < 0 ? 0 : (uint32_t)theirs) !=
			    gs_unicode_compose(first[i], c))
				fail_msg("U+%04X U+%04X", (unsigned)first[i],
				    (unsigned)c);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_is_as_icu_has_it),
		cmocka_unit_test(pairs_compose_as_icu_has_them),
		cmocka_unit_test(random_strings_are_as_icu_has_them),
	};

	return cmocka_run_group_tests_name("unicode", tests, start_icu,
	    end_icu);
}
