/* SPDX-License-Identifier: Apache-2.0 */
#include "core/bytes.h"

#include <string.h>

struct gs_reader gs_reader_of(const void *ptr, size_t len)
{
	return (struct gs_reader){.ptr = ptr, .left = len, .err = GS_OK};
}

static void reader_fail(struct gs_reader *r)
{
	r->err = GS_ERR_FORMAT;
	r->left = 0;
}

const uint8_t *gs_read_bytes(struct gs_reader *r, size_t len)
{
	if (r->err != GS_OK || len > r->left) {
		reader_fail(r);
		return NULL;
	}

	const uint8_t *out = r->ptr;
	r->ptr += len;
	r->left -= len;

	return out;
}

void gs_read_copy(struct gs_reader *r, uint8_t *out, size_t len)
{
	const uint8_t *p = gs_read_bytes(r, len);

	if (p != NULL)
		memcpy(out, p, len);
	else
		memset(out, 0, len);
}

static uint64_t read_big_endian(struct gs_reader *r, size_t len)
{
	const uint8_t *p = gs_read_bytes(r, len);
	uint64_t v = 0;

	for (size_t i = 0; p != NULL && i < len; i++)
		v = v << 8 | p[i];

	return v;
}

uint8_t gs_read_u8(struct gs_reader *r)
{
	return (uint8_t)read_big_endian(r, 1);
}

uint16_t gs_read_u16(struct gs_reader *r)
{
	return (uint16_t)read_big_endian(r, 2);
}

uint32_t gs_read_u32(struct gs_reader *r)
{
	return (uint32_t)read_big_endian(r, 4);
}

uint64_t gs_read_u64(struct gs_reader *r)
{
	return read_big_endian(r, 8);
}

const uint8_t *gs_read_line(size_t *len, struct gs_reader *r, size_t max)
{
	*len = 0;

	if (r->err != GS_OK || r->left == 0) {
		reader_fail(r);
		return NULL;
	}

	size_t window = r->left <= max ? r->left : max + 1;
	const uint8_t *lf = memchr(r->ptr, '\n', window);
	if (lf == NULL) {
		reader_fail(r);
		return NULL;
	}

	const uint8_t *out = r->ptr;
	*len = (size_t)(lf - r->ptr);
	r->ptr += *len + 1;
	r->left -= *len + 1;
	return out;
}

void gs_read_expect(struct gs_reader *r, const char *text)
{
	size_t len = strlen(text);
	const uint8_t *p = gs_read_bytes(r, len);

	if (p == NULL || memcmp(p, text, len) != 0)
		reader_fail(r);
}

bool gs_reader_done(const struct gs_reader *r)
{
	return r->err != GS_OK || r->left == 0;
}

int gs_reader_end(const struct gs_reader *r)
{
	if (r->err != GS_OK)
		return r->err;
	return r->left == 0 ? GS_OK : GS_ERR_FORMAT;
}

struct gs_writer gs_writer_of(void *ptr, size_t max)
{
	return (struct gs_writer){.ptr = ptr, .max = max, .err = GS_OK};
}

/* Room for `len` more bytes, or NULL; in counting mode always NULL. */
static uint8_t *writer_room(struct gs_writer *w, size_t len)
{
	if (w->err != GS_OK || len > w->max - w->len) {
		w->err = GS_ERR_SPACE;
		return NULL;
	}

	uint8_t *out = w->ptr == NULL ? NULL : w->ptr + w->len;
	w->len += len;
	return out;
}

void gs_write_bytes(struct gs_writer *w, const void *ptr, size_t len)
{
	uint8_t *out = writer_room(w, len);

	if (out != NULL && len != 0)
		memcpy(out, ptr, len);
}

void gs_write_text(struct gs_writer *w, const char *text)
{
	gs_write_bytes(w, text, strlen(text));
}

void gs_put_u32(uint8_t out[4], uint32_t v)
{
	for (size_t i = 0; i < 4; i++)
		out[i] = (uint8_t)(v >> (24 - 8 * i));
}

void gs_put_u64(uint8_t out[8], uint64_t v)
{
	for (size_t i = 0; i < 8; i++)
		out[i] = (uint8_t)(v >> (56 - 8 * i));
}

void gs_write_u8(struct gs_writer *w, uint8_t v)
{
	gs_write_bytes(w, &v, 1);
}

void gs_write_u32(struct gs_writer *w, uint32_t v)
{
	uint8_t b[4];

	gs_put_u32(b, v);
	gs_write_bytes(w, b, sizeof b);
}

void gs_write_u64(struct gs_writer *w, uint64_t v)
{
	uint8_t b[8];

	gs_put_u64(b, v);
	gs_write_bytes(w, b, sizeof b);
}

void gs_write_lv(struct gs_writer *w, const void *ptr, size_t len)
{
	if (len > UINT32_MAX) {
		w->err = GS_ERR_SPACE;
		return;
	}

	gs_write_u32(w, (uint32_t)len);
	gs_write_bytes(w, ptr, len);
}

void gs_write_lv_text(struct gs_writer *w, const char *text)
{
	gs_write_lv(w, text, strlen(text));
}

void gs_write_decimal(struct gs_writer *w, uint64_t v)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[sizeof digits - ++n] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);

	gs_write_bytes(w, digits + sizeof digits - n, n);
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void gs_write_base64(struct gs_writer *w, const uint8_t *ptr, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t v = (uint32_t)ptr[i] << 16;

		if (n > 1)
			v |= (uint32_t)ptr[i + 1] << 8;
		if (n > 2)
			v |= ptr[i + 2];

		char out[4] = {base64_digits[v >> 18],
		    base64_digits[v >> 12 & 63], '=', '='};
		if (n > 1)
			out[2] = base64_digits[v >> 6 & 63];
		if (n > 2)
			out[3] = base64_digits[v & 63];

		gs_write_bytes(w, out, 4);
	}
}

void gs_write_hex(struct gs_writer *w, const uint8_t *ptr, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char out[2] = {"0123456789abcdef"[ptr[i] >> 4],
		    "0123456789abcdef"[ptr[i] & 15]};

		gs_write_bytes(w, out, 2);
	}
}

int gs_writer_end(const struct gs_writer *w)
{
	return w->err;
}

/* What a digit stands for at each of the four places of a group, in the three
 * upper bytes, and below them a mark of that place; zero: it is no digit. */
#define MARK(place) (UINT32_C(1) << (place))
#define MARKS (MARK(0) | MARK(1) | MARK(2) | MARK(3))
#define DIGIT(place, c, n) \
	[c] = MARK(place) | (uint32_t)(n) << (26 - 6 * (place))
#define DIGITS_5(place, c, n) DIGIT(place, c, n), \
	DIGIT(place, (c) + 1, (n) + 1), DIGIT(place, (c) + 2, (n) + 2), \
	DIGIT(place, (c) + 3, (n) + 3), DIGIT(place, (c) + 4, (n) + 4)
#define DIGITS_26(place, c, n) DIGITS_5(place, c, n), \
	DIGITS_5(place, (c) + 5, (n) + 5), \
	DIGITS_5(place, (c) + 10, (n) + 10), \
	DIGITS_5(place, (c) + 15, (n) + 15), \
	DIGITS_5(place, (c) + 20, (n) + 20), \
	DIGIT(place, (c) + 25, (n) + 25)
#define PLACE(place) { \
	DIGITS_26(place, 'A', 0), DIGITS_26(place, 'a', 26), \
	DIGITS_5(place, '0', 52), DIGITS_5(place, '5', 57), \
	DIGIT(place, '+', 62), DIGIT(place, '/', 63)}
static const uint32_t base64_values[4][256] = {PLACE(0), PLACE(1), PLACE(2),
    PLACE(3)};

static uint32_t base64_group(const uint8_t in[4])
{
	return base64_values[0][in[0]] | base64_values[1][in[1]] |
	    base64_values[2][in[2]] | base64_values[3][in[3]];
}

static void put_group(uint8_t out[3], uint32_t group)
{
	out[0] = (uint8_t)(group >> 24);
	out[1] = (uint8_t)(group >> 16);
	out[2] = (uint8_t)(group >> 8);
}

/* The last group, which may be padded: its 1 to 3 bytes in `out`; 0 if it is
 * not canonical. */
static size_t base64_last(uint8_t out[3], const uint8_t in[4])
{
	uint8_t digits[4] = {in[0], in[1], in[2], in[3]};
	size_t n = 3;

	if (in[3] == '=')
		n = in[2] == '=' ? 1 : 2;
	for (size_t i = n + 1; i < 4; i++)
		digits[i] = 'A'; /* zero */

	uint32_t group = base64_group(digits);
	if ((group & MARKS) != MARKS)
		return 0;
	put_group(out, group);
	bool canonical = n == 3 || (n == 2 && out[2] == 0) ||
	    (n == 1 && out[1] == 0 && out[2] == 0);
	return canonical ? n : 0;
}

/* Groups that others follow: with each its marks are written, which the next
 * overwrites.  The marks that all of them have. */
static uint32_t base64_inner(uint8_t *out, const uint8_t *in, size_t count)
{
	uint32_t marks = MARKS;

	for (size_t i = 0; i < count; i++) {
		uint32_t group = base64_group(in + 4 * i);

		gs_put_u32(out + 3 * i, group);
		marks &= group;
	}
	return marks;
}

/* Nine tenths of a log are base64, so a group takes four look-ups and no
 * branch, and what is no digit is found at the end. */
int gs_base64_decode(uint8_t *out, size_t *out_len, size_t max,
    const void *text, size_t text_len)
{
	const uint8_t *in = text;
	uint8_t last[3];
	size_t whole = text_len / 4, n = 0;
	uint32_t marks = MARKS;

	if (text_len % 4 != 0)
		return GS_ERR_FORMAT;
	if (text_len == 0) {
		*out_len = 0;
		return GS_OK;
	}

	whole--; /* the last is apart */
	if (whole * 3 > max)
		return GS_ERR_SPACE;
	if (whole > 0) {
		uint32_t group = base64_group(in + 4 * (whole - 1));

		marks = base64_inner(out, in, whole - 1) & group;
		put_group(out + 3 * (whole - 1), group);
	}
	if (marks == MARKS)
		n = base64_last(last, in + 4 * whole);
	if (n != 0 && n <= max - whole * 3) {
		memcpy(out + whole * 3, last, n);
		*out_len = whole * 3 + n;
		return GS_OK;
	}

	memset(out, 0, whole * 3);
	return n == 0 ? GS_ERR_FORMAT : GS_ERR_SPACE;
}

/* Value of a lower-case hex digit, or 0x100 or more, without a branch.  d is
 * below 256, so a difference below zero wraps and has bit 31 set, and no other
 * has. */
static uint32_t hex_value(uint8_t c)
{
	uint32_t d = c;
	uint32_t is_digit = ((d - '0') | ('9' - d)) >> 31 ^ 1;
	uint32_t is_letter = ((d - 'a') | ('f' - d)) >> 31 ^ 1;
	uint32_t bad = (is_digit | is_letter) ^ 1;

	return is_digit * (d - '0') + is_letter * (d - 'a' + 10) + (bad << 8);
}

int gs_hex_decode_secret(uint8_t *out, size_t out_len, const void *text,
    size_t text_len)
{
	const uint8_t *in = text;
	uint32_t bad = 0;

	if (text_len != out_len * 2)
		return GS_ERR_FORMAT;

	for (size_t i = 0; i < out_len; i++) {
		uint32_t high = hex_value(in[2 * i]);
		uint32_t v = high << 4 | hex_value(in[2 * i + 1]);
		bad |= v >> 8;
		out[i] = (uint8_t)v;
	}

	if (bad == 0)
		return GS_OK;
	memset(out, 0, out_len);
	return GS_ERR_FORMAT;
}

int gs_hex_decode(uint8_t *out, size_t out_len, const void *text,
    size_t text_len)
{
	return gs_hex_decode_secret(out, out_len, text, text_len);
}

int gs_decimal_decode(uint64_t *out, const void *text, size_t text_len,
    uint64_t max)
{
	const uint8_t *in = text;
	uint64_t v = 0;

	if (text_len == 0 || text_len > 20 || (in[0] == '0' && text_len > 1))
		return GS_ERR_FORMAT;

	for (size_t i = 0; i < text_len; i++) {
		if (in[i] < '0' || in[i] > '9')
			return GS_ERR_FORMAT;

		uint64_t d = (uint64_t)(in[i] - '0');
		/* v * 10 + d > max, without the product.  Where d > max the
		 * difference wraps, and the second condition refuses. */
		if (v > (max - d) / 10 || d > max)
			return GS_ERR_RANGE;
		v = v * 10 + d;
	}

	*out = v;
	return GS_OK;
}

bool gs_bytes_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint8_t diff = 0;

	for (size_t i = 0; i < len; i++)
		diff = (uint8_t)(diff | (a[i] ^ b[i]));

	return diff == 0;
}

/* Length of the sequence that starts at `p`, 0 if it is not UTF-8 (table 3-7
 * of the Unicode Standard). */
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
	if (p[0] < 0x80)
		return 1;

	size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4 || n > left)
		return 0;

	uint8_t low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	uint8_t high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
	if (p[1] < low || p[1] > high)
		return 0;

	for (size_t i = 2; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;

	return n;
}

bool gs_utf8_valid(const uint8_t *text, size_t len)
{
	while (len > 0) {
		size_t n = utf8_sequence(text, len);

		if (n == 0)
			return false;
		text += n;
		len -= n;
	}

	return true;
}
