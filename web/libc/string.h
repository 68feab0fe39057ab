/* SPDX-License-Identifier: Apache-2.0 */
/* What core asks of a C library (web/libc.c has it), for a target that has
 * none. */
#ifndef GS_WEB_LIBC_STRING_H
#define GS_WEB_LIBC_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *in, int byte, size_t n);
size_t strlen(const char *text);

#endif
