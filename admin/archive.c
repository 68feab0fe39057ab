/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"

#define BLOCK 512
#define OCTAL_MAX ((uint64_t)1 << 33) /* what eleven digits can say, and 1 */

/* The header ------------------------------------------------------------- */

static void put_octal(uint8_t *out, unsigned digits, uint64_t value)
{
	for (unsigned i = digits; i-- > 0; value >>= 3)
		out[i] = (uint8_t)('0' + (value & 7));
}

/* There is one header for a name and a length: who reads makes it again. */
static void make_header(uint8_t out[BLOCK], const char *name, uint64_t len)
{
	uint64_t sum = 0;

	memset(out, 0, BLOCK);
	memcpy(out, name, strlen(name));
	memcpy(out + 100, "0000600", 8);
	memcpy(out + 108, "0000000", 8);
	memcpy(out + 116, "0000000", 8);
	if (len < OCTAL_MAX) {
		put_octal(out + 124, 11, len);
	} else {
		out[124] = 0x80;
		gs_put_u64(out + 128, len);
	}
	put_octal(out + 136, 11, 0);
	out[156] = '0';
	memcpy(out + 257, "ustar\00000", 8);

	memset(out + 148, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += out[i];
	put_octal(out + 148, 6, sum);
	out[154] = '\0';
}

static uint64_t length_of(const uint8_t header[BLOCK])
{
	uint64_t len = 0;

	if (header[124] == 0x80) {
		struct gs_reader r = gs_reader_of(header + 128, 8);

		return gs_read_u64(&r);
	}
	for (size_t i = 124; i < 135; i++)
		len = len << 3 | (header[i] & 7);
	return len;
}

static size_t padding_of(uint64_t len)
{
	return (size_t)(-len % BLOCK);
}

/* Writing ---------------------------------------------------------------- */

static int seal_piece(struct gs_archive *a, bool last)
{
	gs_age_seal_chunk(&a->stream, a->sealed,
	    (struct gs_span){a->plain, a->have}, last);
	int err = gs_file_put(a->fd, a->sealed, a->have + 16);

	a->have = 0;
	return err;
}

static int pack_bytes(struct gs_archive *a, const uint8_t *bytes, size_t len)
{
	int err = GS_OK;

	while (err == GS_OK && len > 0) {
		if (a->have == sizeof a->plain)
			err = seal_piece(a, false);
		size_t room = sizeof a->plain - a->have;
		size_t n = len < room ? len : room;

		memcpy(a->plain + a->have, bytes, n);
		a->have += n;
		bytes += n;
		len -= n;
	}
	return err;
}

static int pack_padding(struct gs_archive *a, uint64_t len)
{
	static const uint8_t zeros[BLOCK];

	return pack_bytes(a, zeros, padding_of(len));
}

static int pack_name(struct gs_archive *a, const char *name, uint64_t len)
{
	uint8_t header[BLOCK];

	if (strlen(name) > GS_ARCHIVE_NAME_MAX)
		return GS_ERR_RANGE;
	make_header(header, name, len);
	return pack_bytes(a, header, sizeof header);
}

int gs_archive_begin(struct gs_archive *a, int fd,
    const uint8_t recipients[][32], size_t n)
{
	struct gs_writer w = gs_writer_of(a->sealed, sizeof a->sealed);

	a->fd = fd;
	a->at = a->have = 0;
	int err = gs_age_begin(&a->stream, &w, recipients, n);
	return err == GS_OK ? gs_file_put(fd, w.ptr, w.len) : err;
}

/* GS_ERR_MISMATCH: it is shorter than it was. */
static int pack_open_file(struct gs_archive *a, int fd, uint64_t len)
{
	uint8_t piece[16384];
	uint64_t left = len;
	int err = GS_OK;

	while (err == GS_OK && left > 0) {
		size_t want = left < sizeof piece ? (size_t)left :
		    sizeof piece;
		ssize_t n = read(fd, piece, want);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			err = n == 0 ? GS_ERR_MISMATCH : GS_ERR_IO;
		else
			err = pack_bytes(a, piece, (size_t)n);
		left -= n > 0 ? (uint64_t)n : 0;
	}

	gs_host_wipe(piece, sizeof piece);
	return err == GS_OK ? pack_padding(a, len) : err;
}

int gs_archive_add(struct gs_archive *a, const char *name, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return GS_ERR_IO;
	}
	int err = pack_name(a, name, (uint64_t)st.st_size);
	if (err == GS_OK)
		err = pack_open_file(a, fd, (uint64_t)st.st_size);
	(void)close(fd);
	return err;
}

int gs_archive_add_bytes(struct gs_archive *a, const char *name,
    struct gs_span bytes)
{
	int err = pack_name(a, name, bytes.len);

	if (err == GS_OK)
		err = pack_bytes(a, bytes.ptr, bytes.len);
	return err == GS_OK ? pack_padding(a, bytes.len) : err;
}

int gs_archive_end(struct gs_archive *a)
{
	static const uint8_t zeros[2 * BLOCK];

	int err = pack_bytes(a, zeros, sizeof zeros);
	return err == GS_OK ? seal_piece(a, true) : err;
}

/* Reading ---------------------------------------------------------------- */

/* As many as there are, at most `len`. */
static int get_bytes(size_t *got, int fd, uint8_t *out, size_t len)
{
	*got = 0;
	while (*got < len) {
		ssize_t n = read(fd, out + *got, len - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return GS_ERR_IO;
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return GS_OK;
}

int gs_archive_open(struct gs_archive *a, int fd, const uint8_t identity[32])
{
	struct stat st;
	size_t len = 0, used = 0;

	a->fd = fd;
	a->at = a->have = 0;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return GS_ERR_IO;
	int err = get_bytes(&len, fd, a->sealed, sizeof a->sealed);
	if (err == GS_OK)
		err = gs_age_resume(&a->stream, &used, identity,
		    (struct gs_span){a->sealed, len});
	if (err != GS_OK)
		return err;

	a->left = (uint64_t)st.st_size - used;
	return lseek(fd, (off_t)used, SEEK_SET) < 0 ? GS_ERR_IO : GS_OK;
}

/* GS_ERR_FORMAT: the archive goes on where the file has ended. */
static int open_piece(struct gs_archive *a)
{
	size_t got = 0;
	size_t want = a->left < sizeof a->sealed ? (size_t)a->left :
	    sizeof a->sealed;

	if (want == 0)
		return GS_ERR_FORMAT;
	int err = get_bytes(&got, a->fd, a->sealed, want);
	if (err == GS_OK && got != want)
		err = GS_ERR_SIGNATURE;
	if (err == GS_OK)
		err = gs_age_open_chunk(&a->stream, a->plain,
		    (struct gs_span){a->sealed, want}, want == a->left);

	a->left -= want;
	a->at = 0;
	a->have = err == GS_OK ? want - 16 : 0;
	return err;
}

/* At least one byte of the archive: *piece, borrowed. */
static int unpack_piece(struct gs_span *piece, struct gs_archive *a,
    uint64_t max)
{
	int err = a->at == a->have ? open_piece(a) : GS_OK;
	size_t n = a->have - a->at;

	if (n > max)
		n = (size_t)max;
	*piece = (struct gs_span){a->plain + a->at, n};
	a->at += n;
	return err == GS_OK && n == 0 ? GS_ERR_FORMAT : err;
}

static int unpack_block(uint8_t out[BLOCK], struct gs_archive *a)
{
	struct gs_span piece;
	int err = GS_OK;

	for (size_t have = 0; err == GS_OK && have < BLOCK;
	    have += piece.len) {
		err = unpack_piece(&piece, a, BLOCK - have);
		if (err == GS_OK)
			memcpy(out + have, piece.ptr, piece.len);
	}
	return err;
}

static int check_end(struct gs_archive *a, const uint8_t zeros[BLOCK])
{
	uint8_t block[BLOCK];

	int err = unpack_block(block, a);
	if (err == GS_OK && (memcmp(block, zeros, BLOCK) != 0 || a->left > 0 ||
	        a->at != a->have))
		err = GS_ERR_FORMAT;
	return err;
}

int gs_archive_next(struct gs_archive *a, bool *more,
    char name[GS_ARCHIVE_NAME_MAX + 1], uint64_t *len)
{
	static const uint8_t zeros[BLOCK];
	uint8_t block[BLOCK], canonical[BLOCK];

	int err = unpack_block(block, a);
	if (err != GS_OK)
		return err;
	*more = memcmp(block, zeros, BLOCK) != 0;
	if (!*more)
		return check_end(a, zeros);

	memcpy(name, block, GS_ARCHIVE_NAME_MAX);
	name[GS_ARCHIVE_NAME_MAX] = '\0';
	*len = length_of(block);
	make_header(canonical, name, *len);
	return memcmp(block, canonical, BLOCK) == 0 ? GS_OK : GS_ERR_FORMAT;
}

int gs_archive_take(struct gs_archive *a, int to, uint64_t len)
{
	struct gs_span piece;
	uint64_t left = len;
	int err = GS_OK;

	while (err == GS_OK && left > 0) {
		err = unpack_piece(&piece, a, left);
		if (err == GS_OK)
			err = gs_file_put(to, piece.ptr, piece.len);
		left -= err == GS_OK ? piece.len : 0;
	}

	left = padding_of(len);
	while (err == GS_OK && left > 0) {
		err = unpack_piece(&piece, a, left);
		left -= err == GS_OK ? piece.len : 0;
	}
	return err;
}
