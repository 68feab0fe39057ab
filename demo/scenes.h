/* SPDX-License-Identifier: Apache-2.0 */
/* The scenes of `gainsay demo`, in their order. */
#ifndef GS_DEMO_SCENES_H
#define GS_DEMO_SCENES_H

#include "demo/stage.h"

/* Charter, keys, server.  An error means that nothing can be shown. */
GS_CHECKED int demo_found(struct stage *s);
/* 1,012 eligible, 1,000 enrolled, a roll signed twice. */
GS_CHECKED int demo_enrol(struct stage *s);
/* The cable of 1971: gathered, filed, acknowledged in time. */
void demo_first_memo(struct stage *s);
/* A memo with four requests, answered in time. */
void demo_second_memo(struct stage *s);
/* The cable's answer, after its deadline. */
void demo_late_reply(struct stage *s);
/* Provenance files, while the server still runs. */
void demo_collect(struct stage *s);
/* Offline from here on. */
void demo_verify(struct stage *s);
void demo_forgeries(struct stage *s);
void demo_audit(struct stage *s);
void demo_summary(struct stage *s);

#endif
