/* SPDX-License-Identifier: Apache-2.0 */
/* Between whoever asks and the back: nothing reaches the sequencer in earnest
 * before what it stands on verifies (member proofs, proofs of possession, the
 * points of a roll).  It belongs to the back's side: the process that parses
 * requests is not trusted to have checked anything. */
#ifndef GS_SERVER_GATE_GATE_H
#define GS_SERVER_GATE_GATE_H

#include "server/wire/message.h"

struct gs_gate;

/* The way `back` must outlive the gate. */
GS_CHECKED int gs_gate_start(struct gs_gate **out, struct gs_way back);
/* Nobody may ask any more. */
void gs_gate_stop(struct gs_gate **gate);
/* The way through it, for any number of threads; what asks hold as `dry` or
 * `digest` counts for nothing. */
struct gs_way gs_gate_way(struct gs_gate *gate);

#endif
