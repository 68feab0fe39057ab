/* SPDX-License-Identifier: Apache-2.0 */
/* A member's state on disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/host.h"
#include "lib/client/state.h"

#define PATH_LEN 4096

static int refused(struct gs_report *report, const char *what,
    const char *path)
{
	gs_report_set(report, "%s cannot be %s: %s", path, what,
	    strerror(errno));
	return GS_ERR_IO;
}

static bool write_all(int fd, const uint8_t *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd) == 0;
}

/* mkostemp makes it 0600. */
static int write_beside(char name[PATH_LEN], struct gs_report *report,
    const char *path, const uint8_t *file, size_t len)
{
	int n = snprintf(name, PATH_LEN, "%s.XXXXXX", path);
	if (n < 0 || n >= PATH_LEN)
		errno = ENAMETOOLONG;
	int fd = n < 0 || n >= PATH_LEN ? -1 : mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return refused(report, "written", path);
	bool good = write_all(fd, file, len);
	good = close(fd) == 0 && good;
	if (good)
		return GS_OK;
	int err = refused(report, "written", path);
	(void)unlink(name);
	return err;
}

/* The name is durable only when its directory is. */
static bool sync_parent(const char *path)
{
	char dir[PATH_LEN] = ".";
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	if (slash == path)
		len = 1;
	if (len >= sizeof dir)
		return false;
	if (len > 0) {
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

static int put_in_place(struct gs_report *report, const char *name,
    const char *path, bool fresh)
{
	bool good = fresh ? link(name, path) == 0 : rename(name, path) == 0;
	int err = GS_OK;
	if (!good) {
		bool there = errno == EEXIST;
		err = refused(report, fresh ? "created" : "written", path);
		if (there)
			err = GS_ERR_DUPLICATE;
	}
	if (!good || fresh)
		(void)unlink(name);
	if (err == GS_OK && !sync_parent(path))
		err = refused(report, "made durable", path);
	return err;
}

int gs_client_save(const struct gs_client *member, struct gs_report *report,
    const char *path, bool fresh)
{
	char name[PATH_LEN];
	uint8_t *file = NULL;
	size_t len = 0;
	int err = gs_client_write(&file, &len, member);
	if (err == GS_OK)
		err = write_beside(name, report, path, file, len);
	if (err == GS_OK)
		err = put_in_place(report, name, path, fresh);
	free(file);
	return err;
}

int gs_client_load(struct gs_client **out, struct gs_report *report,
    const char *path, const void *passphrase, size_t len)
{
	size_t n = 0;
	ssize_t got = 1;
	int err = GS_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return refused(report, "opened", path);
	/* One byte too many is enough for gs_client_read to refuse it. */
	uint8_t *file = malloc(GS_MEMBER_FILE_MAX + 1);
	if (file == NULL)
		err = GS_ERR_MEMORY;
	while (err == GS_OK && got != 0 && n <= GS_MEMBER_FILE_MAX) {
		got = read(fd, file + n, GS_MEMBER_FILE_MAX + 1 - n);
		if (got < 0 && errno != EINTR)
			err = refused(report, "read", path);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	if (err == GS_OK)
		err = gs_client_read(out, report, file, n, passphrase, len);
	free(file);
	return err;
}
