/* SPDX-License-Identifier: Apache-2.0 */
/* Word codes: eight words that stand for a memo id when people compare it
 * aloud (docs/spec/commitments.md, "Word code").  Each costs 64 MiB and some
 * tenths of a second, so that nobody can try many texts for one code. */
#ifndef GS_LIB_MEMO_WORD_CODE_H
#define GS_LIB_MEMO_WORD_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

#define GS_WORDS 2048
#define GS_WORD_CODE_WORDS 8
#define GS_WORD_CODE_MAX 72 /* words of at most 8 letters, spaces, NUL */

const char *gs_word_at(size_t index); /* NULL from GS_WORDS on */
/* `one two ... eight`, ending in NUL.  GS_ERR_MEMORY: `out` is then "". */
GS_CHECKED int gs_word_code(char out[GS_WORD_CODE_MAX], const uint8_t id[32]);
/* The same, and why it failed. */
GS_CHECKED int gs_word_code_make(char out[GS_WORD_CODE_MAX],
    struct gs_report *report, const uint8_t id[32]);
/* Whether a person's text is that code: capitals and blanks do not count. */
bool gs_word_code_is(const char *code, const char *text);

#endif
