/* SPDX-License-Identifier: Apache-2.0 */
/* A log that lies in a database, where other nodes reach it too. */
#ifndef GS_SERVER_BACK_SHARED_H
#define GS_SERVER_BACK_SHARED_H

#include "core/err.h"
#include "lib/report.h"

struct gs_back;
/* The log has what this node signed last; GS_ERR_CORRUPT: it does not. */
GS_CHECKED int gs_guard_check(struct gs_back *back, struct gs_report *report);
/* Signs the head, which is durable: the guard first, then the checkpoint in a
 * transaction of its own.  Nothing if there is one already. */
GS_CHECKED int gs_guard_sign(struct gs_back *back, struct gs_report *report);
/* The log is lost, and what the last commit came to is not known: says so and
 * ends the process.  Nothing of that batch has been answered; whoever leads
 * next reads what there is. */
_Noreturn void gs_back_end(const struct gs_back *back, const char *why);

#endif
