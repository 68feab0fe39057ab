/* SPDX-License-Identifier: Apache-2.0 */
/* Answers asked for on the terminal, question by question. */
#ifndef GS_ADMIN_QUESTIONS_H
#define GS_ADMIN_QUESTIONS_H

#include <stdbool.h>

#include "lib/records/plan.h"

/* Whether somebody sits there to be asked. */
bool gs_questions_possible(void);
/* Which preset; nothing, if there is one already. */
GS_CHECKED int gs_questions_preset(struct gs_plan *plan);
/* The others, each with what the plan says so far; asks again after an answer
 * that cannot be.  `try_file` says whether an iCalendar file can be read, after
 * saying why not.  GS_ERR_DENIED: the terminal was closed. */
GS_CHECKED int gs_questions_ask(struct gs_plan *plan,
    bool (*try_file)(const struct gs_plan *plan, const char *path));

#endif
