/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/listen.h"

#define CONNECT_MS 3000
#define GREET_MS 10000

/* An errno; 0: it is connected. */
static int connect_socket(int fd, const struct sockaddr_storage *at,
    socklen_t len)
{
	struct pollfd one = {.fd = fd, .events = POLLOUT};
	int on = 1, failed = 0;
	socklen_t size = sizeof failed;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
		return errno;
	if (connect(fd, (const struct sockaddr *)at, len) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (poll(&one, 1, CONNECT_MS) != 1)
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) != 0)
		return errno;
	return failed;
}

static int dial_node(int *out, const struct gs_node *node)
{
	struct sockaddr_storage at;
	socklen_t len = 0;

	if (gs_address_parse(&at, &len, node->place) != GS_OK)
		return EINVAL;
	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int failed = connect_socket(fd, &at, len);
	if (failed != 0)
		close(fd);
	else
		*out = fd;
	return failed;
}

int gs_dial(struct gs_line **out, size_t *node, const struct gs_nodes *nodes,
    struct gs_report *report)
{
	int fd = -1, failed = ENOENT;

	for (*node = 0; *node < nodes->count && fd < 0; ++*node)
		if (*node != nodes->own)
			failed = dial_node(&fd, &nodes->v[*node]);
	if (fd < 0) {
		gs_report_tell(report, "no-leader-found", "no other node of "
		    "the file `nodes` takes connections, as the one that "
		    "leads does; the last one: {0}",
		    gs_say_text(strerror(failed)));
		return GS_ERR_IO;
	}

	--*node;
	*out = calloc(1, sizeof **out);
	if (*out == NULL) {
		close(fd);
		return GS_ERR_MEMORY;
	}
	(*out)->fd = fd;
	(*out)->patience = GREET_MS;
	return GS_OK;
}

int gs_dial_greet(struct gs_line *line, const struct gs_nodes *nodes,
    size_t node, struct gs_report *report)
{
	struct gs_noise_shake shake;
	uint8_t first[GS_NOISE_FIRST], second[GS_NOISE_SECOND];

	int err = gs_noise_open(first, &shake, &nodes->key,
	    nodes->v[node].key);
	if (err == GS_OK)
		err = gs_line_send(line, first, sizeof first);
	if (err == GS_OK)
		err = gs_line_receive(line, second, sizeof second);
	if (err == GS_OK)
		err = gs_noise_opened(&line->to, &line->from, &shake, second);
	gs_host_wipe(&shake, sizeof shake);

	if (err != GS_OK)
		gs_report_tell(report, "leader-unknown", "who answers at {0} "
		    "is not node {1}, or does not know this one: the file "
		    "`nodes` is to be the same on both (docs/SCALING.md)",
		    gs_say_text(nodes->v[node].place),
		    gs_say_text(nodes->v[node].name));
	return err;
}
