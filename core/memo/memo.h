/* SPDX-License-Identifier: Apache-2.0 */
/* Commitments of a memo (docs/spec/commitments.md): salts from one seed, a
 * salted commitment for each block, the memo id over all of it. */
#ifndef GS_CORE_MEMO_H
#define GS_CORE_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"

#define GS_SEED_LEN 32
#define GS_BLOCKS_MAX 8192
#define GS_SALT_LEVELS_MAX 13

/* A block: a portion mark without its parentheses ("" if unmarked) and its
 * text. */
struct gs_block {
	struct gs_span mark;
	struct gs_span text;
};

/* Levels of the salt tree over `blocks` leaves: least d with 2^d >= blocks. */
unsigned gs_salt_levels(size_t blocks);
/* Salt of leaf `index`, from the node of that level above it, whose value is
 * `node` (the seed is the node of level gs_salt_levels).  Secret in, secret
 * out: constant time in values, not in indices.  Precondition: the leaf lies
 * under the node, which is then (level, index >> level). */
void gs_salt(uint8_t salt[32], const uint8_t node[32], unsigned level,
    size_t index);
/* The value of node (level, position), from that of the node `above` it, which
 * is of level `from` (the seed: gs_salt_levels). */
void gs_salt_node(uint8_t node[32], const uint8_t above[32], unsigned from,
    unsigned level, size_t position);

/* Sentences: a block's text is cut by a rule on its bytes alone. */
#define GS_SENTENCES_MAX 1024 /* of a block; the last one has the rest */
/* The end of sentence `index`, which begins at `from`; the text's if it is the
 * last.  Linear in what it passes over. */
size_t gs_sentence_end(struct gs_span text, size_t from, size_t index);
size_t gs_sentence_count(struct gs_span text); /* 1 or more */
/* Out of a block's salt: what hides the whole, and the node at the top of the
 * tree of the sentences' salts (gs_salt_levels of their count).  All secret. */
void gs_sentence_salts(uint8_t cover[32], uint8_t seed[32],
    const uint8_t salt[32]);
void gs_sentence_commit(uint8_t commitment[32], const uint8_t salt[32],
    struct gs_span text);
/* A block's commitment, from those of its sentences, 1 to GS_SENTENCES_MAX. */
void gs_block_cover(uint8_t commitment[32], const uint8_t cover[32],
    struct gs_span mark, const uint8_t (*sentences)[32], size_t count);
/* The same from its salt. */
void gs_block_commit(uint8_t commitment[32], const uint8_t salt[32],
    const struct gs_block *block);
/* The commitments of all blocks under `seed`, which is secret. */
void gs_blocks_commit(uint8_t (*commitments)[32],
    const struct gs_block *blocks, size_t count, const uint8_t seed[32]);
/* RFC 6962 root with the 32-byte commitments as entries. */
GS_CHECKED int gs_blocks_root(uint8_t root[32],
    const uint8_t (*commitments)[32], size_t count);

/* Annexes: files that belong to a memo.  Each has a salt of its own, which
 * leads to no other, so that one is shown without the others. */
#define GS_ANNEXES_MAX 16
struct gs_annex {
	const uint8_t *salt; /* 32; secret from whoever may not see it */
	struct gs_span kind; /* a word, as "application/pdf" */
	struct gs_span name; /* without a folder */
	uint64_t size;       /* bytes of the file */
	uint8_t digest[32];  /* SHA-256 of the file */
};
void gs_annex_commit(uint8_t commitment[32], const struct gs_annex *annex);

/* What the memo id commits to: the lines of a memo's record from `charter` to
 * `content`, and `channel`. */
#define GS_TERMS_LIST_MAX 32 /* of one kind */
struct gs_terms_list { /* hashes of 32 bytes, or texts */
	struct gs_span item[GS_TERMS_LIST_MAX];
	size_t count;
};
struct gs_memo_terms {
	const uint8_t *channel; /* 32 */
	const uint8_t *charter; /* 32: digest of the charter record */
	const uint8_t *roll;    /* 32: root of the roll */
	const uint8_t *root;    /* 32: of the blocks */
	uint64_t blocks, requests;
	struct gs_span banner;
	struct gs_terms_list addressees;
	struct gs_span reply_type, reply; /* a recipient */
	const uint8_t *author; /* 32 */
	int64_t after;         /* a day since 1970 */
	const uint8_t *amends; /* 32 or NULL */
	struct gs_terms_list related, panel, distribution;
	struct gs_terms_list annexes; /* their commitments */
	const uint8_t *content; /* 32: SHA-256 of the sealed file */
};
/* The id that a parsed `memo` record gives. */
void gs_memo_id_of(uint8_t id[32], const struct gs_record *rec);
/* The same from terms of which a record will be made.  GS_ERR_SPACE: they are
 * longer than a record may be; GS_ERR_MEMORY. */
GS_CHECKED int gs_memo_id(uint8_t id[32], const struct gs_memo_terms *terms,
    struct gs_arena *arena);
/* The lines from `charter` to `content`. */
void gs_memo_terms_write(struct gs_record_writer *d,
    const struct gs_memo_terms *terms);
/* Of them, those from `addressee` to `distribution`.  As a content has them
 * (NULL: as a memo's record), annexes are told by what their commitments hide:
 * as many as terms->annexes counts. */
void gs_memo_wishes_write(struct gs_record_writer *d,
    const struct gs_memo_terms *terms, const struct gs_annex *annexes);
/* The terms that a parsed record states: of a `memo` all, of a `content` all
 * but those that its document, its annexes and its sealed file give, which are
 * left empty.  Borrowed from the record. */
void gs_memo_terms_of(struct gs_memo_terms *terms, const struct gs_record *rec);

/* The channel id: SHA-256 of the first charter, which no other charter can be.
 * A later one names it. */
void gs_channel_id(uint8_t id[32], const struct gs_record *charter);

/* Which portion marks there are.  GS_MARK_OWN has the words that the charter
 * gives, lowest first, each both mark and banner. */
enum gs_mark_style { GS_MARK_LEGACY, GS_MARK_CUI, GS_MARK_NONE, GS_MARK_OWN };
#define GS_LEVELS_MAX 16
#define GS_LEVEL_LEN_MAX 64
struct gs_marks {
	enum gs_mark_style style;
	struct gs_span level[GS_LEVELS_MAX]; /* of GS_MARK_OWN */
	size_t levels;
};
extern const struct gs_marks gs_marks_legacy, gs_marks_cui;
/* The style that a charter's line `style` names; GS_MARK_LEGACY if that is no
 * style's name, which no charter may have. */
enum gs_mark_style gs_mark_style_of(const struct gs_part *word);
/* Those of a charter's record, from which the levels borrow. */
void gs_marks_of(struct gs_marks *out, const struct gs_record *charter);
/* The headings under which an ordered list asks for something
 * (docs/spec/commitments.md, "Document"). */
#define GS_REQUEST_HEADINGS_MAX 8
#define GS_REQUEST_HEADING_LEN_MAX 64
struct gs_request_headings {
	struct gs_span text[GS_REQUEST_HEADINGS_MAX];
	size_t count; /* 0: there is one, `Requests` */
};
/* Those of a charter's record, from which they borrow. */
void gs_request_headings_of(struct gs_request_headings *out,
    const struct gs_record *charter);
/* The n-th, also of none; `n` is below the count, or 0. */
struct gs_span gs_request_heading(const struct gs_request_headings *headings,
    size_t n);
bool gs_is_request_heading(const struct gs_request_headings *headings,
    const void *text, size_t len);
/* Whether these bytes can be a level: 1 to GS_LEVEL_LEN_MAX of them, and no
 * parenthesis, in which it stands. */
bool gs_is_level(const void *text, size_t len);

/* The rank orders the marks of a style; -1 = not a mark of it. */
int gs_mark_rank(const struct gs_marks *marks, const void *mark, size_t len);
/* Rank of a banner, -1 if it is none; GS_MARK_NONE has the empty one alone. */
int gs_banner_rank(const struct gs_marks *marks, const void *banner,
    size_t len);
/* The same of a record's line, which has a banner as gs_banner_derive writes
 * it: CUI, not CONTROLLED. */
int gs_banner_rank_derived(const struct gs_marks *marks, const void *banner,
    size_t len);
/* Rank of the highest mark under a charter's line `ceiling`, which is empty
 * where there is none; -1 if that is no mark, or must be there. */
int gs_marks_ceiling(const struct gs_marks *marks, struct gs_span ceiling);
/* Whether `mark` is within `most`: everyone cleared for `most` may see what is
 * marked `mark`.  False if either is no mark of the style. */
bool gs_mark_within(const struct gs_marks *marks, struct gs_span mark,
    struct gs_span most);
/* The banner over all blocks; blocks without a mark do not count.  At most
 * GS_BANNER_MAX bytes.  GS_ERR_FORMAT (a mark is none of the style),
 * GS_ERR_SPACE. */
#define GS_BANNER_MAX 2048
GS_CHECKED int gs_banner_derive(uint8_t *out, size_t *len, size_t max,
    const struct gs_marks *marks, const struct gs_block *blocks,
    size_t count);

/* The scopes and messages of the member proof (docs/spec/commitments.md). */
#define GS_SCOPE_MAX 160
#define GS_MESSAGE_MAX 96
/* Of the acts `endorse` and `withdraw`. */
GS_CHECKED int gs_scope_memo(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t memo[32]);
GS_CHECKED int gs_scope_file(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32], uint32_t slot);
GS_CHECKED int gs_scope_resupply(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t memo[32], uint32_t unreadable);
/* A member opens GS_BOX_SLOTS boxes a week. */
#define GS_BOX_SLOTS 4
struct gs_box_turn {
	uint32_t week; /* gs_charter_week */
	uint32_t slot; /* below GS_BOX_SLOTS */
};
GS_CHECKED int gs_scope_box(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32],
    const struct gs_box_turn *turn);
GS_CHECKED int gs_scope_reading(uint8_t *out, size_t *len, size_t max,
    const uint8_t channel[32], const uint8_t roll[32]);
/* `about` is the memo id, or the nonce of the act `reading`.  `hash`, 32 bytes,
 * is what `endorse` (gs_reveals_digest) and `resupply` (its content) add, NULL
 * for the other acts. */
GS_CHECKED int gs_message(uint8_t *out, size_t *len, size_t max,
    const char *act, const uint8_t about[32], const uint8_t *hash);
/* SHA-256 of the `reveal` hashes of an endorsement, one after the other. */
#define GS_REVEALS_MAX 8
void gs_reveals_digest(uint8_t digest[32], const struct gs_record *endorsement);
void gs_reveals_hash(uint8_t digest[32], const uint8_t (*reveals)[32],
    size_t count);

#endif
