/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/ask.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/editor.h"
#include "cli/common/verb.h"
#include "cli/print/letter.h"

bool gs_ask_possible(const char *what)
{
	if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
		return true;
	gs_verb_tell("asked-for-missing", "missing: {0}; on a terminal it is "
	    "asked for", gs_say_text(what));
	return false;
}

int gs_ask_line(char *out, size_t room, const char *prompt)
{
	printf("%s > ", prompt);
	if (fflush(stdout) != 0 || fgets(out, (int)room, stdin) == NULL ||
	    strchr(out, '\n') == NULL) {
		gs_verb_say("ask-unanswered", "the question was not answered "
		    "with one short line: nothing was done");
		return GS_ERR_DENIED;
	}

	size_t before = strspn(out, " \t");
	size_t len = strlen(out) - before;
	(void)memmove(out, out + before, len + 1);
	while (len > 0 && strchr(" \t\r\n", out[len - 1]) != NULL)
		len--;
	out[len] = '\0';
	return GS_OK;
}

int gs_ask_text(uint8_t **text, size_t *len, size_t max, const char *prompt)
{
	char path[GS_EDITED_PATH], typed[GS_EDITED_PATH];

	printf("%s: the name of a file, or an empty line to write it in your "
	    "editor\n", prompt);
	int err = gs_ask_line(typed, sizeof typed, "");
	if (err != GS_OK)
		return err;
	if (typed[0] != '\0')
		return gs_letter_read(text, len, max, typed);

	err = gs_editor_open(path);
	if (err == GS_OK)
		err = gs_letter_read(text, len, max, path);
	gs_editor_close(path);
	return err;
}
