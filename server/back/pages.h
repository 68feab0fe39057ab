/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for people (lib/site), in DIR/public: made anew when something that
 * they show has changed, a duty's time has passed or a day has begun.
 * Who asks for one has it from the file, and costs the one thread nothing. */
#ifndef GS_SERVER_BACK_PAGES_H
#define GS_SERVER_BACK_PAGES_H

#include "server/back/inside.h"

/* After each batch, before it is answered.  What cannot be written is told, and
 * tried again: nothing depends on it. */
void gs_back_pages_settle(struct gs_back *back);
/* When it is to be called again though nothing came; INT64_MAX: never. */
int64_t gs_back_pages_event(const struct gs_back *back);
void gs_back_pages_stop(struct gs_back *back);

#endif
