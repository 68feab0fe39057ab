/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of a test's own, and the tree over leaves that it made up. */
#ifndef GS_TESTS_FOLDER_H
#define GS_TESTS_FOLDER_H

#include <stddef.h>
#include <stdint.h>

/* Makes one below `base` (NULL: TMPDIR, or /tmp); `out`, of `room` bytes, is
 * its path.  0, or -1. */
int folder_make(char *out, size_t room, const char *base, const char *name);
/* Removes what is there, with all that is in it.  0, or -1. */
int folder_remove(const char *path);

/* A gs_subtree_fn; `ctx` is the leaves' hashes, uint8_t (*)[32]. */
int leaves_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index);

#endif
