/* SPDX-License-Identifier: Apache-2.0 */
/* The front: HTTP, JSON, pages.  It reads the public files of the log; for
 * everything else it asks the back (message.h).  It never opens a database or a
 * key, and judges nothing. */
#ifndef GS_SERVER_FRONT_FRONT_H
#define GS_SERVER_FRONT_FRONT_H

#include "lib/report.h"
#include "server/front/sign_on.h"
#include "server/wire/message.h"

struct gs_front;

struct gs_front_options {
	int listen;      /* socket (listen.h); taken, also on failure */
	const char *dir; /* the channel's; of it what everybody may read */
	struct gs_way way;
	struct gs_sign_on sign_on;
};

GS_CHECKED int gs_front_start(struct gs_front **out,
    const struct gs_front_options *options, struct gs_report *report);
/* Accepts nothing more, answers what came in, ends. */
void gs_front_stop(struct gs_front **front);

#endif
