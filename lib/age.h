/* SPDX-License-Identifier: Apache-2.0 */
/* C2SP age v1 files in memory, to X25519 recipients: what this program seals
 * the ordinary age program opens, and the reverse. */
#ifndef GS_LIB_AGE_H
#define GS_LIB_AGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"

#define GS_AGE_PLAIN_MAX ((size_t)16 << 20)
#define GS_AGE_RECIPIENTS_MAX 256
#define GS_AGE_HEADER_MAX 65536
/* The longest file that gs_age_open looks at, armored. */
#define GS_AGE_FILE_MAX ((size_t)24 << 20)

#define GS_AGE_RECIPIENT_LEN 62 /* "age1...", no NUL */
#define GS_AGE_IDENTITY_LEN 74  /* "AGE-SECRET-KEY-1...", no NUL */

/* `identity` is secret in all of these: any 32 bytes of randomness. */
GS_CHECKED int gs_age_identity_new(uint8_t identity[32]);
void gs_age_recipient(uint8_t recipient[32], const uint8_t identity[32]);
void gs_age_identity_write(struct gs_writer *w, const uint8_t identity[32]);
GS_CHECKED int gs_age_identity_parse(uint8_t identity[32], const void *text,
    size_t len);
void gs_age_recipient_write(struct gs_writer *w, const uint8_t recipient[32]);
/* Lower case alone, as identities are upper case alone. */
GS_CHECKED int gs_age_recipient_parse(uint8_t recipient[32], const void *text,
    size_t len);

/* How long the file will be: it depends on nothing else. */
size_t gs_age_sealed_len(size_t recipients, size_t plain_len);

/* How many X25519 recipients a binary file's header names; 0: it is no
 * canonical age file, or names recipients of another kind.  Nothing of it is
 * opened. */
size_t gs_age_recipients(const void *file, size_t len);

/* Seals `plain` (secret) to each of n >= 1 recipients; *out is released by
 * gs_age_free.  GS_ERR_RANGE: too many, too long; GS_ERR_RULE: a recipient of
 * low order; GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_age_seal(uint8_t **out, size_t *out_len,
    const uint8_t recipients[][32], size_t n, const void *plain, size_t len);
/* `random`, secret: file key (16), payload nonce (16), and 32 bytes for each
 * recipient.  The same bytes must never seal twice. */
#define GS_AGE_RANDOM_LEN(n) (32 + 32 * (n))
GS_CHECKED int gs_age_seal_derand(uint8_t **out, size_t *out_len,
    const uint8_t recipients[][32], size_t n, struct gs_span plain,
    const uint8_t *random);

/* Opens a binary or armored file; *plain (secret) is released by gs_age_free.
 * Nothing is handed out unless all of it is authentic.  GS_ERR_FORMAT: no
 * canonical age file; GS_ERR_DENIED: not sealed to this identity (passphrases
 * and other kinds of recipients are not supported); GS_ERR_SIGNATURE: altered
 * or cut short; GS_ERR_RANGE: too long; GS_ERR_MEMORY. */
GS_CHECKED int gs_age_open(uint8_t **plain, size_t *plain_len,
    const uint8_t identity[32], const void *file, size_t len);

/* A file of any length, a chunk at a time.  Secret: holds its key. */
#define GS_AGE_CHUNK ((size_t)65536)
#define GS_AGE_CHUNK_SEALED (GS_AGE_CHUNK + 16)
struct gs_age_stream {
	uint8_t key[32];
	uint64_t chunk; /* the number of the next one */
};
/* Writes what stands in front of the chunks.  Errors of gs_age_seal. */
GS_CHECKED int gs_age_begin(struct gs_age_stream *s, struct gs_writer *w,
    const uint8_t recipients[][32], size_t n);
/* All chunks but the last are full, and it is empty only where it is the one
 * chunk.  `out` has 16 bytes more than `plain`. */
void gs_age_seal_chunk(struct gs_age_stream *s, uint8_t *out,
    struct gs_span plain, bool last);
/* Of a binary file that begins so; *used bytes of it stand in front of the
 * chunks.  Errors of gs_age_open. */
GS_CHECKED int gs_age_resume(struct gs_age_stream *s, size_t *used,
    const uint8_t identity[32], struct gs_span file);
/* `out` has 16 bytes less than `sealed`.  What came out of earlier chunks is
 * only then the whole file when the last one has opened.  GS_ERR_SIGNATURE. */
GS_CHECKED int gs_age_open_chunk(struct gs_age_stream *s, uint8_t *out,
    struct gs_span sealed, bool last);

/* Wipes and frees; the caller's pointer is NULL afterwards. */
void gs_age_free(uint8_t **ptr, size_t len);

#endif
