/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the tables of Unicode 15.0 that judgements stand on, out of ICU 72.1,
 * as C: docs/spec/unicode.md says what each holds.  Runs while the program is
 * built; scripts/unicode-tables holds what it writes against a hash, so that
 * the ICU of another machine changes no verdict. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#define LAST 0x10ffff
#define CODES (LAST + 1)
#define BLOCK 128 /* code points that share a row */
#define MAPPED_MAX 64

static const UNormalizer2 *nfc, *nfd, *nfkd;
static USpoofChecker *spoof;
static const USet *usual;

static uint32_t pool[1u << 16];
static size_t pool_len;

static void demand_success(UErrorCode status, const char *what)
{
	if (U_SUCCESS(status))
		return;
	fprintf(stderr, "unicode tables: %s: %s\n", what, u_errorName(status));
	exit(1);
}

/* Unicode 15.0 does not define it. */
static bool is_later(UChar32 c)
{
	UVersionInfo age;

	u_charAge(c, age);
	return age[0] > 15 || (age[0] == 15 && age[1] > 0);
}

static bool is_hangul(UChar32 c)
{
	return c >= 0xac00 && c < 0xac00 + 11172;
}

static void append_char(UChar *to, int32_t *n, UChar32 c)
{
	if (c >= 0x10000)
		to[(*n)++] = (UChar)(0xd7c0 + (c >> 10));
	to[(*n)++] = (UChar)(c < 0x10000 ? c : 0xdc00 | (c & 0x3ff));
}

static UChar32 next_char(const UChar *unit, int32_t *i, int32_t len)
{
	UChar32 c = unit[(*i)++];

	if ((c & 0xfc00) == 0xd800 && *i < len)
		c = 0x10000 + ((c & 0x3ff) << 10) + (unit[(*i)++] & 0x3ff);
	return c;
}

/* Adds units to the pool, as code points. */
static size_t add_units(const UChar *unit, int32_t len, size_t *count)
{
	size_t at = pool_len;

	for (int32_t i = 0; i < len;) {
		UChar32 c = next_char(unit, &i, len);
		pool[pool_len++] = (uint32_t)c;
	}
	*count = pool_len - at;
	return at;
}

static int32_t decompose_by(UChar *to, const UNormalizer2 *form, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = is_later(c) || is_hangul(c) ? -1 :
	    unorm2_getDecomposition(form, c, to, MAPPED_MAX, &status);

	demand_success(status, "decomposition");
	return len;
}

static int32_t skeleton_of(UChar *to, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar unit[2], apart[MAPPED_MAX];
	int32_t n = 0;

	if (is_later(c) || is_hangul(c) || (c >= 0xd800 && c < 0xe000) ||
	    decompose_by(apart, nfd, c) >= 0)
		return -1;
	append_char(unit, &n, c);
	int32_t len = uspoof_getSkeleton(spoof, 0, unit, n, to, MAPPED_MAX,
	    &status);

	demand_success(status, "skeleton");
	return len == n && u_memcmp(unit, to, n) == 0 ? -1 : len;
}

/* Properties ---------------------------------------------------------- */

static bool has_extensions(UChar32 c, UScriptCode *list, int32_t *count)
{
	UErrorCode status = U_ZERO_ERROR;

	*count = uscript_getScriptExtensions(c, list, MAPPED_MAX, &status);
	demand_success(status, "script extensions");
	return !is_later(c) && (*count != 1 ||
	    list[0] != uscript_getScript(c, &status));
}

static uint32_t code_properties(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode list[MAPPED_MAX];
	UChar to[MAPPED_MAX];
	int32_t count = 0;

	if (is_later(c))
		return (uint32_t)USCRIPT_UNKNOWN << 24;
	uint32_t p = (uint32_t)u_charType(c);
	p |= (uint32_t)u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) << 5;
	p |= (uint32_t)u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR) << 6;
	p |= (uint32_t)u_hasBinaryProperty(c,
	    UCHAR_DEFAULT_IGNORABLE_CODE_POINT) << 7;
	p |= (uint32_t)u_hasBinaryProperty(c, UCHAR_ALPHABETIC) << 8;
	p |= (uint32_t)uset_contains(usual, c) << 9;
	p |= (uint32_t)(u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) !=
	    UNORM_YES) << 10;
	p |= (uint32_t)(decompose_by(to, nfkd, c) >= 0) << 11;
	p |= (uint32_t)(skeleton_of(to, c) >= 0) << 12;
	p |= (uint32_t)has_extensions(c, list, &count) << 13;
	p |= (uint32_t)u_getCombiningClass(c) << 16;
	p |= (uint32_t)uscript_getScript(c, &status) << 24;
	demand_success(status, "script");
	return p;
}

static void write_properties(void)
{
	static uint32_t row[CODES / BLOCK][BLOCK];
	static unsigned index[CODES / BLOCK];
	unsigned rows = 0;

	for (unsigned b = 0; b < CODES / BLOCK; b++) {
		unsigned same = 0;
		for (unsigned i = 0; i < BLOCK; i++)
			row[rows][i] = code_properties(
			    (UChar32)(b * BLOCK + i));
		while (memcmp(row[same], row[rows], sizeof row[0]) != 0)
			same++;
		index[b] = same;
		rows += same == rows;
	}

	printf("static const uint16_t property_row[%d] = {", CODES / BLOCK);
	for (unsigned b = 0; b < CODES / BLOCK; b++)
		printf("%s%u,", b % 16 == 0 ? "\n\t" : "", index[b]);
	printf("\n};\n\nstatic const uint32_t property[%u][%d] = {\n", rows,
	    BLOCK);
	for (unsigned r = 0; r < rows; r++) {
		printf("\t{");
		for (unsigned i = 0; i < BLOCK; i++)
			printf("%s0x%" PRIx32 ",", i % 8 == 0 ? "\n\t\t" : "",
			    row[r][i]);
		printf("\n\t},\n");
	}
	printf("};\n\n");
}

/* Mappings ------------------------------------------------------------ */

static void write_mapping(const char *name,
    int32_t (*map)(UChar *to, UChar32 c))
{
	UChar to[MAPPED_MAX];
	size_t count = 0;

	printf("static const struct mapping %s[] = {\n", name);
	for (UChar32 c = 0; c <= LAST; c++) {
		int32_t len = map(to, c);
		if (len < 0)
			continue;
		size_t at = add_units(to, len, &count);
		printf("\t{0x%x, %zu, %zu},\n", (unsigned)c, at, count);
	}
	printf("};\n\n");
}

static int32_t map_canonical(UChar *to, UChar32 c)
{
	return decompose_by(to, nfd, c);
}

/* Where it is another one than the canonical. */
static int32_t map_compatible(UChar *to, UChar32 c)
{
	UChar other[MAPPED_MAX];
	int32_t len = decompose_by(to, nfkd, c);
	int32_t n = decompose_by(other, nfd, c);

	return len == n && (len < 0 || u_memcmp(to, other, len) == 0) ? -1 :
	    len;
}

static int32_t map_folded(UChar *to, UChar32 c)
{
	UChar32 folded = u_foldCase(c, U_FOLD_CASE_DEFAULT);
	int32_t n = 0;

	if (is_later(c) || folded == c)
		return -1;
	append_char(to, &n, folded);
	return n;
}

struct pair {
	UChar32 a, b, c;
};

static int by_halves(const void *left, const void *right)
{
	const struct pair *x = left, *y = right;

	return x->a != y->a ? x->a - y->a : x->b - y->b;
}

static void write_pairs(void)
{
	static struct pair all[4096];
	UErrorCode status = U_ZERO_ERROR;
	UChar raw[MAPPED_MAX];
	size_t count = 0;

	for (UChar32 c = 0; c <= LAST; c++) {
		UChar32 a = 0, b = 0;
		int32_t i = 0, len = is_later(c) || is_hangul(c) ? -1 :
		    unorm2_getRawDecomposition(nfc, c, raw, MAPPED_MAX,
		    &status);
		demand_success(status, "raw decomposition");
		if (len < 2)
			continue;
		a = next_char(raw, &i, len);
		if (i == len)
			continue;
		b = next_char(raw, &i, len);
		if (i == len && unorm2_composePair(nfc, a, b) == c)
			all[count++] = (struct pair){a, b, c};
	}

	qsort(all, count, sizeof *all, by_halves);
	printf("static const struct pair pairs[] = {\n");
	for (size_t i = 0; i < count; i++)
		printf("\t{0x%x, 0x%x, 0x%x},\n", (unsigned)all[i].a,
		    (unsigned)all[i].b, (unsigned)all[i].c);
	printf("};\n\n");
}

static void write_extensions(void)
{
	UScriptCode list[MAPPED_MAX];
	int32_t count = 0;

	printf("static const struct mapping extensions[] = {\n");
	for (UChar32 c = 0; c <= LAST; c++) {
		if (!has_extensions(c, list, &count))
			continue;
		printf("\t{0x%x, %zu, %d},\n", (unsigned)c, pool_len,
		    (int)count);
		for (int32_t i = 0; i < count; i++)
			pool[pool_len++] = (uint32_t)list[i];
	}
	printf("};\n\n");
}

static void print_zeros(void)
{
	printf("static const uint32_t zeros[] = {\n");
	for (UChar32 c = 0; c <= LAST; c++)
		if (!is_later(c) && u_charType(c) == U_DECIMAL_DIGIT_NUMBER &&
		    u_charDigitValue(c) == 0)
			printf("\t0x%x,\n", (unsigned)c);
	printf("};\n\n");
}

static void write_pool(void)
{
	printf("static const uint32_t pool[%zu] = {", pool_len);
	for (size_t i = 0; i < pool_len; i++)
		printf("%s0x%" PRIx32 ",", i % 8 == 0 ? "\n\t" : "", pool[i]);
	printf("\n};\n");
}

int main(void)
{
	UErrorCode status = U_ZERO_ERROR;

	nfc = unorm2_getNFCInstance(&status);
	nfd = unorm2_getNFDInstance(&status);
	nfkd = unorm2_getNFKDInstance(&status);
	spoof = uspoof_open(&status);
	usual = uspoof_getRecommendedSet(&status);
	demand_success(status, "ICU's data");

	printf("/* Made by lib/unicode/make_tables.c: Unicode 15.0.0. */\n");
	printf("#define BLOCK %d\n\n", BLOCK);
	write_properties();
	write_mapping("canonical", map_canonical);
	write_mapping("compatible", map_compatible);
	write_mapping("confusable", skeleton_of);
	write_mapping("folded", map_folded);
	write_pairs();
	write_extensions();
	print_zeros();
	write_pool();
	uspoof_close(spoof);
	return fflush(stdout) == 0 ? 0 : 1;
}
