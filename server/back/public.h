/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may read, as files that any web server can serve
 * (docs/spec/http.md, "Files"): DIR/log, DIR/roll, and in DIR/public pages,
 * publications, charters and rolls.  Nothing in them is secret, and nobody else
 * may put anything there: the front's sandbox reads these folders alone. */
#ifndef GS_SERVER_BACK_PUBLIC_H
#define GS_SERVER_BACK_PUBLIC_H

#include "server/back/inside.h"

/* Makes what is not there.  GS_ERR_MISMATCH: one of them is a link, somebody
 * else's, or has something in it that no server has written; GS_ERR_IO. */
GS_CHECKED int gs_back_public_open(struct gs_back *back,
    struct gs_report *report);
/* Everybody may read the log, by the charter in force. */
bool gs_back_is_open(const struct gs_back *back);
/* Lets other users of the machine in as the charter in force says.  Before
 * anything is written under a new one. */
GS_CHECKED int gs_back_public_show(struct gs_back *back,
    struct gs_report *report);
/* Publications that are not there yet, durable: before a checkpoint that has
 * their entries. */
GS_CHECKED int gs_back_public_contents(struct gs_back *back,
    struct gs_report *report);

#endif
