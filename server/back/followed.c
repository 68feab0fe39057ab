/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/followed.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"

#define PATH_ROOM 640

static int name_followed(char path[PATH_ROOM], const char *dir)
{
	int n = snprintf(path, PATH_ROOM, "%s/followed", dir);

	return n < 0 || n >= PATH_ROOM ? GS_ERR_RANGE : GS_OK;
}

int gs_followed_load(uint8_t lead[32], const char *dir)
{
	char path[PATH_ROOM];

	int err = name_followed(path, dir);
	if (err == GS_OK && !gs_file_is_there(path))
		err = GS_ERR_UNKNOWN;
	return err == GS_OK ? gs_file_seed(lead, path, NULL) : err;
}

int gs_followed_save(const uint8_t lead[32], const char *dir,
    struct gs_report *report)
{
	char path[PATH_ROOM];
	uint8_t text[65];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_hex(&w, lead, 32);
	gs_write_u8(&w, '\n');
	int err = name_followed(path, dir);
	return err == GS_OK ? gs_file_write(path, text, sizeof text, 0600,
	    report) : err;
}

int gs_followed_clear(const char *dir)
{
	char path[PATH_ROOM];

	int err = name_followed(path, dir);
	if (err == GS_OK && unlink(path) != 0 && errno != ENOENT)
		err = GS_ERR_IO;
	return err;
}
