/* SPDX-License-Identifier: Apache-2.0 */
/* A memo that gathered, put before the office: its content is sealed, a slot of
 * the member's quota chosen, the box's acts counted, the record made.  Acts may
 * arrive between count and filing, and the same member may have filed from
 * another copy of the state: gs_filing_retry says which steps come again. */
#ifndef GS_LIB_STEPS_FILING_H
#define GS_LIB_STEPS_FILING_H

#include <stdbool.h>

#include "lib/client/request.h"
#include "lib/steps/matter.h"

#define GS_FILING_SLOTS_MAX 1000 /* a charter's quota is at most this */
#define GS_FILING_TRIES 5        /* with acts that arrive meanwhile */

struct gs_filing {
	/* Set by the caller. */
	const struct gs_matter *matter; /* with its roll and key */
	const struct gs_roll *roll;     /* that edition's keys */
	const uint8_t *author;          /* secret: the seed, 32; or NULL */
	/* Set by the steps. */
	uint8_t *sealed; /* to the office */
	size_t sealed_len;
	uint8_t digest[32]; /* its SHA-256 */
	bool tried[GS_FILING_SLOTS_MAX];
	uint32_t slot;
	uint64_t endorsements, withdrawals;
	unsigned tries;
};

/* The content without the reply secret, sealed to all that the charter names.
 * GS_ERR_MEMORY, GS_ERR_RANDOM, errors of gs_content_write. */
GS_CHECKED int gs_filing_seal(struct gs_filing *f);
void gs_filing_free(struct gs_filing *f);

/* A slot to try, marked in the state; *marked: the state must be written before
 * anything is sent, since a slot used twice would tie two filings together.
 * GS_ERR_RULE: the quota is used up; GS_ERR_RANDOM, GS_ERR_SPACE. */
GS_CHECKED int gs_filing_slot(struct gs_filing *f, bool *marked,
    struct gs_report *report, struct gs_client *client);
/* The reply to GET of the box's "/filing".  GS_ERR_FORMAT. */
GS_CHECKED int gs_filing_counts(struct gs_filing *f, struct gs_report *report,
    const struct gs_reply *reply);
/* POST to the box's "/file", the record made.  GS_ERR_DENIED: the seed is not
 * the author's; GS_ERR_UNKNOWN: the member's key is not on the roll;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_filing_request(struct gs_request *out, struct gs_filing *f,
    struct gs_report *report, const struct gs_box_link *link);

/* What to do after the server refused with `err` and `report`. */
enum gs_filing_again {
	GS_FILING_STOP,
	GS_FILING_RECOUNT, /* from gs_filing_counts on */
	GS_FILING_RESLOT   /* from gs_filing_slot on */
};
enum gs_filing_again gs_filing_retry(struct gs_filing *f, int err,
    const struct gs_report *report);

/* Where it entered the log, as the server says.  GS_ERR_FORMAT. */
struct gs_filing_entry {
	char at[32]; /* a time, ends in NUL */
	uint64_t index;
};
GS_CHECKED int gs_filing_take(struct gs_filing_entry *out,
    struct gs_report *report, const struct gs_reply *reply);

#endif
