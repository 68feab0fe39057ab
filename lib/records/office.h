/* SPDX-License-Identifier: Apache-2.0 */
/* What the office does with a memo: opens it, holds its text against the memo
 * id, and writes its records. */
#ifndef GS_LIB_RECORDS_OFFICE_H
#define GS_LIB_RECORDS_OFFICE_H

#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/memo/content.h"
#include "lib/report.h"

/* A memo's sealed file, as it was filed or resupplied, and the key that it is
 * sealed to. */
struct gs_sealed_memo {
	const struct gs_memo *memo;
	struct gs_span bytes;
	const uint8_t *identity; /* secret: 32 */
};
/* The SHA-256 of the file that the office is to open: the newest resupply's, or
 * that of the filing. */
const uint8_t *gs_office_content(const struct gs_memo *memo);

/* Unseals a memo's content and checks that it is what the memo's record says:
 * its terms, its document, its id.  `plain` (secret, gs_age_free) is what
 * `content` points into.  GS_ERR_MISMATCH: it is another text; GS_ERR_DENIED:
 * not sealed to this identity; otherwise as gs_age_open, gs_content_parse. */
GS_CHECKED int gs_office_open(struct gs_content *content, uint8_t **plain,
    size_t *plain_len, struct gs_report *report, struct gs_arena *arena,
    const struct gs_sealed_memo *sealed);

/* Any record about a memo, up to its line `memo`; then signed, checked by
 * parsing it, and put into `w`.  Errors as below. */
void gs_office_start(struct gs_record_writer *d, void *buf, size_t max,
    const char *type, const struct gs_memo *memo);
GS_CHECKED int gs_office_sign(struct gs_writer *w, struct gs_record_writer *d,
    const char *role, const uint8_t secret[64]);

/* What is sealed beside a record: this head, signed by nobody, an empty line,
 * and the text. */
GS_CHECKED int gs_office_head(struct gs_writer *w, struct gs_record_writer *d,
    struct gs_span text);

/* Records, signed with `secret` (64 bytes, secret).  GS_ERR_SPACE,
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_office_acknowledge(struct gs_writer *w,
    const struct gs_memo *memo, const uint8_t secret[64]);
/* By the office of the memo, by the author of a reply or a question (its
 * number, else 0). */
GS_CHECKED int gs_office_unreadable(struct gs_writer *w,
    const struct gs_memo *memo, enum gs_unreadable_what what,
    uint64_t question, const uint8_t secret[64]);
struct gs_disposition {
	uint64_t request;
	const char *word;
	/* Who does what was accepted, and by which day; NULL: not said. */
	const char *owner;
	int64_t day;
};
/* What a record commits to: its document's root (32) and blocks, and the
 * SHA-256 (32) of the sealed file. */
struct gs_sealed_text {
	const uint8_t *root;
	uint64_t blocks;
	const uint8_t *content;
};
GS_CHECKED int gs_office_reply(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_disposition *dispositions,
    size_t count, const struct gs_sealed_text *text,
    const uint8_t secret[64]);
/* The next correction of the memo's reply. */
GS_CHECKED int gs_office_correct(struct gs_writer *w,
    const struct gs_memo *memo, const struct gs_disposition *dispositions,
    size_t count, const struct gs_sealed_text *text,
    const uint8_t secret[64]);
/* A question and its answer, the author's; `content` (32 bytes) is the SHA-256
 * of the sealed text. */
GS_CHECKED int gs_office_ask(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t question, const uint8_t content[32], const uint8_t secret[64]);
GS_CHECKED int gs_office_answer(struct gs_writer *w,
    const struct gs_memo *memo, uint64_t question, const uint8_t content[32],
    const uint8_t secret[64]);
/* `role`: "office" or "author". */
GS_CHECKED int gs_office_end(struct gs_writer *w, const struct gs_memo *memo,
    const char *reason, const char *role, const uint8_t secret[64]);

#endif
