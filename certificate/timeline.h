/* SPDX-License-Identifier: Apache-2.0 */
/* The office's duties against the clock, drawn and in words. */
#ifndef GS_CERTIFICATE_TIMELINE_H
#define GS_CERTIFICATE_TIMELINE_H

#include "certificate/page.h"
#include "core/channel/channel.h"

/* As of `now`.  What is not in the file is said to be not there, never not
 * done.  Errors of gs_duties_next. */
GS_CHECKED int gs_timeline(struct gs_page *page, const struct gs_memo *memo,
    int64_t now);

#endif
