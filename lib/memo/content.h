/* SPDX-License-Identifier: Apache-2.0 */
/* What is sealed: a `content` record, an empty line, the document in normal
 * form, and the annexes (docs/spec/commitments.md, "Content").  With its two
 * secrets it is the package that link holders get; without, what the office
 * gets. */
#ifndef GS_LIB_MEMO_CONTENT_H
#define GS_LIB_MEMO_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/record/record.h"
#include "lib/memo/annex.h"
#include "lib/memo/document.h"
#include "lib/report.h"

#define GS_CONTENT_MAX (GS_RECORD_MAX + 1 + GS_DOCUMENT_MAX + \
	GS_ANNEXES_BYTES_MAX + 1)
/* The longest, padded, and what sealing adds: age's header and tags for
 * GS_RECIPIENTS_MAX readers, and the box's nonce and tag. */
#define GS_CONTENT_PADDED_MAX ((size_t)1 << 21)
#define GS_CONTENT_SEALED_MAX (GS_CONTENT_PADDED_MAX + 4096)
_Static_assert(GS_CONTENT_MAX <= GS_CONTENT_PADDED_MAX,
    "a padded content has one more power of two");

/* All are of 32 bytes; the last two are in a package alone. */
struct gs_content_secrets {
	const uint8_t *seed; /* secret to all but readers of the memo */
	const uint8_t *reply; /* secret; NULL if it is not there */
	const uint8_t *seal;  /* secret; NULL if it is not there */
};

struct gs_content {
	struct gs_record rec;
	struct gs_document doc;
	struct gs_span body; /* the document's bytes */
	const struct gs_annexes *annexes; /* NULL: none */
	/* Root, blocks, requests and banner are the document's, `annexes` the
	 * commitments of the annexes; `content` and the id are there once the
	 * sealed file is known. */
	struct gs_memo_terms terms;
	uint8_t id[32];
	struct gs_content_secrets secrets;
};

/* Completes `terms` by the document: sets banner, blocks, requests and root,
 * which it stores in `root`. */
GS_CHECKED int gs_content_terms(struct gs_memo_terms *terms, uint8_t root[32],
    struct gs_arena *arena, const struct gs_document *doc,
    const uint8_t seed[32]);
/* Writes the content of a memo with these terms.  GS_ERR_SPACE, GS_ERR_FORMAT,
 * GS_ERR_MISMATCH (the reply secret is not that of terms->reply, or there are
 * not as many annexes as the terms have; NULL: none). */
GS_CHECKED int gs_content_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_memo_terms *terms,
    const struct gs_content_secrets *secrets, const struct gs_document *doc,
    const struct gs_annexes *annexes);
/* Parses and checks: the record, the document (in normal form, under `rules`),
 * the annexes' names, kinds and lengths, the reply key's type (GS_ERR_RULE) and
 * secret (GS_ERR_MISMATCH).  `text` is borrowed by `out`.  Errors also as
 * gs_record_parse and gs_document_parse. */
GS_CHECKED int gs_content_parse(struct gs_content *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_document_rules *rules, const void *text, size_t len);

/* The one sealed file of a package, to the `seal` recipients of its charter's
 * record; released by gs_age_free.  Errors of gs_seal_same; GS_ERR_UNKNOWN: it
 * has no seal secret. */
GS_CHECKED int gs_content_seal(uint8_t **out, size_t *out_len,
    const struct gs_content *content, struct gs_arena *arena,
    const struct gs_record *charter);
/* The same text sealed anew for an `unreadable` of that number, to the
 * recipients of any charter of the log: again one file, which every holder of
 * the package makes.  Errors as above. */
GS_CHECKED int gs_content_seal_anew(uint8_t **out, size_t *out_len,
    const struct gs_content *content, struct gs_arena *arena,
    const struct gs_record *charter, uint32_t unreadable);
/* With the SHA-256 of its sealed file, 32 bytes which are borrowed, the terms
 * are whole and give the memo id. */
GS_CHECKED int gs_content_name(struct gs_content *content,
    struct gs_arena *arena, const uint8_t *sealed);

#endif
