/* SPDX-License-Identifier: Apache-2.0 */
#include "web/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "web/posix.h"
#include "web/stdio.h"

#define PATH_LEN 4096
#define NODES_MAX 65536
#define OPEN_MAX_HERE 64
#define FD_FIRST 3
#define PACKED_HEAD ((size_t)16)

struct node {
	char *path; /* "/a/b", "" for the root; NULL: it has no name any more */
	uint8_t *bytes;
	size_t len, room;
	int64_t written; /* seconds */
	mode_t mode;
	bool folder, changed;
};

struct opened {
	struct node *node; /* NULL: closed */
	size_t at;
	int flags;
};

struct _DIR {
	int fd;
	size_t next;
	union {
		struct dirent entry;
		char room[sizeof(struct dirent) + PATH_LEN];
	} is;
};

/* One instance runs one verb. */
static struct {
	struct node **node;
	size_t count, room;
	struct opened opened[OPEN_MAX_HERE];
	struct node root;
	unsigned drawn; /* names of temporary files */
} files = {.root = {.path = (char[]){""}, .folder = true,
    .mode = S_IFDIR | 0700}};

static int fail_with(int why)
{
	errno = why;
	return -1;
}

/* Nodes ------------------------------------------------------------------- */

static struct node *find_path(const char *path)
{
	if (*path == '\0')
		return &files.root;
	for (size_t i = 0; i < files.count; i++)
		if (files.node[i]->path != NULL &&
		    strcmp(files.node[i]->path, path) == 0)
			return files.node[i];
	return NULL;
}

static bool lies_within(const struct node *node, const char *folder)
{
	size_t len = strlen(folder);

	return node->path != NULL && strncmp(node->path, folder, len) == 0 &&
	    node->path[len] == '/' && strchr(node->path + len + 1, '/') == NULL;
}

static bool is_crowded(void)
{
	size_t room = files.room * 2 + 64;

	if (files.count < files.room)
		return false;
	struct node **more = room > NODES_MAX ? NULL :
	    calloc(room, sizeof(struct node *));
	if (more == NULL)
		return true;
	if (files.count > 0)
		memcpy(more, files.node, files.count * sizeof *more);
	free(files.node);
	files.node = more;
	files.room = room;
	return false;
}

static struct node *add_path(const char *path, bool folder)
{
	struct node *node = is_crowded() ? NULL : calloc(1, sizeof *node);

	if (node == NULL || (node->path = strdup(path)) == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	node->folder = folder;
	node->mode = folder ? S_IFDIR | 0700 : S_IFREG | 0600;
	node->written = (int64_t)time(NULL);
	node->changed = true;
	files.node[files.count++] = node;
	return node;
}

static void lose_name(struct node *node)
{
	free(node->path);
	node->path = NULL;
}

/* Paths ------------------------------------------------------------------- */

static struct opened *opened_at(int fd)
{
	struct opened *o = NULL;

	if (fd >= FD_FIRST && fd < FD_FIRST + OPEN_MAX_HERE)
		o = &files.opened[fd - FD_FIRST];
	if (o != NULL && o->node != NULL)
		return o;
	errno = EBADF;
	return NULL;
}

/* Adds a part: nothing for "" and ".", one less for "..". */
static bool add_part(char out[PATH_LEN], const char *part, size_t n)
{
	size_t len = strlen(out);

	if (n == 0 || (n == 1 && part[0] == '.'))
		return true;
	if (n == 2 && part[0] == '.' && part[1] == '.') {
		char *slash = strrchr(out, '/');

		if (slash != NULL)
			*slash = '\0';
		return true;
	}
	if (len + 1 + n >= PATH_LEN)
		return false;
	out[len] = '/';
	memcpy(out + len + 1, part, n);
	out[len + 1 + n] = '\0';
	return true;
}

/* What `path` is, seen from the folder `at`; false, with errno. */
static bool whole_path(char out[PATH_LEN], int at, const char *path)
{
	out[0] = '\0';
	if (path[0] != '/' && at != AT_FDCWD) {
		struct opened *o = opened_at(at);

		if (o == NULL)
			return false;
		(void)snprintf(out, PATH_LEN, "%s",
		    o->node->path == NULL ? "" : o->node->path);
	}

	while (*path != '\0') {
		size_t n = strcspn(path, "/");

		if (!add_part(out, path, n)) {
			errno = ENAMETOOLONG;
			return false;
		}
		path += n + (path[n] == '/');
	}
	return true;
}

static bool has_parent(const char *path)
{
	char above[PATH_LEN];
	char *slash = NULL;

	(void)snprintf(above, sizeof above, "%s", path);
	slash = strrchr(above, '/');
	if (slash != NULL)
		*slash = '\0';
	struct node *node = find_path(above);
	if (node != NULL && node->folder)
		return true;
	errno = node == NULL ? ENOENT : ENOTDIR;
	return false;
}

static struct node *node_at(int at, const char *path)
{
	char whole[PATH_LEN];
	struct node *node = NULL;

	if (!whole_path(whole, at, path))
		return NULL;
	node = find_path(whole);
	if (node == NULL)
		errno = ENOENT;
	return node;
}

/* Open -------------------------------------------------------------------- */

static int open_node(struct node *node, int flags)
{
	for (int i = 0; i < OPEN_MAX_HERE; i++) {
		if (files.opened[i].node != NULL)
			continue;
		files.opened[i] = (struct opened){node, 0, flags};
		return FD_FIRST + i;
	}
	return fail_with(EMFILE);
}

static int open_whole(const char *path, int flags)
{
	struct node *node = find_path(path);
	bool writes = (flags & O_ACCMODE) != O_RDONLY;

	if (node != NULL && (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0)
		return fail_with(EEXIST);
	if (node == NULL && (flags & O_CREAT) == 0)
		return fail_with(ENOENT);
	if (node == NULL)
		node = has_parent(path) ? add_path(path, false) : NULL;
	if (node == NULL)
		return -1;
	if (node->folder && writes)
		return fail_with(EISDIR);
	if (!node->folder && (flags & O_DIRECTORY) != 0)
		return fail_with(ENOTDIR);

	if ((flags & O_TRUNC) != 0 && writes) {
		node->len = 0;
		node->changed = true;
	}
	return open_node(node, flags);
}

int openat(int at, const char *path, int flags, ...)
{
	char whole[PATH_LEN];

	return whole_path(whole, at, path) ? open_whole(whole, flags) : -1;
}

int open(const char *path, int flags, ...)
{
	return openat(AT_FDCWD, path, flags);
}

int close(int fd)
{
	struct opened *o = opened_at(fd);

	if (o == NULL)
		return -1;
	o->node = NULL;
	return 0;
}

/* Bytes ------------------------------------------------------------------- */

static bool make_space(struct node *node, size_t len)
{
	size_t room = node->room == 0 ? 4096 : node->room;

	while (room < len)
		room *= 2;
	if (room == node->room)
		return true;
	uint8_t *more = malloc(room);
	if (more == NULL)
		return false;
	if (node->len > 0)
		memcpy(more, node->bytes, node->len);
	free(node->bytes);
	node->bytes = more;
	node->room = room;
	return true;
}

ssize_t read(int fd, void *out, size_t len)
{
	struct opened *o = fd == STDIN_FILENO ? NULL : opened_at(fd);

	if (o == NULL)
		return fd == STDIN_FILENO ? 0 : -1;
	if (o->node->folder)
		return fail_with(EISDIR);
	size_t left = o->at < o->node->len ? o->node->len - o->at : 0;
	if (len > left)
		len = left;
	if (len > 0)
		memcpy(out, o->node->bytes + o->at, len);
	o->at += len;
	return (ssize_t)len;
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
		return fwrite(bytes, 1, len, fd == STDOUT_FILENO ? stdout :
		    stderr) == len ? (ssize_t)len : fail_with(ENOMEM);
	struct opened *o = opened_at(fd);
	if (o == NULL)
		return -1;
	if ((o->flags & O_ACCMODE) == O_RDONLY)
		return fail_with(EBADF);
	if ((o->flags & O_APPEND) != 0)
		o->at = o->node->len;
	if (len > SIZE_MAX / 2 - o->at || !make_space(o->node, o->at + len))
		return fail_with(ENOSPC);

	if (o->at > o->node->len)
		memset(o->node->bytes + o->node->len, 0,
		    o->at - o->node->len);
	if (len > 0)
		memcpy(o->node->bytes + o->at, bytes, len);
	o->at += len;
	if (o->at > o->node->len)
		o->node->len = o->at;
	o->node->changed = true;
	o->node->written = (int64_t)time(NULL);
	return (ssize_t)len;
}

ssize_t pread(int fd, void *out, size_t len, off_t from)
{
	struct opened *o = opened_at(fd);

	if (o == NULL)
		return -1;
	size_t before = o->at;
	o->at = (size_t)from;
	ssize_t got = read(fd, out, len);
	o->at = before;
	return got;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t to)
{
	struct opened *o = opened_at(fd);

	if (o == NULL)
		return -1;
	size_t before = o->at;
	o->at = (size_t)to;
	ssize_t put = write(fd, bytes, len);
	o->at = before;
	return put;
}

off_t lseek(int fd, off_t by, int from)
{
	struct opened *o = opened_at(fd);

	if (o == NULL)
		return -1;
	off_t to = by + (from == SEEK_SET ? 0 : from == SEEK_CUR ?
	    (off_t)o->at : (off_t)o->node->len);
	if (to < 0)
		return fail_with(EINVAL);
	o->at = (size_t)to;
	return to;
}

int fsync(int fd)
{
	return opened_at(fd) == NULL ? -1 : 0;
}

/* Nobody else is here. */
int flock(int fd, int how)
{
	(void)how;
	return opened_at(fd) == NULL ? -1 : 0;
}

/* Look -------------------------------------------------------------------- */

static int tell_node(struct stat *out, const struct node *node)
{
	if (node == NULL)
		return -1;
	*out = (struct stat){.st_mode = node->mode, .st_nlink = 1,
	    .st_size = (off_t)node->len,
	    .st_ino = (ino_t)(uintptr_t)node};
	out->st_mtim.tv_sec = node->written;
	return 0;
}

int fstat(int fd, struct stat *out)
{
	struct opened *o = opened_at(fd);

	return o == NULL ? -1 : tell_node(out, o->node);
}

int fstatat(int at, const char *restrict path, struct stat *restrict out,
    int flags)
{
	(void)flags;
	return tell_node(out, node_at(at, path));
}

int stat(const char *restrict path, struct stat *restrict out)
{
	return tell_node(out, node_at(AT_FDCWD, path));
}

int lstat(const char *restrict path, struct stat *restrict out)
{
	return tell_node(out, node_at(AT_FDCWD, path));
}

int faccessat(int at, const char *path, int how, int flags)
{
	(void)how;
	(void)flags;
	return node_at(at, path) == NULL ? -1 : 0;
}

int access(const char *path, int how)
{
	return faccessat(AT_FDCWD, path, how, 0);
}

char *realpath(const char *restrict path, char *restrict out)
{
	char whole[PATH_LEN];

	(void)out;
	if (node_at(AT_FDCWD, path) == NULL ||
	    !whole_path(whole, AT_FDCWD, path))
		return NULL;
	return strdup(whole[0] == '\0' ? "/" : whole);
}

int isatty(int fd)
{
	return fd == STDIN_FILENO || fd == STDOUT_FILENO;
}

int fchmod(int fd, mode_t mode)
{
	struct opened *o = opened_at(fd);

	if (o == NULL)
		return -1;
	o->node->mode = (o->node->mode & S_IFMT) | (mode & 07777);
	return 0;
}

mode_t umask(mode_t mask)
{
	return mask;
}

uid_t geteuid(void)
{
	return 0;
}

/* Names ------------------------------------------------------------------- */

int mkdirat(int at, const char *path, mode_t mode)
{
	char whole[PATH_LEN];

	(void)mode;
	if (!whole_path(whole, at, path))
		return -1;
	if (find_path(whole) != NULL)
		return fail_with(EEXIST);
	return has_parent(whole) && add_path(whole, true) != NULL ? 0 : -1;
}

int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

int unlinkat(int at, const char *path, int flags)
{
	struct node *node = node_at(at, path);

	if (node == NULL)
		return -1;
	if (node->folder != ((flags & AT_REMOVEDIR) != 0))
		return fail_with(node->folder ? EISDIR : ENOTDIR);
	for (size_t i = 0; node->folder && i < files.count; i++)
		if (lies_within(files.node[i], node->path))
			return fail_with(ENOTEMPTY);
	lose_name(node);
	return 0;
}

int unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int renameat(int at, const char *from, int to_at, const char *to)
{
	char whole[PATH_LEN];
	struct node *node = node_at(at, from), *old = NULL;

	if (node == NULL || !whole_path(whole, to_at, to) ||
	    !has_parent(whole))
		return -1;
	old = find_path(whole);
	if (node->folder || (old != NULL && old->folder))
		return fail_with(EISDIR);
	char *name = strdup(whole);
	if (name == NULL)
		return fail_with(ENOMEM);

	if (old != NULL && old != node)
		lose_name(old);
	lose_name(node);
	node->path = name;
	node->changed = true;
	return 0;
}

int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* A copy: whoever links removes the first name next. */
int link(const char *from, const char *to)
{
	char whole[PATH_LEN];
	struct node *node = node_at(AT_FDCWD, from), *copy = NULL;

	if (node == NULL || !whole_path(whole, AT_FDCWD, to))
		return -1;
	if (find_path(whole) != NULL)
		return fail_with(EEXIST);
	copy = has_parent(whole) ? add_path(whole, false) : NULL;
	if (copy == NULL)
		return -1;
	if (!make_space(copy, node->len)) {
		lose_name(copy);
		return fail_with(ENOSPC);
	}
	if (node->len > 0)
		memcpy(copy->bytes, node->bytes, node->len);
	copy->len = node->len;
	copy->mode = node->mode;
	return 0;
}

int mkostemp(char *name, int flags)
{
	size_t len = strlen(name);

	if (len < 6)
		return fail_with(EINVAL);
	(void)snprintf(name + len - 6, 7, "%06u", files.drawn++ % 1000000);
	return open(name, flags | O_RDWR | O_CREAT | O_EXCL, 0600);
}

/* Folders ----------------------------------------------------------------- */

DIR *fdopendir(int fd)
{
	struct opened *o = opened_at(fd);
	DIR *d = NULL;

	if (o == NULL)
		return NULL;
	if (!o->node->folder)
		errno = ENOTDIR;
	else
		d = calloc(1, sizeof *d);
	if (d != NULL)
		d->fd = fd;
	return d;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (d == NULL && fd >= 0)
		(void)close(fd);
	return d;
}

int dirfd(DIR *d)
{
	return d->fd;
}

/* "." and ".." first, as anywhere. */
struct dirent *readdir(DIR *d)
{
	const char *folder = opened_at(d->fd)->node->path;
	const char *name = d->next == 0 ? "." : "..";

	while (d->next >= 2 && d->next - 2 < files.count &&
	    !lies_within(files.node[d->next - 2], folder))
		d->next++;
	if (d->next >= files.count + 2)
		return NULL;
	if (d->next >= 2)
		name = strrchr(files.node[d->next - 2]->path, '/') + 1;
	d->next++;

	d->is.entry = (struct dirent){.d_ino = d->next};
	memcpy(d->is.room + offsetof(struct dirent, d_name), name,
	    strlen(name) + 1);
	return &d->is.entry;
}

int closedir(DIR *d)
{
	int err = close(d->fd);

	free(d);
	return err;
}

/* In and out -------------------------------------------------------------- */

static bool make_above(const char *path)
{
	char above[PATH_LEN];

	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		(void)snprintf(above, sizeof above, "%.*s",
		    (int)(slash - path), path);
		if (find_path(above) == NULL && add_path(above, true) == NULL)
			return false;
	}
	return true;
}

static uint64_t read_packed(const uint8_t *from, size_t n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | from[n];
	return value;
}

/* One of them, at *packed, which is behind it then. */
static int unpack_file(struct gs_span *packed)
{
	char path[PATH_LEN] = "";
	size_t name = (size_t)read_packed(packed->ptr, 4);
	size_t len = (size_t)read_packed(packed->ptr + 4, 4);
	const uint8_t *rest = packed->ptr + PACKED_HEAD;

	if (name < 2 || name >= PATH_LEN || *rest != '/' ||
	    name > packed->len - PACKED_HEAD ||
	    len > packed->len - PACKED_HEAD - name)
		return GS_ERR_FORMAT;
	memcpy(path, rest, name);
	struct node *node = !make_above(path) ? NULL :
	    add_path(path, false);
	if (node == NULL || !make_space(node, len))
		return GS_ERR_MEMORY;

	if (len > 0)
		memcpy(node->bytes, rest + name, len);
	node->len = len;
	node->written = (int64_t)read_packed(packed->ptr + 8, 8);
	node->changed = false;
	packed->ptr = rest + name + len;
	packed->len -= PACKED_HEAD + name + len;
	return GS_OK;
}

int gs_web_files_put(struct gs_span packed)
{
	int err = GS_OK;

	while (err == GS_OK && packed.len > 0)
		err = packed.len < PACKED_HEAD ? GS_ERR_FORMAT :
		    unpack_file(&packed);
	return err;
}

static bool is_taken(const struct node *node, const char *kept)
{
	size_t len = strlen(kept);

	return node->path != NULL && !node->folder && (node->changed ||
	    (strncmp(node->path, kept, len) == 0 && node->path[len] == '/'));
}

static void write_packed(uint8_t *out, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(value >> 8 * i);
}

static uint8_t *pack_file(uint8_t *out, const struct node *node)
{
	size_t name = strlen(node->path);

	write_packed(out, name, 4);
	write_packed(out + 4, node->len, 4);
	write_packed(out + 8, (uint64_t)node->written, 8);
	memcpy(out + PACKED_HEAD, node->path, name);
	if (node->len > 0)
		memcpy(out + PACKED_HEAD + name, node->bytes, node->len);
	return out + PACKED_HEAD + name + node->len;
}

int gs_web_files_take(uint8_t **out, size_t *len, const char *kept)
{
	size_t all = 0;

	for (size_t i = 0; i < files.count; i++)
		if (is_taken(files.node[i], kept))
			all += PACKED_HEAD + strlen(files.node[i]->path) +
			    files.node[i]->len;
	*len = all;
	*out = malloc(all + 1);
	if (*out == NULL)
		return GS_ERR_MEMORY;

	uint8_t *to = *out;
	for (size_t i = 0; i < files.count; i++)
		if (is_taken(files.node[i], kept))
			to = pack_file(to, files.node[i]);
	return GS_OK;
}
