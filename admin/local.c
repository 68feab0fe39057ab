/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/local.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 4096
#define MILLISECONDS 5000 /* for a request, and for its answer */
#define MODE_MASK 0117

/* Whether a server that has ended left that socket. */
static bool is_deserted(const struct sockaddr_un *at)
{
	struct stat st;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool left = fd >= 0 && lstat(at->sun_path, &st) == 0 &&
	    S_ISSOCK(st.st_mode) &&
	    connect(fd, (const struct sockaddr *)at, sizeof *at) != 0 &&
	    errno == ECONNREFUSED;

	if (fd >= 0)
		(void)close(fd);
	return left;
}

static bool bind_at(int fd, const struct sockaddr_un *at)
{
	mode_t before = umask(MODE_MASK);
	bool good = bind(fd, (const struct sockaddr *)at, sizeof *at) == 0;

	if (!good && errno == EADDRINUSE && is_deserted(at)) {
		(void)unlink(at->sun_path);
		good = bind(fd, (const struct sockaddr *)at, sizeof *at) == 0;
	}
	(void)umask(before);
	return good;
}

int gs_local_listen(int *out, const char *path, struct gs_report *report)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof at.sun_path) {
		gs_report_tell(report, "socket-name-length", "{0}: a socket's "
		    "name has 1 to {1} bytes", gs_say_text(path),
		    gs_say_number(sizeof at.sun_path - 1));
		return GS_ERR_FORMAT;
	}
	memcpy(at.sun_path, path, len);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && bind_at(fd, &at) && listen(fd, SOMAXCONN) == 0) {
		*out = fd;
		return GS_OK;
	}

	gs_report_errno(report, "socket-refused", path,
	    "cannot become a socket", errno);
	if (fd >= 0)
		(void)close(fd);
	return GS_ERR_IO;
}

int gs_local_take(int listen)
{
	return accept4(listen, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static int64_t clock_ticks(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool waits_for(int fd, short what, int64_t end)
{
	struct pollfd p = {.fd = fd, .events = what};
	int64_t left = end - clock_ticks();

	return left > 0 && poll(&p, 1, (int)left) == 1;
}

bool gs_local_asks(int fd, const char *path)
{
	char head[HEAD_MAX + 1], want[128];
	int64_t end = clock_ticks() + MILLISECONDS;
	size_t len = 0;

	head[0] = '\0';
	while (strstr(head, "\r\n\r\n") == NULL) {
		ssize_t n = len < HEAD_MAX && waits_for(fd, POLLIN, end) ?
		    read(fd, head + len, HEAD_MAX - len) : -1;
		if (n <= 0)
			return false;
		len += (size_t)n;
		head[len] = '\0';
	}
	int n = snprintf(want, sizeof want, "GET %s HTTP/1.", path);
	return n > 0 && (size_t)n < sizeof want &&
	    strncmp(head, want, (size_t)n) == 0;
}

static bool push_bytes(int fd, const char *bytes, size_t len, int64_t end)
{
	while (len > 0) {
		ssize_t n = waits_for(fd, POLLOUT, end) ?
		    send(fd, bytes, len, MSG_NOSIGNAL) : -1;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

void gs_local_answer(int fd, const char *status, const char *type,
    const char *body, size_t len)
{
	char head[512];
	int64_t end = clock_ticks() + MILLISECONDS;
	int n = snprintf(head, sizeof head, "HTTP/1.1 %s\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n"
	    "Cache-Control: no-store\r\nConnection: close\r\n\r\n", status,
	    type, len);

	if (n > 0 && (size_t)n < sizeof head &&
	    push_bytes(fd, head, (size_t)n, end))
		(void)push_bytes(fd, body, len, end);
}
