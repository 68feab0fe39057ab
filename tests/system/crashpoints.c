/* SPDX-License-Identifier: Apache-2.0 */
/* The other half of lib/crash.h.  GAINSAY_CRASH=list prints the points and
 * ends; GAINSAY_CRASH=NAME:N ends the process, as SIGKILL would, when it comes
 * to that point for the N-th time. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crash.h"

#define EXIT_KILLED 137

/* Where the linker put all names, one after the other, with gaps of zeros. */
extern const char __start_gs_points[], __stop_gs_points[];

static _Atomic unsigned long passages;

void gs_crash_here(const char *point)
{
	const char *wish = getenv("GAINSAY_CRASH");
	size_t len = strlen(point);
	if (wish == NULL || strncmp(wish, point, len) != 0 ||
	    wish[len] != ':')
		return;
	if (atomic_fetch_add(&passages, 1) + 1 ==
	    strtoul(wish + len + 1, NULL, 10))
		_exit(EXIT_KILLED);
}

__attribute__((constructor)) static void list(void)
{
	const char *wish = getenv("GAINSAY_CRASH");
	if (wish == NULL || strcmp(wish, "list") != 0)
		return;
	for (const char *p = __start_gs_points; p < __stop_gs_points;) {
		size_t len = strnlen(p, (size_t)(__stop_gs_points - p));
		if (len > 0)
			(void)printf("%s\n", p);
		p += len + 1;
	}
	(void)fflush(stdout);
	_exit(0);
}
