/* SPDX-License-Identifier: Apache-2.0 */
/* A list of those who are eligible, as it was read and before it counts. */
#ifndef GS_ADMIN_ROSTER_H
#define GS_ADMIN_ROSTER_H

#include <stdbool.h>

#include "core/arena.h"
#include "lib/host.h"
#include "store/staff.h"

#define GS_ROSTER_MAX ((size_t)1 << 20)

/* All zero: nobody.  Release with gs_pool_free(&roster.pool). */
struct gs_roster {
	struct gs_pool pool;
	struct gs_staff_row *rows; /* ids are clean (store/staff_id.h) */
	size_t count;
};

/* A file as spreadsheets write it: columns id,name,category under this heading,
 * with commas, semicolons or tabs, in UTF-8 or UTF-16.  Says what is wrong, and
 * in which line. */
GS_CHECKED int gs_roster_read(struct gs_roster *roster, const char *path);

struct gs_importing {
	const char *place;   /* where the list is from */
	const char *leaving; /* how many may leave, as it was typed; or NULL */
	bool yes, dry_run;
};
/* Shows what the list changes, asks before it makes many ineligible, and
 * imports it.  Says what is wrong. */
GS_CHECKED int gs_roster_import(struct gs_database *staff,
    struct gs_roster *roster, const struct gs_importing *how);

#endif
