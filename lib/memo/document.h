/* SPDX-License-Identifier: Apache-2.0 */
/* Memo documents (docs/spec/commitments.md, "Document"): from the bytes of a
 * file to blocks, and from blocks to the one normal form.  The blocks are a
 * function of the bytes and the style of marks, nothing else. */
#ifndef GS_LIB_MEMO_DOCUMENT_H
#define GS_LIB_MEMO_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/record/record.h"
#include "lib/memo/fault.h"
#include "lib/memo/text.h"
#include "lib/report.h"

#define GS_REQUESTS_MAX 512 /* as many as a reply has dispositions */
/* Bytes of a document, before and in its normal form. */
#define GS_DOCUMENT_MAX GS_TEXT_MAX

enum gs_block_kind {
	GS_BLOCK_FIELD, /* of the front matter */
	GS_BLOCK_HEADING,
	GS_BLOCK_PARAGRAPH,
	GS_BLOCK_ITEM,
	GS_BLOCK_CODE,
	GS_BLOCK_QUOTE,
	GS_BLOCK_BREAK
};

struct gs_block_info {
	enum gs_block_kind kind;
	unsigned level;   /* of a heading */
	uint32_t request; /* its number from 1; 0: not a request */
	size_t line;      /* of the file, from 1 */
};

struct gs_document_rules {
	struct gs_marks marks;
	int ceiling;   /* rank of the highest mark allowed */
	bool exercise; /* marks above the ceiling are allowed */
	struct gs_request_headings headings; /* of requests */
	/* A text to compare with, not a memo: nothing is required, and what
	 * is not UTF-8 is all that is refused. */
	bool lenient;
	/* Blocks of a memo that has others (GS_TEXT_PART). */
	bool part;
	/* What is refused is put here, and reading goes on; NULL: the first
	 * fault ends it.  For a text that gs_clean has seen; needs a report. */
	struct gs_faults *faults;
};

struct gs_document {
	struct gs_block *blocks;
	struct gs_block_info *info;
	size_t count;
	uint32_t requests;
	struct gs_span banner;  /* derived from the marks */
	struct gs_span subject; /* empty only if lenient */
};

/* By what a charter's record says of marks and requests, from which they
 * borrow. */
void gs_document_rules_of(struct gs_document_rules *out,
    const struct gs_record *charter);
/* Everything in `out` lives in the arena.  GS_ERR_FORMAT, GS_ERR_RANGE,
 * GS_ERR_RULE (a mark above the ceiling), GS_ERR_MISMATCH (the marking stated
 * is not the one derived), GS_ERR_MEMORY. */
GS_CHECKED int gs_document_parse(struct gs_document *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_document_rules *rules, const void *text, size_t len);
/* The normal form: front matter with `marking` last, then the blocks, one
 * empty line between them.  Parsing it gives the same blocks. */
void gs_document_render(struct gs_writer *w, const struct gs_block *blocks,
    size_t count, struct gs_span banner);
/* The commitments' root under `seed`, which is secret. */
GS_CHECKED int gs_document_root(uint8_t root[32], struct gs_arena *arena,
    const struct gs_block *blocks, size_t count, const uint8_t seed[32]);

/* A paragraph of a text to compare with: its mark, if it has one of `marks`,
 * and the rest.  Borrows from `source`, or copies.  GS_ERR_MEMORY. */
GS_CHECKED int gs_block_split(struct gs_block *out, struct gs_arena *arena,
    const struct gs_marks *marks, struct gs_span source);

/* Whether it is a front matter line in normal form. */
bool gs_block_is_field(const struct gs_block *block);

const char *gs_block_kind_name(enum gs_block_kind kind);

#endif
