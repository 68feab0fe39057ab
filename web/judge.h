/* SPDX-License-Identifier: Apache-2.0 */
/* `gainsay verify --json` without files: bytes in, texts out. */
#ifndef GS_WEB_JUDGE_H
#define GS_WEB_JUDGE_H

#include "core/host.h"
#include "web/kinds.h"

/* The inputs as gs_web_room numbers them.  Texts are NUL-terminated, on the
 * heap, or NULL.  Results as gs_web_judge (web/module.h). */
GS_CHECKED int gs_judge_inputs(char *answers[GS_WEB_ANSWERS],
    const struct gs_span inputs[GS_WEB_INPUTS]);

#endif
