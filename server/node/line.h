/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to another node, once both know who the other is: frames in
 * sealed blocks of one length (docs/spec/nodes.md).  What does not come, or go,
 * within the line's patience ends it; so does whatever is not the next block
 * or the next frame. */
#ifndef GS_SERVER_NODE_LINE_H
#define GS_SERVER_NODE_LINE_H

#include <stdbool.h>

#include "core/host.h"
#include "server/node/noise.h"

#define GS_BLOCK_TEXT 4096
#define GS_BLOCK_LEN (GS_BLOCK_TEXT + GS_NOISE_TAG)
#define GS_FRAME_MAX ((size_t)16 << 20)

enum gs_frame_kind {
	GS_FRAME_HELLO = 1,
	GS_FRAME_LEAD,
	GS_FRAME_HAVE,
	GS_FRAME_PUT,
	GS_FRAME_DROP,
	GS_FRAME_KEEP,
	GS_FRAME_WHOLE,
	GS_FRAME_KEPT
};

struct gs_line {
	int fd, patience; /* milliseconds */
	struct gs_noise_way to, from; /* secret */
	uint8_t out[GS_BLOCK_TEXT], in[GS_BLOCK_TEXT];
	size_t out_len, in_at, in_len;
	uint64_t said, heard; /* frames */
};

/* `body` is borrowed until the next one is heard. */
struct gs_frame {
	enum gs_frame_kind kind;
	struct gs_span body;
	uint8_t *room;
	size_t size;
};

/* All of them: GS_ERR_IO, GS_ERR_SIGNATURE, GS_ERR_FORMAT, GS_ERR_MEMORY; then
 * the line is of no use any more. */

/* A frame whose body is `head` and `rest`, of which something may stay here
 * until the line is flushed. */
GS_CHECKED int gs_line_say(struct gs_line *line, enum gs_frame_kind kind,
    struct gs_span head, struct gs_span rest);
GS_CHECKED int gs_line_flush(struct gs_line *line);
/* Waits for one, after what was said is sent. */
GS_CHECKED int gs_line_hear(struct gs_frame *frame, struct gs_line *line);
void gs_frame_free(struct gs_frame *frame);
/* A block that has come by another way is the next one. */
GS_CHECKED int gs_line_take(struct gs_line *line,
    const uint8_t block[GS_BLOCK_LEN]);
/* So many bytes, whatever they are. */
GS_CHECKED int gs_line_send(const struct gs_line *line, const uint8_t *bytes,
    size_t len);
GS_CHECKED int gs_line_receive(const struct gs_line *line, uint8_t *bytes,
    size_t len);
/* Closes, wipes, frees and sets NULL. */
void gs_line_free(struct gs_line **line);

#endif
