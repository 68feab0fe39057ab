/* SPDX-License-Identifier: Apache-2.0 */
/* A filing that is handed to a mirror, since the operator refuses it: judged as
 * the channel's server would, as far as the log tells
 * (docs/spec/mirror.md, "Filings").  A mirror cannot promise anything. */
#ifndef GS_LIB_STEPS_OFFER_H
#define GS_LIB_STEPS_OFFER_H

#include "lib/steps/acts.h"
#include "lib/steps/filing.h"

#define GS_OFFER_MAX ((size_t)8 << 20) /* bytes of a request */

/* All of it lives in the arena, or in what was read. */
struct gs_offer {
	struct gs_record memo;
	struct gs_filing_load load; /* its acts since gs_offer_judge: each once,
	                             * by tag */
	uint8_t id[32], tag[32];    /* the memo's; of its member proof */
	/* Since gs_offer_judge: */
	uint8_t roll[32]; /* root */
	struct gs_acts acts;
	struct gs_entry_proof proof; /* the memo's; without `roll` */
	int64_t until; /* the second release from then */
};

/* The body of POST /filings.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_PROOF (too
 * short for one), each with a report; GS_ERR_MEMORY. */
GS_CHECKED int gs_offer_read(struct gs_offer *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span body);
/* By the rules of the log, at `now`.  `state` is not needed any more when it
 * returns.  GS_ERR_DUPLICATE: the log has the memo; GS_ERR_RULE with the code
 * "slot-used": it has another by that member in this slot, or with
 * "offer-ground-unknown": it has not the memo's roll or charter; errors of
 * gs_state_check and gs_acts_read, each with a report. */
GS_CHECKED int gs_offer_judge(struct gs_offer *offer,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_state *state, int64_t now);
/* Its member proofs over that roll, the memo's first: who is no member makes
 * nobody verify more than one.  GS_ERR_PROOF; GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_offer_verify(struct gs_report *report,
    const struct gs_offer *offer, const struct gs_roll *roll);
/* Of two filings of one memo by one member, both judged: the acts of either.
 * `offer` then stands for both.  GS_ERR_DUPLICATE, GS_ERR_RULE as above; errors
 * of gs_acts_read. */
GS_CHECKED int gs_offer_join(struct gs_offer *offer, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state,
    const struct gs_offer *other);

/* What a mirror answers, malloc'ed: `{"until"}`; and the other way.  NULL: no
 * memory. */
char *gs_offer_answer(int64_t until);
GS_CHECKED int gs_offer_until(int64_t *until, struct gs_report *report,
    const struct gs_reply *reply);
/* Or why not: a problem as the server's (docs/spec/http.md, "Errors"), and its
 * status.  Of GS_ERR_IO and the like it tells nothing. */
unsigned gs_offer_problem(char **text, int err,
    const struct gs_report *report);

/* What a mirror says of a filing that the log has not got: a record `unfiled`
 * into `w`, empty. */
struct gs_unfiled {
	uint8_t channel[32], memo[32];
	int64_t day; /* days since 1970, UTC */
	uint64_t size;
	const char *answer; /* none, refusal, promise */
	struct gs_span refusal; /* or empty */
	bool entered;
	uint64_t entry;
};
GS_CHECKED int gs_unfiled_write(struct gs_writer *w,
    const struct gs_unfiled *said);

#endif
