/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/roll_files.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/proof/member.h"
#include "lib/host.h"

int gs_roll_path(char out[GS_ROLL_PATH_MAX], const char *name,
    const char *suffix)
{
	int n = snprintf(out, GS_ROLL_PATH_MAX, "%s%s", name, suffix);

	if (n >= 0 && n < GS_ROLL_PATH_MAX)
		return GS_OK;
	gs_verb_tell("path-too-long", "{0}{1}: a path has at most {2} bytes",
	    gs_say_text(name), gs_say_text(suffix),
	    gs_say_number(GS_ROLL_PATH_MAX - 1));
	return GS_ERR_IO;
}

int gs_roll_read(uint8_t **out, size_t *len, size_t max,
    const char *name, const char *suffix)
{
	char path[GS_ROLL_PATH_MAX];

	int err = gs_roll_path(path, name, suffix);
	return err != GS_OK ? err : gs_cli_file_read(out, len, max, path);
}

/* A roll and its keys are for everybody; what stands beside them is not. */
static mode_t mode_of(const char *suffix)
{
	return strcmp(suffix, ".rec") == 0 || strcmp(suffix, ".keys") == 0 ?
	    0644 : 0600;
}

int gs_roll_write(const char *name, const char *suffix,
    struct gs_span bytes)
{
	char path[GS_ROLL_PATH_MAX];

	int err = gs_roll_path(path, name, suffix);
	return err != GS_OK ? err :
	    gs_cli_file_write(path, bytes.ptr, bytes.len, mode_of(suffix));
}

int gs_roll_root_of(uint8_t root[32], const uint8_t *keys, size_t len)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = len % 32 != 0 ? GS_ERR_FORMAT :
	    gs_roll_open(&roll, arena, keys, len / 32);
	if (err == GS_OK)
		memcpy(root, gs_roll_root(roll), 32);
	else if (len % 32 != 0)
		gs_verb_tell("roll-keys-length", "the keys have {0} bytes; "
		    "each key has 32", gs_say_number(len));
	else
		gs_verb_tell("roll-keys-refused", "{0} keys make no roll: "
		    "{1}; a roll has 2 to {2} keys, each valid and once",
		    gs_say_number(len / 32), gs_say_text(gs_strerror(err)),
		    gs_say_number(GS_ROLL_MAX));
	gs_pool_free(&pool);
	return err;
}
