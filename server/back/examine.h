/* SPDX-License-Identifier: Apache-2.0 */
/* At the start: what the database holds under a hash has that hash. */
#ifndef GS_SERVER_BACK_EXAMINE_H
#define GS_SERVER_BACK_EXAMINE_H

#include "server/back/inside.h"

/* GS_ERR_CORRUPT: something does not; the report names it. */
GS_CHECKED int gs_back_examine(struct gs_back *back,
    struct gs_report *report);
/* Of the sealed files the one whose hash follows `name`, which becomes its
 * hash.  GS_ERR_UNKNOWN: there is none. */
GS_CHECKED int gs_back_examine_next(struct gs_back *back, uint8_t name[32],
    struct gs_report *report);
/* The rolls alone. */
GS_CHECKED int gs_back_examine_rolls(struct gs_back *back,
    struct gs_report *report);

#endif
