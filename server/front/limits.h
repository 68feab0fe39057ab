/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on what a stranger could make grow: the time that a connection takes,
 * how many there are, and the memory of all bodies and of all replies together.
 * Where one is reached, whoever keeps it waiting longest is cut off for who
 * comes.  For any number of threads. */
#ifndef GS_SERVER_FRONT_LIMITS_H
#define GS_SERVER_FRONT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#define GS_REQUEST_SECONDS 30
#define GS_DEADLINE_NONE INT64_MAX /* while the server works */

/* What is held in memory while it comes, or goes. */
enum gs_held {
	GS_HELD_BODY,
	GS_HELD_REPLY,
	GS_HELD_KINDS
};

struct gs_limits;

/* Starts a thread that shuts what is past its deadline.  `connections`: so many
 * may be open. */
GS_CHECKED int gs_limits_start(struct gs_limits **out, size_t connections);
/* Nothing is watched any more. */
void gs_limits_stop(struct gs_limits **limits);

/* Seconds of a clock that nobody sets. */
int64_t gs_limits_now(void);

/* A connection that is watched, from now for GS_REQUEST_SECONDS.  The one that
 * has moved nothing for longest is shut, if there are nearly as many as may be.
 * NULL: no memory, it is not watched. */
struct gs_deadline *gs_deadline_add(struct gs_limits *limits, int fd);
/* For all that follow: a NULL deadline is fine.
 * The other side's turn, from now; or with GS_DEADLINE_NONE the server's. */
void gs_deadline_set(struct gs_limits *limits, struct gs_deadline *deadline,
    int64_t until);
/* So many bytes have come, or gone. */
void gs_deadline_moved(struct gs_limits *limits, struct gs_deadline *deadline,
    size_t bytes);
void gs_deadline_remove(struct gs_limits *limits,
    struct gs_deadline *deadline);

/* False: with so many bytes more what is held of that kind would be too large,
 * and nobody stands still for whom it is held; then nothing is taken.  What was
 * taken is given back with the same deadline, before that is removed. */
bool gs_limits_take(struct gs_limits *limits, struct gs_deadline *deadline,
    enum gs_held kind, size_t len);
void gs_limits_return(struct gs_limits *limits, struct gs_deadline *deadline,
    enum gs_held kind, size_t len);

#endif
