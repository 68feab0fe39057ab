/* SPDX-License-Identifier: Apache-2.0 */
/* One filing that waits at a mirror, as a file (docs/spec/mirror.md,
 * "Filings"). */
#ifndef GS_MIRROR_KEPT_H
#define GS_MIRROR_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/records/promise.h"
#include "lib/records/refusal.h"
#include "lib/report.h"
#include "lib/steps/offer.h"

#define GS_KEPT_NAME 65 /* SHA-256 of memo id and tag, hexadecimal, and NUL */

enum gs_kept_answer {
	GS_KEPT_UNASKED, /* the server was not asked yet */
	GS_KEPT_NONE,    /* it was, and said nothing that counts */
	GS_KEPT_REFUSAL, /* it refused, last */
	GS_KEPT_PROMISE  /* it promised, as the memo and its acts are now */
};

struct gs_kept {
	char name[GS_KEPT_NAME];
	uint8_t id[32], tag[32];
	int64_t until;       /* the second release after it was handed in */
	enum gs_kept_answer answer;
	bool published;
	uint8_t refusal[GS_REFUSAL_MAX]; /* signed, if refusal_len > 0 */
	size_t refusal_len;
	uint8_t promise[GS_PROMISE_MAX]; /* likewise */
	size_t promise_len;
	size_t bytes; /* of its body */
};

/* Its name, which is memo's and tag's. */
void gs_kept_name(char name[GS_KEPT_NAME], const uint8_t id[32],
    const uint8_t tag[32]);
/* The word of an answer. */
const char *gs_kept_word(enum gs_kept_answer answer);

/* A file's text, and what it says: errors of lib/steps/offer.h, and
 * GS_ERR_FORMAT.  `body` borrows from `text`. */
GS_CHECKED int gs_kept_put(struct gs_writer *w, const struct gs_kept *kept,
    struct gs_span body);
GS_CHECKED int gs_kept_take(struct gs_kept *out, struct gs_span *body,
    struct gs_span text);

/* `dir`/name.  Durable when it returns, or as it was.  GS_ERR_IO,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_kept_write(const struct gs_kept *kept,
    struct gs_report *report, const char *dir, struct gs_span body);
/* The caller frees *file (gs_file_wipe), in which the body lies.
 * GS_ERR_MISMATCH: it is damaged, or another; GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_kept_read(struct gs_kept *out, struct gs_span *body,
    uint8_t **file, struct gs_report *report, const char *dir,
    const char *name);
/* GS_ERR_IO. */
GS_CHECKED int gs_kept_remove(struct gs_report *report, const char *dir,
    const char *name);

#endif
