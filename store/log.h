/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may know who reads the log: its entries, the sealed files and
 * rolls that it names; and the reading keys of rolls, for their members.  In
 * the channel's database (store.h). */
#ifndef GS_STORE_LOG_H
#define GS_STORE_LOG_H

#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

struct gs_database;

/* The log: entries from 0 on without gaps. */
GS_CHECKED int gs_store_size(uint64_t *size, struct gs_database *store);
/* GS_ERR_RANGE unless `index` is the size. */
GS_CHECKED int gs_store_add_entry(struct gs_database *store, uint64_t index,
    struct gs_span entry);
GS_CHECKED int gs_store_entry(struct gs_span *entry, struct gs_database *store,
    uint64_t index);
/* GS_ERR_DUPLICATE: there is a checkpoint of this size. */
GS_CHECKED int gs_store_add_checkpoint(struct gs_database *store,
    uint64_t size, struct gs_span note);
/* The newest; GS_ERR_UNKNOWN if none. */
GS_CHECKED int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_database *store);
/* The one of exactly this size; GS_ERR_UNKNOWN if there is none. */
GS_CHECKED int gs_store_checkpoint_of(struct gs_span *note,
    struct gs_database *store, uint64_t size);
/* The newest of fewer entries; GS_ERR_UNKNOWN if none. */
GS_CHECKED int gs_store_checkpoint_below(uint64_t *size,
    struct gs_span *note, struct gs_database *store, uint64_t below);
/* Puts a note with more cosignatures in its place.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_store_cosign(struct gs_database *store, uint64_t size,
    struct gs_span note);

/* Sealed files by their SHA-256, rolls by their root.  Putting what is there
 * already changes nothing. */
GS_CHECKED int gs_store_put_content(struct gs_database *store,
    const uint8_t hash[32], struct gs_span bytes);
GS_CHECKED int gs_store_content(struct gs_span *bytes,
    struct gs_database *store, const uint8_t hash[32]);
/* The one whose hash follows `hash`, which becomes its hash.
 * GS_ERR_UNKNOWN. */
GS_CHECKED int gs_store_next_content(struct gs_span *bytes,
    struct gs_database *store, uint8_t hash[32]);
/* Of which memo and for which of its charter's readers of names such a file
 * is, since the log names it in an endorsement alone. */
GS_CHECKED int gs_store_put_reveal(struct gs_database *store,
    const uint8_t hash[32], const uint8_t memo[32], uint32_t reader);
/* GS_ERR_UNKNOWN: it is none. */
GS_CHECKED int gs_store_reveal(uint8_t memo[32], uint32_t *reader,
    struct gs_database *store, const uint8_t hash[32]);
GS_CHECKED int gs_store_put_roll(struct gs_database *store,
    const uint8_t root[32], struct gs_span keys);
GS_CHECKED int gs_store_roll(struct gs_span *keys, struct gs_database *store,
    const uint8_t root[32]);
/* The reading key (secret) of a roll, by the roll's root. */
GS_CHECKED int gs_store_put_reading(struct gs_database *store,
    const uint8_t root[32], const uint8_t key[32]);
GS_CHECKED int gs_store_reading(uint8_t key[32], struct gs_database *store,
    const uint8_t root[32]);
/* Each of them, by its name; stops at the visitor's first error. */
typedef int gs_named_fn(void *ctx, const uint8_t name[32],
    struct gs_span bytes);
GS_CHECKED int gs_store_each_content(struct gs_database *store,
    gs_named_fn *visit, void *ctx);
GS_CHECKED int gs_store_each_roll(struct gs_database *store, gs_named_fn *visit,
    void *ctx);

/* Private to store/: its tables. */
extern const struct gs_tables gs_log_tables;

#endif
