/* SPDX-License-Identifier: Apache-2.0 */
/* The invented people of `gainsay demo`. */
#ifndef GS_DEMO_CROWD_H
#define GS_DEMO_CROWD_H

#include "demo/stage.h"

GS_CHECKED int demo_make_folders(void);
/* demo/staff.csv: 1,012 people. */
GS_CHECKED int demo_write_staff(void);
/* The first `cast` of them enrol by `gainsay enrol`, each with a state file;
 * the others, to 1,000, by the same requests without one: they only stand on
 * the roll. */
GS_CHECKED int demo_enrol_crowd(struct stage *s, unsigned cast);

#endif
