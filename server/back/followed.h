/* SPDX-License-Identifier: Apache-2.0 */
/* DIR/followed: the name under which a leader led while this node had all that
 * waits there.  That leader answers no act that this node has not. */
#ifndef GS_SERVER_BACK_FOLLOWED_H
#define GS_SERVER_BACK_FOLLOWED_H

#include "core/err.h"
#include "lib/report.h"

/* An error: it follows nobody. */
GS_CHECKED int gs_followed_load(uint8_t lead[32], const char *dir);
GS_CHECKED int gs_followed_save(const uint8_t lead[32], const char *dir,
    struct gs_report *report);
GS_CHECKED int gs_followed_clear(const char *dir);

#endif
