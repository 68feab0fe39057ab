/* SPDX-License-Identifier: Apache-2.0 */
/* All of a log, from one place to another. */
#ifndef GS_STORE_LOG_COPY_H
#define GS_STORE_LOG_COPY_H

#include "store/log.h"

/* Whether the log begins with all that this head stands for, by its entries.
 * GS_ERR_MISMATCH: it has fewer or others. */
GS_CHECKED int gs_log_begins(struct gs_log *log,
    const struct gs_log_head *with);
/* What `to`, which this handle leads, lacks of `from`, in one transaction.
 * GS_ERR_MISMATCH: it holds another log, or more of this one; GS_ERR_CORRUPT:
 * the entries are not what the head of `from` says. */
GS_CHECKED int gs_log_copy(struct gs_log *to, struct gs_log *from);
/* Whether `to` has all that `from` has, read anew.  GS_ERR_MISMATCH. */
GS_CHECKED int gs_log_same(struct gs_log *to, struct gs_log *from);

#endif
