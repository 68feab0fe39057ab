/* SPDX-License-Identifier: Apache-2.0 */
/* Private to lib/client/state*.c: a member's state in memory. */
#ifndef GS_LIB_CLIENT_STATE_INSIDE_H
#define GS_LIB_CLIENT_STATE_INSIDE_H

#include "core/bytes.h"
#include "lib/client/state.h"

#define GS_CLIENT_URL_LEN 511
/* Bytes of a file that no other has: its four lines, of at most 107 bytes, and
 * its seal. */
#define GS_CLIENT_MARK (112 + GS_LOCK_SEAL)

/* A slot of a filing (week 0) or a turn of a box; the memo is zero if its box
 * was taken back. */
struct gs_client_use {
	uint8_t roll[32], memo[32];
	uint32_t week, slot;
};
struct gs_client_uses {
	struct gs_client_use of[GS_CLIENT_SLOTS_MAX];
	size_t count;
};

struct gs_client {
	char server[GS_CLIENT_URL_LEN + 1], vkey[GS_CLIENT_URL_LEN + 1];
	uint8_t channel[32];
	uint8_t reading[32]; /* secret; zero: none */
	struct gs_memory memory;
	struct gs_sight sight;
	struct gs_client_key keys[GS_CLIENT_KEYS_MAX];
	size_t key_count;
	struct gs_client_uses slots, turns;
	/* Each with one piece of memory, in which its spans lie. */
	struct gs_client_act acts[GS_CLIENT_ACTS_MAX];
	uint8_t *act_memory[GS_CLIENT_ACTS_MAX];
	size_t act_count;
	struct gs_client_kept kept[GS_CLIENT_KEPT_MAX];
	size_t kept_count;
	struct gs_lock lock;
	/* What tells apart the file that it was read from or saved to last,
	 * and the one that a failed saving may have left. */
	bool on_disk;
	uint8_t disk[GS_CLIENT_MARK], tried[GS_CLIENT_MARK];
};

/* The acts as lines of the state's text. */
void gs_client_write_acts(struct gs_writer *w, const struct gs_client *client);
void gs_client_read_acts(struct gs_client *client, struct gs_reader *r);
void gs_client_free_acts(struct gs_client *client);

/* Slots and turns as lines; what goes with a roll. */
void gs_client_write_uses(struct gs_writer *w, const struct gs_client *client);
void gs_client_read_uses(struct gs_client *client, struct gs_reader *r);
void gs_client_forget_uses(struct gs_client *client, const uint8_t roll[32]);

/* The files likewise. */
void gs_client_write_kept(struct gs_writer *w, const struct gs_client *client);
void gs_client_read_kept(struct gs_client *client, struct gs_reader *r);
void gs_client_free_kept(struct gs_client *client);

/* What the lines of the text are read with; after a failure they do nothing and
 * r->err says so. */
uint64_t gs_client_read_count(struct gs_reader *r, const char *name,
    uint64_t max);
void gs_client_read_hex(uint8_t out[32], struct gs_reader *r);
/* Digits up to a space, which is taken. */
uint64_t gs_client_read_number(struct gs_reader *r, uint64_t max);

#endif
