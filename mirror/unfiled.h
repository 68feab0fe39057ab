/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror says to everybody of filings that the log has not got: the file
 * `refused` of its public copy (docs/spec/mirror.md, "Filings"). */
#ifndef GS_MIRROR_UNFILED_H
#define GS_MIRROR_UNFILED_H

#include "core/channel/channel.h"
#include "lib/report.h"
#include "lib/steps/offer.h"

/* The file, read and checked: a mirror that cannot read what it published says
 * nothing more.  GS_ERR_MISMATCH: it is damaged; GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_unfiled_check(struct gs_report *report,
    const char *public);
/* Adds it, unless the file has this memo; durable when it returns.  Records
 * stand by memo id, so that their order tells nothing.  Errors as above;
 * GS_ERR_SPACE: the file is full. */
GS_CHECKED int gs_unfiled_publish(struct gs_report *report,
    const char *public, const struct gs_unfiled *said);
/* Says of each memo that the log has got since which entry it is.  Errors as
 * gs_unfiled_check. */
GS_CHECKED int gs_unfiled_settle(struct gs_report *report,
    const char *public, const struct gs_state *state);

#endif
