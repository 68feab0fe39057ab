/* SPDX-License-Identifier: Apache-2.0 */
/* Records that stand one after the other in a text, each up to the heading of
 * the next: acts in a file, filings that a mirror says are not in the log. */
#ifndef GS_LIB_RECORDS_SEVERAL_H
#define GS_LIB_RECORDS_SEVERAL_H

#include <stddef.h>

#include "core/host.h"

/* Nothing is parsed: what stands before the first heading goes with the first
 * record.  All borrow from `text`. */
size_t gs_records_count(struct gs_span text);
/* Takes the first off `left`, which is not empty. */
struct gs_span gs_records_next(struct gs_span *left);

#endif
