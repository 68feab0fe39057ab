/* SPDX-License-Identifier: Apache-2.0 */
/* The one bounded reader and the one bounded writer.  Both are sticky: after
 * the first failure every further call does nothing and the final
 * gs_reader_end / gs_writer_end reports it, so that callers check once.  For
 * public data only: time depends on the content (secrets use gs_bytes_equal
 * and gs_hex_decode_secret). */
#ifndef GS_CORE_BYTES_H
#define GS_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

struct gs_reader {
	const uint8_t *ptr;
	size_t left;
	int err;
};

struct gs_reader gs_reader_of(const void *ptr, size_t len);
/* Borrows `len` bytes of the input; NULL after a failure. */
const uint8_t *gs_read_bytes(struct gs_reader *r, size_t len);
void gs_read_copy(struct gs_reader *r, uint8_t *out, size_t len);
uint8_t gs_read_u8(struct gs_reader *r);
uint16_t gs_read_u16(struct gs_reader *r); /* big-endian, as all of these */
uint32_t gs_read_u32(struct gs_reader *r);
uint64_t gs_read_u64(struct gs_reader *r);
/* The bytes up to and without the next LF, which must come within `max`
 * bytes. */
const uint8_t *gs_read_line(size_t *len, struct gs_reader *r, size_t max);
/* The exact bytes of `text` must come next. */
void gs_read_expect(struct gs_reader *r, const char *text);
bool gs_reader_done(const struct gs_reader *r); /* nothing left, or failed */
/* GS_OK only if nothing failed and nothing is left. */
GS_CHECKED int gs_reader_end(const struct gs_reader *r);

struct gs_writer {
	uint8_t *ptr;
	size_t len; /* written so far */
	size_t max;
	int err;
};

/* ptr == NULL counts the length only (max still applies). */
struct gs_writer gs_writer_of(void *ptr, size_t max);
void gs_write_bytes(struct gs_writer *w, const void *ptr, size_t len);
void gs_write_text(struct gs_writer *w, const char *text);
void gs_write_u8(struct gs_writer *w, uint8_t v);
void gs_write_u32(struct gs_writer *w, uint32_t v);
void gs_write_u64(struct gs_writer *w, uint64_t v);
void gs_write_lv(struct gs_writer *w, const void *ptr, size_t len);
void gs_write_lv_text(struct gs_writer *w, const char *text);
void gs_write_decimal(struct gs_writer *w, uint64_t v);
void gs_write_base64(struct gs_writer *w, const uint8_t *ptr, size_t len);
void gs_write_hex(struct gs_writer *w, const uint8_t *ptr, size_t len);
GS_CHECKED int gs_writer_end(const struct gs_writer *w);

void gs_put_u32(uint8_t out[4], uint32_t v);
void gs_put_u64(uint8_t out[8], uint64_t v);

/* RFC 4648 section 4, padded, canonical: trailing bits must be zero.  `out`
 * has room for `max` bytes.  GS_ERR_FORMAT, GS_ERR_SPACE: what was written of
 * `out` is zeroed. */
GS_CHECKED int gs_base64_decode(uint8_t *out, size_t *out_len, size_t max,
    const void *text, size_t text_len);
#define GS_BASE64_LEN(n) (((n) + 2) / 3 * 4)
/* Lower-case hexadecimal, exactly `out_len` bytes of it.  GS_ERR_FORMAT: `out`
 * is untouched or zeroed. */
GS_CHECKED int gs_hex_decode(uint8_t *out, size_t out_len, const void *text,
    size_t text_len);
/* The same in constant time, validation included; whether it is valid becomes
 * public. */
GS_CHECKED int gs_hex_decode_secret(uint8_t *out, size_t out_len,
    const void *text, size_t text_len);
/* ASCII decimal without sign or leading zero, at most `max`. */
GS_CHECKED int gs_decimal_decode(uint64_t *out, const void *text,
    size_t text_len, uint64_t max);

/* Constant time. */
bool gs_bytes_equal(const uint8_t *a, const uint8_t *b, size_t len);
/* Strict UTF-8 (no surrogates, no overlong form); `len` may be 0. */
bool gs_utf8_valid(const uint8_t *text, size_t len);

#endif
