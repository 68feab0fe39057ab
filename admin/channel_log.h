/* SPDX-License-Identifier: Apache-2.0 */
/* The log of a channel, for who looks up what is published: in the channel's
 * directory, or elsewhere. */
#ifndef GS_ADMIN_CHANNEL_LOG_H
#define GS_ADMIN_CHANNEL_LOG_H

#include "cli/common/source.h"

/* A directory or a URL; `vkey` is the log's key or a file with it, NULL: the
 * directory's own, in PLACE/vkey.  Says what is wrong.  Release with
 * gs_source_close, also after a failure. */
GS_CHECKED int gs_log_open(struct gs_source *log, const char *place,
    const char *vkey);
/* The same, NULL being the key in DIR/vkey. */
GS_CHECKED int gs_log_open_by(struct gs_source *log, const char *place,
    const char *vkey, const char *dir);
const struct gs_state *gs_log_state(const struct gs_source *log);
/* The edition of its last roll; 0: none. */
uint64_t gs_log_edition(const struct gs_source *log);

#endif
