/* SPDX-License-Identifier: Apache-2.0 */
/* A member's state goes to another device, or to paper and back. */
#ifndef GS_LIB_STEPS_RESTORE_H
#define GS_LIB_STEPS_RESTORE_H

#include "lib/client/state.h"
#include "lib/records/recovery.h"

/* What a second device needs: keys, receipts, slots; not the acts, which the
 * first one hands in again and complains about. */
void gs_restore_strip(struct gs_client *client);
/* The sheet of a state: its newest keys.  `w` as of gs_recovery_write, secret;
 * *left_out of its keys have no place. */
GS_CHECKED int gs_restore_sheet(struct gs_writer *w, size_t *left_out,
    struct gs_report *report, const struct gs_client *client);
/* The state of a sheet, without a passphrase yet.  Errors of gs_client_new. */
GS_CHECKED int gs_restore_state(struct gs_client **out,
    struct gs_report *report, const struct gs_recovery *recovery);

#endif
