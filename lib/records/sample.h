/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the second signer asks before a roll is signed (docs/spec/records.md,
 * "The sample"). */
#ifndef GS_LIB_RECORDS_SAMPLE_H
#define GS_LIB_RECORDS_SAMPLE_H

#include "core/channel/charter.h"
#include "lib/report.h"

#define GS_SAMPLE_PAIRS 10
#define GS_SAMPLE_MOST (2 * GS_SAMPLE_PAIRS)
#define GS_SAMPLE_MAX 1024 /* bytes of the record */
#define GS_ASKED_FILE_MAX ((size_t)80 << 10)

/* Somebody whose key is on the roll.  Secret. */
struct gs_listed {
	uint64_t place; /* from 0 */
	uint8_t salt[32];
	struct gs_span id, name;
};
void gs_listed_mark(uint8_t mark[32], const struct gs_listed *one);

/* Of which roll, and of which list of marks. */
struct gs_sample {
	const uint8_t *channel, *root; /* 32 each */
	uint64_t edition, size;
	struct gs_span marks; /* 32 bytes for each key */
};

/* The record, always the same; `secret` (64, secret) is the second's.  `w` is
 * empty and has room for GS_SAMPLE_MAX bytes.  GS_ERR_MEMORY, GS_ERR_SPACE. */
GS_CHECKED int gs_sample_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_sample *sample, const uint8_t secret[64]);
/* Whether `text` is such a record of a second signer of the charter's.
 * GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE, each with a report;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_sample_read(struct gs_record *rec,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_sample *sample, const struct gs_charter *charter,
    struct gs_span text);
/* The places that it draws, ascending; how many. */
size_t gs_sample_places(uint64_t places[GS_SAMPLE_MOST],
    const struct gs_record *rec, uint64_t size);

/* The people at these places, sealed; gs_age_free.  GS_ERR_SPACE: their names
 * are too long; GS_ERR_RULE: nothing can be sealed to its recipient;
 * GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_asked_seal(uint8_t **file, size_t *len,
    const struct gs_record *rec, const struct gs_listed *people,
    size_t count);
/* Opens it.  The people lie in the arena.
 * GS_ERR_DENIED, GS_ERR_FORMAT, GS_ERR_MISMATCH (other people than were drawn
 * or than the marks are of), GS_ERR_SIGNATURE, each with a report;
 * GS_ERR_MEMORY. */
struct gs_asked {
	struct gs_listed people[GS_SAMPLE_MOST];
	size_t count;
};
struct gs_asking {
	const struct gs_sample *sample;
	const struct gs_record *rec;
	const uint8_t *secret; /* 64, secret: the second's */
};
GS_CHECKED int gs_asked_open(struct gs_asked *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_asking *of, struct gs_span file);

#endif
