/* SPDX-License-Identifier: Apache-2.0 */
/* A start from the snapshot has not looked at old entries, tiles and sealed
 * files.  They are looked at beside serving, a bundle at a time, while nobody
 * asks anything. */
#ifndef GS_SERVER_BACK_BESIDE_H
#define GS_SERVER_BACK_BESIDE_H

#include "server/back/inside.h"

/* After a start from the snapshot: tiles are published. */
void gs_back_beside_start(struct gs_back *back);
bool gs_back_beside_waits(const struct gs_back *back);
/* A little of it: takes some milliseconds.  While somebody asks (`busy`) once a
 * second.  Damaged tiles are written anew from the database; a damaged database
 * is told to the operator, and nothing is answered any more. */
void gs_back_beside_step(struct gs_back *back, bool busy);
void gs_back_beside_stop(struct gs_back *back);

#endif
