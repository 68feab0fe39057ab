/* SPDX-License-Identifier: Apache-2.0 */
/* What a release officer published: an opening or a text, named by its hash in
 * the log. */
#ifndef GS_LIB_CLIENT_PUBLISHED_H
#define GS_LIB_CLIENT_PUBLISHED_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/log/tiles.h"
#include "lib/report.h"

#define GS_PUBLISHED_MAX ((size_t)4 << 20) /* bytes of one */

/* Fetches "content/<hex hash>", at most GS_PUBLISHED_MAX bytes, and holds it
 * against the hash.  GS_ERR_UNKNOWN: there is none; GS_ERR_MISMATCH: it is
 * another file; else what `fetch` says. */
GS_CHECKED int gs_published_fetch(uint8_t *out, size_t *len,
    struct gs_report *report, gs_fetch_fn *fetch, void *ctx,
    const uint8_t hash[32]);

#endif
