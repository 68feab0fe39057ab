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
#include "lib/memo/gap.h"

struct gs_token {
	struct gs_span shown; /* in the text, borrowed */
	struct gs_span key;   /* what is compared */
	uint64_t hash;        /* alike for keys that match */
};

struct gs_tokens {
	struct gs_token *token;
	size_t count;
	uint64_t hash; /* of the sequence */
};

/* The words of `text`, which is valid UTF-8.
 *
 * A word is a run of letters, figures, marks, and inner apostrophes and
 * hyphens; every other visible sign is a token of its own.
 *
 * Left out are the number or bullet in front (lib/memo/marker.h), decoration
 * (`* _ \` # > \\`) and rules.  Kinds of quotation marks, of apostrophes and of
 * dashes are one each; a ligature is its letters; a hyphen at a line's end may
 * be there or not.  GS_ERR_MEMORY. */
GS_CHECKED int gs_tokens_of(struct gs_tokens *out, struct gs_arena *arena,
    struct gs_span text);

/* Several texts into one row of words. */
struct gs_token_buffer {
	struct gs_token *token;
	size_t count, max;
	struct gs_writer keys; /* private */
};

/* Room for the words of a text whose spans are added one by one, each once; but
 * for no more than `max`.  GS_ERR_MEMORY. */
GS_CHECKED int gs_token_buffer_init(struct gs_token_buffer *out,
    struct gs_arena *arena, struct gs_span text, size_t max);
/* Adds the words of `text` behind those there are.  `marker`: a number or
 * bullet may stand in front.  GS_ERR_SPACE: more than `max`. */
GS_CHECKED int gs_tokens_add(struct gs_token_buffer *out, struct gs_span text,
    bool marker);
/* Makes capital letters of ASCII small in the key of a word of the buffer. */
void gs_token_lower(struct gs_token_buffer *b, struct gs_token *t);
/* At least as many words as `text` has. */
size_t gs_tokens_bound(struct gs_span text);
/* `count` words of a row as a text of their own. */
struct gs_tokens gs_tokens_run(struct gs_token *token, size_t count);

/* Whether it stands for sentences withheld (lib/memo/gap.h): one word, whatever
 * its reason code. */
bool gs_token_is_gap(const struct gs_token *t);
/* The gap, without a reason; false if it is none. */
bool gs_token_gap(struct gs_gap *out, const struct gs_token *t);
bool gs_token_equal(const struct gs_token *a, const struct gs_token *b);
bool gs_tokens_equal(const struct gs_tokens *a, const struct gs_tokens *b);

#endif
