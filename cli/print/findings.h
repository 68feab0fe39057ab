/* SPDX-License-Identifier: Apache-2.0 */
/* What was checked of a provenance file and what was not, for people. */
#ifndef GS_CLI_PRINT_FINDINGS_H
#define GS_CLI_PRINT_FINDINGS_H

#include "lib/steps/findings.h"

/* One item a paragraph, wrapped. */
void gs_print_findings(const struct gs_findings *f);

#endif
