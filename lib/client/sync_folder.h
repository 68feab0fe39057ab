/* SPDX-License-Identifier: Apache-2.0 */
/* Private to lib/client/sync*.c: the folder that a cache is in. */
#ifndef GS_LIB_CLIENT_SYNC_FOLDER_H
#define GS_LIB_CLIENT_SYNC_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/cache.h"
#include "lib/report.h"

/* Makes it below a folder that is there, for its owner alone, and locks it.
 * *lock is a descriptor to close, -1 after a failure.  GS_ERR_MISMATCH: what is
 * there is no cache; GS_ERR_DENIED: it is somebody else's; GS_ERR_BUSY: another
 * program fills it; GS_ERR_IO. */
GS_CHECKED int gs_sync_folder_open(int *lock, struct gs_report *report,
    const char *dir);
/* Removes what a log of `size` entries has no file for, and what was written
 * in part. */
GS_CHECKED int gs_sync_folder_sweep(struct gs_report *report,
    const char *dir, uint64_t size);
/* Keeps the record of a contradiction; of several the first. */
GS_CHECKED int gs_sync_folder_accuse(struct gs_report *report,
    const char *dir, struct gs_span evidence);

#endif
