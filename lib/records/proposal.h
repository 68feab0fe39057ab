/* SPDX-License-Identifier: Apache-2.0 */
/* A charter on its way through the hands of those who sign it
 * (docs/spec/records.md, "charter").  Until all have signed it is no record,
 * and only the functions here read it. */
#ifndef GS_LIB_RECORDS_PROPOSAL_H
#define GS_LIB_RECORDS_PROPOSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

struct gs_proposal {
	struct gs_charter charter; /* what it will say */
	const struct gs_charter *by; /* whose holders sign: of the charter in
	                                force, or of itself, the first */
	struct gs_span text;         /* with the signatures that it has */
	size_t body;                 /* bytes before these */
	bool changes_signers;        /* the outgoing second may sign, too */
	/* The authority's holders in the order of their lines, and who of them
	 * has signed. */
	size_t holders, signed_count;
	struct gs_part signatures[GS_ROLES_MAX]; /* empty: not yet */
	struct gs_part second; /* the outgoing second's signature, likewise */
	/* The registrar's, of a succession: then it has the second's too, and
	 * none of the authority's. */
	struct gs_part registrar;
};

/* What a charter's record says, whoever signed it or has still to.  Borrows
 * from the arena.  Errors of gs_proposal_read but GS_ERR_SIGNATURE. */
GS_CHECKED int gs_proposal_terms(struct gs_charter *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text);

/* Reads it; `before` is the charter in force, NULL for a first one.  It lives
 * in the arena.  GS_ERR_FORMAT: no charter's record; GS_ERR_SIGNATURE: somebody
 * else signed it, or something else; what core says; each with a report. */
GS_CHECKED int gs_proposal_read(struct gs_proposal *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text,
    const struct gs_charter *before);
/* Whether it has all signatures that it needs. */
bool gs_proposal_complete(const struct gs_proposal *proposal);

/* Adds the signature of one who holds `role` (authority, second; or registrar,
 * first of all, which makes it a succession) by their
 * secret (64 bytes, secret), and writes the whole: `w` is empty and has room
 * for GS_RECORD_MAX bytes.  GS_ERR_DUPLICATE: they have signed it; GS_ERR_RULE:
 * nobody of that role is asked for, or all have signed; GS_ERR_SIGNATURE: not a
 * key of the role; each with a report. */
GS_CHECKED int gs_proposal_sign(struct gs_writer *w,
    struct gs_report *report, const struct gs_proposal *proposal,
    const char *role, const uint8_t secret[64]);

/* Whether the log would take it as its next entry, but for the signatures that
 * it still lacks.  What core says. */
GS_CHECKED int gs_proposal_judge(struct gs_report *report,
    struct gs_arena *arena, const struct gs_proposal *proposal,
    const struct gs_state *state);

#endif
