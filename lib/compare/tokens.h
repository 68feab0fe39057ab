/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a text as people read them: without what copying out of a PDF,
 * another typesetter or Markdown changes. */
#ifndef GS_LIB_COMPARE_TOKENS_H
#define GS_LIB_COMPARE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/compare/scan.h"
#include "lib/memo/gap.h"

struct gs_token {
	struct gs_span shown; /* in the text, borrowed */
	struct gs_span key;   /* what is compared */
	uint64_t hash;        /* alike for keys that match */
	uint32_t flags;       /* GS_TOKEN_ (scan.h) */
};

struct gs_tokens {
	struct gs_token *token;
	size_t count;
	uint64_t hash; /* of the sequence */
};

/* The words of `text`, which is valid UTF-8.
 *
 * A word is a run of letters, figures, marks, and what joins such within it:
 * apostrophes, hyphens, points between figures.  A letter of a script without
 * blanks is a word by itself, and so is every other visible sign.
 *
 * Left out are bullets, emphasis, signs of headings and quotes, lines of
 * tables, rules and paragraph signs.  What a word is alike to, letters.h says;
 * a hyphen at a line's end may be there or not.  GS_ERR_MEMORY. */
GS_CHECKED int gs_tokens_of(struct gs_tokens *out, struct gs_arena *arena,
    struct gs_span text);

/* Several texts into one row of words. */
struct gs_token_buffer {
	struct gs_token *token;
	size_t count, max;
	struct gs_arena *arena; /* private, as all behind it */
	uint8_t *room;
	size_t left;
};

/* Room for the words of a text whose spans are added one by one, each once; but
 * for no more than `max`.  GS_ERR_MEMORY. */
GS_CHECKED int gs_token_buffer_init(struct gs_token_buffer *out,
    struct gs_arena *arena, struct gs_span text, size_t max);
/* Adds the words of `text` behind those there are.  GS_ERR_SPACE: more than
 * `max`; GS_ERR_MEMORY. */
GS_CHECKED int gs_tokens_add(struct gs_token_buffer *out, struct gs_span text);
/* At least as many words as `text` has. */
size_t gs_tokens_bound(struct gs_span text);
/* `count` words of a row as a text of their own. */
struct gs_tokens gs_tokens_run(struct gs_token *token, size_t count);

/* Whether it stands for sentences withheld (lib/memo/gap.h): one word, whatever
 * its reason code. */
bool gs_token_is_gap(const struct gs_token *t);
/* The gap, without a reason; false if it is none. */
bool gs_token_gap(struct gs_gap *out, const struct gs_token *t);
/* Whether it says that something is left out: `[...]`. */
bool gs_token_is_omission(const struct gs_token *t);
/* Whether it is words, and not a sign. */
bool gs_token_is_word(const struct gs_token *t);
bool gs_token_equal(const struct gs_token *a, const struct gs_token *b);
bool gs_tokens_equal(const struct gs_tokens *a, const struct gs_tokens *b);
/* The kinds of typography (GS_TYPO) without which two tokens that are equal
 * would not be. */
uint32_t gs_token_typography(const struct gs_token *a,
    const struct gs_token *b);
/* The kinds of what stands between two tokens and is left out. */
uint32_t gs_between_typography(struct gs_span a, struct gs_span b);
/* Whether such a stretch has the sign, as a bullet or an emphasis. */
bool gs_between_has(struct gs_span s, const struct gs_token *sign);

#endif
