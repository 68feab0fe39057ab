/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases: one spelling of what is typed, and whether it could be
 * guessed. */
#ifndef GS_LIB_CLIENT_PASSPHRASE_H
#define GS_LIB_CLIENT_PASSPHRASE_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

#define GS_PASSPHRASE_MAX 1024 /* bytes, as typed */
/* NFC of that is at most three times as long. */
#define GS_PASSPHRASE_NORMAL_MAX (3 * GS_PASSPHRASE_MAX)
/* So many bits a new passphrase has at least, as zxcvbn measures: some four
 * words that have nothing to do with each other. */
#define GS_PASSPHRASE_BITS 60

/* NFC, as it is derived from: one keyboard composes letters that another does
 * not.  *len bytes, secret.  GS_ERR_RANGE: it has 0 bytes or more than
 * GS_PASSPHRASE_MAX; GS_ERR_FORMAT: it is not UTF-8, or has a NUL;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_passphrase_normal(
    uint8_t out[GS_PASSPHRASE_NORMAL_MAX], size_t *len, const void *text,
    size_t text_len);
/* Whether it can be one at all; errors of the above, with a report. */
GS_CHECKED int gs_passphrase_check(struct gs_report *report, const void *text,
    size_t len);
/* Whether a new passphrase is one that nobody guesses; `known` are words that a
 * guesser would try first, NULL behind the last.  GS_ERR_RULE with the reason;
 * otherwise as above. */
GS_CHECKED int gs_passphrase_judge(struct gs_report *report, const void *text,
    size_t len, const char *const known[]);

#endif
