/* SPDX-License-Identifier: Apache-2.0 */
#include "server/process/ends.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/process/sandbox.h"

#define SEND_SECONDS 60 /* for a front that does not take its answers */

void gs_ends_clear(struct gs_ends *ends)
{
	ends->listen = ends->control = ends->link = -1;
}

static int connect_end(int *front, int *back)
{
	const struct timeval patience = {.tv_sec = SEND_SECONDS};
	int two[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two) != 0)
		return GS_ERR_IO;
	*front = two[0];
	*back = two[1];
	return setsockopt(*back, SOL_SOCKET, SO_SNDTIMEO, &patience,
	    sizeof patience) == 0 ? GS_OK : GS_ERR_IO;
}

int gs_ends_connect(struct gs_ends *front, struct gs_ends *back)
{
	int err = connect_end(&front->control, &back->control);

	return err == GS_OK ? connect_end(&front->link, &back->link) : err;
}

static void list_fds(int out[GS_ENDS_FDS], const struct gs_ends *ends)
{
	out[0] = ends->listen;
	out[1] = ends->control;
	out[2] = ends->link;
}

void gs_ends_close(struct gs_ends *ends)
{
	int fds[GS_ENDS_FDS];

	list_fds(fds, ends);
	for (size_t i = 0; i < GS_ENDS_FDS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	gs_ends_clear(ends);
}

int gs_ends_pass(char text[GS_ENDS_TEXT_MAX], const struct gs_ends *ends)
{
	int fds[GS_ENDS_FDS];
	size_t len = 0;

	list_fds(fds, ends);
	for (size_t i = 0; i < GS_ENDS_FDS; i++) {
		if (fcntl(fds[i], F_SETFD, 0) != 0)
			return GS_ERR_IO;
		len += (size_t)snprintf(text + len, GS_ENDS_TEXT_MAX - len,
		    "%s%d", i == 0 ? "" : ",", fds[i]);
	}
	return GS_OK;
}

int gs_ends_parse(struct gs_ends *ends, const char *text)
{
	int fds[GS_ENDS_FDS];

	for (size_t i = 0; i < GS_ENDS_FDS; i++) {
		char *end = NULL;
		long fd = strtol(text, &end, 10);
		if (end == text || fd < 3 || fd > INT_MAX ||
		    *end != (i + 1 < GS_ENDS_FDS ? ',' : '\0'))
			return GS_ERR_FORMAT;
		fds[i] = (int)fd;
		text = end + 1;
	}

	ends->listen = fds[0];
	ends->control = fds[1];
	ends->link = fds[2];
	return GS_OK;
}

static int compare_fds(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int gs_ends_keep(const struct gs_ends *ends)
{
	int keep[GS_ENDS_FDS];
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		return GS_ERR_IO;

	list_fds(keep, ends);
	qsort(keep, GS_ENDS_FDS, sizeof *keep, compare_fds);
	return gs_sandbox_close(keep, GS_ENDS_FDS);
}
