/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on what a stranger could make grow: the time that a connection takes,
 * and the memory of all bodies together.  For any number of threads. */
#ifndef GS_SERVER_FRONT_LIMITS_H
#define GS_SERVER_FRONT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#define GS_REQUEST_SECONDS 30
#define GS_DEADLINE_NONE INT64_MAX /* while the server works */

struct gs_limits;

/* Starts a thread that shuts what is past its deadline. */
GS_CHECKED int gs_limits_start(struct gs_limits **out);
/* Nothing is watched any more. */
void gs_limits_stop(struct gs_limits **limits);

/* Seconds of a clock that nobody sets. */
int64_t gs_limits_now(void);

/* A socket that is watched, from now for GS_REQUEST_SECONDS.  NULL: no memory,
 * it is not. */
struct gs_deadline *gs_deadline_add(struct gs_limits *limits, int fd);
/* Both: NULL is fine. */
void gs_deadline_set(struct gs_limits *limits, struct gs_deadline *deadline,
    int64_t until);
void gs_deadline_remove(struct gs_limits *limits,
    struct gs_deadline *deadline);

/* False: with so many bytes more the bodies under way would be too large
 * together; then nothing is taken. */
bool gs_limits_take_body(struct gs_limits *limits, size_t len);
void gs_limits_return_body(struct gs_limits *limits, size_t len);

#endif
