/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a memo carries (docs/spec/commitments.md, "Annexes"): named, of a
 * kind, sealed with the memo, and committed to one by one. */
#ifndef GS_LIB_MEMO_ANNEX_H
#define GS_LIB_MEMO_ANNEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/record/record.h"
#include "lib/report.h"

#define GS_ANNEX_NAME_MAX 128 /* bytes */
/* Of all files together: with the longest document a content stays within
 * 2 MiB. */
#define GS_ANNEXES_BYTES_MAX ((size_t)27 << 16)

/* A memo's, in their order.  Secret from whoever may not read the memo. */
struct gs_annexes {
	struct gs_annex of[GS_ANNEXES_MAX];
	struct gs_span file[GS_ANNEXES_MAX];
	uint8_t commitment[GS_ANNEXES_MAX][32];
	size_t count;
};

/* What a file is, by its bytes, or else by its name: one of the words of the
 * specification. */
const char *gs_annex_kind(struct gs_span file, const char *name);
/* Whether a file may have this name: it has no folder, nothing hides in it, and
 * it means nothing to a shell's or a system's own.  GS_ERR_FORMAT;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_annex_check_name(struct gs_arena *arena,
    struct gs_span name);
/* Whether an annex may be told so: name, kind and size.  GS_ERR_FORMAT,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_annex_check(struct gs_arena *arena,
    const struct gs_annex *annex);
/* Whether two names may lie in one folder: capitals of ASCII do not count. */
bool gs_annex_names_differ(struct gs_span a, struct gs_span b);

/* Bytes that the files have in a content, with the LF behind them; as its
 * record says.  0: there are none. */
uint64_t gs_annexes_len(const struct gs_record *content);
/* Reads the lines `annex` of a content's record and the files behind its
 * document, gs_annexes_len bytes.  Borrows from both.  GS_ERR_FORMAT with a
 * report, GS_ERR_MEMORY. */
GS_CHECKED int gs_annexes_read(struct gs_annexes *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_record *content, struct gs_span files);
/* Fills digests, sizes and commitments from files, names, kinds and salts. */
void gs_annexes_complete(struct gs_annexes *annexes);
/* Their commitments, as terms have them; borrowed. */
void gs_annexes_terms(struct gs_terms_list *out,
    const struct gs_annexes *annexes);
/* The files and the LF; nothing if there are none. */
void gs_annexes_write(struct gs_writer *w, const struct gs_annexes *annexes);

#endif
