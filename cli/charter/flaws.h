/* SPDX-License-Identifier: Apache-2.0 */
/* The flaws of a charter, printed. */
#ifndef GS_CLI_CHARTER_FLAWS_H
#define GS_CLI_CHARTER_FLAWS_H

#include <stddef.h>

#include "core/channel/channel.h"

/* --staff N; NULL is 0.  Says what is wrong. */
GS_CHECKED int gs_flaws_staff(uint64_t *out, const char *text);
/* *grave: how many of them are contradictions. */
GS_CHECKED int gs_flaws_print(size_t *grave,
    const struct gs_charter *charter, int64_t now, uint64_t staff);

#endif
