/* SPDX-License-Identifier: Apache-2.0 */
/* The scenes of `gainsay demo`: the story, and what --all adds between its
 * scenes and after them. */
#ifndef GS_DEMO_SCENES_H
#define GS_DEMO_SCENES_H

#include "demo/stage.h"

/* The story, story.c. */
extern const struct scene demo_found, demo_enrol, demo_write, demo_read,
    demo_endorse, demo_drop, demo_fork, demo_open, demo_empty,
    demo_follow, demo_release, demo_check, demo_certify;
/* The rest, more.c. */
extern const struct scene demo_take_back, demo_keep, demo_come_late,
    demo_overreach, demo_second, demo_answer, demo_collect,
    demo_compare, demo_forge, demo_audit;

#endif
