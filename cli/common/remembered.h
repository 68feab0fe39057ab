/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody without a state remembers of a channel, in a file beside their
 * cache (docs/spec/memory.md). */
#ifndef GS_CLI_COMMON_REMEMBERED_H
#define GS_CLI_COMMON_REMEMBERED_H

#include "lib/client/cache.h"
#include "lib/client/memory.h"

struct gs_remembered {
	char path[GS_CACHE_PATH_MAX];
	char evidence[GS_CACHE_PATH_MAX];
	struct gs_memory memory;
};

/* The file beside the cache `named`, or beside the usual one if that is NULL;
 * one that is not there is made by the first saving.  *out is NULL if there is
 * no place for it, which is said.  GS_ERR_FORMAT, GS_ERR_IO: it is there, and
 * is not this log's or cannot be read: nobody may doubt what they saw. */
GS_CHECKED int gs_remembered_open(struct gs_remembered **out,
    struct gs_report *report, const char *named,
    const struct gs_verifier *log);
void gs_remembered_free(struct gs_remembered **remembered);

/* Writes it, unless another program saw more meanwhile.  That it cannot be
 * written is said, and stops nobody. */
void gs_remembered_save(const struct gs_remembered *remembered,
    const struct gs_verifier *log);
/* Writes its evidence into a file of its own, and says where. */
void gs_remembered_accuse(const struct gs_remembered *remembered);

#endif
