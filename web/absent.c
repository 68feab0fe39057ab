/* SPDX-License-Identifier: Apache-2.0 */
/* What a page does not have: other programs, an editor, a converter, memory
 * that is kept out of a swap.  Where a verb needs one of them it says so.  Of
 * gainsay-admin the module has what the registrar does. */
#include <stddef.h>
#include <string.h>

#include "admin/verbs.h"

#include "cli/common/converter.h"
#include "cli/common/editor.h"
#include "cli/common/program.h"
#include "cli/common/verb.h"
#include "lib/host.h"

static int say_absent(const char *program)
{
	gs_verb_tell("page-without-program", "this needs {0}, a program of "
	    "its own, which a page does not have: install it and use the "
	    "command line", gs_say_text(program));
	return GS_ERR_IO;
}

int gs_program_find(char path[GS_PROGRAM_PATH_MAX], const char *program)
{
	(void)program;
	path[0] = '\0';
	return GS_ERR_UNKNOWN;
}

int gs_program_become(const char *program, char **words)
{
	int count = 0;

	while (words[count] != NULL)
		count++;
	if (strcmp(program, "gainsay-admin") != 0)
		return gs_verb_end(say_absent(program));
	return strcmp(words[0], "roll") == 0 ? gs_admin_roll(count, words) :
	    gs_admin_staff(count, words);
}

int gs_program_feed(const char *program, char **words, struct gs_span input)
{
	(void)words;
	(void)input;
	return say_absent(program);
}

int gs_program_run(const char *path, char **words, struct gs_span input,
    unsigned seconds)
{
	(void)seconds;
	return gs_program_feed(path, words, input);
}

int gs_editor_open(char path[GS_EDITED_PATH])
{
	path[0] = '\0';
	return say_absent("an editor");
}

void gs_editor_close(char path[GS_EDITED_PATH])
{
	path[0] = '\0';
}

int gs_converter_run(uint8_t *answer, size_t *len, size_t max,
    struct gs_report *report, const struct gs_conversion *of)
{
	(void)answer;
	(void)max;
	*len = 0;
	gs_report_tell(report, "page-without-converter", "{0} is no plain "
	    "text, and a page has nothing that reads such files: give its "
	    "text as plain text", gs_say_text(of->path));
	return GS_ERR_IO;
}

int gs_host_lock(void *ptr, size_t len)
{
	(void)ptr;
	(void)len;
	return GS_OK;
}

void gs_host_unlock(void *ptr, size_t len)
{
	gs_host_wipe(ptr, len);
}
