/* SPDX-License-Identifier: Apache-2.0 */
/* Frames on a stream socket (wire.h). */
#include <errno.h>
#include <sys/socket.h>

#include "server/wire/wire.h"

#define HEAD 4
#define LINK_HEAD (8 + HEAD)

static int send_all(int fd, struct iovec *parts, size_t count)
{
	while (count > 0) {
		struct msghdr m = {.msg_iov = parts, .msg_iovlen = count};
		ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return GS_ERR_IO;

		size_t sent = (size_t)n;
		while (count > 0 && sent >= parts->iov_len) {
			sent -= parts->iov_len;
			parts++;
			count--;
		}
		if (count > 0) {
			parts->iov_base = (uint8_t *)parts->iov_base + sent;
			parts->iov_len -= sent;
		}
	}
	return GS_OK;
}

/* The head is there, up to the length. */
static int send_frame(int fd, uint8_t *head, size_t head_len, const void *ptr,
    size_t len)
{
	if (len > UINT32_MAX)
		return GS_ERR_RANGE;
	gs_put_u32(head + head_len - HEAD, (uint32_t)len);

	/* sendmsg does not write to it. */
	struct iovec parts[] = {{head, head_len},
	    {(void *)(uintptr_t)ptr, len}};
	return send_all(fd, parts, len == 0 ? 1 : 2);
}

int gs_frame_send(int fd, const void *ptr, size_t len)
{
	uint8_t head[HEAD];

	return send_frame(fd, head, sizeof head, ptr, len);
}

int gs_link_send(int fd, uint64_t number, const void *ptr, size_t len)
{
	uint8_t head[LINK_HEAD];

	gs_put_u64(head, number);
	return send_frame(fd, head, sizeof head, ptr, len);
}

/* How many came before the stream ended. */
static size_t receive_some(uint8_t *out, int fd, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, out + got, len - got, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

/* GS_ERR_UNKNOWN: the stream has ended before it. */
static int await_head(uint8_t *head, int fd, size_t head_len)
{
	size_t got = receive_some(head, fd, head_len);

	if (got == 0)
		return GS_ERR_UNKNOWN;
	return got < head_len ? GS_ERR_IO : GS_OK;
}

int gs_frame_await(size_t *len, int fd, size_t max)
{
	uint8_t head[HEAD];

	int err = await_head(head, fd, sizeof head);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(head, sizeof head);
	uint32_t n = gs_read_u32(&r);
	if (n > max)
		return GS_ERR_RANGE;
	*len = n;
	return GS_OK;
}

int gs_link_await(uint64_t *number, size_t *len, int fd, size_t max)
{
	uint8_t head[LINK_HEAD];

	int err = await_head(head, fd, sizeof head);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(head, sizeof head);
	uint64_t which = gs_read_u64(&r);
	uint32_t n = gs_read_u32(&r);
	if (n > max)
		return GS_ERR_RANGE;
	*number = which;
	*len = n;
	return GS_OK;
}

int gs_frame_receive(void *out, int fd, size_t len)
{
	return receive_some(out, fd, len) == len ? GS_OK : GS_ERR_IO;
}
