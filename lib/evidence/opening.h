/* SPDX-License-Identifier: Apache-2.0 */
/* The opening of a memo's blocks, some of them withheld, some shown in part,
 * and of its annexes (docs/spec/provenance.md, "Opening"). */
#ifndef GS_LIB_EVIDENCE_OPENING_H
#define GS_LIB_EVIDENCE_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "lib/memo/annex.h"

enum gs_showing { GS_WITHHELD, GS_SHOWN, GS_SHOWN_PART };

/* The leaves of a salt tree: a memo's blocks, or a block's sentences.  From a
 * node of the tree follow the salts of all leaves under it. */
struct gs_salt_leaves {
	size_t count;
	uint8_t *shown; /* enum gs_showing */
	uint8_t (*commitment)[32];
	/* Of a leaf shown: a node at or above its salt.  It is a secret from
	 * everybody who may not see all leaves under it. */
	const uint8_t **node;
	uint8_t *level;       /* of that node */
};

/* The sentences of one block. */
struct gs_sentences {
	struct gs_salt_leaves leaves;
	struct gs_span *text; /* of a withheld one: empty */
	const uint8_t *cover; /* 32 */
};

struct gs_opening {
	/* A withheld block is empty.  The text of a block shown in part has
	 * the words of lib/memo/gap.h in the place of its withheld
	 * sentences. */
	struct gs_block *blocks;
	bool *open; /* something of the block is shown */
	struct gs_sentences **part; /* of one shown in part; else NULL */
	size_t count;
	size_t open_count; /* of `open` */
	size_t part_count; /* of these, in part */
	uint8_t root[32]; /* of the commitments, withheld ones included */
	const uint8_t *seed; /* of every salt, if all is shown; else NULL */
	struct gs_salt_leaves leaves;
	/* Of one withheld, annex_open[i] false, nothing is known.  The files
	 * stand beside. */
	struct gs_annex annex[GS_ANNEXES_MAX];
	bool annex_open[GS_ANNEXES_MAX];
	size_t annex_count;
};

/* What of an opening to go on showing.
 *
 * A block i with a list sentence[i] is chosen sentence by sentence:
 * sentence[i][k] says whether sentence k stays.  There may be such a list only
 * for a block of which the opening shows something.  A block without one is
 * chosen by open[i]: all that the opening shows of it stays, or nothing.
 *
 * `open` NULL: all blocks stay.  `sentence` NULL: no block has a list.
 * `annex` NULL: all annexes that the opening shows stay.
 * For instance {.open = (bool[]){true, false}} keeps the first of two blocks
 * as it is and withholds the second. */
struct gs_choice {
	const bool *open;
	bool *const *sentence;
	const bool *annex;
};

/* The largest aligned range from `from` on whose leaves are alike; one shown
 * in part is alone.  Returns its end. */
size_t gs_salt_leaves_run(unsigned *level, const struct gs_salt_leaves *l,
    size_t from);
/* GS_ERR_MEMORY. */
GS_CHECKED int gs_salt_leaves_new(struct gs_salt_leaves *out,
    struct gs_arena *arena, size_t count);
/* A memo as a whole, without its annexes, which gs_opening_attach adds: they
 * too are shown, and borrowed.  Borrows texts and `seed`, which is secret.
 * GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_whole(struct gs_opening *out,
    struct gs_arena *arena, const struct gs_block *blocks, size_t count,
    const uint8_t seed[32]);
void gs_opening_attach(struct gs_opening *o, const struct gs_annexes *annexes);
/* Whether blocks and annexes are those that a memo's record commits to. */
bool gs_opening_is_of(const struct gs_opening *o,
    const struct gs_record *memo);
/* The sentences of block i, something of which is shown. GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_sentences(struct gs_sentences **out,
    struct gs_arena *arena, const struct gs_opening *o, size_t i);
/* Writes the opening that shows of `o` no more than is chosen.  To choose in
 * one step or in several gives the same bytes.  GS_ERR_RULE (`o` does not show
 * what is chosen), GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_choose(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_choice *choice);
/* gs_opening_whole, then gs_opening_choose.  `open` may be NULL: all. */
GS_CHECKED int gs_opening_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_block *blocks, const bool *open, size_t count,
    const uint8_t seed[32]);
/* Accepts exactly what can be written; borrows from `bytes`.  GS_ERR_FORMAT,
 * GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_parse(struct gs_opening *out,
    struct gs_arena *arena, const void *bytes, size_t len);
/* Whether what is shown could stand in a memo of that charter: each block that
 * is shown as a whole reads as itself in a document, and the lines of the front
 * matter, as far as they are shown, as these.  Rules that need all blocks are
 * not judged.  GS_ERR_FORMAT, GS_ERR_RULE (a mark above the ceiling),
 * GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_read(struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_record *charter);
/* The text of block i, which is shown in part, with its gaps.  reason[k]
 * (gs_is_reason, or empty) stands in the gap of sentence k; NULL: no gap has a
 * reason.  GS_ERR_MEMORY. */
GS_CHECKED int gs_opening_text(struct gs_span *out, struct gs_arena *arena,
    const struct gs_opening *o, size_t i, const struct gs_span *reason);

#endif
