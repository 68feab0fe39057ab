/* SPDX-License-Identifier: Apache-2.0 */
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
		    (char)('0' + group / 10 % 10), (char)('0' + group % 10), '/'};
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

/* The next part of the path, up to '/' or the end. */
static struct gs_span next_part(struct gs_reader *r)
{
	const uint8_t *slash = r->left == 0 ? NULL :
	    memchr(r->ptr, '/', r->left);
	size_t len = slash == NULL ? r->left : (size_t)(slash - r->ptr);
	struct gs_span part = {gs_read_bytes(r, len), len};
	if (slash != NULL)
		gs_read_u8(r);
	return part;
}

/* Reads leniently and lets the writer say what is canonical. */
int gs_tile_path_parse(unsigned *level, uint64_t *index, unsigned *width,
    const void *path, size_t len)
{
	char again[GS_TILE_PATH_MAX];
	uint64_t l = GS_TILE_ENTRIES, n = 0, w = GS_TILE_WIDTH;
	struct gs_reader r = gs_reader_of(path, len);
	gs_read_expect(&r, "tile/");
	if (r.err != GS_OK || len >= GS_TILE_PATH_MAX)
		return GS_ERR_FORMAT;
	struct gs_span part = next_part(&r);
	if ((part.len != 7 || memcmp(part.ptr, "entries", 7) != 0) &&
	    gs_decimal_decode(&l, part.ptr, part.len, GS_TILE_LEVELS - 1) !=
	    GS_OK)
		return GS_ERR_FORMAT;
	bool partial = false;
	while (r.left > 0 && !partial) {
		part = next_part(&r);
		for (size_t i = 0; i < part.len; i++)
			if (part.ptr[i] >= '0' && part.ptr[i] <= '9')
				n = n % SIZE_LIMIT * 10 + (part.ptr[i] - '0');
		partial = part.len > 2 &&
		    memcmp(part.ptr + part.len - 2, ".p", 2) == 0;
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

/* Files are renamed into place one by one; a directory is synced once, when
 * the writer leaves it for another. */
struct put {
	int root;
	char dir[GS_TILE_PATH_MAX]; /* renamed in, not yet synced; "" = none */
};

static int sync_dir(int root, const char *path)
{
	int err = GS_ERR_IO;
	int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return GS_ERR_IO;
	if (fsync(fd) == 0)
		err = GS_OK;
	close(fd);
	return err;
}

static int put_settle(struct put *p)
{
	int err = p->dir[0] == '\0' ? GS_OK : sync_dir(p->root, p->dir);
	p->dir[0] = '\0';
	return err;
}

static int put_start(struct put *p, const char *dir)
{
	*p = (struct put){.root = open(dir, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC)};
	return p->root < 0 ? GS_ERR_IO : GS_OK;
}

static void put_end(struct put *p)
{
	if (p->root >= 0)
		close(p->root);
	p->root = -1;
}

/* The directories above `path`, each synced into the one above it. */
static int make_parents(struct put *p, const char *path)
{
	char dir[GS_TILE_PATH_MAX + 8] = "";
	size_t parent = 0;
	for (size_t i = 0; path[i] != '\0'; i++) {
		if (path[i] == '/') {
			if (mkdirat(p->root, dir, 0777) == 0) {
				char above[sizeof dir] = ".";
				if (parent > 0)
					memcpy(above, dir, parent);
				if (sync_dir(p->root, above) != GS_OK)
					return GS_ERR_IO;
			} else if (errno != EEXIST) {
				return GS_ERR_IO;
			}
			parent = i;
		}
		dir[i] = path[i];
	}
	return GS_OK;
}

static int note_dir(struct put *p, const char *path)
{
	char dir[GS_TILE_PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');
	if (slash != NULL) {
		memcpy(dir, path, (size_t)(slash - path));
		dir[slash - path] = '\0';
	}
	if (strcmp(dir, p->dir) == 0)
		return GS_OK;
	int err = put_settle(p);
	memcpy(p->dir, dir, sizeof dir);
	return err;
}

/* What a new file is filled by. */
typedef int fill_fn(FILE *file, void *ctx);

static int fill_and_sync(int fd, fill_fn *fill, void *ctx)
{
	FILE *file = fdopen(fd, "wb");
	if (file == NULL) {
		close(fd);
		return GS_ERR_IO;
	}
	int err = fill(file, ctx);
	GS_CRASH_POINT("file-filled");
	if (err == GS_OK && (fflush(file) != 0 || fsync(fd) != 0))
		err = GS_ERR_IO;
	if (fclose(file) != 0 && err == GS_OK)
		err = GS_ERR_IO;
	return err;
}

static int put_file(struct put *p, const char *path, fill_fn *fill, void *ctx)
{
	char temp[GS_TILE_PATH_MAX + sizeof SUFFIX];
	struct gs_writer w = gs_writer_of(temp, sizeof temp);
	gs_write_text(&w, path);
	gs_write_bytes(&w, SUFFIX, sizeof SUFFIX);
	if (gs_writer_end(&w) != GS_OK)
		return GS_ERR_INTERNAL;
	int err = make_parents(p, path);
	if (err != GS_OK)
		return err;
	int fd = openat(p->root, temp, O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC, 0666);
	if (fd < 0)
		return GS_ERR_IO;
	GS_CRASH_POINT("file-created");
	err = fill_and_sync(fd, fill, ctx);
	GS_CRASH_POINT("file-written");
	if (err == GS_OK && renameat(p->root, temp, p->root, path) != 0)
		err = GS_ERR_IO;
	GS_CRASH_POINT("file-renamed");
	if (err == GS_OK)
		err = note_dir(p, path);
	else
		unlinkat(p->root, temp, 0);
	return err;
}

struct tile_job {
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
static int fill_entries(FILE *file, void *ctx)
{
	const struct tile_job *job = ctx;
	const struct gs_tiles_source *s = job->source;
	for (uint64_t i = 0; i < job->width; i++) {
		const uint8_t *entry = NULL;
		size_t len = 0;
		uint8_t want[32], have[32];
		uint64_t index = job->index * GS_TILE_WIDTH + i;
		int err = s->entry(&entry, &len, s->ctx, index);
		if (err == GS_OK)
			err = s->subtree(want, s->ctx, 0, index);
		if (err != GS_OK)
			return err;
		if (len > GS_ENTRY_MAX)
			return GS_ERR_RANGE;
		gs_tree_leaf(have, entry, len);
		if (memcmp(have, want, 32) != 0)
			return GS_ERR_CORRUPT;
		uint8_t head[2] = {(uint8_t)(len >> 8), (uint8_t)len};
		if (fwrite(head, 1, 2, file) != 2 ||
		    (len > 0 && fwrite(entry, 1, len, file) != len))
			return GS_ERR_IO;
	}
	return GS_OK;
}

static int write_level(struct put *p, unsigned level, uint64_t old_size,
    uint64_t new_size, const struct gs_tiles_source *source)
{
	uint64_t from = level_count(old_size, level);
	uint64_t to = level_count(new_size, level);
	int err = GS_OK;
	if (from == to)
		return GS_OK;
	for (uint64_t n = from / GS_TILE_WIDTH; n * GS_TILE_WIDTH < to &&
	    err == GS_OK; n++) {
		char path[GS_TILE_PATH_MAX];
		struct tile_job job = {.source = source, .level = level,
		    .index = n, .width = tile_width(new_size, level, n)};
		err = gs_tile_path(path, level, n, job.width);
		if (err == GS_OK)
			err = put_file(p, path, level == GS_TILE_ENTRIES ?
			    fill_entries : fill_hashes, &job);
	}
	return err;
}

int gs_tiles_write(const char *dir, uint64_t old_size, uint64_t new_size,
    const struct gs_tiles_source *source)
{
	struct put p;
	if (old_size > new_size || new_size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	int err = put_start(&p, dir);
	for (unsigned level = 0; level <= GS_TILE_ENTRIES && err == GS_OK;
	    level++)
		err = write_level(&p, level, old_size, new_size, source);
	if (err == GS_OK)
		err = put_settle(&p);
	put_end(&p);
	return err;
}

static int fill_span(FILE *file, void *ctx)
{
	const struct gs_span *span = ctx;
	if (fwrite(span->ptr, 1, span->len, file) != span->len)
		return GS_ERR_IO;
	return GS_OK;
}

int gs_tiles_publish(const char *dir, const void *note, size_t len)
{
	return gs_tiles_put(dir, "checkpoint", note, len);
}

int gs_tiles_put(const char *dir, const char *name, const void *bytes,
    size_t len)
{
	struct put p;
	struct gs_span span = {bytes, len};
	int err = put_start(&p, dir);
	if (err == GS_OK)
		err = put_file(&p, name, fill_span, &span);
	if (err == GS_OK)
		err = put_settle(&p);
	put_end(&p);
	return err;
}

/* Everything in one `<N>.p`, and it. */
static int remove_partials(int root, const char *path)
{
	int err = GS_OK;
	int fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? GS_OK : GS_ERR_IO;
	DIR *d = fdopendir(fd);
	if (d == NULL) {
		close(fd);
		return GS_ERR_IO;
	}
	for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, e->d_name, 0) != 0)
			err = GS_ERR_IO;
		GS_CRASH_POINT("partial-removed");
	}
	closedir(d);
	if (err == GS_OK && unlinkat(root, path, AT_REMOVEDIR) != 0)
		err = GS_ERR_IO;
	return err;
}

int gs_tiles_prune(const char *dir, uint64_t old_size, uint64_t new_size)
{
	char path[GS_TILE_PATH_MAX];
	struct put p;
	if (old_size > new_size || new_size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	int err = put_start(&p, dir);
	for (unsigned level = 0; level <= GS_TILE_ENTRIES && err == GS_OK;
	    level++) {
		uint64_t n = level_count(old_size, level) / GS_TILE_WIDTH;
		uint64_t full = level_count(new_size, level) / GS_TILE_WIDTH;
		/* Sizes in between may have been published as well. */
		for (; n < full && err == GS_OK; n++) {
			err = gs_tile_path(path, level, n, 1);
			if (err != GS_OK)
				break;
			*strrchr(path, '/') = '\0';
			err = remove_partials(p.root, path);
		}
	}
	put_end(&p);
	return err;
}

int gs_tiles_fetch_dir(void *ctx, uint8_t *out, size_t *len, size_t max,
    const char *path)
{
	const char *dir = ctx;
	int err = GS_ERR_IO;
	int root = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = root < 0 ? -1 : openat(root, path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	if (fd < 0) {
		err = root >= 0 && (errno == ENOENT || errno == ENOTDIR) ?
		    GS_ERR_UNKNOWN : GS_ERR_IO;
		goto out;
	}
	for (;;) {
		uint8_t more;
		ssize_t n = have < max ? read(fd, out + have, max - have) :
		    read(fd, &more, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			goto out;
		if (n == 0)
			break;
		if (have == max) {
			err = GS_ERR_SPACE;
			goto out;
		}
		have += (size_t)n;
	}
	*len = have;
	err = GS_OK;
out:
	if (fd >= 0)
		close(fd);
	if (root >= 0)
		close(root);
	return err;
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
	uint64_t size;
	struct tile edge[GS_TILE_LEVELS]; /* partial, under the root */
	struct tile full[GS_TILE_LEVELS]; /* the last one read */
	/* The last bundle read: where its entries begin, and its end. */
	bool bundle_loaded;
	uint64_t bundle_index;
	uint8_t *bundle;
	size_t entry_at[GS_TILE_WIDTH + 1];
};

/* The partial tile, or, if it is gone, the full one in its place, of which the
 * caller takes the beginning. */
static int fetch_tile(uint8_t *out, size_t *len, bool *is_full, size_t max,
    struct gs_tiles *t, unsigned level, uint64_t index, unsigned width)
{
	char path[GS_TILE_PATH_MAX];
	int err = gs_tile_path(path, level, index, width);
	if (err == GS_OK)
		err = t->fetch(t->ctx, out, len, max, path);
	*is_full = width == GS_TILE_WIDTH;
	if (err == GS_ERR_UNKNOWN && width < GS_TILE_WIDTH) {
		*is_full = true;
		err = gs_tile_path(path, level, index, GS_TILE_WIDTH);
		if (err == GS_OK)
			err = t->fetch(t->ctx, out, len, max, path);
	}
	return err == GS_ERR_SPACE ? GS_ERR_FORMAT : err;
}

static int load_hashes(struct tile *tile, struct gs_tiles *t, unsigned level,
    uint64_t index, unsigned width)
{
	size_t len = 0;
	bool is_full = false;
	tile->loaded = false;
	int err = fetch_tile(tile->hash[0], &len, &is_full, TILE_BYTES, t,
	    level, index, width);
	if (err != GS_OK)
		return err;
	if (len != (is_full ? TILE_BYTES : (size_t)width * 32))
		return GS_ERR_FORMAT;
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

/* A tile of `level`, authentic: at the edge, or a full one that the tile above
 * has the root of.  Up to GS_TILE_LEVELS calls deep. */
static int authentic_tile(const struct tile **out, struct gs_tiles *t,
    unsigned level, uint64_t index)
{
	const struct tile *above = NULL;
	uint8_t root[32];
	if (level == GS_TILE_LEVELS)
		return GS_ERR_INTERNAL;
	struct tile *edge = &t->edge[level], *full = &t->full[level];
	if (edge->loaded && edge->index == index) {
		*out = edge;
		return GS_OK;
	}
	if (!full->loaded || full->index != index) {
		int err = load_hashes(full, t, level, index, GS_TILE_WIDTH);
		if (err == GS_OK)
			err = authentic_tile(&above, t, level + 1,
			    index / GS_TILE_WIDTH);
		if (err != GS_OK)
			return err;
		tile_root(root, full, 0, 8);
		if (memcmp(root, above->hash[index % GS_TILE_WIDTH], 32) != 0)
			return GS_ERR_PROOF;
		full->loaded = true;
	}
	*out = full;
	return GS_OK;
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
	if (err == GS_OK)
		tile_root(hash, tile, first % GS_TILE_WIDTH, inside);
	return err;
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
	if (err == GS_OK && memcmp(have, root, 32) != 0)
		err = GS_ERR_PROOF;
	return err;
}

int gs_tiles_open(struct gs_tiles **out, gs_fetch_fn *fetch, void *ctx,
    uint64_t size, const uint8_t root[32])
{
	if (size > SIZE_LIMIT)
		return GS_ERR_RANGE;
	struct gs_tiles *t = calloc(1, sizeof *t);
	if (t == NULL)
		return GS_ERR_MEMORY;
	t->fetch = fetch;
	t->ctx = ctx;
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

/* Finds the entries in the `len` bytes at t->bundle, and compares each with its
 * leaf. */
static int check_bundle(struct gs_tiles *t, const struct tile *leaves,
    unsigned width, size_t len, bool is_full)
{
	struct gs_reader r = gs_reader_of(t->bundle, len);
	uint8_t hash[32];
	for (size_t i = 0; i < width; i++) {
		t->entry_at[i] = len - r.left;
		size_t n = gs_read_u16(&r);
		const uint8_t *entry = gs_read_bytes(&r, n);
		if (entry == NULL)
			return GS_ERR_FORMAT;
		gs_tree_leaf(hash, entry, n);
		if (memcmp(hash, leaves->hash[i], 32) != 0)
			return GS_ERR_PROOF;
	}
	t->entry_at[width] = len - r.left;
	/* Only a full bundle that stands in for a partial one has a rest. */
	bool rest = is_full && width < GS_TILE_WIDTH;
	return rest ? GS_OK : gs_reader_end(&r);
}

static int load_bundle(struct gs_tiles *t, uint64_t index)
{
	const struct tile *leaves = NULL;
	size_t len = 0;
	bool is_full = false;
	unsigned width = tile_width(t->size, 0, index);
	if (t->bundle_loaded && t->bundle_index == index)
		return GS_OK;
	t->bundle_loaded = false;
	if (t->bundle == NULL)
		t->bundle = malloc(BUNDLE_MAX);
	if (t->bundle == NULL)
		return GS_ERR_MEMORY;
	int err = authentic_tile(&leaves, t, 0, index);
	if (err == GS_OK)
		err = fetch_tile(t->bundle, &len, &is_full, BUNDLE_MAX, t,
		    GS_TILE_ENTRIES, index, width);
	if (err == GS_OK)
		err = check_bundle(t, leaves, width, len, is_full);
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
