/* SPDX-License-Identifier: Apache-2.0 */
/* The hashes of a growing log in memory: leaves, and of the levels above those
 * that tiles are made of (8, 16, ..).  32 bytes an entry and little more. */
#ifndef GS_SERVER_BACK_LEAVES_H
#define GS_SERVER_BACK_LEAVES_H

#include "core/channel/snapshot.h"
#include "core/tree/tree.h"

struct gs_leaves;

GS_CHECKED int gs_leaves_new(struct gs_leaves **out);
void gs_leaves_free(struct gs_leaves **leaves);
uint64_t gs_leaves_size(const struct gs_leaves *leaves);
/* GS_ERR_MEMORY leaves it as it was. */
GS_CHECKED int gs_leaves_add(struct gs_leaves *leaves, const uint8_t hash[32]);
void gs_leaves_root(uint8_t root[32], const struct gs_leaves *leaves);
/* A gs_subtree_fn; `ctx` is the struct gs_leaves. */
int gs_leaves_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index);
struct gs_tree gs_leaves_tree(struct gs_leaves *leaves);
/* All of them as bytes, level by level, and out of such bytes for the log with
 * this frontier.  GS_ERR_CORRUPT: they do not give its root; GS_ERR_MEMORY, the
 * function's error. */
GS_CHECKED int gs_leaves_write(const struct gs_leaves *leaves,
    gs_snapshot_fn *write, void *ctx);
GS_CHECKED int gs_leaves_read(struct gs_leaves **out,
    const struct gs_frontier *log, gs_snapshot_fn *read, void *ctx);

#endif
