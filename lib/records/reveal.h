/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a member known to one reader (docs/spec/records.md, "Reveals"): a
 * sealed file of one length, which goes with an endorsement as a record of its
 * own behind it.  A dummy is sealed the same way. */
#ifndef GS_LIB_RECORDS_REVEAL_H
#define GS_LIB_RECORDS_REVEAL_H

#include "core/channel/channel.h"
#include "lib/report.h"

#define GS_KNOWN_NAME_MAX 100      /* bytes */
#define GS_KNOWN_STATEMENT_MAX 200 /* bytes */

/* What is said to a reader.  Secret. */
struct gs_known {
	const char *name;
	const char *statement; /* or NULL */
};
/* Whether the texts may stand in one; else the report says why. */
GS_CHECKED int gs_known_check(struct gs_report *report,
    const struct gs_known *known);

/* Whose endorsement it goes with. */
struct gs_reveal_of {
	const uint8_t *memo; /* 32 */
	const uint8_t *tag;  /* 32 */
};
/* Appends the record `reveal` to `w`, and its file's hash; `known` (NULL: a
 * dummy) is what it holds.  GS_ERR_RULE: nothing can be sealed to the reader;
 * GS_ERR_FORMAT: a text that may not stand there; GS_ERR_MEMORY,
 * GS_ERR_RANDOM, GS_ERR_SPACE. */
GS_CHECKED int gs_reveal_write(struct gs_writer *w, uint8_t hash[32],
    const struct gs_seal *reader, const struct gs_reveal_of *of,
    const struct gs_known *known);

/* The file of the first `reveal` record of `left`, which is taken off; copied
 * into the arena.  GS_ERR_FORMAT: it is none, or its file has another length or
 * form; GS_ERR_MEMORY. */
GS_CHECKED int gs_reveal_next(struct gs_span *file, struct gs_arena *arena,
    struct gs_span *left);
/* Whether the records behind an endorsement are the files that it names, in
 * their order.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_MEMORY. */
GS_CHECKED int gs_reveals_fit(struct gs_report *report,
    struct gs_arena *arena, const struct gs_record *endorsement,
    struct gs_span behind);

/* Opens a file that has the hash that its endorsement names.  *out is of type
 * NULL if it is a dummy; its texts (secret) live in the arena, which the caller
 * wipes.  GS_ERR_DENIED: not sealed to this identity; GS_ERR_FORMAT: it holds
 * something else; GS_ERR_MISMATCH: it is another endorsement's;
 * GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_reveal_open(struct gs_record *out, struct gs_arena *arena,
    const struct gs_reveal_of *of, const uint8_t identity[32],
    struct gs_span file);

#endif
