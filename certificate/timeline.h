/* SPDX-License-Identifier: Apache-2.0 */
/* The office's duties against the clock, drawn and in words. */
#ifndef GS_CERTIFICATE_TIMELINE_H
#define GS_CERTIFICATE_TIMELINE_H

#include "certificate/page.h"
#include "core/channel/channel.h"

/* What is not in the file is said to be not there, never not done. */
void gs_timeline(struct gs_page *page, const struct gs_duty *duties,
    size_t count);

#endif
