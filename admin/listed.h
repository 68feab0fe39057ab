/* SPDX-License-Identifier: Apache-2.0 */
/* Who is listed as enrolled in an edition, as the registrar keeps it while the
 * roll is signed: NAME.marks, which hide who it is, for the second signer, and
 * NAME.people, for the registrar alone (docs/spec/records.md, "The sample"). */
#ifndef GS_ADMIN_LISTED_H
#define GS_ADMIN_LISTED_H

#include "lib/records/sample.h"
#include "store/staff.h"

#define GS_MARKS_MAX ((size_t)1 << 29)

/* Both files; says what is wrong. */
GS_CHECKED int gs_listed_write(const char *name, struct gs_database *staff,
    uint64_t edition);
/* Those at `count` places, ascending; they lie in the arena and are secret. */
GS_CHECKED int gs_listed_find(struct gs_listed *people,
    struct gs_arena *arena, const char *name, const uint64_t *places,
    size_t count);

#endif
