/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/json.h"

#include <stdio.h>

int gs_json_print(struct gs_json_object *o)
{
	int err = GS_OK;

	if (o->failed)
		err = GS_ERR_MEMORY;
	else if (json_dumpf(o->json, stdout, JSON_COMPACT) != 0 ||
	    putchar('\n') == EOF)
		err = GS_ERR_IO;

	json_decref(o->json);
	o->json = NULL;
	return err;
}
