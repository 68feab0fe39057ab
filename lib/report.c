/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void gs_report_set(struct gs_report *report, const char *format, ...)
{
	va_list args;
	if (report == NULL)
		return;
	va_start(args, format);
	int n = vsnprintf(report->text, sizeof report->text, format, args);
	va_end(args);
	if (n < 0) {
		report->text[0] = '\0';
		return;
	}
	if ((size_t)n < sizeof report->text)
		return;
	/* Cut: drop the last character from its first byte on, it may be
	 * incomplete. */
	size_t end = strlen(report->text);
	while (end > 0 && ((unsigned char)report->text[end - 1] & 0xc0) == 0x80)
		end--;
	report->text[end > 0 ? end - 1 : 0] = '\0';
}
