/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/public.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"
#include "lib/site/site.h"

#define PATH_ROOM 640
#define SUFFIX ".tmp" /* of what a server that was killed was writing */

static bool is_hash_name(const char *name)
{
	uint8_t hash[32];

	return gs_hex_decode(hash, sizeof hash, name, strlen(name)) == GS_OK;
}

#define PAGE ".html"

/* A number, from `least` on, and what a page ends in. */
static bool is_page_number(const char *name, size_t len, uint64_t least)
{
	uint64_t number = 0;

	return gs_decimal_decode(&number, name, len, UINT32_MAX) == GS_OK &&
	    number >= least;
}

/* Up to its ending, which may name a language: "12.fr.html". */
static size_t page_stem(const char *name)
{
	size_t len = strlen(name), end = sizeof PAGE - 1;
	const char *dot = strchr(name, '.');
	char tag[8] = "";

	if (len <= end || strcmp(name + len - end, PAGE) != 0)
		return 0;
	size_t stem = (size_t)(dot - name), rest = len - end - stem;
	if (rest == 0)
		return stem;
	if (rest > sizeof tag)
		return 0;
	memcpy(tag, dot + 1, rest - 1);
	return gs_site_speaks(tag) ? stem : 0;
}

static bool is_page_name(const char *name)
{
	return is_page_number(name, page_stem(name), 2);
}

static bool is_memo_name(const char *name)
{
	return is_page_number(name, page_stem(name), 1);
}

/* Of a memo and its publication: 12-3.html. */
static bool is_publication_name(const char *name)
{
	const char *line = strchr(name, '-');
	size_t stem = page_stem(name), first = line == NULL ? 0 :
	    (size_t)(line - name);

	return line != NULL && first < stem && is_page_number(name, first, 1) &&
	    is_page_number(line + 1, stem - first - 1, 1);
}

static bool is_note_name(const char *name)
{
	return strcmp(name, "checkpoint") == 0 || strcmp(name, "newest") == 0;
}

static bool is_public_name(const char *name)
{
	static const char *const pages[] = {"index", "charter", "statistics"};
	size_t stem = page_stem(name);

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strlen(pages[i]) == stem &&
		    memcmp(name, pages[i], stem) == 0)
			return true;
	return strcmp(name, "editions") == 0;
}

#define BELOW_MAX 4

/* Each before what is in it.  Rolls are for everybody under any charter. */
static const struct folder {
	const char *name;
	bool always; /* open to other users of the machine */
	bool (*is_file)(const char *name);
	const char *below[BELOW_MAX]; /* the folders that it has */
} folders[] = {
	{"log", false, is_note_name, {"tile"}},
	{"roll", true, is_hash_name, {NULL}},
	{"public", false, is_public_name,
	    {"page", "memo", "publication", "content"}},
	{"public/page", true, is_page_name, {NULL}},
	{"public/memo", true, is_memo_name, {NULL}},
	{"public/publication", true, is_publication_name, {NULL}},
	{"public/content", true, is_hash_name, {NULL}},
};

#define FOLDERS (sizeof folders / sizeof *folders)

static int name_folder(char out[PATH_ROOM], const struct gs_back *back,
    const char *name)
{
	int n = snprintf(out, PATH_ROOM, "%s/%s", back->dir, name);

	return n < 0 || n >= PATH_ROOM ? GS_ERR_RANGE : GS_OK;
}

static int refuse_foreign(struct gs_report *report, const char *path,
    const char *name)
{
	gs_report_tell(report, "public-file-foreign", "{0}/{1}: everybody may "
	    "read what is in this folder, and no server has written that: take "
	    "it away", gs_say_text(path), gs_say_text(name));
	return GS_ERR_MISMATCH;
}

static int tell_unreadable(struct gs_report *report, const char *path)
{
	gs_report_errno(report, "public-folder-unread", path,
	    "cannot be read", errno);
	return GS_ERR_IO;
}

static bool is_below(const struct folder *f, const char *name)
{
	for (size_t i = 0; i < BELOW_MAX && f->below[i] != NULL; i++)
		if (strcmp(f->below[i], name) == 0)
			return true;
	return false;
}

static bool is_own(const struct stat *st, const struct folder *f,
    const char *name)
{
	if (st->st_uid != geteuid())
		return false;
	return is_below(f, name) ? S_ISDIR(st->st_mode) :
	    S_ISREG(st->st_mode);
}

static bool is_left_over(const char *name)
{
	size_t len = strlen(name), end = sizeof SUFFIX - 1;

	return len > end && strcmp(name + len - end, SUFFIX) == 0;
}

static int judge_name(const struct folder *f, int fd, const char *path,
    const char *name, struct gs_report *report)
{
	struct stat st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return GS_OK;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return tell_unreadable(report, path);
	if (!is_own(&st, f, name))
		return refuse_foreign(report, path, name);
	if (f->is_file(name) || is_below(f, name))
		return GS_OK;
	if (is_left_over(name) && unlinkat(fd, name, 0) == 0)
		return GS_OK;
	return refuse_foreign(report, path, name);
}

/* Takes `fd`. */
static int judge_names(const struct folder *f, int fd, const char *path,
    struct gs_report *report)
{
	DIR *d = fdopendir(fd);
	int err = GS_OK;

	if (d == NULL) {
		err = tell_unreadable(report, path);
		close(fd);
		return err;
	}
	for (struct dirent *e = readdir(d); e != NULL && err == GS_OK;
	    e = readdir(d))
		err = judge_name(f, dirfd(d), path, e->d_name, report);
	closedir(d);
	return err;
}

static int set_mode(int fd, const char *path, bool open,
    struct gs_report *report)
{
	if (fchmod(fd, open ? 0755 : 0700) == 0)
		return GS_OK;
	gs_report_errno(report, "public-folder-mode", path,
	    "cannot be opened to others, or closed", errno);
	return GS_ERR_IO;
}

static int open_public(int *fd, const char *path, struct gs_report *report)
{
	struct stat st;

	*fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0 && errno != ENOTDIR && errno != ELOOP)
		return tell_unreadable(report, path);
	if (*fd >= 0 && fstat(*fd, &st) == 0 && st.st_uid == geteuid())
		return GS_OK;

	gs_report_tell(report, "public-folder-replaced", "{0}: is a link, no "
	    "folder, or another user's; everybody may read what is there, and "
	    "this server alone writes it: take it away, and the next start "
	    "makes it", gs_say_text(path));
	if (*fd >= 0)
		close(*fd);
	return GS_ERR_MISMATCH;
}

static int claim_public(const struct folder *f, const struct gs_back *back,
    struct gs_report *report)
{
	char path[PATH_ROOM];
	int fd = -1;

	int err = name_folder(path, back, f->name);
	if (err != GS_OK)
		return err;
	if (mkdir(path, 0700) != 0 && errno != EEXIST) {
		gs_report_errno(report, "public-folder-not-made", path,
		    "cannot be made", errno);
		return GS_ERR_IO;
	}

	err = open_public(&fd, path, report);
	if (err != GS_OK)
		return err;
	/* The others are opened when it is known what the charter says. */
	err = set_mode(fd, path, f->always, report);
	if (err == GS_OK)
		return judge_names(f, fd, path, report);
	close(fd);
	return err;
}

int gs_back_public_open(struct gs_back *back, struct gs_report *report)
{
	int err = name_folder(back->public_dir, back, "public");

	if (err == GS_OK)
		err = name_folder(back->log_dir, back, "log");
	for (size_t i = 0; i < FOLDERS && err == GS_OK; i++)
		err = claim_public(&folders[i], back, report);
	back->shown = false;
	back->contents_due = true;
	return err;
}

bool gs_back_is_open(const struct gs_back *back)
{
	const struct gs_charter *charter = gs_state_charter(back->state);

	if (charter == NULL)
		return false;
	struct gs_part readers = gs_record_part(&charter->rec, "readers");
	return gs_part_is(&readers, "public");
}

int gs_back_public_show(struct gs_back *back, struct gs_report *report)
{
	bool open = gs_back_is_open(back);
	int err = GS_OK;

	if (open == back->shown)
		return GS_OK;
	for (size_t i = 0; i < FOLDERS && err == GS_OK; i++) {
		char path[PATH_ROOM];
		int fd = -1;

		if (folders[i].always)
			continue;
		err = name_folder(path, back, folders[i].name);
		if (err == GS_OK)
			err = open_public(&fd, path, report);
		if (err != GS_OK)
			return err;
		err = set_mode(fd, path, open, report);
		close(fd);
	}
	back->shown = err == GS_OK ? open : back->shown;
	return err;
}

/* Publications ------------------------------------------------------------ */

/* The folder of publications, and the file of one in it. */
struct content_path {
	char dir[PATH_ROOM], name[65], path[PATH_ROOM + 66];
};

static int name_content(struct content_path *out, struct gs_back *back,
    const uint8_t hash[32])
{
	struct gs_writer w = gs_writer_of(out->name, sizeof out->name - 1);

	out->name[64] = '\0';
	gs_write_hex(&w, hash, 32);
	int err = name_folder(out->dir, back, "public/content");
	(void)snprintf(out->path, sizeof out->path, "%s/%s", out->dir,
	    out->name);
	return err;
}

/* What the schedule has deleted is there no more. */
static int put_content(struct gs_back *back, struct gs_report *report,
    const uint8_t hash[32])
{
	struct content_path is;
	struct gs_span bytes = {NULL, 0};

	int err = name_content(&is, back, hash);
	if (err != GS_OK || access(is.path, F_OK) == 0)
		return err;
	err = gs_store_content(&bytes, back->log, hash);
	if (err == GS_OK)
		err = gs_tiles_put(report, is.dir, is.name, bytes.ptr,
		    bytes.len);
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

/* Another publication may be of the same file, which then is kept. */
static int drop_content(struct gs_back *back, struct gs_report *report,
    const uint8_t hash[32])
{
	struct content_path is;
	struct gs_span bytes = {NULL, 0};

	int err = name_content(&is, back, hash);
	if (err == GS_OK)
		err = gs_store_content(&bytes, back->log, hash);
	if (err != GS_ERR_UNKNOWN || access(is.path, F_OK) != 0)
		return err == GS_ERR_UNKNOWN ? GS_OK : err;
	return gs_file_erase(is.path, report);
}

static int put_publication(struct gs_back *back, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_publication *one)
{
	const struct gs_value *v = NULL;
	bool deleted = gs_deletion_of(memo, one->at, true, INT64_MAX) != NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK &&
	    (v = gs_record_value(&one->rec, "content", i)) != NULL; i++)
		err = deleted ?
		    drop_content(back, report, v->parts[0].ptr) :
		    put_content(back, report, v->parts[0].ptr);
	return err;
}

int gs_back_public_contents(struct gs_back *back, struct gs_report *report)
{
	int err = GS_OK;

	if (!back->contents_due)
		return GS_OK;
	for (const struct gs_memo *m = gs_state_memo(back->state);
	    m != NULL && err == GS_OK; m = m->before)
		for (const struct gs_publication *p = m->publication;
		    p != NULL && err == GS_OK; p = p->before)
			err = put_publication(back, report, m, p);
	back->contents_due = err != GS_OK;
	return err;
}
