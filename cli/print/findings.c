/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/findings.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 79
#define INDENT 3

/* Precondition: words of ASCII, so that columns are bytes. */
static void print_finding(const char *text)
{
	size_t column = INDENT;

	printf("  -");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		if (column + 1 + len > WIDTH) {
			printf("\n%*s", INDENT, "");
			column = INDENT;
		}
		printf(" %.*s", (int)len, text);
		column += 1 + len;
		text += len;
		text += *text == ' ';
	}
	printf("\n");
}

void gs_print_findings(const struct gs_findings *f)
{
	printf("Checked:\n");
	for (size_t i = 0; i < f->checked_count; i++)
		print_finding(f->checked[i].text);

	printf("Not checked:\n");
	for (size_t i = 0; i < f->unchecked_count; i++)
		print_finding(f->unchecked[i].text);
}
