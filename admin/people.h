/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay staff list: who is eligible, and who of them has a code or a key. */
#ifndef GS_ADMIN_PEOPLE_H
#define GS_ADMIN_PEOPLE_H

#include <stdbool.h>

#include "store/staff.h"

/* On standard output: the headcount, then a line of CSV for each person; or
 * (`json`) one object (docs/spec/json.md). */
GS_CHECKED int gs_people_list(struct gs_database *staff, bool json);

#endif
