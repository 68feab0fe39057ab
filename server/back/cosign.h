/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses' cosignatures: which checkpoint is published (docs/spec/http.md,
 * "Witnesses"). */
#ifndef GS_SERVER_BACK_COSIGN_H
#define GS_SERVER_BACK_COSIGN_H

#include "server/back/inside.h"

/* GS_ASK_COSIGN: a note of this log with cosignatures.  Those by witnesses of
 * the charter are kept with the checkpoint. */
void gs_back_cosign(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* Who of the charter in force has not cosigned the newest checkpoint, as the
 * answer's texts; nobody where all of the log is published. */
GS_CHECKED int gs_back_name_missing(struct gs_back *back,
    struct gs_answer *answer);
/* Writes log/checkpoint: the newest that its witnesses have cosigned, and
 * log/newest where that is not the newest of all.  After the tiles of both are
 * there. */
GS_CHECKED int gs_back_publish_checkpoint(struct gs_back *back,
    struct gs_report *report);
/* Tells the operator, once each, that the quorum is out of reach, and that it
 * is reached again. */
void gs_back_watch_witnesses(struct gs_back *back);

#endif
