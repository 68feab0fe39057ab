/* SPDX-License-Identifier: Apache-2.0 */
/* What a member keeps of an act: the act, before it is sent; what the server
 * signs for it; and, at each later contact, whether the log has it. */
#ifndef GS_LIB_STEPS_KEEP_H
#define GS_LIB_STEPS_KEEP_H

#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/client/box_link.h"
#include "lib/client/request.h"
#include "lib/client/state.h"
#include "lib/steps/filing.h"
#include "lib/steps/promise_judge.h"

struct gs_keep_order {
	struct gs_span record;
	struct gs_span content; /* what is sent with it, or empty: the sealed
	                         * file that it names; what stands behind an
	                         * endorsement or a withdrawal
	                         * (lib/steps/endorse.h) */
	const struct gs_box_link *link; /* NULL: none, or nothing is sent yet */
	uint64_t edition;       /* of the memo's roll */
	struct gs_span count;   /* the box's newest, or empty */
	/* Of a filing: what goes with it and is not kept, since it may be long;
	 * then the link is not kept either, so that nobody hands the filing in
	 * again without its acts.  NULL: a filing through its box alone. */
	const struct gs_filing_load *load;
	int64_t later; /* gs_keep_day; 0: it is sent now */
	/* `content` is sent, and neither it nor the link is kept: it can be
	 * made again, and is longer than what the state has room for. */
	bool unkept;
};
/* Puts the act into the state, which must be saved before it is sent.  One of
 * the same memo, kind and tag stays as it is, unless it was refused and never
 * promised: then *out
 * is that one, to be sent again.  *out is borrowed until the state changes.
 * GS_ERR_FORMAT: the record is no act; GS_ERR_DUPLICATE: it is to be queued and
 * was sent, or is an end for another reason than that which is kept;
 * GS_ERR_RULE: it takes an endorsement back that is still queued;
 * GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_keep_act(const struct gs_client_act **out,
    struct gs_report *report, struct gs_client *client,
    const struct gs_keep_order *order);

/* The day from which an act that is queued at `now` may be sent: a moment
 * between 12 and 60 hours ahead is drawn, and it is the day, UTC, that begins
 * next.  So neither the queueing nor the next look at the channel dates the
 * act, and the state has no moment of it.  GS_ERR_RANDOM. */
GS_CHECKED int gs_keep_day(int64_t *day, int64_t now);
/* The index of an act that is queued and may be sent by then; the number of the
 * acts if there is none. */
size_t gs_keep_due(const struct gs_client *client, int64_t now);
/* It is queued no longer.  The state must be saved before it is sent: what may
 * have been sent is not as what surely was not.  *act is borrowed anew. */
GS_CHECKED int gs_keep_release(const struct gs_client_act **act,
    struct gs_client *client);

/* Erases an act from the state, if it has it. */
void gs_keep_drop(struct gs_client *client, struct gs_span record);

/* The request that hands it in as it was ordered: `act` is what was kept. */
GS_CHECKED int gs_keep_send(struct gs_request *out,
    const struct gs_client_act *act, const struct gs_keep_order *order,
    bool filed);
/* The request that hands it in again: to the box, or, once the memo is filed,
 * to what waits for a release.  GS_ERR_FORMAT: the box's link is not kept. */
GS_CHECKED int gs_keep_request(struct gs_request *out,
    const struct gs_client_act *act, bool filed);

/* The promise in the reply, checked (gs_promise_take, at `now`) and kept with
 * the act.  GS_ERR_FORMAT, GS_ERR_MISMATCH, GS_ERR_SIGNATURE: the server did
 * not promise this act, which the report says; GS_ERR_MEMORY, GS_ERR_SPACE. */
struct gs_keep_view {
	const struct gs_state *state;
	int64_t now;
};
GS_CHECKED int gs_keep_promise(struct gs_client *client,
    struct gs_report *report, const struct gs_client_act *act,
    const struct gs_keep_view *view, const struct gs_reply *reply);
/* A refusal's record, or NULL, checked and kept with the act.  Errors as above:
 * the server refused without signing that it did. */
GS_CHECKED int gs_keep_refusal(struct gs_client *client,
    struct gs_report *report, const struct gs_client_act *act,
    const struct gs_charter *charter, const char *refusal);
/* A box's signed count, checked and kept with the act; errors as above. */
GS_CHECKED int gs_keep_count(struct gs_client *client,
    struct gs_report *report, const struct gs_client_act *act,
    const struct gs_charter *charter, struct gs_span count);

/* Whether an act is to be handed in again to its box, which is not filed, and
 * whose newest count is `count` (may be empty). */
enum gs_keep_again {
	GS_KEEP_WELL, /* also one that is queued */
	GS_KEEP_SEND, /* nobody answered it, and the box counts no fewer */
	GS_KEEP_LOOK, /* the box was counted anew since: GET its "/export" */
	GS_KEEP_FELL  /* it counts fewer than it did */
};
enum gs_keep_again gs_keep_again(const struct gs_client *client,
    const struct gs_client_act *act, struct gs_span count);
/* Whether a box's export, checked against its signed count, has an act of this
 * tag and kind, or a later kind.  GS_ERR_FORMAT, GS_ERR_MISMATCH: it is not
 * what was counted; GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_keep_exported(bool *found, struct gs_report *report,
    const struct gs_client_act *act, const struct gs_charter *charter,
    const struct gs_reply *reply);

/* One search for each act of the state, in its order; the caller frees.  They
 * borrow from the state.  GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_keep_search(struct gs_promise_search **out,
    const struct gs_client *client);

enum gs_keep_status {
	GS_KEEP_LOGGED,  /* these bytes are in the log, as promised */
	GS_KEEP_WAITS,   /* promised, and neither kept nor broken */
	GS_KEEP_QUEUED,  /* it was not sent yet */
	GS_KEEP_UNSENT,  /* nobody answered it */
	GS_KEEP_REFUSED,
	GS_KEEP_BROKEN   /* the promise was not kept, or the count lowered */
};
struct gs_keep_verdict {
	enum gs_keep_status status;
	bool count_lowered;    /* the count is what was broken */
	struct gs_report said; /* one sentence */
};
/* Of an act, after its search has seen the whole log. */
GS_CHECKED int gs_keep_judge(struct gs_keep_verdict *out,
    const struct gs_client_act *act, const struct gs_promise_search *search,
    const struct gs_state *state, const struct gs_promise_view *view);

/* What the verdict on an act stands on, for others to judge: a file of a
 * complaint (lib/steps/complaint.h) into `w`, empty.  A lowered count shows
 * nobody's tag; the rest shows that the act is its holder's.  GS_ERR_UNKNOWN:
 * nothing was signed. */
GS_CHECKED int gs_keep_evidence(struct gs_writer *w,
    struct gs_report *report, const struct gs_client_act *act,
    const struct gs_keep_verdict *verdict);

/* "your endorsement of memo 3", or of a memo by the first digits of its id. */
#define GS_KEEP_NAME_MAX 64
void gs_keep_name(char out[GS_KEEP_NAME_MAX],
    const struct gs_client_act *act, const struct gs_state *state);

#endif
