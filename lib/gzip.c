/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/gzip.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define PIECE ((size_t)32 << 10)
#define LEVEL 1 /* a third of level 6's time, and what is random stays so */
#define WINDOW (15 + 16) /* with gzip's header */

bool gs_gzip_accepted(const char *accept)
{
	while (accept != NULL && *accept != '\0') {
		accept += strspn(accept, " \t,");
		size_t len = strcspn(accept, ",");
		size_t word = len;

		while (word > 0 && strchr(" \t", accept[word - 1]) != NULL)
			word--;
		if (word == 4 && strncmp(accept, "gzip", 4) == 0)
			return true;
		accept += len;
	}
	return false;
}

/* One piece of the file into what room there is.  Z_BUF_ERROR: it does not
 * fit. */
static int squeeze_piece(z_stream *z, int fd, size_t *left)
{
	uint8_t piece[PIECE];
	size_t n = *left < PIECE ? *left : PIECE;
	ssize_t got = read(fd, piece, n);

	if (got <= 0)
		return Z_ERRNO;
	*left -= (size_t)got;
	z->next_in = piece;
	z->avail_in = (uInt)got;
	int status = deflate(z, *left == 0 ? Z_FINISH : Z_NO_FLUSH);
	if (*left == 0)
		return status == Z_STREAM_END ? Z_OK : Z_BUF_ERROR;
	return status == Z_OK && z->avail_in == 0 ? Z_OK : Z_BUF_ERROR;
}

static int squeeze_all(size_t *out_len, uint8_t *out, int fd, size_t len)
{
	z_stream z = {.next_out = out, .avail_out = (uInt)(len - 1)};
	size_t left = len;

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return GS_ERR_MEMORY;
	int status = Z_OK;
	while (status == Z_OK && left > 0)
		status = squeeze_piece(&z, fd, &left);
	*out_len = z.total_out;
	(void)deflateEnd(&z);

	return status == Z_OK ? GS_OK : status == Z_ERRNO ? GS_ERR_IO :
	    GS_ERR_SPACE;
}

int gs_gzip_file(uint8_t **out, size_t *out_len, int fd, size_t len)
{
	size_t n = 0;

	if (len < 2 || len > UINT32_MAX)
		return GS_ERR_SPACE;
	if (lseek(fd, 0, SEEK_SET) != 0)
		return GS_ERR_IO;
	uint8_t *room = malloc(len);
	if (room == NULL)
		return GS_ERR_MEMORY;

	int err = squeeze_all(&n, room, fd, len);
	if (err != GS_OK) {
		free(room);
		return err;
	}
	*out = room;
	*out_len = n;
	return GS_OK;
}
