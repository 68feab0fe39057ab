/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/bytes.h"

#define PORT_MAX 65535

/* The system's own reading takes 99999 for another port, and +80, and none. */
static bool is_port(const char *text)
{
	uint64_t port = 0;

	return gs_decimal_decode(&port, text, strlen(text), PORT_MAX) == GS_OK;
}

/* "host:port" or "[host]:port", numbers only: names would ask others. */
int gs_address_parse(struct sockaddr_storage *out, socklen_t *out_len,
    const char *where)
{
	char host[64];
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV |
	    AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found = NULL;
	const char *colon = strrchr(where, ':');

	if (colon == NULL)
		return GS_ERR_FORMAT;
	size_t n = (size_t)(colon - where);
	bool bracket = n >= 2 && where[0] == '[' && colon[-1] == ']';
	if (bracket) {
		where++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof host || !is_port(colon + 1))
		return GS_ERR_FORMAT;

	memcpy(host, where, n);
	host[n] = '\0';
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
		return GS_ERR_FORMAT;

	memset(out, 0, sizeof *out);
	memcpy(out, found->ai_addr, found->ai_addrlen);
	*out_len = found->ai_addrlen;
	freeaddrinfo(found);
	return GS_OK;
}

#define UNREAD_MAX (128 << 10) /* bytes of an answer that the kernel keeps */

/* An address that an earlier server used a moment ago is free.  The connections
 * that it takes inherit the rest. */
static int bind_socket(int fd, const struct sockaddr_storage *at, socklen_t len)
{
	int on = 1, unread = UNREAD_MAX;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &unread, sizeof unread) != 0)
		return GS_ERR_IO;
	if (at->ss_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6,
	        IPV6_V6ONLY, &on, sizeof on) != 0)
		return GS_ERR_IO;
	if (bind(fd, (const struct sockaddr *)at, len) != 0 ||
	    listen(fd, SOMAXCONN) != 0)
		return GS_ERR_IO;
	return GS_OK;
}

int gs_listen_port(uint16_t *port, int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return GS_ERR_IO;

	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&at;
	*port = ntohs(at.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
	return GS_OK;
}

bool gs_listen_is_local(const char *where)
{
	struct sockaddr_storage at;
	socklen_t len = 0;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&at;

	if (gs_address_parse(&at, &len, where) != GS_OK)
		return false;
	return at.ss_family == AF_INET6 ?
	    memcmp(&v6->sin6_addr, &in6addr_loopback, 16) == 0 :
	    (ntohl(v4->sin_addr.s_addr) >> 24) == IN_LOOPBACKNET;
}

int gs_listen(int *out, uint16_t *port, const char *where,
    struct gs_report *report)
{
	struct sockaddr_storage at;
	socklen_t len = 0;
	uint16_t number = 0;

	if (gs_address_parse(&at, &len, where) != GS_OK) {
		gs_report_tell(report, "listen-not-address", "{0}: not an "
		    "address to listen at; write 127.0.0.1:8080 or "
		    "[::1]:8080, with a port from 0 to {1}, where 0 takes any "
		    "free one", gs_say_text(where), gs_say_number(PORT_MAX));
		return GS_ERR_FORMAT;
	}

	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	int err = fd < 0 ? GS_ERR_IO : bind_socket(fd, &at, len);
	if (err == GS_OK)
		err = gs_listen_port(&number, fd);

	if (err == GS_OK) {
		*port = number;
		*out = fd;
		return GS_OK;
	}
	gs_report_tell(report, "listen-refused", "{0}: cannot listen there: "
	    "{1}; is another server running?", gs_say_text(where),
	    gs_say_text(strerror(errno)));
	if (fd >= 0)
		close(fd);
	return err;
}

#define INHERITED 3 /* the first of those that systemd hands on */

/* Of the environment, which no program that is started from here is to see. */
static bool is_handed_on(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	char own[24];

	(void)snprintf(own, sizeof own, "%ld", (long)getpid());
	bool good = pid != NULL && fds != NULL && strcmp(pid, own) == 0 &&
	    strcmp(fds, "1") == 0;
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	return good;
}

static int describe_socket(char where[GS_LISTEN_TEXT_MAX], int fd)
{
	struct sockaddr_storage at;
	char host[64], port[8];
	int listens = 0, unread = UNREAD_MAX;
	socklen_t len = sizeof at, size = sizeof listens;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 ||
	    listens != 1 || getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return GS_ERR_FORMAT;
	if ((at.ss_family != AF_INET && at.ss_family != AF_INET6) ||
	    getnameinfo((struct sockaddr *)&at, len, host, sizeof host, port,
	        sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return GS_ERR_FORMAT;

	int n = snprintf(where, GS_LISTEN_TEXT_MAX,
	    at.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
	if (n < 0 || n >= GS_LISTEN_TEXT_MAX)
		return GS_ERR_FORMAT;
	return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && setsockopt(fd, SOL_SOCKET,
	        SO_SNDBUF, &unread, sizeof unread) == 0 ? GS_OK : GS_ERR_IO;
}

int gs_listen_inherit(int *fd, char where[GS_LISTEN_TEXT_MAX],
    struct gs_report *report)
{
	if (!is_handed_on()) {
		gs_report_say(report, "listen-not-handed", "systemd hands no "
		    "socket on, or not one alone: start gainsay.socket, whose "
		    "service this is, or name an address to listen at");
		return GS_ERR_UNKNOWN;
	}

	int err = describe_socket(where, INHERITED);
	if (err == GS_OK)
		*fd = INHERITED;
	else
		gs_report_say(report, "listen-handed-other", "what systemd "
		    "hands on is no socket that listens at a TCP address: "
		    "ListenStream=127.0.0.1:8080 in the unit of the socket");
	return err;
}
