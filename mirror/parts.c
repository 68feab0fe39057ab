/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/parts.h"

#include <string.h>

uint64_t gs_parts_number(struct gs_reader *r, char end, uint64_t max)
{
	const uint8_t *stop = r->err != GS_OK || r->left == 0 ? NULL :
	    memchr(r->ptr, end, r->left);
	uint64_t n = 0;
	size_t len = stop == NULL ? 0 : (size_t)(stop - r->ptr);

	const uint8_t *digits = gs_read_bytes(r, len);
	if (stop == NULL || digits == NULL ||
	    gs_decimal_decode(&n, digits, len, max) != GS_OK) {
		r->err = GS_ERR_FORMAT;
		return 0;
	}
	(void)gs_read_u8(r);
	return n;
}

uint64_t gs_parts_line(struct gs_reader *r, const char *name, uint64_t max)
{
	gs_read_expect(r, name);
	gs_read_expect(r, " ");
	return gs_parts_number(r, '\n', max);
}

struct gs_span gs_parts_take(struct gs_reader *r, const char *name,
    size_t max)
{
	size_t len = (size_t)gs_parts_line(r, name, max);
	const uint8_t *ptr = r->err == GS_OK ? gs_read_bytes(r, len) : NULL;

	return (struct gs_span){ptr, ptr == NULL ? 0 : len};
}

void gs_parts_put(struct gs_writer *w, const char *name,
    struct gs_span bytes)
{
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_decimal(w, bytes.len);
	gs_write_text(w, "\n");
	gs_write_bytes(w, bytes.ptr, bytes.len);
}
