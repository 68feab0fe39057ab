/* SPDX-License-Identifier: Apache-2.0 */
/* Word codes: the first 44 bits of a memo id as four words, to be compared
 * over a telephone. */
#ifndef GS_LIB_MEMO_WORD_CODE_H
#define GS_LIB_MEMO_WORD_CODE_H

#include <stdint.h>

#define GS_WORDS 2048
#define GS_WORD_CODE_MAX 40 /* four words of at most 8, spaces, NUL */

/* `one two three four`, ending in NUL. */
void gs_word_code(char out[GS_WORD_CODE_MAX], const uint8_t id[32]);

#endif
