/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/client/snapshot.h"
#include "lib/crash.h"
#include "lib/file.h"
#include "server/back/warn.h"

#define ROOT_LEN 32 /* of the pieces, at the file's end */

#define TEMPORARY_LEN (sizeof "snapshot.XXXXXX" - 1)

/* It is written again after so many entries, or a sixteenth of the log. */
#define STEP_MIN 4096
#define STEP_SHARE 16

/* Bytes on their way to the file or out of it. */
struct pieces {
	int fd;
	uint8_t *buf; /* GS_SNAPSHOT_PIECE of them */
	size_t len, at;
	uint64_t left; /* in the file, without the root; when it is read */
	struct gs_frontier hashes;
};

static int start_pieces(struct pieces *p, int fd)
{
	*p = (struct pieces){.fd = fd, .buf = malloc(GS_SNAPSHOT_PIECE)};
	return p->buf == NULL ? GS_ERR_MEMORY : GS_OK;
}

static int hash_piece(struct pieces *p)
{
	uint8_t leaf[32];

	gs_tree_leaf(leaf, p->buf, p->len);
	return gs_frontier_add(&p->hashes, leaf);
}

static int flush_piece(struct pieces *p)
{
	int err = p->len == 0 ? GS_OK : hash_piece(p);

	if (err == GS_OK)
		err = gs_file_put(p->fd, p->buf, p->len);
	p->len = 0;
	return err;
}

/* A gs_snapshot_fn. */
static int write_piece(void *ctx, void *bytes, size_t len)
{
	struct pieces *p = ctx;
	const uint8_t *from = bytes;
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		size_t room = GS_SNAPSHOT_PIECE - p->len;
		size_t n = len < room ? len : room;

		memcpy(p->buf + p->len, from, n);
		p->len += n;
		from += n;
		len -= n;
		if (p->len == GS_SNAPSHOT_PIECE)
			err = flush_piece(p);
	}
	return err;
}

static int read_exactly(int fd, uint8_t *out, size_t len)
{
	while (len > 0) {
		ssize_t n = read(fd, out, len);

		if (n == 0)
			return GS_ERR_CORRUPT;
		if (n < 0 && errno != EINTR)
			return GS_ERR_IO;
		if (n > 0) {
			out += n;
			len -= (size_t)n;
		}
	}
	return GS_OK;
}

static int fill_piece(struct pieces *p)
{
	p->len = p->left < GS_SNAPSHOT_PIECE ? (size_t)p->left :
	    GS_SNAPSHOT_PIECE;
	p->at = 0;
	if (p->len == 0)
		return GS_ERR_CORRUPT;

	int err = read_exactly(p->fd, p->buf, p->len);
	p->left -= p->len;
	return err == GS_OK ? hash_piece(p) : err;
}

/* A gs_snapshot_fn. */
static int read_piece(void *ctx, void *bytes, size_t len)
{
	struct pieces *p = ctx;
	uint8_t *out = bytes;
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		size_t n = p->len - p->at < len ? p->len - p->at : len;

		if (n == 0) {
			err = fill_piece(p);
			continue;
		}
		memcpy(out, p->buf + p->at, n);
		p->at += n;
		out += n;
		len -= n;
	}
	return err;
}

/* The next bytes are these.  A gs_snapshot_fn. */
static int match_piece(void *ctx, void *bytes, size_t len)
{
	uint8_t is[256];
	const uint8_t *want = bytes;
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		size_t n = len < sizeof is ? len : sizeof is;

		err = read_piece(ctx, is, n);
		if (err == GS_OK && memcmp(is, want, n) != 0)
			err = GS_ERR_MISMATCH;
		want += n;
		len -= n;
	}
	return err;
}

/* Everything was read, and is what was written. */
static int end_pieces(struct pieces *p)
{
	uint8_t root[ROOT_LEN], want[ROOT_LEN];

	if (p->left != 0 || p->at != p->len)
		return GS_ERR_CORRUPT;
	int err = read_exactly(p->fd, want, sizeof want);
	if (err != GS_OK)
		return err;
	gs_frontier_root(root, &p->hashes);
	return memcmp(root, want, sizeof root) == 0 ? GS_OK : GS_ERR_CORRUPT;
}

static bool name_file(char path[sizeof(((struct gs_back *)0)->log_dir)],
    const struct gs_back *back)
{
	int n = snprintf(path, sizeof back->log_dir, "%s/snapshot", back->dir);

	return n >= 0 && (size_t)n < sizeof back->log_dir;
}

static void close_snapshot(struct pieces *p)
{
	if (p->fd >= 0)
		close(p->fd);
	free(p->buf);
}

/* GS_ERR_UNKNOWN: there is none. */
static int open_snapshot(struct pieces *p, const struct gs_back *back)
{
	char path[sizeof back->log_dir];
	uint8_t heading[GS_SNAPSHOT_HEADING_LEN];
	struct stat st;

	*p = (struct pieces){.fd = -1};
	if (!name_file(path, back))
		return GS_ERR_RANGE;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? GS_ERR_UNKNOWN : GS_ERR_IO;
	int err = start_pieces(p, fd);
	if (err != GS_OK)
		return err;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return GS_ERR_IO;
	if (st.st_size < (off_t)(GS_SNAPSHOT_HEADING_LEN + ROOT_LEN))
		return GS_ERR_CORRUPT;
	p->left = (uint64_t)st.st_size - ROOT_LEN;
	err = read_piece(p, heading, sizeof heading);
	return err == GS_OK && memcmp(heading, GS_SNAPSHOT_HEADING,
	    sizeof heading) != 0 ?
	    GS_ERR_CORRUPT : err;
}

/* Whether the store has a checkpoint of this log over exactly these
 * entries. */
static int require_checkpoint(const struct gs_back *back,
    const struct gs_frontier *log)
{
	struct gs_checkpoint c;
	struct gs_attestation verified;
	struct gs_span note = {NULL, 0};
	uint8_t root[32];

	int err = gs_store_checkpoint_of(&note, back->log, log->size);
	if (err == GS_ERR_UNKNOWN)
		return GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &verified, note.ptr, note.len,
		    &back->signer.verifier, 1);
	if (err != GS_OK)
		return err;
	gs_frontier_root(root, log);
	return c.size == log->size && memcmp(c.root, root, 32) == 0 ? GS_OK :
	    GS_ERR_MISMATCH;
}

static void refuse_snapshot(const struct gs_back *back, int err)
{
	if (err == GS_ERR_UNKNOWN)
		return;
	gs_back_warn("snapshot-refused", "{0}/snapshot: {1}; it is not used: "
	    "the whole log is read, and another one written",
	    gs_say_text(back->dir), gs_say_text(
	        err == GS_ERR_MISMATCH ? "it is not of this log's entries" :
	        err == GS_ERR_IO || err == GS_ERR_MEMORY ?
	        "it cannot be read" : "it is damaged"));
}

bool gs_back_snapshot_load(struct gs_back *back)
{
	struct pieces p;
	struct gs_arena *arena = gs_pool_start(&back->pool);

	back->snapshot_size = 0;
	int err = open_snapshot(&p, back);
	if (err == GS_OK)
		err = gs_snapshot_read(&back->state, arena, read_piece, &p);
	if (err == GS_OK)
		err = gs_leaves_read(&back->leaves,
		    gs_state_frontier(back->state), read_piece, &p);
	if (err == GS_OK)
		err = end_pieces(&p);
	if (err == GS_OK)
		err = require_checkpoint(back, gs_state_frontier(back->state));
	close_snapshot(&p);

	if (err == GS_OK) {
		back->snapshot_size = gs_state_size(back->state);
		return true;
	}
	back->state = NULL;
	gs_leaves_free(&back->leaves);
	gs_pool_free(&back->pool);
	refuse_snapshot(back, err);
	return false;
}

/* The size stands behind both headings. */
void gs_back_snapshot_expect(struct gs_snapshot_check *check,
    const struct gs_back *back)
{
	struct pieces p;
	uint8_t start[GS_STATE_HEADING_LEN + 8];

	*check = (struct gs_snapshot_check){.any = false};
	int err = open_snapshot(&p, back);
	check->any = err != GS_ERR_UNKNOWN;
	if (err == GS_OK)
		err = read_piece(&p, start, sizeof start);
	if (err == GS_OK)
		for (size_t i = GS_STATE_HEADING_LEN; i < sizeof start; i++)
			check->size = check->size << 8 | start[i];
	close_snapshot(&p);
}

void gs_back_snapshot_compare(struct gs_snapshot_check *check,
    struct gs_back *back)
{
	struct pieces p;

	if (!check->any || check->size != gs_state_size(back->state))
		return;
	int err = open_snapshot(&p, back);
	if (err == GS_OK)
		err = gs_snapshot_write(back->state, match_piece, &p);
	if (err == GS_OK)
		err = gs_leaves_write(back->leaves, match_piece, &p);
	if (err == GS_OK)
		err = end_pieces(&p);
	close_snapshot(&p);
	check->same = err == GS_OK;
}

void gs_back_snapshot_judge(const struct gs_snapshot_check *check,
    struct gs_back *back)
{
	back->snapshot_size = check->same ? check->size : 0;
	back->snapshot_wrong = check->any && !check->same;
	if (back->snapshot_wrong)
		refuse_snapshot(back, GS_ERR_MISMATCH);
}

/* What a server that was killed while it wrote left there. */
void gs_back_snapshot_clear(const struct gs_back *back)
{
	DIR *dir = opendir(back->dir);

	if (dir == NULL)
		return;
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
		if (strncmp(e->d_name, "snapshot.", 9) == 0 &&
		    strlen(e->d_name) == TEMPORARY_LEN)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	closedir(dir);
}

static int fill_snapshot(int fd, void *ctx)
{
	struct gs_back *back = ctx;
	struct pieces p;
	uint8_t heading[GS_SNAPSHOT_HEADING_LEN], root[ROOT_LEN];

	memcpy(heading, GS_SNAPSHOT_HEADING, sizeof heading);
	int err = start_pieces(&p, fd);
	if (err == GS_OK)
		err = write_piece(&p, heading, sizeof heading);
	if (err == GS_OK)
		err = gs_snapshot_write(back->state, write_piece, &p);
	if (err == GS_OK)
		err = gs_leaves_write(back->leaves, write_piece, &p);
	if (err == GS_OK)
		err = flush_piece(&p);
	if (err == GS_OK) {
		gs_frontier_root(root, &p.hashes);
		err = gs_file_put(fd, root, sizeof root);
	}
	free(p.buf);
	GS_CRASH_POINT("snapshot-filled");
	return err;
}

static bool has_news(const struct gs_back *back, bool now)
{
	uint64_t size = back->signed_size, since = size - back->snapshot_size;
	uint64_t share = size / STEP_SHARE;

	if (back->broken || back->failed != GS_OK ||
	    size != gs_state_size(back->state) || since == 0)
		return false;
	return now || since >= (share > STEP_MIN ? share : STEP_MIN);
}

void gs_back_snapshot_save(struct gs_back *back, bool now)
{
	const struct gs_file_fill with = {fill_snapshot, back};
	struct gs_report report = {.text = ""};
	char path[sizeof back->log_dir];

	if (!has_news(back, now) || !name_file(path, back))
		return;
	int err = gs_file_write_by(path, &with, 0600, &report);
	GS_CRASH_POINT("snapshot-written");
	/* Not once more for each batch, where it cannot be written. */
	back->snapshot_size = back->signed_size;
	if (err != GS_OK)
		gs_back_warn("snapshot-not-written", "{0}/snapshot cannot be "
		    "written; the next start reads more of the log: {1}",
		    gs_say_text(back->dir), gs_say_text(
		        report.text[0] != '\0' ? report.text :
		        gs_strerror(err)));
}
