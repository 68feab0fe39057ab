/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"

#define STEP ((size_t)64 << 10)

static int complain(const char *what, const char *path)
{
	fprintf(stderr, "gainsay: %s cannot be %s: %s\n", path, what,
	    strerror(errno));
	return GS_ERR_IO;
}

void gs_file_wipe(uint8_t **bytes, size_t len)
{
	if (*bytes == NULL)
		return;
	gs_host_wipe(*bytes, len);
	free(*bytes);
	*bytes = NULL;
}

/* Doubles the buffer by hand, so that what it held is wiped. */
static int grow(uint8_t **buf, size_t *room, size_t len)
{
	size_t more = *room == 0 ? STEP : *room * 2;
	uint8_t *fresh = malloc(more + 1);
	if (fresh == NULL)
		return GS_ERR_MEMORY;
	if (len != 0)
		memcpy(fresh, *buf, len);
	gs_file_wipe(buf, *room);
	*buf = fresh;
	*room = more;
	return GS_OK;
}

static int read_all(uint8_t **out, size_t *len, size_t max, int fd,
    const char *path)
{
	uint8_t *buf = NULL;
	size_t room = 0, n = 0;
	ssize_t got = 1;
	int err = GS_OK;
	while (err == GS_OK && got != 0) {
		if (n == room)
			err = grow(&buf, &room, n);
		if (err != GS_OK)
			break;
		got = read(fd, buf + n, room - n);
		if (got < 0 && errno != EINTR)
			err = complain("read", path);
		n += got > 0 ? (size_t)got : 0;
		if (n > max) {
			fprintf(stderr, "gainsay: %s is longer than %zu "
			    "bytes, the most that is read here\n", path, max);
			err = GS_ERR_SPACE;
		}
	}
	if (err != GS_OK) {
		gs_file_wipe(&buf, room);
		return err;
	}
	buf[n] = 0;
	*out = buf;
	*len = n;
	return GS_OK;
}

int gs_file_read(uint8_t **out, size_t *len, size_t max, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return complain("opened", path);
	int err = read_all(out, len, max, fd, path);
	if (!standard)
		close(fd);
	return err;
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
	return true;
}

/* A new file beside `path`, written and on disk. */
static int write_beside(char *name, size_t max, const char *path,
    const void *bytes, size_t len, mode_t mode)
{
	int n = snprintf(name, max, "%s.XXXXXX", path);
	if (n < 0 || (size_t)n >= max) {
		errno = ENAMETOOLONG;
		return complain("written", path);
	}
	int fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return complain("written", path);
	bool good = fchmod(fd, mode) == 0 && write_all(fd, bytes, len) &&
	    fsync(fd) == 0;
	good = close(fd) == 0 && good;
	if (!good) {
		int err = complain("written", path);
		(void)unlink(name);
		return err;
	}
	return GS_OK;
}

int gs_file_write(const char *path, const void *bytes, size_t len, mode_t mode)
{
	char name[4096];
	if (strcmp(path, "-") == 0)
		return write_all(STDOUT_FILENO, bytes, len) ? GS_OK :
		    complain("written", "standard output");
	int err = write_beside(name, sizeof name, path, bytes, len, mode);
	if (err == GS_OK && rename(name, path) != 0) {
		err = complain("written", path);
		(void)unlink(name);
	}
	return err;
}

int gs_file_create(const char *path, const void *bytes, size_t len,
    mode_t mode)
{
	char name[4096];
	int err = write_beside(name, sizeof name, path, bytes, len, mode);
	if (err != GS_OK)
		return err;
	if (link(name, path) != 0) {
		bool there = errno == EEXIST;
		err = complain("created", path);
		if (there)
			err = GS_ERR_DUPLICATE;
	}
	(void)unlink(name);
	return err;
}

int gs_file_seed(uint8_t seed[32], const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;
	int err = gs_file_read(&text, &len, 4096, path);
	if (err != GS_OK)
		return err;
	size_t digits = len == 65 && text[64] == '\n' ? 64 : len;
	err = gs_hex_decode_secret(seed, 32, text, digits);
	if (err != GS_OK)
		fprintf(stderr, "gainsay: %s is not a key file: it must hold "
		    "64 hexadecimal digits and nothing else\n", path);
	gs_file_wipe(&text, len);
	return err;
}
