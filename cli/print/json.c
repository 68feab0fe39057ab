/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/steer.h"

/* Such characters stand in strings alone, and none is above U+FFFF. */
static void put_escaped(const unsigned char *c, size_t size)
{
	unsigned code = size == 1 ? c[0] : size == 2 ?
	    (c[0] & 0x1fU) << 6 | (c[1] & 0x3fU) :
	    (c[0] & 0x0fU) << 12 | (c[1] & 0x3fU) << 6 | (c[2] & 0x3fU);

	printf("\\u%04x", code);
}

/* The same JSON, in which nothing steers a terminal. */
static int print_calm(const char *text)
{
	size_t len = strlen(text), size = 0;

	for (size_t i = 0; i < len; i += size)
		if (gs_steers(&size, text + i, len - i))
			put_escaped((const unsigned char *)text + i, size);
		else
			(void)fwrite(text + i, 1, size, stdout);
	return putchar('\n') == EOF || ferror(stdout) ? GS_ERR_IO : GS_OK;
}

int gs_json_print(struct gs_json_object *o)
{
	char *text = o->failed ? NULL : json_dumps(o->json, JSON_COMPACT);
	int err = text == NULL ? GS_ERR_MEMORY : print_calm(text);

	free(text);
	json_decref(o->json);
	o->json = NULL;
	return err;
}
