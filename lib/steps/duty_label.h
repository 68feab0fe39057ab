/* SPDX-License-Identifier: Apache-2.0 */
/* A duty in a few words. */
#ifndef GS_LIB_STEPS_DUTY_LABEL_H
#define GS_LIB_STEPS_DUTY_LABEL_H

#include "core/channel/channel.h"

#define GS_DUTY_LABEL_MAX 80
/* `word` is the duty's name or title; its number follows where it may be one of
 * several, and of an escalation what was missed: "reply", "receive 2",
 * "escalation 1 of reply". */
void gs_duty_label(char out[GS_DUTY_LABEL_MAX], const char *word,
    const struct gs_duty *duty);

#endif
