/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: keys are made here, handed in under a one-time code with proofs
 * of possession, and receipted (docs/spec/http.md, "Enrolment").  A key's
 * secret is on disk before the key is sent: a key whose secret is lost would
 * stand on the roll for nobody. */
#ifndef GS_LIB_STEPS_ENROL_H
#define GS_LIB_STEPS_ENROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "core/proof/member.h"
#include "lib/client/request.h"
#include "lib/client/state.h"
#include "lib/log/note.h"
#include "lib/report.h"

#define GS_ENROL_CODE_MAX 128

/* A code as people type it from paper: of 32 hexadecimal digits in any case,
 * with O for 0 and l or I for 1, whatever blanks and dashes stand between, it
 * is the code; anything else is taken as it is.  `out` is secret.
 * GS_ERR_FORMAT, with the report: it has no length of a code, or a digit too
 * few or too many. */
GS_CHECKED int gs_enrol_code(char out[GS_ENROL_CODE_MAX + 1],
    struct gs_report *report, struct gs_span typed);

/* What the log says about the channel. */
struct gs_enrol_ground {
	const char *code;         /* secret until it is used */
	const uint8_t *channel;   /* 32 */
	const uint8_t *enrol_key; /* 32: the charter's role `enrol` */
};

/* A new state, not yet on disk.  `server` is the address and `log` the key
 * under which the channel was read.  GS_ERR_RULE: a low cost or a weak
 * passphrase in a channel in earnest, or a weak one unasked; otherwise as
 * gs_client_new, gs_client_lock. */
struct gs_enrol_state {
	const char *server;
	const struct gs_verifier *log;
	const struct gs_charter *charter;
	enum gs_client_cost cost;
	bool weak; /* any passphrase will do, in an exercise */
	struct gs_span passphrase; /* secret */
};
GS_CHECKED int gs_enrol_found(struct gs_client **out,
    struct gs_report *report, const struct gs_enrol_state *state);

/* Keys for editions first, first + 1, ...; without receipts.  They are hedged
 * with the lock, which must be set.  Errors of gs_lock_draw. */
GS_CHECKED int gs_enrol_make(struct gs_client_key *keys, size_t count,
    uint64_t first_edition, const struct gs_lock *lock);
/* What is handed in at once.  Secret as a whole. */
struct gs_enrol_batch {
	struct gs_client_key keys[GS_CLIENT_KEYS_MAX];
	size_t count;
	bool added; /* to the state: to be written before they are sent */
};
/* Those keys of the state that wait for a receipt, also for editions that take
 * no more: if they were sent and the answer was lost, the same request gets it.
 * Whether one is for an edition before `first`, so that this is to be tried. */
bool gs_enrol_stale(struct gs_enrol_batch *out,
    const struct gs_client *client, uint64_t first);
/* Those that wait, for editions from `first` on, if there are any (an answer
 * may have been lost), else `count` new ones, which are added to the state.
 * GS_ERR_SPACE: the state would have too many. */
GS_CHECKED int gs_enrol_keys(struct gs_enrol_batch *out,
    struct gs_report *report, struct gs_client *client,
    uint64_t first, size_t count);
/* The first edition that takes keys, by the log and by what the server says of
 * itself (GET /channel): the roll of the next may be being signed.
 * GS_ERR_RULE: it says more than that. */
GS_CHECKED int gs_enrol_first(uint64_t *first, struct gs_report *report,
    const struct gs_state *state, const struct gs_reply *channel);
/* Whether the server, answering `err`, has certainly not taken the keys; where
 * no answer came it may have. */
bool gs_enrol_refused(int err);

/* POST /enrol.  The same keys again under the same code get the same receipts,
 * so that a request whose answer was lost can be repeated.  GS_ERR_MEMORY,
 * GS_ERR_RANDOM. */
GS_CHECKED int gs_enrol_request(struct gs_request *out,
    const struct gs_client_key *keys, size_t count,
    const struct gs_enrol_ground *ground);
/* The receipts in the reply, each checked, into the keys.  GS_ERR_FORMAT,
 * GS_ERR_SIGNATURE, GS_ERR_MISMATCH: a receipt is not one for these keys; then
 * no key has one. */
GS_CHECKED int gs_enrol_receipts(struct gs_client_key *keys, size_t count,
    struct gs_report *report, const struct gs_enrol_ground *ground,
    const struct gs_reply *reply);

#endif
