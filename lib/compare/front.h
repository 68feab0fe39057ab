/* SPDX-License-Identifier: Apache-2.0 */
/* What a block begins with that a text may have otherwise: an item's number, a
 * title's `subject:`. */
#ifndef GS_LIB_COMPARE_FRONT_H
#define GS_LIB_COMPARE_FRONT_H

#include <stddef.h>

#include "lib/compare/tokens.h"

/* Of a number in front with more, nobody says that it got lost: `2016.` is a
 * year. */
#define GS_FRONT_DIGITS 3

/* How many words of `t` are an item's number, of at most GS_FRONT_DIGITS:
 * `1.`, `2)`, `(3)`, `1.2.`; 0: none. */
size_t gs_front_number(const struct gs_token *t, size_t count);
/* The same, or a title's `subject:`. */
size_t gs_front_words(const struct gs_token *t, size_t count);

#endif
