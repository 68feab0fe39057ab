/* SPDX-License-Identifier: Apache-2.0 */
/* What wasi-libc's headers leave out and web/files.c has; given to each file of
 * the verbs by the compiler, before the file itself. */
#ifndef GS_WEB_POSIX_H
#define GS_WEB_POSIX_H

#include <sys/types.h>
#include <unistd.h>

#undef lseek /* a macro there, for what no file here is */

int fchmod(int fd, mode_t mode);
int mkostemp(char *name, int flags);
mode_t umask(mode_t mask);
uid_t geteuid(void);
char *realpath(const char *restrict path, char *restrict out);

#endif
