/* SPDX-License-Identifier: Apache-2.0 */
/* The log: judges, appends, signs, publishes; and at the start, what the disk
 * says compared with itself. */
#ifndef GS_SERVER_BACK_SEQUENCE_H
#define GS_SERVER_BACK_SEQUENCE_H

#include "server/back/inside.h"

/* gs_state_check at the time of the batch; the refusal goes into the answer. */
GS_CHECKED int gs_back_check(struct gs_back *back, struct gs_answer *answer,
    struct gs_entry_proof *proofs, size_t *count, const struct gs_span *texts,
    size_t text_count);
/* Whether a record that waits could enter now: what entered since may have made
 * it void. */
GS_CHECKED int gs_back_stands(bool *stands, struct gs_back *back,
    struct gs_span text);
/* What a request stands on: told to the gate (`dry`), or compared with what the
 * gate has checked.  Between the two a box may have been taken back and opened
 * again over another roll; one act that was checked over the first would make
 * the log fail every audit.  GS_ERR_BUSY: it was another. */
GS_CHECKED int gs_back_stand_on(struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_entry_proof *proofs,
    size_t count);
/* Adds admissible records to log and state: a filing, or one record.  A failure
 * fails the batch. */
void gs_back_append(struct gs_back *back, const struct gs_span *texts,
    size_t count);
/* Ends the transaction: signs what entered the log and makes it durable, or
 * undoes it (back->failed). */
void gs_back_settle_log(struct gs_back *back);
/* After it: tiles and checkpoint as files. */
GS_CHECKED int gs_back_publish(struct gs_back *back);

/* State and leaves out of the snapshot (back->restored), if the log is long and
 * it is good; else those of a log without entries. */
GS_CHECKED int gs_back_restore(struct gs_back *back);
/* From there to the last entry in the store, compared with the newest stored
 * checkpoint. */
GS_CHECKED int gs_back_replay(struct gs_back *back, struct gs_report *report);
/* Compares with the files under log_dir and brings those up to date. */
GS_CHECKED int gs_back_reconcile(struct gs_back *back,
    struct gs_report *report);

/* The first half of it, which writes nothing; *whole: the tiles of what is
 * published are all there. */
GS_CHECKED int gs_back_compare_files(bool *whole, struct gs_back *back,
    struct gs_report *report);
/* Tells the operator that tiles are written anew. */
void gs_back_tell_tiles(const struct gs_back *back, const char *why);

#endif
