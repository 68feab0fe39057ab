/* SPDX-License-Identifier: Apache-2.0 */
/* What 'gainsay verify' tells, for programs (docs/spec/provenance.md,
 * "Verdicts as JSON"). */
#ifndef GS_CLI_PRINT_VERIFY_JSON_H
#define GS_CLI_PRINT_VERIFY_JSON_H

#include <stdbool.h>

#include "cli/print/claimed.h"
#include "cli/print/findings.h"
#include "lib/compare/compare.h"

struct gs_told {
	/* NULL if the file does not verify; then `why` says why, and `judged`
	 * whether that is a judgement. */
	const struct gs_evidence *e;
	const char *why;
	bool judged;
	const struct gs_findings *findings;
	const struct gs_comparison *text; /* NULL: no text was given */
	const struct gs_publication *published; /* which the text is, or NULL */
	const struct gs_claimed *claimed; /* NULL: no claim was given */
};

/* One object on one line of standard output.  GS_ERR_MEMORY, GS_ERR_IO. */
GS_CHECKED int gs_print_verdict_json(const struct gs_told *told);

#endif
