/* SPDX-License-Identifier: Apache-2.0 */
/* Sealed files (docs/spec/commitments.md, "Sealed files"): age files of padded
 * texts, so that their length tells little.  That of a memo follows from a
 * secret: whoever has it makes the same file again, byte for byte. */
#ifndef GS_LIB_MEMO_SEAL_H
#define GS_LIB_MEMO_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"

#define GS_PADDED_MIN ((size_t)16384)
#define GS_RECIPIENTS_MAX 16

/* A reader's type and key. */
struct gs_recipient {
	struct gs_span type, key;
};
/* The lines `seal` of a charter's record, or the one line `reply` of a memo's
 * or a content's, in their order. */
struct gs_recipients {
	struct gs_recipient of[GS_RECIPIENTS_MAX];
	size_t count;
};
void gs_recipients_of(struct gs_recipients *out, const struct gs_record *rec,
    const char *field);
/* The charter's `seal` lines are those of a memo, but for the role
 * `recipient`: to these a copy is sealed when the office gives it to the holder
 * `to`.  None: count is 0. */
void gs_recipients_of_copy(struct gs_recipients *out,
    const struct gs_record *charter, const struct gs_part *to);
/* A question is for the memo's author (`charter` NULL); a reply also for the
 * office of the charter in force, by its `seal` lines. */
void gs_recipients_of_reply(struct gs_recipients *out,
    const struct gs_record *memo, const struct gs_record *charter);
/* And for whoever decides an appeal against it, by the `seal` lines of the role
 * `appeal` of the memo's charter; where its grounds are none, nobody. */
void gs_recipients_add_appeal(struct gs_recipients *out,
    const struct gs_record *charter);
/* A report is for the memo's author and whoever the memo is sealed to; of 16
 * of these the last has to ask the others. */
void gs_recipients_of_report(struct gs_recipients *out,
    const struct gs_record *memo, const struct gs_record *charter);

/* The least 2^k >= len, k at least 14. */
size_t gs_padded_len(size_t len);
/* How much of a padded text is text, which does not end in NUL. */
size_t gs_unpadded_len(const void *text, size_t len);

/* Whether it is one as far as can be seen without a key: an age file to 1 to
 * GS_RECIPIENTS_MAX x25519 recipients, as long as that of a padded text. */
bool gs_seal_is_shaped(struct gs_span file);

/* An age file of the padded text (secret); released by gs_age_free.  For all
 * three: GS_ERR_RULE: a recipient to which nothing can be sealed;
 * GS_ERR_RANGE: too long; GS_ERR_FORMAT: a NUL in a letter, or at the end of
 * what is sealed; GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_seal(uint8_t **out, size_t *out_len,
    const struct gs_recipients *to, struct gs_span text);
/* The one file that follows from `secret` (32 bytes), the recipients and the
 * text. */
GS_CHECKED int gs_seal_same(uint8_t **out, size_t *out_len,
    const struct gs_recipients *to, struct gs_span text,
    const uint8_t secret[32]);
/* What stands for `secret` when the text is sealed anew for the office's
 * `unreadable` of that number (docs/spec/commitments.md).  Secret. */
void gs_seal_secret_anew(uint8_t out[32], const uint8_t secret[32],
    uint32_t unreadable);
/* Opens with an x25519 identity and takes the padding away.  *plain (secret)
 * is released by gs_age_free; errors as gs_age_open, and GS_ERR_FORMAT for what
 * gs_seal_is_shaped is not. */
GS_CHECKED int gs_seal_open(uint8_t **plain, size_t *plain_len,
    const uint8_t identity[32], struct gs_span file);

#endif
