/* SPDX-License-Identifier: Apache-2.0 */
/* Which proofs are verified together.  One sum over the roll judges a batch,
 * and says only whether all of it is good: one bad proof among many costs the
 * others a search.
 *
 * So there are a cap and a place apart.  The shared batch takes proofs of all
 * matters up to a cap, which halves when a batch fails and doubles when one
 * holds; a failed batch is tried again in its halves, and other turns come in
 * between.  A matter with a bad proof goes apart for a while: its proofs meet
 * nobody else's, and it has a cap of its own, from 1 on.  A cap grows only by
 * batches that hold, and each doubling pays for one halving: in all there are
 * at most two sums a request, whatever is sent.
 *
 * Within a matter that is apart the newest come first, mostly: of four turns
 * the newest, the one before it and the one before that have three.  Whoever
 * floods it has many under way, and sends another for each that is answered; by
 * age each good proof would wait for all of them.  The fourth turn is the
 * oldest's: whoever is overtaken waits for four times what was there before.
 *
 * Turns go round: the shared batch, one matter that is apart (the one whose
 * last turn is longest ago), one answer with many proofs.  Nobody waits for
 * more than one verification of each of the other two.
 *
 * No clock and no thread in here.  Not for several threads at once. */
#ifndef GS_SERVER_GATE_MATTERS_H
#define GS_SERVER_GATE_MATTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GS_BATCH_MAX 1024   /* proofs; the shared cap's start and most */
#define GS_APART_MAX 32     /* the most of a matter's own cap */
#define GS_APART_SECONDS 60 /* since its last bad proof */
#define GS_APART_MATTERS 64 /* of more, the longest good one is forgotten */
#define GS_LONG_PROOFS 16   /* an answer with so many is a batch of its own */

enum gs_verdict {
	GS_VERDICT_OPEN, /* its batch failed, not known by whom */
	GS_VERDICT_GOOD,
	GS_VERDICT_BAD
};

/* The proofs of one answer, which stand or fall together. */
struct gs_job {
	uint8_t root[32];   /* of the roll that they are over */
	uint8_t matter[32]; /* what they are about */
	size_t proofs;
	int64_t arrived;    /* seconds of a steady clock */
	uint64_t number;    /* ascends in the order in which they came */
	enum gs_verdict verdict;
	struct gs_job *next;
};

struct gs_matters {
	size_t cap; /* of the shared batch, in proofs */
	unsigned turn;
	uint64_t turns;
	bool apart; /* the batch that was chosen last */
	struct gs_apart {
		uint8_t matter[32];
		size_t cap;
		int64_t until; /* 0: a free place */
		uint64_t turn; /* its last */
		uint64_t picks; /* how many it has had */
	} places[GS_APART_MATTERS];
};

void gs_matters_start(struct gs_matters *matters);
/* Takes the next batch out of the list, which has the oldest first and is not
 * empty: jobs over one roll, all `GS_VERDICT_OPEN`. */
struct gs_job *gs_matters_choose(struct gs_matters *matters,
    struct gs_job **list, int64_t now);
/* Puts what was not decided back, each where it was by its number. */
void gs_matters_wait(struct gs_job **list, struct gs_job *jobs);
/* What the verification of that batch said. */
void gs_matters_learn(struct gs_matters *matters, const struct gs_job *batch,
    int64_t now);

#endif
