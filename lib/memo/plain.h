/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that one side of a memo's procedure sends the other: what is sent
 * cannot be changed, and counts.  So what says nothing, or is no text, is
 * refused before it is sealed. */
#ifndef GS_LIB_MEMO_PLAIN_H
#define GS_LIB_MEMO_PLAIN_H

#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

/* GS_ERR_FORMAT, with a report that says what it is instead: empty; a PDF, a
 * zip or another kind of file; with a NUL; not UTF-8; without any letter or
 * digit. */
GS_CHECKED int gs_plain_check(struct gs_report *report, struct gs_span text);

#endif
