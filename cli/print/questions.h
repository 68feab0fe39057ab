/* SPDX-License-Identifier: Apache-2.0 */
/* What office and author have asked and answered about a memo, opened. */
#ifndef GS_CLI_PRINT_QUESTIONS_H
#define GS_CLI_PRINT_QUESTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/common/source.h"

/* Prints each question, oldest first, with the text that `identity` (32 bytes,
 * secret) opens: of the questions, or (`answers`) of their answers.  One that
 * cannot be opened is named on standard error, and its error is the result,
 * after the others. */
GS_CHECKED int gs_show_questions(struct gs_http *http,
    const struct gs_memo *memo, const uint8_t identity[32], bool answers);
/* The question of that number, or NULL after saying so. */
const struct gs_question *gs_question_named(const struct gs_memo *memo,
    const char *number);

#endif
