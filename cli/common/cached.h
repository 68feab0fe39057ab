/* SPDX-License-Identifier: Apache-2.0 */
/* Where a person's cache of a channel is, and how a verb uses it. */
#ifndef GS_CLI_COMMON_CACHED_H
#define GS_CLI_COMMON_CACHED_H

#include "lib/client/cache.h"

/* The place of that log's cache unless --cache names another:
 * $XDG_CACHE_HOME/gainsay/ or $HOME/.cache/gainsay/, and 32 hexadecimal digits
 * of SHA-256 of its verifier key.  GS_ERR_UNKNOWN: neither variable has an
 * absolute path. */
GS_CHECKED int gs_cached_place(char out[GS_CACHE_PATH_MAX],
    const struct gs_verifier *log);

/* The same, with the folders above it made, for their owner alone.  Says what
 * is wrong; GS_ERR_IO. */
GS_CHECKED int gs_cached_make(char out[GS_CACHE_PATH_MAX],
    const struct gs_verifier *log);

/* *out is NULL if there is none in the usual place, or one that cannot be used,
 * which is then said.  `named` (--cache) may be NULL; what it names must be
 * there: GS_ERR_IO. */
GS_CHECKED int gs_cached_find(struct gs_cache **out,
    struct gs_report *report, const char *named,
    const struct gs_verifier *log);

/* Whether it is new enough to stand for the server's log where somebody acts:
 * by this system's clock. */
bool gs_cached_is_fresh(const struct gs_cache *cache);

#endif
