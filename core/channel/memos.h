/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: finds a memo by its id. */
#ifndef GS_CORE_CHANNEL_MEMOS_H
#define GS_CORE_CHANNEL_MEMOS_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"

struct gs_memo;

/* Open addressing; zeroed: empty. */
struct gs_memos {
	struct gs_memo **slots;
	size_t room, count; /* a power of two of slots; memos */
};

/* Room for one memo more.  GS_ERR_MEMORY leaves it as it was. */
GS_CHECKED int gs_memos_reserve(struct gs_memos *memos,
    struct gs_arena *arena);
/* Precondition: gs_memos_reserve succeeded since the last one. */
void gs_memos_add(struct gs_memos *memos, struct gs_memo *memo);
/* NULL: there is none. */
struct gs_memo *gs_memos_find(const struct gs_memos *memos,
    const uint8_t id[32]);

#endif
