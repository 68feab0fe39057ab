/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/tree/tree.h"
#include "lib/file.h"
#include "mirror/parts.h"

#define MEMORY_NAME "memory"
#define MEMORY_MAX (2 * GS_NOTE_MAX + 4096)
#define HEAD "gainsay/v1 mirror\n"

/* Folders ----------------------------------------------------------------- */

static int report_refused(struct gs_report *report, const char *path,
    const char *what)
{
	gs_report_errno(report, "mirror-folder-refused", path, what, errno);
	return GS_ERR_IO;
}

static int path_below(char *out, size_t room, struct gs_report *report,
    const char *dir, const char *name)
{
	int n = snprintf(out, room, "%s%s%s", dir, name[0] == '\0' ? "" : "/",
	    name);

	if (n >= 0 && (size_t)n < room)
		return GS_OK;
	errno = ENAMETOOLONG;
	return report_refused(report, dir, "cannot be used");
}

static int make_below(struct gs_report *report, const char *dir,
    const char *name, mode_t mode)
{
	char path[GS_MIRROR_PATH_MAX];

	int err = path_below(path, sizeof path, report, dir, name);
	if (err == GS_OK && mkdir(path, mode) != 0 && errno != EEXIST)
		err = report_refused(report, path, "cannot be made");
	return err;
}

/* A folder that somebody named by mistake is left as it is. */
static int claim_dir(const struct gs_mirror_folder *f,
    struct gs_report *report)
{
	if (access(f->public, F_OK) == 0 ||
	    gs_file_is_empty_folder(AT_FDCWD, f->dir))
		return GS_OK;
	gs_report_tell(report, "mirror-not-ours", "{0} is no mirror's folder, "
	    "and has other files in it: give one that is empty or not there",
	    gs_say_text(f->dir));
	return GS_ERR_MISMATCH;
}

static int lock_dir(struct gs_mirror_folder *f, struct gs_report *report)
{
	f->lock = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->lock < 0)
		return report_refused(report, f->dir, "cannot be opened");
	if (flock(f->lock, LOCK_EX | LOCK_NB) == 0)
		return GS_OK;
	if (errno != EWOULDBLOCK)
		return report_refused(report, f->dir, "cannot be locked");
	gs_report_tell(report, "mirror-busy", "another mirror works on {0} "
	    "just now: let it end", gs_say_text(f->dir));
	return GS_ERR_BUSY;
}

static int make_public(const struct gs_mirror_folder *f,
    struct gs_report *report)
{
	static const char *const parts[] = {"log", "roll", "content"};
	int err = make_below(report, f->public, "", 0700);

	for (size_t i = 0; err == GS_OK && i < sizeof parts / sizeof *parts;
	    i++)
		err = make_below(report, f->public, parts[i], 0755);
	if (err == GS_OK && fsync(f->lock) != 0)
		err = report_refused(report, f->dir, "cannot be made durable");
	return err;
}

int gs_mirror_folder_open(struct gs_mirror_folder *out,
    struct gs_report *report, const char *dir)
{
	*out = (struct gs_mirror_folder){.lock = -1};
	int err = path_below(out->dir, sizeof out->dir, report, dir, "");
	if (err == GS_OK)
		err = path_below(out->public, sizeof out->public, report, dir,
		    "public");
	if (err == GS_OK)
		err = path_below(out->log, sizeof out->log, report,
		    out->public, "log");

	if (err == GS_OK)
		err = make_below(report, out->dir, "", 0755);
	if (err == GS_OK)
		err = lock_dir(out, report);
	if (err == GS_OK)
		err = claim_dir(out, report);
	if (err == GS_OK)
		err = make_public(out, report);
	if (err != GS_OK)
		gs_mirror_folder_close(out);
	return err;
}

void gs_mirror_folder_close(struct gs_mirror_folder *folder)
{
	if (folder->lock >= 0)
		(void)close(folder->lock);
	folder->lock = -1;
}

int gs_mirror_folder_show(const struct gs_mirror_folder *folder,
    struct gs_report *report, bool open)
{
	return chmod(folder->public, open ? 0755 : 0700) == 0 ? GS_OK :
	    report_refused(report, folder->public, open ?
	        "cannot be opened to others" : "cannot be closed to others");
}

/* What it must not forget ------------------------------------------------- */

/* 0 bytes: there is none. */
static void put_note(struct gs_writer *w, const char *name,
    const struct gs_mirror_note *note)
{
	gs_parts_put(w, name, (struct gs_span){note->bytes,
	    note->there ? note->len : 0});
}

int gs_mirror_memory_write(const struct gs_mirror_memory *memory,
    struct gs_report *report, const struct gs_mirror_folder *folder)
{
	char path[GS_MIRROR_PATH_MAX];
	uint8_t *text = malloc(MEMORY_MAX);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, MEMORY_MAX);
	gs_write_text(&w, HEAD "checked ");
	gs_write_decimal(&w, memory->checked);
	gs_write_text(&w, " ");
	gs_write_base64(&w, memory->root, 32);
	gs_write_text(&w, "\n");
	put_note(&w, "followed", &memory->followed);
	put_note(&w, "cosigned", &memory->cosigned);

	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = path_below(path, sizeof path, report, folder->dir,
		    MEMORY_NAME);
	if (err == GS_OK)
		err = gs_file_write(path, text, w.len, 0600, report);
	free(text);
	return err;
}

static int take_note(struct gs_mirror_note *out, struct gs_reader *r,
    const char *name, const struct gs_verifier *log)
{
	struct gs_attestation verified;
	struct gs_span note = gs_parts_take(r, name, sizeof out->bytes);

	if (r->err != GS_OK)
		return GS_ERR_FORMAT;
	out->there = note.len > 0;
	if (!out->there)
		return GS_OK;

	memcpy(out->bytes, note.ptr, note.len);
	out->len = note.len;
	return gs_checkpoint_open(&out->checkpoint, &verified, out->bytes,
	    out->len, log, 1);
}

static int parse_memory(struct gs_mirror_memory *out,
    const struct gs_verifier *log, const uint8_t *text, size_t len)
{
	struct gs_reader r = gs_reader_of(text, len);

	gs_read_expect(&r, HEAD "checked ");
	if (r.err != GS_OK)
		return GS_ERR_FORMAT;
	out->checked = gs_parts_number(&r, ' ', INT64_MAX);
	const uint8_t *root = r.err == GS_OK ? gs_read_bytes(&r, 44) : NULL;
	size_t got = 0;
	if (root == NULL ||
	    gs_base64_decode(out->root, &got, 32, root, 44) != GS_OK ||
	    got != 32)
		return GS_ERR_FORMAT;
	gs_read_expect(&r, "\n");

	int err = take_note(&out->followed, &r, "followed", log);
	if (err == GS_OK)
		err = take_note(&out->cosigned, &r, "cosigned", log);
	if (err == GS_OK)
		err = gs_reader_end(&r);
	if (err == GS_OK && out->checked > (out->followed.there ?
	    out->followed.checkpoint.size : 0))
		err = GS_ERR_FORMAT;
	return err;
}

/* A folder in which a checkpoint is published had a memory: it is written
 * first.  Without it this key could cosign another log. */
static int refuse_forgotten(struct gs_report *report,
    const struct gs_mirror_folder *folder, const char *memory)
{
	char path[GS_MIRROR_PATH_MAX];

	int err = path_below(path, sizeof path, report, folder->log,
	    "checkpoint");
	if (err != GS_OK)
		return err;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return GS_OK;

	gs_report_tell(report, "mirror-memory-missing", "{0} is missing, and "
	    "{1} shows what this mirror followed: put it back, or take another "
	    "folder and, to cosign, another key", gs_say_text(memory),
	    gs_say_text(path));
	return GS_ERR_MISMATCH;
}

int gs_mirror_memory_read(struct gs_mirror_memory *out,
    struct gs_report *report, const struct gs_mirror_folder *folder,
    const struct gs_verifier *log)
{
	char path[GS_MIRROR_PATH_MAX];
	uint8_t *text = NULL;
	size_t len = 0;

	memset(out, 0, sizeof *out);
	gs_tree_empty(out->root);
	int err = path_below(path, sizeof path, report, folder->dir,
	    MEMORY_NAME);
	if (err != GS_OK)
		return err;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return refuse_forgotten(report, folder, path);

	err = gs_file_read(&text, &len, MEMORY_MAX, path, report);
	if (err != GS_OK)
		return err == GS_ERR_SPACE ? GS_ERR_MISMATCH : err;
	err = parse_memory(out, log, text, len);
	free(text);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "mirror-memory-other", "{0} is not what a "
	    "mirror of {1} remembers ({2}): it is another log's, or damaged; "
	    "a cosigning mirror never starts without it: put it back, or take "
	    "another folder and another key", gs_say_text(path),
	    gs_say_text(log->name), gs_say_text(gs_strerror(err)));
	return GS_ERR_MISMATCH;
}
