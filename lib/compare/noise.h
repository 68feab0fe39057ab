/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between the words of a text and is no text: blanks, bullets, the
 * signs of headings and quotes, the lines of tables, rules. */
#ifndef GS_LIB_COMPARE_NOISE_H
#define GS_LIB_COMPARE_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

/* The end of such a sign at `at`; `at` if there is none.  `fresh` is whether
 * the line has nothing else before it, and is kept. */
size_t gs_noise_end(struct gs_span s, size_t at, bool *fresh);

#endif
