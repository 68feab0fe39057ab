/* SPDX-License-Identifier: Apache-2.0 */
/* A number with a fraction in digits, exactly, as "%.*g" of C. */
#ifndef GS_WEB_REAL_H
#define GS_WEB_REAL_H

#include <stddef.h>

#define GS_REAL_MAX 64
#define GS_REAL_DIGITS 17 /* as many as tell any double from its neighbours */

/* `value` is finite; `precision` at most GS_REAL_DIGITS.  The length, without
 * the NUL behind it. */
size_t gs_web_real(char out[GS_REAL_MAX], double value, size_t precision);

#endif
