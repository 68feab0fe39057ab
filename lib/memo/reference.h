/* SPDX-License-Identifier: Apache-2.0 */
/* Character references of CommonMark that show what a plain sign would. */
#ifndef GS_LIB_MEMO_REFERENCE_H
#define GS_LIB_MEMO_REFERENCE_H

#include <stddef.h>

#include "core/host.h"

/* A character reference that shows a letter, a figure or a sign of ASCII:
 * nobody needs one, but `&#40;C)` shows `(C)`.  Those of `& < > " '` are none.
 * The text's length if there is none; `len` is its own. */
size_t gs_reference_find(struct gs_span text, size_t *len);

#endif
