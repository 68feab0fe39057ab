/* SPDX-License-Identifier: Apache-2.0 */
/* The invented people of `gainsay demo`. */
#ifndef GS_DEMO_CROWD_H
#define GS_DEMO_CROWD_H

#include "demo/stage.h"

struct crowd {
	unsigned eligible; /* at most 1,012 */
	unsigned enrolled; /* of them */
	unsigned cast;     /* of these, who act */
};

GS_CHECKED int demo_make_folders(void);
/* demo/staff.csv: who is eligible. */
GS_CHECKED int demo_write_staff(const struct crowd *crowd);
/* The cast enrol by `gainsay enrol`, each with a state file; the others by the
 * same requests without one: they only stand on the roll. */
GS_CHECKED int demo_enrol_crowd(struct stage *s, const struct crowd *crowd);

#endif
