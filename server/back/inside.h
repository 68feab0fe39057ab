/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/back*.c. */
#ifndef GS_SERVER_BACK_INSIDE_H
#define GS_SERVER_BACK_INSIDE_H

#include <pthread.h>

#include "core/channel/channel.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "server/back/clock.h"
#include "server/back/leaves.h"
#include "server/wire/message.h"
#include "store/inbox.h"
#include "store/log.h"
#include "store/staff.h"
#include "store/store.h"

struct gs_back {
	char dir[512], log_dir[544];
	int lock; /* a file that only one server holds */
	struct gs_clock clock;
	bool strayed;              /* the jump of it has been told */
	struct gs_database *store, *staff;
	struct gs_signer signer;   /* secret */
	uint8_t enrol_secret[64];  /* secret */
	struct gs_pool pool;       /* of the state */
	struct gs_state *state;
	struct gs_leaves *leaves;
	uint64_t signed_size;      /* of the newest checkpoint in the store */
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	uint8_t entry[GS_RECORD_MAX]; /* while it is put together */
	uint64_t published;        /* of the checkpoint under log_dir */
	int64_t next_release;      /* INT64_MAX while there is no charter */
	/* Of the batch under way: */
	int64_t at;                /* what entries of it carry */
	int failed;                /* first error after a change: undo it all */
	bool anonymous;            /* acts were among the changes */
	bool refused;              /* writing failed, and that has been told */
	bool broken;               /* undoing failed: answer nothing more */
	struct gs_queue *queue;
	pthread_t thread;
	bool running;
};

/* back_sequence.c: the log. */
/* gs_state_check at the batch's time, its refusal put into the answer. */
GS_CHECKED int gs_back_check(struct gs_back *back, struct gs_answer *answer,
    struct gs_entry_proof *claims, size_t *count, const struct gs_span *texts,
    size_t text_count);
/* The claims as the front wants them. */
GS_CHECKED int gs_back_tell_proofs(struct gs_answer *answer,
    const struct gs_entry_proof *claims, size_t count);
/* Adds an admissible record to log and state.  A failure fails the batch. */
void gs_back_append(struct gs_back *back, struct gs_span text);
/* Within the transaction: the checkpoint of what the batch appended. */
void gs_back_sign(struct gs_back *back);
/* After it: tiles and checkpoint as files. */
GS_CHECKED int gs_back_publish(struct gs_back *back);
/* State, leaves and tree from the store's entries, compared with the newest
 * stored checkpoint. */
GS_CHECKED int gs_back_replay(struct gs_back *back, struct gs_report *report);
/* What is kept under a hash has that hash (back_examine.c). */
GS_CHECKED int gs_back_examine(struct gs_back *back,
    struct gs_report *report);
/* Compares with the files under log_dir and brings those up to date. */
GS_CHECKED int gs_back_reconcile(struct gs_back *back,
    struct gs_report *report);
void gs_back_submit(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* The files are exactly those that the first record names, in its order. */
GS_CHECKED int gs_back_check_contents(struct gs_answer *answer,
    struct gs_span text, const struct gs_span *contents, size_t count);
void gs_back_put_contents(struct gs_back *back,
    const struct gs_span *contents, size_t count);
/* Files and records, after all checks. */
void gs_back_enter(struct gs_back *back, struct gs_answer *answer,
    const struct gs_span *texts, size_t text_count,
    const struct gs_span *contents, size_t content_count);

/* back_release.c: what members and authors do after filing. */
/* Whether such a record waits for a release. */
bool gs_back_waits(const struct gs_record *rec);
void gs_back_act(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* Appends what waits, of one memo or (NULL) of all. */
void gs_back_release(struct gs_back *back, const uint8_t *memo);
/* Sets next_release by the promises that were given. */
GS_CHECKED int gs_back_plan_release(struct gs_back *back);
/* Moves a simulated clock, from release to release. */
void gs_back_clock(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

/* back_box.c */
bool gs_back_is_token(const uint8_t token[32], const struct gs_box *box);
void gs_back_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

/* back_enrol.c */
void gs_back_enrol(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

/* back_read.c */
void gs_back_read(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
