/* SPDX-License-Identifier: Apache-2.0 */
/* One person has one id, however a spreadsheet wrote it. */
#ifndef GS_STORE_STAFF_ID_H
#define GS_STORE_STAFF_ID_H

#include "core/arena.h"
#include "store/staff.h"

/* *id, valid UTF-8, in NFC and without blanks around it.
 * GS_ERR_FORMAT: it has a character that does not show; GS_ERR_SPACE: nothing
 * is left; GS_ERR_MEMORY. */
GS_CHECKED int gs_staff_id_clean(struct gs_span *id, struct gs_arena *arena);
/* Whether valid UTF-8 has nothing but blanks. */
bool gs_staff_text_is_blank(struct gs_span text);
/* Ids of the first `listed` rows that differ from another row's in capitals
 * alone: most likely one person, who would get two keys.  *found of them, the
 * first in `pair`, the row of those first.  GS_ERR_MEMORY. */
GS_CHECKED int gs_staff_id_alike(struct gs_span pair[2], size_t *found,
    struct gs_arena *arena, const struct gs_staff_row *rows, size_t count,
    size_t listed);

#endif
