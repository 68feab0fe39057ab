/* SPDX-License-Identifier: Apache-2.0 */
/* The staff list of a channel's directory, DIR/staff.db. */
#ifndef GS_ADMIN_STAFF_LIST_H
#define GS_ADMIN_STAFF_LIST_H

#include "store/staff.h"

/* Opens it; says what is wrong, with the system's reason.  Errors of
 * gs_staff_open. */
GS_CHECKED int gs_staff_list_open(struct gs_database **out, const char *dir);

#endif
