/* SPDX-License-Identifier: Apache-2.0 */
/* Who asked for a code a moment ago: each code is a change of the disk, and
 * makes the one before it void. */
#ifndef GS_SERVER_BACK_CODE_TURNS_H
#define GS_SERVER_BACK_CODE_TURNS_H

#include <stdint.h>

#include "core/host.h"

#define GS_CODE_PAUSE 10 /* seconds between two codes of one person */
#define GS_CODE_TURNS 1024

/* All zero: nobody has. */
struct gs_code_turns {
	struct {
		uint64_t who;  /* a hash of the id */
		int64_t until; /* a second of any steady clock */
	} slots[GS_CODE_TURNS];
};

/* 0: it is this person's turn, and was taken; else the seconds until it is.
 * Where two share a slot the later one is remembered. */
int64_t gs_code_turn(struct gs_code_turns *turns, struct gs_span id,
    int64_t second);

#endif
