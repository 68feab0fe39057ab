/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/letter.h"

#include <stdio.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/memo/plain.h"

void gs_print_foreign(const void *text, size_t len)
{
	const uint8_t *p = text;

	gs_say_calm(stdout, text, len, "\n\t");
	if (len > 0 && p[len - 1] != '\n')
		putchar('\n');
}

int gs_letter_read(uint8_t **text, size_t *len, size_t max, const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_cli_file_read(text, len, max, path);
	if (err != GS_OK)
		return err;
	err = gs_plain_check(&report, (struct gs_span){*text, *len});
	gs_verb_report_at(path, &report);
	if (err != GS_OK)
		gs_file_wipe(text, *len);
	return err;
}

int gs_letter_confirm(struct gs_span text, const char *question, bool yes)
{
	if (text.len > 0) {
		printf("--\n");
		gs_print_foreign(text.ptr, text.len);
		printf("--\n");
	}
	return gs_terminal_ask(question, yes);
}
