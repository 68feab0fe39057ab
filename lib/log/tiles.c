/* SPDX-License-Identifier: Apache-2.0 */
/* Writing differs from lib/file.c on purpose: a tile is filled entry by entry
 * and may be 16 MiB, names are resolved below a descriptor of the log's folder,
 * a folder that takes many files is synced once, and crash points stand between
 * the steps. */
#include "lib/log/tiles.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/crash.h"

#define TILE_BYTES ((size_t)GS_TILE_WIDTH * 32)
#define BUNDLE_MAX ((size_t)GS_TILE_WIDTH * (2 + GS_ENTRY_MAX))
#define SIZE_LIMIT (UINT64_C(1) << 62)
#define SUFFIX ".tmp" /* of a file that is being written */

/* 1234067 -> x001/x234/067 */
static void write_index(struct gs_writer *w, uint64_t index)
{
	uint64_t unit = 1;

	while (index / unit >= 1000)
		unit *= 1000;
	for (; unit != 0; unit /= 1000) {
		uint64_t group = index / unit % 1000;
		char text[4] = {(char)('0' + group / 100),
		    (char)('0' + group / 10 % 10), (char)('0' + group % 10),
		    '/'};

		if (unit > 1)
			gs_write_text(w, "x");
		gs_write_bytes(w, text, unit > 1 ? 4 : 3);
	}
}

int gs_tile_path(char out[GS_TILE_PATH_MAX], unsigned level, uint64_t index,
    unsigned width)
{
	struct gs_writer w = gs_writer_of(out, GS_TILE_PATH_MAX);

	if (level > GS_TILE_ENTRIES || index >= SIZE_LIMIT || width == 0 ||
	    width > GS_TILE_WIDTH)
		return GS_ERR_RANGE;

	gs_write_text(&w, "tile/");
	if (level == GS_TILE_ENTRIES)
		gs_write_text(&w, "entries");
	else
		gs_write_decimal(&w, level);
	gs_write_text(&w, "/");
	write_index(&w, index);

	if (width < GS_TILE_WIDTH) {
		gs_write_text(&w, ".p/");
		gs_write_decimal(&w, width);
	}
	gs_write_u8(&w, 0);
	return gs_writer_end(&w);
}

/* The next name in the path, up to '/' or the end. */
static struct gs_span next_name(struct gs_reader *r)
{
	const uint8_t *slash = r->left == 0 ? NULL :
	    memchr(r->ptr, '/', r->left);
	size_t len = slash == NULL ? r->left : (size_t)(slash - r->ptr);
	struct gs_span name = {gs_read_bytes(r, len), len};

	if (slash != NULL)
		gs_read_u8(r);
	return name;
}

/* Adds the digits of one name; the caller sees later whether the name was
 * canonical. */
static uint64_t add_digits(uint64_t n, struct gs_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] >= '0' && name.ptr[i] <= '9')
			n = n % SIZE_LIMIT * 10 + (name.ptr[i] - '0');
	return n;
}

/* Reads leniently; then the path must be the one that the writer makes. */
int gs_tile_path_parse(unsigned *level, uint64_t *index, unsigned *width,
    const void *path, size_t len)
{
	char again[GS_TILE_PATH_MAX];
	uint64_t l = GS_TILE_ENTRIES, n = 0, w = GS_TILE_WIDTH;
	struct gs_reader r = gs_reader_of(path, len);
	bool partial = false;

	gs_read_expect(&r, "tile/");
	if (r.err != GS_OK || len >= GS_TILE_PATH_MAX)
		return GS_ERR_FORMAT;
	struct gs_span name = next_name(&r);
	if ((name.len != 7 || memcmp(name.ptr, "entries", 7) != 0) &&
	    gs_decimal_decode(&l, name.ptr, name.len, GS_TILE_LEVELS - 1) !=
	    GS_OK)
		return GS_ERR_FORMAT;

	while (r.left > 0 && !partial) {
		name = next_name(&r);
		n = add_digits(n, name);
		partial = name.len > 2 &&
		    memcmp(name.ptr + name.len - 2, ".p", 2) == 0;
	}
	if (partial && gs_decimal_decode(&w, r.ptr, r.left,
	    GS_TILE_WIDTH - 1) != GS_OK)
		return GS_ERR_FORMAT;

	if (gs_tile_path(again, (unsigned)l, n, (unsigned)w) != GS_OK ||
	    strlen(again) != len || memcmp(again, path, len) != 0)
		return GS_ERR_FORMAT;
	*level = (unsigned)l;
	*index = n;
	*width = (unsigned)w;
	return GS_OK;
}

/* Level l of a log of `size` has size >> 8l hashes. */
static uint64_t level_count(uint64_t size, unsigned level)
{
	return size >> (8 * (level == GS_TILE_ENTRIES ? 0 : level));
}

static unsigned tile_width(uint64_t size, unsigned level, uint64_t index)
{
	uint64_t left = level_count(size, level) - index * GS_TILE_WIDTH;

	return left < GS_TILE_WIDTH ? (unsigned)left : GS_TILE_WIDTH;
}

/* What the system refused, with the whole path; errno says why. */
static int report_path(struct gs_report *report, const char *dir,
    const char *path, const char *what)
{
	int why = errno;
	char place[4096];

	(void)snprintf(place, sizeof place, "%s%s%s", dir,
	    path[0] == '\0' ? "" : "/", path);
	gs_report_errno(report, "log-file-refused", place, what, why);
	return GS_ERR_IO;
}

/* Files are renamed into place one by one; a folder is synced once, when the
 * writer leaves it for another. */
struct log_folder {
	struct gs_report *report;
	const char *name;
	int root; /* descriptor of `name` */
	/* Files were renamed into it and it is not yet synced; "" = none. */
	char dirty[GS_TILE_PATH_MAX];
	bool passing; /* nothing is synced: it is made anew at each start */
};

static int report_write(const struct log_folder *f, const char *path)
{
	return report_path(f->report, f->name, path, "cannot be written");
}

static int sync_below(const struct log_folder *f, const char *path)
{
	int fd = openat(f->root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return report_path(f->report, f->name, path,
		    "cannot be opened");
	int err = fsync(fd) == 0 ? GS_OK :
	    report_path(f->report, f->name, path, "cannot be made durable");
	close(fd);
	return err;
}

static int settle_folder(struct log_folder *f)
{
	int err = f->dirty[0] == '\0' ? GS_OK : sync_below(f, f->dirty);

	f->dirty[0] = '\0';
	return err;
}

static int open_folder(struct log_folder *f, const char *name,
    struct gs_report *report)
{
	*f = (struct log_folder){.report = report, .name = name,
	    .root = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	return f->root >= 0 ? GS_OK :
	    report_path(report, name, "", "cannot be opened");
}

static void close_folder(struct log_folder *f)
{
	if (f->root >= 0)
		close(f->root);
	f->root = -1;
}

/* A folder that is there already is fine. */
static int make_folder(const struct log_folder *f, const char *path,
    const char *above)
{
	if (mkdirat(f->root, path, 0755) == 0)
		return sync_below(f, above);
	return errno == EEXIST ? GS_OK : report_path(f->report, f->name, path,
	    "cannot be made");
}

/* The folders above `path`, each synced into the one above it. */
static int make_parents(const struct log_folder *f, const char *path)
{
	char dir[GS_TILE_PATH_MAX + 8] = "", above[sizeof dir] = ".";

	for (size_t i = 0; path[i] != '\0'; i++) {
		if (path[i] == '/') {
			int err = make_folder(f, dir, above);

			if (err != GS_OK)
				return err;
			memcpy(above, dir, sizeof dir);
		}
		dir[i] = path[i];
	}
	return GS_OK;
}

static int mark_dirty(struct log_folder *f, const char *path)
{
	char dir[GS_TILE_PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');

	if (slash != NULL) {
		memcpy(dir, path, (size_t)(slash - path));
		dir[slash - path] = '\0';
	}
	if (strcmp(dir, f->dirty) == 0)
		return GS_OK;

	int err = settle_folder(f);
	memcpy(f->dirty, dir, sizeof dir);
	return err;
}

/* What a new file is filled by.  GS_ERR_IO is the file's, and errno says
 * why. */
typedef int fill_fn(FILE *file, void *ctx);

struct tile_fill {
	fill_fn *fill;
	void *ctx;
};

static int fill_and_sync(int fd, const struct tile_fill *with, bool passing)
{
	FILE *file = fdopen(fd, "wb");

	if (file == NULL) {
		close(fd);
		return GS_ERR_IO;
	}
	int err = with->fill(file, with->ctx);
	GS_CRASH_POINT("file-filled");
	if (err == GS_OK && (fflush(file) != 0 ||
	        (!passing && fsync(fd) != 0)))
		err = GS_ERR_IO;

	int why = errno;
	if (fclose(file) != 0 && err == GS_OK)
		return GS_ERR_IO;
	errno = why;
	return err;
}

/* Under a name of its own, then renamed. */
static int put_file(struct log_folder *f, const char *path,
    const struct tile_fill *with)
{
	char temp[GS_TILE_PATH_MAX + sizeof SUFFIX];
	struct gs_writer w = gs_writer_of(temp, sizeof temp);

	gs_write_text(&w, path);
	gs_write_bytes(&w, SUFFIX, sizeof SUFFIX);
	if (gs_writer_end(&w) != GS_OK)
		return GS_ERR_INTERNAL;
	int err = make_parents(f, path);
	if (err != GS_OK)
		return err;

	int fd = openat(f->root, temp, O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC, 0644);
	if (fd < 0)
		return report_write(f, path);
	GS_CRASH_POINT("file-created");
	err = fill_and_sync(fd, with, f->passing);
	GS_CRASH_POINT("file-written");

	if (err == GS_OK && renameat(f->root, temp, f->root, path) != 0)
		err = GS_ERR_IO;
	GS_CRASH_POINT("file-renamed");
	if (err == GS_OK)
		return f->passing ? GS_OK : mark_dirty(f, path);
	if (err == GS_ERR_IO)
		err = report_write(f, path);
	unlinkat(f->root, temp, 0);
	return err;
}

struct tile_job {
	struct gs_report *report;
	const struct gs_tiles_source *source;
	unsigned level;
	uint64_t index;
	unsigned width;
};

static int fill_hashes(FILE *file, void *ctx)
{
	const struct tile_job *job = ctx;

	for (uint64_t i = 0; i < job->width; i++) {
		uint8_t hash[32];

		int err = job->source->subtree(hash, job->source->ctx,
		    8 * job->level, job->index * GS_TILE_WIDTH + i);
		if (err != GS_OK)
			return err;
		if (fwrite(hash, 1, 32, file) != 32)
			return GS_ERR_IO;
	}
	return GS_OK;
}

/* An entry under a hash that is not its own would be found by every auditor,
 * and could not be taken back. */
static int take_entry(struct gs_span *out, const struct tile_job *job,
    uint64_t index)
{
	const struct gs_tiles_source *s = job->source;
	uint8_t want[32], have[32];

	int err = s->entry(&out->ptr, &out->len, s->ctx, index);
	if (err == GS_OK)
		err = s->subtree(want, s->ctx, 0, index);
	if (err == GS_OK && out->len > GS_ENTRY_MAX)
		err = GS_ERR_RANGE;
	if (err != GS_OK)
		return err;

	gs_tree_leaf(have, out->ptr, out->len);
	if (memcmp(have, want, 32) == 0)
		return GS_OK;
	gs_report_tell(job->report, "tile-entry-hash", "entry {0} is stored "
	    "with other bytes than those that the log's tree has a hash of",
	    gs_say_number(index));
	return GS_ERR_CORRUPT;
}

static int fill_entries(FILE *file, void *ctx)
{
	const struct tile_job *job = ctx;

	for (uint64_t i = 0; i < job->width; i++) {
		struct gs_span entry = {NULL, 0};

		int err = take_entry(&entry, job,
		    job->index * GS_TILE_WIDTH + i);
		if (err != GS_OK)
			return err;

		uint8_t head[2] = {(uint8_t)(entry.len >> 8),
		    (uint8_t)entry.len};
		if (fwrite(head, 1, 2, file) != 2 || (entry.len > 0 &&
		    fwrite(entry.ptr, 1, entry.len, file) != entry.len))
			return GS_ERR_IO;
	}
	return GS_OK;
}

static int write_level(struct log_folder *f, unsigned level,
    uint64_t old_size, uint64_t new_size,
    const struct gs_tiles_source *source)
{
	uint64_t from = level_count(old_size, level);
	uint64_t to = level_count(new_size, level);
	int err = GS_OK;

	if (from == to)
		return GS_OK;
	for (uint64_t n = from / GS_TILE_WIDTH; n * GS_TILE_WIDTH < to &&
	    err == GS_OK; n++) {
		char path[GS_TILE_PATH_MAX];
		struct tile_job job = {.report = f->report, .source = source,
		    .level = level, .index = n,
		    .width = tile_width(new_size, level, n)};
		const struct tile_fill with = {level == GS_TILE_ENTRIES ?
		    fill_entries : fill_hashes, &job};

		err = gs_tile_path(path, level, n, job.width);
		if (err == GS_OK)
			err = put_file(f, path, &with);
	}
	return err;
}

int gs_tiles_write(struct gs_report *report, const char *dir,
    uint64_t old_size, uint64_t new_size,
    const struct gs_tiles_source *source)
{
	struct log_folder f;

	if (old_size > new_size || new_size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	int err = open_folder(&f, dir, report);
	for (unsigned level = 0; level <= GS_TILE_ENTRIES && err == GS_OK;
	    level++)
		err = write_level(&f, level, old_size, new_size, source);
	if (err == GS_OK)
		err = settle_folder(&f);
	close_folder(&f);
	return err;
}

static int fill_span(FILE *file, void *ctx)
{
	const struct gs_span *span = ctx;

	if (fwrite(span->ptr, 1, span->len, file) != span->len)
		return GS_ERR_IO;
	return GS_OK;
}

int gs_tiles_publish(struct gs_report *report, const char *dir,
    const void *note, size_t len)
{
	return gs_tiles_put(report, dir, "checkpoint", note, len);
}

static int put_span(struct gs_report *report, const char *dir,
    const char *name, struct gs_span bytes, bool passing)
{
	struct log_folder f;
	const struct tile_fill with = {fill_span, &bytes};

	int err = open_folder(&f, dir, report);
	f.passing = passing;
	if (err == GS_OK)
		err = put_file(&f, name, &with);
	if (err == GS_OK)
		err = settle_folder(&f);
	close_folder(&f);
	return err;
}

int gs_tiles_put(struct gs_report *report, const char *dir, const char *name,
    const void *bytes, size_t len)
{
	return put_span(report, dir, name, (struct gs_span){bytes, len}, false);
}

int gs_tiles_show(struct gs_report *report, const char *dir, const char *name,
    const void *bytes, size_t len)
{
	return put_span(report, dir, name, (struct gs_span){bytes, len}, true);
}

/* Everything in one `<N>.p`. */
static int empty_partials(const struct log_folder *f, DIR *d,
    const char *path)
{
	int err = GS_OK;

	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), e->d_name, 0) != 0)
			err = report_path(f->report, f->name, path,
			    "cannot be emptied");
		GS_CRASH_POINT("partial-removed");
	}
	return err;
}

/* Everything in one `<N>.p`, and it. */
static int remove_partials(const struct log_folder *f, const char *path)
{
	int fd = openat(f->root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return GS_OK;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (d == NULL) {
		int err = report_path(f->report, f->name, path,
		    "cannot be opened");

		if (fd >= 0)
			close(fd);
		return err;
	}

	int err = empty_partials(f, d, path);
	closedir(d);
	if (err == GS_OK && unlinkat(f->root, path, AT_REMOVEDIR) != 0)
		err = report_path(f->report, f->name, path,
		    "cannot be removed");
	return err;
}

static int prune_level(const struct log_folder *f, unsigned level,
    uint64_t old_size, uint64_t new_size)
{
	char path[GS_TILE_PATH_MAX];
	uint64_t n = level_count(old_size, level) / GS_TILE_WIDTH;
	uint64_t full = level_count(new_size, level) / GS_TILE_WIDTH;
	int err = GS_OK;

	/* Sizes in between may have been published as well. */
	for (; n < full && err == GS_OK; n++) {
		err = gs_tile_path(path, level, n, 1);
		if (err != GS_OK)
			break;
		*strrchr(path, '/') = '\0';
		err = remove_partials(f, path);
	}
	return err;
}

int gs_tiles_prune(struct gs_report *report, const char *dir,
    uint64_t old_size, uint64_t new_size)
{
	struct log_folder f;

	if (old_size > new_size || new_size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	int err = open_folder(&f, dir, report);
	for (unsigned level = 0; level <= GS_TILE_ENTRIES && err == GS_OK;
	    level++)
		err = prune_level(&f, level, old_size, new_size);
	close_folder(&f);
	return err;
}

/* GS_ERR_IO: errno says why. */
static int read_open(uint8_t *out, size_t *len, size_t max, int fd)
{
	size_t have = 0;

	for (;;) {
		uint8_t more;

		ssize_t n = have < max ? read(fd, out + have, max - have) :
		    read(fd, &more, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return GS_ERR_IO;
		if (n == 0)
			break;
		if (have == max)
			return GS_ERR_SPACE;
		have += (size_t)n;
	}
	*len = have;
	return GS_OK;
}

int gs_tiles_fetch_log(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	const struct gs_log_place *place = ctx;
	char full[GS_TILE_PATH_MAX + 8];
	int n = snprintf(full, sizeof full, "log/%s", path);

	if (n < 0 || (size_t)n >= sizeof full)
		return GS_ERR_RANGE;
	return place->fetch(place->ctx, report, out, len, max, full);
}

int gs_tiles_fetch_dir(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	const char *dir = ctx;
	int root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		return report_path(report, dir, "", "cannot be opened");
	int fd = openat(root, path, O_RDONLY | O_CLOEXEC);
	bool absent = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
	int err = fd < 0 ?
	    report_path(report, dir, path, "cannot be opened") :
	    read_open(out, len, max, fd);

	if (fd >= 0 && err == GS_ERR_IO)
		err = report_path(report, dir, path, "cannot be read");
	if (err == GS_ERR_SPACE)
		gs_report_tell(report, "log-file-too-long", "{0}/{1} is "
		    "longer than {2} bytes, the most that it may have",
		    gs_say_text(dir), gs_say_text(path), gs_say_number(max));
	if (fd >= 0)
		close(fd);
	close(root);
	return absent ? GS_ERR_UNKNOWN : err;
}

struct tile {
	bool loaded;
	uint64_t index;
	unsigned width;
	uint8_t hash[GS_TILE_WIDTH][32];
};

struct gs_tiles {
	gs_fetch_fn *fetch;
	void *ctx;
	struct gs_report *report;
	uint64_t size;
	struct tile edge[GS_TILE_LEVELS]; /* partial, under the root */
	struct tile full[GS_TILE_LEVELS]; /* the last one read */
	/* The last bundle read: where its entries begin, and its end. */
	bool bundle_loaded;
	uint64_t bundle_index;
	uint8_t *bundle;
	size_t entry_at[GS_TILE_WIDTH + 1];
};

/* A tile or bundle to fetch, and, once it is there, where it was found. */
struct tile_ask {
	unsigned level;
	uint64_t index;
	unsigned width;
	bool is_full; /* a full tile, maybe in a partial one's place */
	char path[GS_TILE_PATH_MAX];
	size_t len; /* bytes */
};

static int fetch_width(struct gs_tiles *t, struct gs_report *report,
    struct tile_ask *ask, uint8_t *out, size_t max, unsigned width)
{
	int err = gs_tile_path(ask->path, ask->level, ask->index, width);

	ask->is_full = width == GS_TILE_WIDTH;
	return err != GS_OK ? err :
	    t->fetch(t->ctx, report, out, &ask->len, max, ask->path);
}

/* The partial tile, or, if it is gone, the full one in its place, of which the
 * caller takes the beginning. */
static int fetch_tile(struct gs_tiles *t, struct tile_ask *ask, uint8_t *out,
    size_t max)
{
	struct gs_report heard = {.text = ""};

	int err = fetch_width(t, &heard, ask, out, max, ask->width);
	if (err == GS_ERR_UNKNOWN && ask->width < GS_TILE_WIDTH)
		err = fetch_width(t, &heard, ask, out, max, GS_TILE_WIDTH);
	if (err != GS_OK && t->report != NULL)
		*t->report = heard;
	return err == GS_ERR_SPACE ? GS_ERR_FORMAT : err;
}

static int load_hashes(struct tile *tile, struct gs_tiles *t, unsigned level,
    uint64_t index, unsigned width)
{
	struct tile_ask ask = {.level = level, .index = index, .width = width};

	tile->loaded = false;
	int err = fetch_tile(t, &ask, tile->hash[0], TILE_BYTES);
	if (err != GS_OK)
		return err;

	size_t due = ask.is_full ? TILE_BYTES : (size_t)width * 32;
	if (ask.len != due) {
		gs_report_tell(t->report, "tile-length", "{0} has {1} bytes; "
		    "its {2} hashes have {3}", gs_say_text(ask.path),
		    gs_say_number(ask.len), gs_say_number(due / 32),
		    gs_say_number(due));
		return GS_ERR_FORMAT;
	}
	tile->index = index;
	tile->width = width;
	return GS_OK;
}

/* The root of 2^level hashes from `first` on. */
static void tile_root(uint8_t out[32], const struct tile *tile, size_t first,
    unsigned level)
{
	struct gs_frontier f = {.size = 0};

	for (size_t i = 0; i < (size_t)1 << level; i++)
		if (gs_frontier_add(&f, tile->hash[first + i]) != GS_OK)
			break; /* only beyond 2^62 */
	gs_frontier_root(out, &f);
}

static int authentic_tile(const struct tile **out, struct gs_tiles *t,
    unsigned level, uint64_t index);

/* A full tile, held against the hash that the tile above has of it. */
static int load_full(struct gs_tiles *t, unsigned level, uint64_t index)
{
	struct tile *full = &t->full[level];
	const struct tile *above = NULL;
	uint8_t root[32];

	int err = load_hashes(full, t, level, index, GS_TILE_WIDTH);
	if (err == GS_OK)
		err = authentic_tile(&above, t, level + 1,
		    index / GS_TILE_WIDTH);
	if (err != GS_OK)
		return err;

	tile_root(root, full, 0, 8);
	if (memcmp(root, above->hash[index % GS_TILE_WIDTH], 32) != 0) {
		gs_report_tell(t->report, "tile-other-log", "tile {0} of "
		    "level {1} does not belong to the checkpoint of {2} "
		    "entries", gs_say_number(index), gs_say_number(level),
		    gs_say_number(t->size));
		return GS_ERR_PROOF;
	}
	full->loaded = true;
	return GS_OK;
}

/* A tile of `level`, authentic: at the edge, or a full one that the tile above
 * has the root of.  Up to GS_TILE_LEVELS calls deep. */
static int authentic_tile(const struct tile **out, struct gs_tiles *t,
    unsigned level, uint64_t index)
{
	if (level == GS_TILE_LEVELS)
		return GS_ERR_INTERNAL;
	struct tile *edge = &t->edge[level], *full = &t->full[level];
	if (edge->loaded && edge->index == index) {
		*out = edge;
		return GS_OK;
	}

	int err = full->loaded && full->index == index ? GS_OK :
	    load_full(t, level, index);
	if (err == GS_OK)
		*out = full;
	return err;
}

int gs_tiles_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	struct gs_tiles *t = ctx;
	const struct tile *tile = NULL;

	if (level > 62 || index >= t->size >> level)
		return GS_ERR_RANGE;
	unsigned inside = level % 8;
	uint64_t first = index << inside;

	int err = authentic_tile(&tile, t, level / 8, first / GS_TILE_WIDTH);
	/* Each entry of a log that is read whole asks for its leaf. */
	if (err == GS_OK && inside == 0)
		memcpy(hash, tile->hash[first % GS_TILE_WIDTH], 32);
	else if (err == GS_OK)
		tile_root(hash, tile, first % GS_TILE_WIDTH, inside);
	return err;
}

struct gs_tree gs_tiles_tree(struct gs_tiles *tiles)
{
	return (struct gs_tree){tiles->size, gs_tiles_subtree, tiles};
}

int gs_tiles_has(bool *has, struct gs_tiles *tiles, uint64_t size,
    const uint8_t root[32])
{
	const struct gs_tree tree = gs_tiles_tree(tiles);
	int err = gs_tree_has(has, &tree, size, root);

	return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
}

/* The partial tiles hold, between them, every hash from which the root is
 * made; so they are taken as they come, and the root decides. */
static int load_edge(struct gs_tiles *t, const uint8_t root[32])
{
	uint8_t have[32];

	for (unsigned level = 0; level < GS_TILE_LEVELS; level++) {
		uint64_t index = level_count(t->size, level) / GS_TILE_WIDTH;
		unsigned width = tile_width(t->size, level, index);

		if (width == 0)
			continue;
		int err = load_hashes(&t->edge[level], t, level, index, width);
		if (err != GS_OK)
			return err;
		t->edge[level].loaded = true;
	}

	int err = gs_tree_root(have, t->size, gs_tiles_subtree, t);
	if (err != GS_OK || memcmp(have, root, 32) == 0)
		return err;
	gs_report_tell(t->report, "tiles-other-root", "the log's tiles do not "
	    "give the root of its checkpoint of {0} entries",
	    gs_say_number(t->size));
	return GS_ERR_PROOF;
}

int gs_tiles_open(struct gs_tiles **out, struct gs_report *report,
    gs_fetch_fn *fetch, void *ctx, uint64_t size, const uint8_t root[32])
{
	if (size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	struct gs_tiles *t = calloc(1, sizeof *t);
	if (t == NULL)
		return GS_ERR_MEMORY;

	t->fetch = fetch;
	t->ctx = ctx;
	t->report = report;
	t->size = size;
	int err = load_edge(t, root);
	if (err == GS_OK) {
		*out = t;
		t = NULL;
	}
	gs_tiles_free(&t);
	return err;
}

void gs_tiles_free(struct gs_tiles **tiles)
{
	if (*tiles != NULL)
		free((*tiles)->bundle);
	free(*tiles);
	*tiles = NULL;
}

void gs_tiles_listen(struct gs_tiles *tiles, struct gs_report *report)
{
	tiles->report = report;
}

static int report_bundle(const struct gs_tiles *t, const struct tile_ask *ask,
    size_t i)
{
	gs_report_tell(t->report, "bundle-length", "{0} is not a bundle of "
	    "entries: its lengths do not add up at entry {1}",
	    gs_say_text(ask->path),
	    gs_say_number(ask->index * GS_TILE_WIDTH + i));
	return GS_ERR_FORMAT;
}

/* Finds the entries in the bytes at t->bundle, and compares each with its
 * leaf. */
static int check_bundle(struct gs_tiles *t, const struct tile *leaves,
    const struct tile_ask *ask)
{
	struct gs_reader r = gs_reader_of(t->bundle, ask->len);
	uint8_t hash[32];

	for (size_t i = 0; i < ask->width; i++) {
		t->entry_at[i] = ask->len - r.left;
		size_t n = gs_read_u16(&r);
		const uint8_t *entry = gs_read_bytes(&r, n);
		if (entry == NULL)
			return report_bundle(t, ask, i);

		gs_tree_leaf(hash, entry, n);
		if (memcmp(hash, leaves->hash[i], 32) != 0) {
			gs_report_tell(t->report, "bundle-entry-hash",
			    "entry {0} in {1} does not match its hash",
			    gs_say_number(ask->index * GS_TILE_WIDTH + i),
			    gs_say_text(ask->path));
			return GS_ERR_PROOF;
		}
	}

	t->entry_at[ask->width] = ask->len - r.left;
	/* Only a full bundle that stands in for a partial one has a rest. */
	bool rest = ask->is_full && ask->width < GS_TILE_WIDTH;
	return rest || gs_reader_end(&r) == GS_OK ? GS_OK :
	    report_bundle(t, ask, ask->width);
}

static int load_bundle(struct gs_tiles *t, uint64_t index)
{
	const struct tile *leaves = NULL;
	struct tile_ask ask = {.level = GS_TILE_ENTRIES, .index = index,
	    .width = tile_width(t->size, 0, index)};

	if (t->bundle_loaded && t->bundle_index == index)
		return GS_OK;
	t->bundle_loaded = false;
	if (t->bundle == NULL)
		t->bundle = malloc(BUNDLE_MAX);
	if (t->bundle == NULL)
		return GS_ERR_MEMORY;

	int err = authentic_tile(&leaves, t, 0, index);
	if (err == GS_OK)
		err = fetch_tile(t, &ask, t->bundle, BUNDLE_MAX);
	if (err == GS_OK)
		err = check_bundle(t, leaves, &ask);
	if (err != GS_OK)
		return err;
	t->bundle_loaded = true;
	t->bundle_index = index;
	return GS_OK;
}

int gs_tiles_read_entry(const uint8_t **ptr, size_t *len,
    struct gs_tiles *t, uint64_t index)
{
	if (index >= t->size)
		return GS_ERR_RANGE;
	int err = load_bundle(t, index / GS_TILE_WIDTH);
	if (err != GS_OK)
		return err;

	size_t i = index % GS_TILE_WIDTH;
	*ptr = t->bundle + t->entry_at[i] + 2;
	*len = t->entry_at[i + 1] - t->entry_at[i] - 2;
	return GS_OK;
}

int gs_tiles_for_each(struct gs_tiles *t, uint64_t first, uint64_t end,
    gs_entry_fn *visit, void *ctx)
{
	if (first > end || end > t->size)
		return GS_ERR_RANGE;
	for (uint64_t i = first; i < end; i++) {
		const uint8_t *entry = NULL;
		size_t len = 0;

		int err = gs_tiles_read_entry(&entry, &len, t, i);
		if (err == GS_OK)
			err = visit(ctx, i, entry, len);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}
