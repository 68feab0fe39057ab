/* SPDX-License-Identifier: Apache-2.0 */
/* Those around a memo, for people. */
#ifndef GS_CLI_PRINT_CIRCLE_H
#define GS_CLI_PRINT_CIRCLE_H

#include "core/channel/channel.h"

/* Copies and who has them, the ruling, panel, report and remarks, oldest
 * first; `whole`: what is not there has not happened. */
void gs_print_circle(const struct gs_memo *memo, bool whole);

#endif
