/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/json.h"

#include <stdio.h>
#include <stdlib.h>

int gs_json_print(struct gs_json_object *o)
{
	char *line = gs_json_line(o);
	int err = GS_OK;

	if (line == NULL)
		return GS_ERR_MEMORY;
	if (puts(line) == EOF || ferror(stdout))
		err = GS_ERR_IO;
	free(line);
	return err;
}
