/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong with a provenance file on its way: it is another file, or was
 * changed by what carried it.  Nothing of it is judged then. */
#ifndef GS_LIB_STEPS_MISFILED_H
#define GS_LIB_STEPS_MISFILED_H

#include <stdbool.h>

#include "core/host.h"
#include "lib/report.h"

/* Whether the bytes cannot be what somebody made; the report says why, of the
 * file `name`.  A file that was altered on purpose is another's to find. */
bool gs_misfiled_tell(struct gs_report *report, struct gs_span file,
    const char *name);

#endif
