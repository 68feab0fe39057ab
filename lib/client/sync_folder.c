/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/sync_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/log/tiles.h"

#define TAG_NAME "CACHEDIR.TAG"
#define HASH_DIGITS 64
#define DEPTH_MAX 16 /* of a tile's path */

/* https://bford.info/cachedir/: programs that make backups leave it out. */
static const char tag[] =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# What everybody may read of a dissent channel, kept by 'gainsay sync'.\n"
    "# It can be removed, and is then fetched again.\n";

static int report_folder(struct gs_report *report, const char *path,
    const char *what)
{
	gs_report_errno(report, "cache-refused", path, what, errno);
	return GS_ERR_IO;
}

static int name_below(char out[GS_CACHE_PATH_MAX], struct gs_report *report,
    const char *dir, const char *name)
{
	int n = snprintf(out, GS_CACHE_PATH_MAX, "%s/%s", dir, name);

	if (n >= 0 && n < GS_CACHE_PATH_MAX)
		return GS_OK;
	errno = ENAMETOOLONG;
	return report_folder(report, dir, "cannot be used");
}

/* Make -------------------------------------------------------------------- */

/* A folder that somebody named by mistake is left as it is. */
static int claim_folder(int fd, struct gs_report *report, const char *dir)
{
	struct stat st;
	char path[GS_CACHE_PATH_MAX];

	if (fstat(fd, &st) != 0)
		return report_folder(report, dir, "cannot be looked at");
	if (st.st_uid != geteuid()) {
		gs_report_tell(report, "cache-of-another", "{0} belongs to "
		    "another user; a cache is its owner's alone: give another "
		    "--cache", gs_say_text(dir));
		return GS_ERR_DENIED;
	}
	if (faccessat(fd, TAG_NAME, F_OK, 0) != 0 &&
	    !gs_file_is_empty_folder(fd, ".")) {
		gs_report_tell(report, "cache-not-ours", "{0} is no cache, and "
		    "has other files in it: give a folder that is empty or "
		    "not there", gs_say_text(dir));
		return GS_ERR_MISMATCH;
	}

	if (fchmod(fd, 0700) != 0)
		return report_folder(report, dir, "cannot be closed to others");
	int err = name_below(path, report, dir, TAG_NAME);
	if (err == GS_OK && access(path, F_OK) != 0)
		err = gs_file_write(path, tag, sizeof tag - 1, 0600, report);
	return err;
}

static int lock_cache(int fd, struct gs_report *report, const char *dir)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return GS_OK;
	if (errno != EWOULDBLOCK)
		return report_folder(report, dir, "cannot be locked");
	gs_report_tell(report, "cache-busy", "another program fills {0} just "
	    "now: let it end", gs_say_text(dir));
	return GS_ERR_BUSY;
}

static int make_parts(int fd, struct gs_report *report, const char *dir)
{
	static const char *const parts[] = {"log", "roll", "content"};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (mkdirat(fd, parts[i], 0700) != 0 && errno != EEXIST)
			return report_folder(report, dir,
			    "cannot be written to");
	return fsync(fd) == 0 ? GS_OK :
	    report_folder(report, dir, "cannot be made durable");
}

static int prepare_cache(int fd, struct gs_report *report, const char *dir)
{
	int err = lock_cache(fd, report, dir);

	/* Another program may be just at its tag. */
	if (err == GS_OK)
		err = claim_folder(fd, report, dir);
	return err == GS_OK ? make_parts(fd, report, dir) : err;
}

int gs_sync_folder_open(int *lock, struct gs_report *report, const char *dir)
{
	*lock = -1;
	bool made = mkdir(dir, 0700) == 0;
	if (!made && errno != EEXIST)
		return report_folder(report, dir, "cannot be made");
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return report_folder(report, dir, "cannot be opened");

	int err = prepare_cache(fd, report, dir);
	if (err == GS_OK) {
		*lock = fd;
		return GS_OK;
	}
	(void)close(fd);
	if (made)
		(void)rmdir(dir);
	return err;
}

/* Sweep ------------------------------------------------------------------- */

/* One walk; the path, relative to the log, grows and shrinks with it. */
struct sweep {
	struct gs_report *report;
	const char *dir;
	uint64_t size;
	char path[GS_CACHE_PATH_MAX];
};

static bool is_covered(const struct sweep *w)
{
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	if (gs_tile_path_parse(&level, &index, &width, w->path,
	    strlen(w->path)) != GS_OK)
		return false;
	uint64_t count = w->size >> (level == GS_TILE_ENTRIES ? 0 : 8 * level);
	return width == GS_TILE_WIDTH ? index < count / GS_TILE_WIDTH :
	    index == count / GS_TILE_WIDTH && width == count % GS_TILE_WIDTH;
}

static int sweep_folder(struct sweep *w, int above, const char *name,
    unsigned depth);

/* A folder that is not empty stays. */
static int sweep_entry(struct sweep *w, int fd, const struct dirent *e,
    unsigned depth)
{
	struct stat st;
	size_t len = strlen(w->path), more = strlen(e->d_name);

	if (len + 1 + more >= sizeof w->path || depth > DEPTH_MAX) {
		errno = ENAMETOOLONG;
		return report_folder(w->report, w->dir, "cannot be tidied");
	}
	if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return report_folder(w->report, w->dir, "cannot be looked at");

	w->path[len] = '/';
	memcpy(w->path + len + 1, e->d_name, more + 1);
	int err = GS_OK;
	if (S_ISDIR(st.st_mode)) {
		err = sweep_folder(w, fd, e->d_name, depth + 1);
		if (err == GS_OK)
			(void)unlinkat(fd, e->d_name, AT_REMOVEDIR);
	} else if (!is_covered(w) && unlinkat(fd, e->d_name, 0) != 0) {
		err = report_folder(w->report, w->dir, "cannot be tidied");
	}
	w->path[len] = '\0';
	return err;
}

static int sweep_folder(struct sweep *w, int above, const char *name,
    unsigned depth)
{
	int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return GS_OK;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (d == NULL) {
		int err = report_folder(w->report, w->dir, "cannot be tidied");

		if (fd >= 0)
			(void)close(fd);
		return err;
	}

	int err = GS_OK;
	for (struct dirent *e = readdir(d); err == GS_OK && e != NULL;
	    e = readdir(d))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			err = sweep_entry(w, fd, e, depth);
	closedir(d);
	return err;
}

/* Files beside the log are named by a hash; another name was never finished. */
static int sweep_hashes(struct gs_report *report, const char *dir,
    const char *part)
{
	char path[GS_CACHE_PATH_MAX];

	int err = name_below(path, report, dir, part);
	if (err != GS_OK)
		return err;
	DIR *d = opendir(path);
	if (d == NULL)
		return report_folder(report, path, "cannot be tidied");
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
		if (strlen(e->d_name) != HASH_DIGITS && e->d_name[0] != '.' &&
		    unlinkat(dirfd(d), e->d_name, 0) != 0)
			err = report_folder(report, path, "cannot be tidied");
	closedir(d);
	return err;
}

int gs_sync_folder_sweep(struct gs_report *report, const char *dir,
    uint64_t size)
{
	char log[GS_CACHE_PATH_MAX];
	struct sweep w = {.report = report, .dir = dir, .size = size,
	    .path = "tile"};

	int err = name_below(log, report, dir, "log");
	int fd = err == GS_OK ? open(log, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC) : -1;
	if (err == GS_OK && fd < 0)
		err = report_folder(report, log, "cannot be opened");
	if (err == GS_OK)
		err = sweep_folder(&w, fd, "tile", 0);
	if (fd >= 0)
		(void)close(fd);

	if (err == GS_OK)
		err = sweep_hashes(report, dir, "roll");
	if (err == GS_OK)
		err = sweep_hashes(report, dir, "content");
	return err;
}

/* Accuse ------------------------------------------------------------------ */

int gs_sync_folder_accuse(struct gs_report *report, const char *dir,
    struct gs_span evidence)
{
	char path[GS_CACHE_PATH_MAX];

	int err = name_below(path, report, dir, GS_CACHE_CONTRADICTION);
	if (err == GS_OK)
		err = gs_file_create(path, evidence.ptr, evidence.len, 0600,
		    report);
	if (err != GS_ERR_DUPLICATE)
		return err;
	*report = (struct gs_report){.text = ""};
	return GS_OK;
}
