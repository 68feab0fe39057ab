/* SPDX-License-Identifier: Apache-2.0 */
/* Who endorsed a memo says so in public, by name (docs/spec/records.md,
 * "named"). */
#ifndef GS_LIB_RECORDS_NAMED_H
#define GS_LIB_RECORDS_NAMED_H

#include "core/channel/channel.h"
#include "core/proof/member.h"
#include "lib/report.h"

/* The record, of the member with this secret.  With the report:
 * GS_ERR_UNKNOWN, the log has no endorsement of theirs; GS_ERR_RULE, it was
 * taken back; GS_ERR_DUPLICATE, it has a name; GS_ERR_FORMAT, a name that is no
 * line of at most GS_NAMED_NAME_MAX bytes.  Errors of gs_naming_prove. */
GS_CHECKED int gs_named_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_state *state, const struct gs_memo *memo, const char *name,
    const struct gs_secret *secret);

#endif
