/* SPDX-License-Identifier: Apache-2.0 */
/* Characters as the comparison takes them: which belong to words, and what
 * each of them is alike to.  What it knows of Unicode stands here. */
#ifndef GS_LIB_COMPARE_LETTERS_H
#define GS_LIB_COMPARE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/host.h"

/* In a key: a hyphen that may be there or not.  No text has this byte. */
#define GS_MAYBE_HYPHEN 0x01
/* No key is longer than so many times the bytes it is made of. */
#define GS_FOLD_TIMES 4

/* The character at `at`, and where the next one is; -1 at the end.  `&lt;` is
 * one, and so is `\*`, unless `keep` has their kinds (GS_TYPO). */
int32_t gs_letter_at(struct gs_span s, size_t at, size_t *next, uint32_t keep);

bool gs_is_letter(int32_t c); /* letters, figures, marks */
bool gs_is_figure(int32_t c);
bool gs_shows_hyphen(int32_t c);
bool gs_shows_dash(int32_t c); /* and hyphens */
bool gs_is_points(int32_t c); /* an ellipsis */
bool gs_is_blank(int32_t c);
/* A letter of a script that has no blanks between words, or that breaks lines
 * within words: each is a word. */
bool gs_is_lone(int32_t c);
/* A vowel or mark of such a letter, which is no word by itself. */
bool gs_is_attached(int32_t c);
/* Of these, one of a script that has blanks, so that they tell something. */
bool gs_is_spaced(int32_t c);
bool gs_is_cased(bool *capital, int32_t c);

/* What a word or sign is compared by: without all that is typography, but for
 * the kinds of `keep`. */
void gs_fold_word(struct gs_writer *w, struct gs_span shown, uint32_t keep);
void gs_fold_sign(struct gs_writer *w, struct gs_span shown, uint32_t keep);

#endif
