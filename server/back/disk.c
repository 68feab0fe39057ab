/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/disk.h"

#include <sys/statvfs.h>

/* Less than this is none: what a batch writes does not fit. */
#define LITTLE (256 * 1024)

/* SQLite does half of the writes and its errno is gone: the disk is asked what
 * is wrong with it. */
const char *gs_disk_trouble(const char *dir)
{
	struct statvfs fs;

	if (statvfs(dir, &fs) != 0)
		return "it cannot be reached";
	if (fs.f_flag & ST_RDONLY)
		return "its file system is mounted read-only; mount it to be "
		    "written (docs/RECOVERY.md)";
	if (fs.f_bavail < LITTLE / fs.f_frsize)
		return "no space is left on its file system; make room "
		    "(docs/RECOVERY.md)";
	if (fs.f_files > 0 && fs.f_favail == 0)
		return "its file system takes no more files; remove some "
		    "(docs/RECOVERY.md)";
	return "the operating system refuses; its log says why "
	    "(docs/RECOVERY.md)";
}

bool gs_disk_keeps(const char *dir, uint64_t bytes)
{
	struct statvfs fs;

	return statvfs(dir, &fs) == 0 && (fs.f_flag & ST_RDONLY) == 0 &&
	    (fs.f_files == 0 || fs.f_favail > 0) &&
	    (uint64_t)fs.f_bavail * fs.f_frsize >= bytes;
}

int gs_disk_room(uint64_t *bytes, const char *dir)
{
	struct statvfs fs;

	if (statvfs(dir, &fs) != 0)
		return GS_ERR_IO;
	*bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	return GS_OK;
}
