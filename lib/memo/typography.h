/* SPDX-License-Identifier: Apache-2.0 */
/* Signs that a typesetter, a mailer or a converter exchanges for each other,
 * by code point; what is not here has no other form. */
#ifndef GS_LIB_MEMO_TYPOGRAPHY_H
#define GS_LIB_MEMO_TYPOGRAPHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

/* Joins or divides a word: `-`, U+2010, U+2011, U+00AD, U+FE63, U+FF0D. */
bool gs_is_hyphen(uint32_t c);
/* Of any length, hyphens among them. */
bool gs_is_dash(uint32_t c);
/* Also those that stand in front of a word, where print has a quote. */
bool gs_is_apostrophe(uint32_t c);
/* Of any language, single and double, apostrophes among them. */
bool gs_is_quote(uint32_t c);
/* What stands in front of an item in print; not `-`, `*`, `+`, dashes. */
bool gs_is_bullet(uint32_t c);
/* Signs of Markdown that print does not show: `* _ ~ ` \ # >`. */
bool gs_is_decoration(uint32_t c);
/* What opens or closes, of any form: `( [ { <`, their wide and ornate ones. */
bool gs_is_opening(uint32_t c);
bool gs_is_closing(uint32_t c);

/* The character at `*at`, which moves behind it; UINT32_MAX at the end and for
 * a byte that is none's.  Precondition: *at <= text.len. */
uint32_t gs_char_next(struct gs_span text, size_t *at);
/* The last one before `*at`, which moves in front of it. */
uint32_t gs_char_before(struct gs_span text, size_t *at);

#endif
