/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/warn.h"

#include <stdio.h>

void gs_back_warn_values(const char *code, const char *sentence,
    const struct gs_message_value *values, size_t count)
{
	struct gs_report report;

	gs_report_values(&report, code, sentence, values, count);
	(void)fprintf(stderr, "%s\n", report.text);
}
