/* SPDX-License-Identifier: Apache-2.0 */
/* A roll's record on its way through the hands of its two signers
 * (docs/spec/records.md, "roll").  Until both have signed it is no record, and
 * only the functions here read it. */
#ifndef GS_LIB_RECORDS_ROLL_H
#define GS_LIB_RECORDS_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

struct gs_roll_terms {
	const uint8_t *channel; /* 32 */
	uint64_t edition;
	uint64_t size, eligible; /* keys on it, members who might be */
	bool has_left;           /* there is an edition before */
	uint64_t left;           /* members of it who are not on this one */
	const uint8_t *root;     /* 32 */
	const uint8_t (*replaced)[32]; /* SHA-256 of keys, ascending */
	size_t replaced_count;
	const uint8_t *reading;  /* 32: SHA-256 of the reading key; or NULL */
};

/* The record without its signatures; `w` is empty and has room for
 * GS_RECORD_MAX bytes.  GS_ERR_SPACE. */
GS_CHECKED int gs_roll_record_write(struct gs_writer *w,
    const struct gs_roll_terms *terms);

/* Whether the log would take the record as its next entry, but for the
 * signatures that it lacks; *signatures: how many it has.  `rec` lives in the
 * arena.  GS_ERR_FORMAT: it is no roll's record; else what core says. */
GS_CHECKED int gs_roll_record_judge(struct gs_record *rec, size_t *signatures,
    struct gs_report *report, struct gs_arena *arena, struct gs_span record,
    const struct gs_state *state);

/* A signature that is to be added. */
struct gs_roll_signing {
	struct gs_span record;   /* with the signatures before, if any */
	const struct gs_state *state; /* of the log that it is for */
	const uint8_t *root;     /* 32: of the keys that it must be about */
	const char *role;        /* "registrar", then "second" */
	const uint8_t *secret;   /* secret: 64, of that role */
};

/* The record with the next signature.  `w` is empty and has room for
 * GS_RECORD_MAX bytes.  GS_ERR_FORMAT: it is no roll's record; GS_ERR_MISMATCH:
 * it is about other keys; GS_ERR_RULE: another role signs next, or none;
 * GS_ERR_SIGNATURE: the secret is not the one of the charter's role, or the
 * signature before is not; what gs_roll_record_judge says. */
GS_CHECKED int gs_roll_record_sign(struct gs_writer *w,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_roll_signing *signing);

#endif
