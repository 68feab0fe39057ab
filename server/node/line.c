/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node/line.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/bytes.h"

/* A block's text: how many bytes of it are used (2 bytes), these, zeros. */
#define USED_MAX (GS_BLOCK_TEXT - 2)
#define FRAME_HEAD 13

/* Bytes -------------------------------------------------------------------- */

static int await_line(const struct gs_line *line, short what)
{
	struct pollfd one = {.fd = line->fd, .events = what};
	int ready = 0;

	do
		ready = poll(&one, 1, line->patience);
	while (ready < 0 && errno == EINTR);
	return ready == 1 ? GS_OK : GS_ERR_IO;
}

static bool is_passing(void)
{
	return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

int gs_line_send(const struct gs_line *line, const uint8_t *bytes, size_t len)
{
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		ssize_t n = send(line->fd, bytes, len, MSG_NOSIGNAL);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && is_passing()) {
			err = await_line(line, POLLOUT);
		} else {
			err = GS_ERR_IO;
		}
	}
	return err;
}

int gs_line_receive(const struct gs_line *line, uint8_t *bytes, size_t len)
{
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		ssize_t n = recv(line->fd, bytes, len, 0);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && is_passing()) {
			err = await_line(line, POLLIN);
		} else {
			err = GS_ERR_IO;
		}
	}
	return err;
}

/* Blocks ------------------------------------------------------------------- */

int gs_line_flush(struct gs_line *line)
{
	uint8_t text[GS_BLOCK_TEXT] = {0}, block[GS_BLOCK_LEN];

	if (line->out_len == 0)
		return GS_OK;
	text[0] = (uint8_t)(line->out_len >> 8);
	text[1] = (uint8_t)line->out_len;
	memcpy(text + 2, line->out, line->out_len);
	line->out_len = 0;
	gs_noise_seal(block, &line->to, text, sizeof text);
	gs_host_wipe(text, sizeof text);
	return gs_line_send(line, block, sizeof block);
}

int gs_line_take(struct gs_line *line, const uint8_t block[GS_BLOCK_LEN])
{
	uint8_t text[GS_BLOCK_TEXT];

	int err = gs_noise_unseal(text, &line->from, block, GS_BLOCK_LEN);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(text, sizeof text);
	size_t used = gs_read_u16(&r);

	if (used == 0 || used > USED_MAX)
		return GS_ERR_FORMAT;
	gs_read_copy(&r, line->in, used);
	while (!gs_reader_done(&r))
		if (gs_read_u8(&r) != 0)
			return GS_ERR_FORMAT;
	line->in_at = 0;
	line->in_len = used;
	return GS_OK;
}

static int fill_blocks(struct gs_line *line, struct gs_span bytes)
{
	int err = GS_OK;

	while (bytes.len > 0 && err == GS_OK) {
		size_t n = USED_MAX - line->out_len;

		n = n < bytes.len ? n : bytes.len;
		memcpy(line->out + line->out_len, bytes.ptr, n);
		line->out_len += n;
		bytes = (struct gs_span){bytes.ptr + n, bytes.len - n};
		if (line->out_len == USED_MAX)
			err = gs_line_flush(line);
	}
	return err;
}

static int drain_blocks(struct gs_line *line, uint8_t *out, size_t len)
{
	uint8_t block[GS_BLOCK_LEN];
	int err = GS_OK;

	while (len > 0 && err == GS_OK) {
		size_t n = line->in_len - line->in_at;

		if (n == 0) {
			err = gs_line_receive(line, block, sizeof block);
			if (err == GS_OK)
				err = gs_line_take(line, block);
			continue;
		}
		n = n < len ? n : len;
		memcpy(out, line->in + line->in_at, n);
		line->in_at += n;
		out += n;
		len -= n;
	}
	return err;
}

/* Frames ------------------------------------------------------------------- */

int gs_line_say(struct gs_line *line, enum gs_frame_kind kind,
    struct gs_span head, struct gs_span rest)
{
	uint8_t start[FRAME_HEAD];
	struct gs_writer w = gs_writer_of(start, sizeof start);

	if (head.len + rest.len > GS_FRAME_MAX)
		return GS_ERR_RANGE;
	gs_write_u64(&w, ++line->said);
	gs_write_u8(&w, (uint8_t)kind);
	gs_write_u32(&w, (uint32_t)(head.len + rest.len));

	int err = fill_blocks(line, (struct gs_span){start, w.len});
	if (err == GS_OK)
		err = fill_blocks(line, head);
	return err == GS_OK ? fill_blocks(line, rest) : err;
}

static int frame_room(struct gs_frame *frame, size_t len)
{
	if (len <= frame->size)
		return GS_OK;
	free(frame->room);
	frame->room = malloc(len);
	frame->size = frame->room == NULL ? 0 : len;
	return frame->room == NULL ? GS_ERR_MEMORY : GS_OK;
}

int gs_line_hear(struct gs_frame *frame, struct gs_line *line)
{
	uint8_t start[FRAME_HEAD];

	int err = gs_line_flush(line);
	if (err == GS_OK)
		err = drain_blocks(line, start, sizeof start);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(start, sizeof start);
	uint64_t number = gs_read_u64(&r);
	uint8_t kind = gs_read_u8(&r);
	uint32_t len = gs_read_u32(&r);

	if (number != line->heard + 1 || kind < GS_FRAME_HELLO ||
	    kind > GS_FRAME_KEPT || len > GS_FRAME_MAX)
		return GS_ERR_FORMAT;
	line->heard = number;
	err = frame_room(frame, len);
	if (err == GS_OK)
		err = drain_blocks(line, frame->room, len);
	frame->kind = (enum gs_frame_kind)kind;
	frame->body = (struct gs_span){frame->room, len};
	return err;
}

void gs_frame_free(struct gs_frame *frame)
{
	free(frame->room);
	*frame = (struct gs_frame){.room = NULL};
}

void gs_line_free(struct gs_line **out)
{
	struct gs_line *line = *out;

	if (line == NULL)
		return;
	if (line->fd >= 0)
		close(line->fd);
	gs_host_wipe(line, sizeof *line);
	free(line);
	*out = NULL;
}
