/* SPDX-License-Identifier: Apache-2.0 */
/* Unicode 15.0.0, as far as a judgement stands on it (docs/spec/unicode.md),
 * out of tables that are made while the program is built and held against a
 * hash: the same on every machine, whatever ICU it has.
 *
 * A code point that a later version defines is unassigned here. */
#ifndef GS_LIB_UNICODE_H
#define GS_LIB_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GS_CODE_POINT_MAX 0x10ffff
/* Code points that one becomes at most: in a normal form, and its skeleton. */
#define GS_UNICODE_MAPPED_MAX 18

/* In ICU's order. */
enum gs_category {
	GS_CN, GS_LU, GS_LL, GS_LT, GS_LM, GS_LO, GS_MN, GS_ME, GS_MC, GS_ND,
	GS_NL, GS_NO, GS_ZS, GS_ZL, GS_ZP, GS_CC, GS_CF, GS_CO, GS_CS, GS_PD,
	GS_PS, GS_PE, GS_PC, GS_PO, GS_SM, GS_SC, GS_SK, GS_SO, GS_PI, GS_PF
};

/* Whatever is above GS_CODE_POINT_MAX is GS_CN and has no property. */
enum gs_category gs_unicode_category(uint32_t c);
bool gs_unicode_is_letter(uint32_t c); /* L */
bool gs_unicode_is_mark(uint32_t c);   /* M */
bool gs_unicode_is_alnum(uint32_t c);  /* L, Nd */
bool gs_unicode_is_punct(uint32_t c);  /* P */

enum gs_unicode_property {
	GS_BIDI_CONTROL = 1u << 5,
	GS_VARIATION_SELECTOR = 1u << 6,
	GS_DEFAULT_IGNORABLE = 1u << 7,
	GS_ALPHABETIC = 1u << 8,
	GS_RECOMMENDED = 1u << 9 /* UTS 39, for identifiers: in common use */
};
bool gs_unicode_has(uint32_t c, enum gs_unicode_property property);

/* By ICU's numbers, which never change; one that is defined has a name here
 * if something asks for it. */
enum gs_script {
	GS_SCRIPT_COMMON = 0, GS_SCRIPT_INHERITED = 1, GS_SCRIPT_BOPOMOFO = 5,
	GS_SCRIPT_GREEK = 14, GS_SCRIPT_HAN = 17, GS_SCRIPT_HANGUL = 18,
	GS_SCRIPT_HIRAGANA = 20, GS_SCRIPT_KATAKANA = 22, GS_SCRIPT_LATIN = 25,
	GS_SCRIPT_UNKNOWN = 103, GS_SCRIPTS = 256
};
unsigned gs_unicode_script(uint32_t c);

/* 0 to 9 of a decimal figure of whatever script; -1: it is none. */
int gs_unicode_digit(uint32_t c);
/* Simple case folding (status C and S of CaseFolding.txt). */
uint32_t gs_unicode_fold(uint32_t c);

/* Normal forms --------------------------------------------------------- */

/* Its whole decomposition, canonical or compatible; itself if it has none. */
size_t gs_unicode_decompose(uint32_t out[GS_UNICODE_MAPPED_MAX], uint32_t c,
    bool compatible);
/* What two compose to; 0: nothing. */
uint32_t gs_unicode_compose(uint32_t a, uint32_t b);
uint8_t gs_unicode_combining_class(uint32_t c);
/* Whether it may be in NFC wherever it stands, and begins a new sequence. */
bool gs_unicode_is_stable(uint32_t c);

/* How many code points the canonical (or compatible) decomposition has. */
size_t gs_unicode_decomposed_length(const uint32_t *text, size_t len,
    bool compatible);
/* Decomposes and orders: `out` and `scratch` have room for that length, which
 * is returned. */
size_t gs_unicode_nfd(uint32_t *out, uint32_t *scratch, const uint32_t *text,
    size_t len, bool compatible);
/* Composes what is decomposed and ordered, in place; the new length. */
size_t gs_unicode_recompose(uint32_t *text, size_t len);

/* Look-alikes, UTS 39 -------------------------------------------------- */

/* The skeleton of one character; of several it is NFD of these, one after the
 * other, of the text's NFD. */
size_t gs_unicode_skeleton(uint32_t out[GS_UNICODE_MAPPED_MAX * 2],
    uint32_t c);
/* Whether a word keeps to what is called highly restrictive (section 5.2), and
 * has figures of one system alone (5.3). */
bool gs_unicode_is_restricted(const uint32_t *word, size_t len);

#endif
