/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/tree/tree.h"

int folder_make(char *out, size_t room, const char *base, const char *name)
{
	const char *tmp = base != NULL ? base : getenv("TMPDIR");

	snprintf(out, room, "%s/gainsay-%s-XXXXXX", tmp == NULL ? "/tmp" : tmp,
	    name);
	return mkdtemp(out) == NULL ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

int folder_remove(const char *path)
{
	return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int leaves_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const uint8_t (*leaves)[32] = ctx;
	struct gs_frontier f = {.size = 0};
	uint64_t first = index << level;

	for (uint64_t i = first; i < first + (UINT64_C(1) << level); i++)
		assert_int_equal(gs_frontier_add(&f, leaves[i]), GS_OK);
	gs_frontier_root(hash, &f);
	return GS_OK;
}
