/* SPDX-License-Identifier: Apache-2.0 */
#include "store/home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"

#define HOME_MAX 128
#define PATH_LEN 640

static int home_path(char path[PATH_LEN], const char *dir, const char *name)
{
	int n = snprintf(path, PATH_LEN, "%s/%s", dir, name);

	return n < 0 || n >= PATH_LEN ? GS_ERR_RANGE : GS_OK;
}

/* What tells a file from a copy of it, its number and when it was made, as a
 * hash: no file of ours holds a time on the wall. */
static int identify_file(char out[HOME_MAX], const char *dir,
    struct gs_report *report)
{
	char text[HOME_MAX], path[PATH_LEN];
	uint8_t hash[32];
	struct statx st;
	struct gs_writer w = gs_writer_of(out, HOME_MAX - 1);

	int err = home_path(path, dir, "channel.db");
	if (err != GS_OK)
		return err;
	if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &st) != 0) {
		gs_report_errno(report, "database-not-looked-at", path,
		    "cannot be looked at", errno);
		return GS_ERR_IO;
	}
	const int n = snprintf(text, sizeof text, "inode %llu made %lld.%09u\n",
	    (unsigned long long)st.stx_ino, (long long)st.stx_btime.tv_sec,
	    (unsigned)st.stx_btime.tv_nsec);

	gs_host_sha256(hash, &(struct gs_span){(const uint8_t *)text,
	    (size_t)n}, 1);
	gs_write_hex(&w, hash, sizeof hash);
	gs_write_text(&w, "\n");
	out[w.len] = '\0';
	return gs_writer_end(&w);
}

int gs_home_is(bool *home, const char *dir, struct gs_report *report)
{
	char is[HOME_MAX], path[PATH_LEN];
	uint8_t *was = NULL;
	size_t len = 0;

	*home = false;
	int err = identify_file(is, dir, report);
	if (err == GS_OK)
		err = home_path(path, dir, "channel.home");
	if (err != GS_OK || gs_file_read(&was, &len, HOME_MAX, path, NULL) !=
	    GS_OK)
		return err;
	*home = len == strlen(is) && memcmp(was, is, len) == 0;
	free(was);
	return GS_OK;
}

int gs_home_settle(const char *dir, struct gs_report *report)
{
	char is[HOME_MAX], path[PATH_LEN];

	int err = identify_file(is, dir, report);
	if (err == GS_OK)
		err = home_path(path, dir, "channel.home");
	return err == GS_OK ? gs_file_write(path, is, strlen(is), 0600,
	    report) : err;
}
