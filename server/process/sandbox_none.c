/* SPDX-License-Identifier: Apache-2.0 */
/* For systems that have neither Landlock nor seccomp. */
#include <unistd.h>

#include "server/process/sandbox.h"

int gs_sandbox_check(struct gs_report *report)
{
	gs_report_say(report, "sandbox-absent", "there is no sandbox for "
	    "this system: run the server on Linux, or serve without one by --sandbox none");
	return GS_ERR_UNKNOWN;
}

int gs_sandbox_enter(enum gs_sandbox which, const char *dir,
    const char *keys, struct gs_report *report)
{
	(void)which;
	(void)dir;
	(void)keys;
	return gs_sandbox_check(report);
}

int gs_sandbox_close(const int *keep, size_t count)
{
	long max = sysconf(_SC_OPEN_MAX);
	size_t k = 0;

	if (max < 0)
		return GS_ERR_IO;
	for (int fd = 3; fd < max; fd++) {
		if (k < count && keep[k] == fd)
			k++;
		else
			(void)close(fd);
	}
	return GS_OK;
}

/* The front also ends when its sockets do. */
int gs_sandbox_tie(long parent)
{
	return getppid() == parent ? GS_OK : GS_ERR_IO;
}
