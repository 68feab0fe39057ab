/* SPDX-License-Identifier: Apache-2.0 */
/* A member's state on disk.  Several programs may have it open: each writes
 * only over what it has read.  What it replaces is overwritten, since a
 * forgotten key must not lie on under the disk's free blocks; so nobody may be
 * reading it meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/client/state_inside.h"
#include "lib/file.h"
#include "lib/host.h"

/* A file's head, with its nonce, which no other writing has, and its tail, with
 * its seal. */
static void mark_file(uint8_t mark[GS_CLIENT_MARK], struct gs_span file)
{
	size_t head = GS_CLIENT_MARK - GS_LOCK_SEAL;

	memset(mark, 0, GS_CLIENT_MARK);
	if (file.len < GS_CLIENT_MARK)
		return;
	memcpy(mark, file.ptr, head);
	memcpy(mark + head, file.ptr + file.len - GS_LOCK_SEAL, GS_LOCK_SEAL);
}

static int reread_mark(uint8_t mark[GS_CLIENT_MARK], int fd,
    struct gs_report *report, const char *path)
{
	const ssize_t head = GS_CLIENT_MARK - GS_LOCK_SEAL;
	struct stat st;

	memset(mark, 0, GS_CLIENT_MARK);
	if (fstat(fd, &st) == 0 && (st.st_size < (off_t)GS_CLIENT_MARK ||
	    (pread(fd, mark, (size_t)head, 0) == head &&
	        pread(fd, mark + head, GS_LOCK_SEAL,
	            st.st_size - GS_LOCK_SEAL) == GS_LOCK_SEAL)))
		return GS_OK;
	gs_report_errno(report, "state-unread", path,
	    "cannot be read again before it is replaced", errno);
	return GS_ERR_IO;
}

/* Whether the file is still what was read or saved last. */
static int compare_disk(struct gs_client *client,
    struct gs_report *report, int fd, const char *path)
{
	uint8_t mark[GS_CLIENT_MARK];

	if (!client->on_disk)
		return GS_OK;
	int err = reread_mark(mark, fd, report, path);
	if (err != GS_OK)
		return err;

	if (memcmp(mark, client->disk, sizeof mark) == 0 ||
	    memcmp(mark, client->tried, sizeof mark) == 0) {
		memcpy(client->disk, mark, sizeof mark);
		return GS_OK;
	}
	gs_report_tell(report, "state-changed", "{0} was written by another "
	    "program meanwhile; nothing was written over it: do the same "
	    "again", gs_say_text(path));
	return GS_ERR_BUSY;
}

static bool put_zeros(int fd, off_t size)
{
	static const uint8_t zeros[(size_t)256 << 10];

	for (off_t at = 0; at < size;) {
		off_t left = size - at;
		ssize_t n = pwrite(fd, zeros, left < (off_t)sizeof zeros ?
		    (size_t)left : sizeof zeros, at);

		if (n < 0 && errno != EINTR)
			return false;
		at += n > 0 ? n : 0;
	}
	return fsync(fd) == 0;
}

/* Zeros over what the file was, which is no longer at its path. */
static int overwrite_file(int fd, struct gs_report *report, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && (st.st_nlink != 0 ||
	    put_zeros(fd, st.st_size)))
		return GS_OK;
	gs_report_errno(report, "state-not-overwritten", path, "is written, "
	    "but what it was before cannot be overwritten on the disk",
	    errno);
	return GS_ERR_IO;
}

/* What is at the path, to be overwritten; -1 if there is nothing. */
static int open_old(int *fd, struct gs_report *report, const char *path)
{
	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd >= 0 || errno == ENOENT)
		return GS_OK;
	gs_report_errno(report, "state-not-writable", path,
	    "cannot be written", errno);
	return GS_ERR_IO;
}

static int replace_file(struct gs_client *client, struct gs_report *report,
    const char *path, struct gs_span file)
{
	int folder = -1, old = -1;

	int err = gs_file_lock(&folder, path, LOCK_EX, report);
	if (err == GS_OK)
		err = open_old(&old, report, path);
	if (err == GS_OK && old >= 0)
		err = compare_disk(client, report, old, path);
	mark_file(client->tried, file);
	if (err == GS_OK)
		err = gs_file_write(path, file.ptr, file.len, 0600, report);

	if (err == GS_OK && old >= 0)
		err = overwrite_file(old, report, path);
	if (old >= 0)
		(void)close(old);
	if (folder >= 0)
		(void)close(folder);
	return err;
}

int gs_client_save(struct gs_client *client, struct gs_report *report,
    const char *path, bool fresh)
{
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_client_write(&file, &len, client);
	if (err != GS_OK) {
		gs_report_tell(report, "state-not-written", "the state cannot "
		    "be written to {0}: {1}", gs_say_text(path),
		    gs_say_text(gs_strerror(err)));
		return err;
	}

	const struct gs_span span = {file, len};
	err = fresh ? gs_file_create(path, file, len, 0600, report) :
	    replace_file(client, report, path, span);
	if (err == GS_OK)
		mark_file(client->disk, span);
	client->on_disk |= err == GS_OK;
	free(file);
	return err;
}

/* Never half of it, nor the zeros that were put over it. */
static int read_locked(uint8_t **file, size_t *len, struct gs_report *report,
    const char *path)
{
	int folder = -1;

	/* One byte too many is enough for gs_client_read to refuse it. */
	int err = gs_file_lock(&folder, path, LOCK_SH, report);
	if (err == GS_OK)
		err = gs_file_read_secret(file, len, GS_CLIENT_FILE_MAX + 1,
		    path, report);
	if (folder >= 0)
		(void)close(folder);
	return err;
}

int gs_client_load(struct gs_client **out, struct gs_report *report,
    const char *path, const void *passphrase, size_t len)
{
	uint8_t *file = NULL;
	size_t n = 0;

	int err = read_locked(&file, &n, report, path);
	if (err != GS_OK)
		return err;

	err = gs_client_read(out, report, file, n, passphrase, len);
	if (err == GS_OK) {
		mark_file((*out)->disk, (struct gs_span){file, n});
		(*out)->on_disk = true;
	}
	gs_file_wipe(&file, n);
	return err;
}
