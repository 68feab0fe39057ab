/* SPDX-License-Identifier: Apache-2.0 */
/* What a place of the log does: one of each function of log.h.  Private to
 * store/.  A module fills such a table by itself, and calls nothing of this
 * program. */
#ifndef GS_STORE_LOG_CALLS_H
#define GS_STORE_LOG_CALLS_H

#include <stddef.h>

#include "store/log.h"

struct gs_log_place;

/* A row by its name of 32 bytes. */
enum gs_log_table { GS_LOG_CONTENT, GS_LOG_ROLLS, GS_LOG_TABLES };

struct gs_log_calls {
	const char *version; /* of this program; another one's is refused */
	bool shared;
	/* `why` is filled after an error, or left as it is. */
	int (*open)(struct gs_log_place **out, const char *place, char *why,
	    size_t why_max);
	void (*free)(struct gs_log_place *p);
	int (*check)(struct gs_log_place *p);
	bool (*lost)(const struct gs_log_place *p);
	const char *(*trouble)(const struct gs_log_place *p);

	int (*leader)(uint8_t node[GS_LOG_NODE_LEN], struct gs_log_place *p);
	int (*lead)(uint8_t other[GS_LOG_NODE_LEN], struct gs_log_place *p,
	    const struct gs_log_claim *claim);
	int (*begin)(struct gs_log_place *p);
	int (*commit)(struct gs_log_place *p);
	int (*rollback)(struct gs_log_place *p);

	int (*head)(struct gs_log_head *out, struct gs_log_place *p);
	int (*move_head)(struct gs_log_place *p,
	    const struct gs_log_head *from, const struct gs_log_head *to);
	int (*size)(uint64_t *size, struct gs_log_place *p);
	int (*add_entry)(struct gs_log_place *p, uint64_t index,
	    struct gs_span entry);
	int (*entry)(struct gs_span *entry, struct gs_log_place *p,
	    uint64_t index);

	int (*add_note)(struct gs_log_place *p, const struct gs_log_head *of,
	    struct gs_span note);
	int (*note_of)(struct gs_span *note, struct gs_log_place *p,
	    uint64_t size);
	/* UINT64_MAX: the newest. */
	int (*note_below)(uint64_t *size, struct gs_span *note,
	    struct gs_log_place *p, uint64_t below);
	int (*cosign)(struct gs_log_place *p, uint64_t size,
	    struct gs_span note);

	int (*put)(struct gs_log_place *p, enum gs_log_table table,
	    const uint8_t name[32], struct gs_span bytes);
	int (*get)(struct gs_span *bytes, struct gs_log_place *p,
	    enum gs_log_table table, const uint8_t name[32]);
	int (*next_content)(struct gs_span *bytes, struct gs_log_place *p,
	    uint8_t hash[32]);
	int (*each)(struct gs_log_place *p, enum gs_log_table table,
	    gs_named_fn *visit, void *ctx);
	int (*remove_content)(struct gs_log_place *p, const uint8_t hash[32]);
	int (*put_reveal)(struct gs_log_place *p, const uint8_t hash[32],
	    const uint8_t memo[32], uint32_t reader);
	int (*reveal)(uint8_t memo[32], uint32_t *reader,
	    struct gs_log_place *p, const uint8_t hash[32]);
	int (*next_reveal)(struct gs_log_place *p, uint8_t hash[32],
	    const uint8_t memo[32]);
	int (*tidy)(struct gs_log_place *p);
	int (*put_reading)(struct gs_log_place *p, const uint8_t root[32],
	    const uint8_t key[32]);
	int (*reading)(uint8_t key[32], struct gs_log_place *p,
	    const uint8_t root[32]);
};

/* In a file, by SQLite. */
extern const struct gs_log_calls gs_log_in_file;

/* Takes over `module`, a library that was opened; NULL: none. */
GS_CHECKED int gs_log_open_by_calls(struct gs_log **out,
    const struct gs_log_calls *calls, const char *place, void *module,
    char *why, size_t why_max);

#endif
