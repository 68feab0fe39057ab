/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done next, and what to type. */
#ifndef GS_CLI_PRINT_AGENDA_H
#define GS_CLI_PRINT_AGENDA_H

#include "cli/common/source.h"
#include "lib/steps/agenda.h"

/* `whole`: every duty that is wanted, else the next alone and how many there
 * are.  Errors of gs_agenda_make, which are told. */
GS_CHECKED int gs_print_agenda(const struct gs_source *s, int64_t now,
    const struct gs_agenda_filter *filter, bool whole);

#endif
