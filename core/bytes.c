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

static int base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* One group of four: its 1 to 3 bytes in `out`; 0 if it is not canonical. */
static size_t base64_group(uint8_t out[3], const uint8_t in[4], bool last)
{
	size_t n = 3;
	if (last && in[3] == '=')
		n = in[2] == '=' ? 1 : 2;

	uint32_t v = 0;
	for (size_t i = 0; i < 4; i++) {
		int d = i <= n ? base64_value(in[i]) : 0;
		if (d < 0)
			return 0;
		v = v << 6 | (uint32_t)d;
	}

	for (size_t i = 0; i < 3; i++)
		out[i] = (uint8_t)(v >> (16 - 8 * i));

	bool canonical = n == 3 || (n == 2 && out[2] == 0) ||
	    (n == 1 && out[1] == 0 && out[2] == 0);
	return canonical ? n : 0;
}

int gs_base64_decode(uint8_t *out, size_t *out_len, size_t max,
    const void *text, size_t text_len)
{
	const uint8_t *in = text;
	size_t len = 0;
	int err = text_len % 4 == 0 ? GS_OK : GS_ERR_FORMAT;

	/* Up to two bytes of the last group may be padding. */
	if (err == GS_OK && text_len / 4 * 3 > max + 2)
		err = GS_ERR_SPACE;

	for (size_t i = 0; err == GS_OK && i < text_len; i += 4) {
		uint8_t group[3];
		size_t n = base64_group(group, in + i, i + 4 == text_len);

		if (n == 0) {
			err = GS_ERR_FORMAT;
		} else if (n > max - len) {
			err = GS_ERR_SPACE;
		} else {
			memcpy(out + len, group, n);
			len += n;
		}
	}

	if (err == GS_OK)
		*out_len = len;
	else if (len != 0)
		memset(out, 0, len);
	return err;
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
