/* SPDX-License-Identifier: Apache-2.0 */
/* The log's entries of charters and rolls as one file, DIR/public/editions
 * (docs/spec/http.md, "Files"): whoever enrols or acts begins with them, and
 * costs the one thread nothing. */
#ifndef GS_SERVER_BACK_EDITIONS_H
#define GS_SERVER_BACK_EDITIONS_H

#include "server/back/inside.h"

/* Made anew if there is another charter in force, or another roll, than it was
 * made of: before a checkpoint that has their entries, and at the start. */
GS_CHECKED int gs_back_editions_publish(struct gs_back *back,
    struct gs_report *report);

#endif
