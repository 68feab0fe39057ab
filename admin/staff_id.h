/* SPDX-License-Identifier: Apache-2.0 */
/* One person has one id, however a spreadsheet wrote it. */
#ifndef GS_ADMIN_STAFF_ID_H
#define GS_ADMIN_STAFF_ID_H

#include "core/arena.h"
#include "store/staff.h"

/* *id, valid UTF-8, in NFC and without blanks around it.
 * GS_ERR_FORMAT: it has a character that does not show; GS_ERR_SPACE: nothing
 * is left; GS_ERR_MEMORY. */
GS_CHECKED int gs_staff_id_clean(struct gs_span *id, struct gs_arena *arena);
/* Two ids that differ in capitals alone, if there are such: most likely one
 * person, who would get two keys.  GS_ERR_MEMORY. */
GS_CHECKED int gs_staff_id_alike(struct gs_span pair[2], bool *found,
    struct gs_arena *arena, const struct gs_staff_row *rows, size_t count);

#endif
