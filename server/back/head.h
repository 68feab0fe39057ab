/* SPDX-License-Identifier: Apache-2.0 */
/* The log's head, sealed by the log's key: who can write to the database cannot
 * have that key sign what no gate has seen. */
#ifndef GS_SERVER_BACK_HEAD_H
#define GS_SERVER_BACK_HEAD_H

#include "lib/log/note.h"
#include "store/log.h"

/* Fills head->seal.  It is no signature: nobody else can verify it, so that it
 * shows nobody two logs where a batch has failed. */
void gs_head_seal(struct gs_log_head *head, const struct gs_signer *signer);

struct gs_back;
/* Within a transaction: the checkpoint over the head; nothing if it has one. */
GS_CHECKED int gs_back_sign(struct gs_back *back,
    const struct gs_log_head *head);

#endif
