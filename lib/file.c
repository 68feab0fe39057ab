/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/host.h"

#define STEP ((size_t)64 << 10)
#define LARGE ((size_t)2 << 20)
#define PATH_LEN 4096

static const struct gs_file_shelf *file_shelf;

void gs_file_use_shelf(const struct gs_file_shelf *shelf)
{
	file_shelf = shelf;
}

bool gs_file_is_shelved(const char *path)
{
	return strncmp(path, GS_FILE_SHELF, strlen(GS_FILE_SHELF)) == 0;
}

static const char *shelf_name(const char *path)
{
	return path + strlen(GS_FILE_SHELF);
}

static int report_no_shelf(struct gs_report *report, const char *path)
{
	gs_report_tell(report, "file-without-shelf", "{0} is a file that a "
	    "state keeps, and this verb has no state; 'gainsay keep --take' "
	    "hands it out, and a path that begins so is written ./{0}",
	    gs_say_text(path));
	return GS_ERR_IO;
}

static bool is_standard(const char *path)
{
	return strcmp(path, "-") == 0;
}

static int report_failure(struct gs_report *report, const char *path,
    const char *what)
{
	gs_report_errno(report, "file-refused", path, what, errno);
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

/* What a file says of its length, and one byte, so that it is read at once; a
 * pipe says nothing. */
static size_t guess_room(int fd, size_t max)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size < (off_t)STEP)
		return STEP;
	return (uint64_t)st.st_size < max ? (size_t)st.st_size + 1 : max + 1;
}

/* Doubles the buffer by hand, so that what it held is wiped. */
static int grow_buffer(uint8_t **buf, size_t *room, size_t len, int fd,
    size_t max)
{
	size_t more = *room == 0 ? guess_room(fd, max) : *room * 2;
	uint8_t *fresh = more < LARGE ? malloc(more + 1) :
	    gs_host_large(more + 1);

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
    const char *path, struct gs_report *report)
{
	uint8_t *buf = NULL;
	size_t room = 0, n = 0;
	ssize_t got = 1;
	int err = GS_OK;

	while (err == GS_OK && got != 0) {
		if (n == room)
			err = grow_buffer(&buf, &room, n, fd, max);
		if (err != GS_OK) {
			gs_report_tell(report, "file-memory", "{0} cannot be "
			    "read: there is not enough memory",
			    gs_say_text(path));
			break;
		}
		got = read(fd, buf + n, room - n);
		if (got < 0 && errno != EINTR)
			err = report_failure(report, path, "cannot be read");
		n += got > 0 ? (size_t)got : 0;
		if (n > max) {
			gs_report_tell(report, "file-too-long", "{0} is "
			    "longer than {1} bytes, the most that is read "
			    "here", gs_say_text(path), gs_say_number(max));
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

/* That nobody but its owner may read or change the file.  A pipe or a terminal
 * has no mode that says anything. */
static int check_mode(const struct stat *st, const char *path,
    struct gs_report *report)
{
	char mode[8];

	if (!S_ISREG(st->st_mode) || (st->st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return GS_OK;

	(void)snprintf(mode, sizeof mode, "%04o",
	    (unsigned)(st->st_mode & 07777));
	gs_report_tell(report, "file-not-private", "{0} has the mode {1}: a "
	    "file with a secret has the mode 0600 or 0400, so that nobody but "
	    "its owner reads or changes it: chmod 600 {0}", gs_say_text(path),
	    gs_say_text(mode));
	return GS_ERR_IO;
}

static int check_private(int fd, const char *path, struct gs_report *report)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return report_failure(report, path, "cannot be examined");
	return check_mode(&st, path, report);
}

int gs_file_private(const char *path, struct gs_report *report)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT ? GS_OK :
		    report_failure(report, path, "cannot be examined");
	return check_mode(&st, path, report);
}

/* Where a file goes. */
struct gs_file_room {
	uint8_t **out;
	size_t *len, max;
};

static int read_within(const struct gs_file_room *room, bool secret,
    const char *path, struct gs_report *report)
{
	if (gs_file_is_shelved(path))
		return file_shelf == NULL ? report_no_shelf(report, path) :
		    file_shelf->read(room->out, room->len, room->max,
		        shelf_name(path), report);
	int fd = is_standard(path) ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return report_failure(report, path, "cannot be opened");
	int err = secret ? check_private(fd, path, report) : GS_OK;
	if (err == GS_OK)
		err = read_all(room->out, room->len, room->max, fd, path,
		    report);
	if (!is_standard(path))
		(void)close(fd);
	return err;
}

int gs_file_read(uint8_t **out, size_t *len, size_t max, const char *path,
    struct gs_report *report)
{
	struct gs_file_room room = {out, len, max};

	return read_within(&room, false, path, report);
}

int gs_file_read_secret(uint8_t **out, size_t *len, size_t max,
    const char *path, struct gs_report *report)
{
	struct gs_file_room room = {out, len, max};

	return read_within(&room, true, path, report);
}

int gs_file_put(int fd, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;

	while (len > 0) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno != EINTR)
			return GS_ERR_IO;
		if (n > 0) {
			from += n;
			len -= (size_t)n;
		}
	}
	return GS_OK;
}

static int fill_bytes(int fd, void *ctx)
{
	const struct gs_span *bytes = ctx;

	return gs_file_put(fd, bytes->ptr, bytes->len);
}

/* A new file beside `path`, written and on disk. */
static int write_temporary(char name[PATH_LEN], const char *path,
    const struct gs_file_fill *with, mode_t mode, struct gs_report *report)
{
	int n = snprintf(name, PATH_LEN, "%s.XXXXXX", path);

	if (n < 0 || n >= PATH_LEN) {
		errno = ENAMETOOLONG;
		return report_failure(report, path, "cannot be written");
	}
	int fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return report_failure(report, path, "cannot be written");

	int err = fchmod(fd, mode) == 0 ? with->fill(fd, with->ctx) :
	    GS_ERR_IO;
	if (err == GS_OK && fsync(fd) != 0)
		err = GS_ERR_IO;
	int why = errno;
	if (close(fd) != 0 && err == GS_OK) {
		err = GS_ERR_IO;
		why = errno;
	}
	if (err == GS_OK)
		return GS_OK;

	(void)unlink(name);
	errno = why;
	return err != GS_ERR_IO ? err :
	    report_failure(report, path, "cannot be written");
}

/* Of the file; below 0, with errno: it cannot be opened. */
static int open_parent(const char *path)
{
	char dir[PATH_LEN] = ".";
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	if (len >= sizeof dir) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (len > 0) {
		memcpy(dir, path, len);
		dir[len] = '\0';
	}
	return open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int gs_file_lock(int *folder, const char *path, int how,
    struct gs_report *report)
{
	*folder = open_parent(path);
	if (*folder < 0) {
		gs_report_errno(report, "file-folder-shut", path,
		    "lies in a folder that cannot be opened", errno);
		return GS_ERR_IO;
	}
	if (flock(*folder, how) == 0)
		return GS_OK;
	gs_report_errno(report, "file-not-locked", path,
	    "cannot be kept apart from other programs", errno);
	return GS_ERR_IO;
}

/* A name is durable only when its folder is. */
static bool sync_parent(const char *path)
{
	int fd = open_parent(path);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

/* A device, a pipe or a socket: a rename would put a file in its place. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) &&
	    !S_ISDIR(st.st_mode);
}

static int write_special(const char *path, const void *bytes, size_t len,
    struct gs_report *report)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return report_failure(report, path, "cannot be opened");
	int err = gs_file_put(fd, bytes, len) == GS_OK ? GS_OK :
	    report_failure(report, path, "cannot be written");
	(void)close(fd);
	return err;
}

static int write_shelved(const char *path, struct gs_span bytes, bool fresh,
    struct gs_report *report)
{
	return file_shelf == NULL ? report_no_shelf(report, path) :
	    file_shelf->write(shelf_name(path), bytes, fresh, report);
}

int gs_file_write_by(const char *path, const struct gs_file_fill *with,
    mode_t mode, struct gs_report *report)
{
	char name[PATH_LEN];

	int err = write_temporary(name, path, with, mode, report);
	if (err != GS_OK)
		return err;

	if (rename(name, path) != 0) {
		err = report_failure(report, path, "cannot be written");
		(void)unlink(name);
		return err;
	}
	return sync_parent(path) ? GS_OK :
	    report_failure(report, path, "cannot be made durable");
}

int gs_file_write(const char *path, const void *bytes, size_t len, mode_t mode,
    struct gs_report *report)
{
	if (gs_file_is_shelved(path))
		return write_shelved(path, (struct gs_span){bytes, len}, false,
		    report);
	if (is_standard(path))
		return gs_file_put(STDOUT_FILENO, bytes, len) == GS_OK ? GS_OK :
		    report_failure(report, "standard output",
		        "cannot be written");
	if (is_special(path))
		return write_special(path, bytes, len, report);

	struct gs_span span = {bytes, len};
	const struct gs_file_fill with = {fill_bytes, &span};
	return gs_file_write_by(path, &with, mode, report);
}

int gs_file_create(const char *path, const void *bytes, size_t len,
    mode_t mode, struct gs_report *report)
{
	struct gs_span span = {bytes, len};
	const struct gs_file_fill with = {fill_bytes, &span};
	char name[PATH_LEN];

	if (gs_file_is_shelved(path))
		return write_shelved(path, (struct gs_span){bytes, len}, true,
		    report);
	int err = write_temporary(name, path, &with, mode, report);
	if (err != GS_OK)
		return err;

	/* A link refuses a name that is taken, where a rename replaces it. */
	bool made = link(name, path) == 0;
	bool there = !made && errno == EEXIST;
	if (!made)
		err = report_failure(report, path, "cannot be created");
	(void)unlink(name);
	if (!made)
		return there ? GS_ERR_DUPLICATE : err;
	return sync_parent(path) ? GS_OK :
	    report_failure(report, path, "cannot be made durable");
}

bool gs_file_is_url(const char *place)
{
	return strncmp(place, "http://", strlen("http://")) == 0 ||
	    strncmp(place, "https://", strlen("https://")) == 0;
}

bool gs_file_is_empty_folder(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t count = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return false;
	}
	while (readdir(d) != NULL)
		count++;
	closedir(d);
	return count == 2; /* itself and what is above it */
}

bool gs_file_is_there(const char *path)
{
	return gs_file_is_shelved(path) ? file_shelf != NULL &&
	    file_shelf->has(shelf_name(path)) : access(path, R_OK) == 0;
}

void gs_file_discard(const char *path)
{
	if (!gs_file_is_shelved(path))
		(void)unlink(path);
	else if (file_shelf != NULL)
		file_shelf->discard(shelf_name(path));
}

static bool write_zeros(int fd, off_t size)
{
	static const uint8_t zeros[STEP];

	for (off_t at = 0; at < size; at += (off_t)sizeof zeros)
		if (gs_file_put(fd, zeros, size - at < (off_t)sizeof zeros ?
		    (size_t)(size - at) : sizeof zeros) != GS_OK)
			return false;
	return fsync(fd) == 0;
}

int gs_file_erase(const char *path, struct gs_report *report)
{
	struct stat st;

	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return report_failure(report, path, "cannot be opened");
	bool good = fstat(fd, &st) == 0;
	bool own = good && S_ISREG(st.st_mode) && st.st_nlink == 1;
	if (own)
		good = write_zeros(fd, st.st_size);
	int err = good ? GS_OK :
	    report_failure(report, path, "cannot be overwritten");
	(void)close(fd);

	if (good && !own) {
		gs_report_tell(report, "file-not-alone", "{0} is no file, or "
		    "has another name too: it was not erased",
		    gs_say_text(path));
		return GS_ERR_IO;
	}
	return err != GS_OK || unlink(path) == 0 ? err :
	    report_failure(report, path, "cannot be removed");
}

/* Variable time: it looks at the ends alone, and at nothing behind the first
 * character there that is no blank. */
struct gs_span gs_file_line(const void *text, size_t len)
{
	struct gs_span s = {text, len};

	if (s.len >= 3 && memcmp(s.ptr, "\xef\xbb\xbf", 3) == 0) {
		s.ptr += 3;
		s.len -= 3;
	}
	while (s.len > 0 && memchr(" \t\r\n", s.ptr[0], 4) != NULL) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && memchr(" \t\r\n", s.ptr[s.len - 1], 4) != NULL)
		s.len--;
	return s;
}

size_t gs_file_lines(uint8_t *text, size_t len)
{
	size_t n = 0, i = len >= 3 &&
	    memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	for (; i < len; i++)
		if (text[i] != '\r' || i + 1 == len || text[i + 1] != '\n')
			text[n++] = text[i];
	return n;
}

int gs_file_seed_of(uint8_t seed[32], const char *path,
    struct gs_report *report, const void *text, size_t len)
{
	struct gs_span line = gs_file_line(text, len);
	size_t digits = line.len;

	int err = gs_hex_decode_secret(seed, 32, line.ptr, digits);
	if (err != GS_OK)
		gs_report_tell(report, "key-file-form", "{0} is not a key "
		    "file: it has {1} characters, and must hold 64 "
		    "hexadecimal digits and nothing else", gs_say_text(path),
		    gs_say_number(digits));
	return err;
}

int gs_file_seed(uint8_t seed[32], const char *path, struct gs_report *report)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, 4096, path, report);
	if (err != GS_OK)
		return err;
	err = gs_file_seed_of(seed, path, report, text, len);
	gs_file_wipe(&text, len);
	return err;
}
