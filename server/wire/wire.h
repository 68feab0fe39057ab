/* SPDX-License-Identifier: Apache-2.0 */
/* gs_ask and gs_answer (message.h) as bytes, and frames of them on a stream
 * socket.  A frame is its length (u32) and its body; on the link between the
 * two processes the number of the question (u64) stands before that
 * (docs/SERVER.md, "Between them").  Numbers are big-endian.
 *
 * An ask is its kind (u8) and the fields that this kind has, no others, in the
 * order of struct gs_ask; `dry`, `digest` and `why` never cross.  An answer has
 * all its fields but `proofs`, or, if it is a refusal, its error, its report
 * (code, sentence, where the values stand in it), its line and the signed
 * record of it.  There is one encoding of each, and whatever is
 * not it is refused: an unknown kind, a number or a count outside its limits,
 * a byte too few or too many. */
#ifndef GS_SERVER_WIRE_WIRE_H
#define GS_SERVER_WIRE_WIRE_H

#include "core/bytes.h"
#include "server/wire/message.h"

/* The body of a request is at most 8 MiB; lengths come on top. */
#define GS_WIRE_ASK_MAX ((size_t)9 << 20)
/* A box with every endorsement of a large roll. */
#define GS_WIRE_ANSWER_MAX ((size_t)512 << 20)
#define GS_WIRE_TEXTS_MAX 65536
#define GS_WIRE_KINDS GS_ASK_REFUSAL /* what comes from here on never crosses */
#define GS_WIRE_CONTENTS_MAX 18 /* a publication's, with 16 annexes */

/* GS_ERR_RANGE: not an ask that may cross.  `w` is sticky as always. */
GS_CHECKED int gs_wire_ask_write(struct gs_writer *w,
    const struct gs_ask *ask);
/* Spans of `ask` borrow the bytes, lists come from the arena.  GS_ERR_FORMAT,
 * also where there is no memory for a list; then *ask is zeroed. */
GS_CHECKED int gs_wire_ask_read(struct gs_ask *ask, struct gs_arena *arena,
    const void *ptr, size_t len);
void gs_wire_answer_write(struct gs_writer *w,
    const struct gs_answer *answer);
/* Into a started answer, whose spans then borrow the bytes.  GS_ERR_FORMAT as
 * above; then it is as it was. */
GS_CHECKED int gs_wire_answer_read(struct gs_answer *answer, const void *ptr,
    size_t len);

/* How many questions may be under way on the link. */
#define GS_LINK_OPEN_MAX 1024
/* How many of them may be such whose answer may be long: what only reads. */
#define GS_LINK_READS_MAX 16
/* Bytes of all of them together; a single one may always pass. */
#define GS_LINK_BYTES_MAX ((size_t)64 << 20)

bool gs_wire_only_reads(enum gs_ask_kind kind);

/* GS_ERR_IO: the other end is gone. */
GS_CHECKED int gs_frame_send(int fd, const void *ptr, size_t len);
/* The length alone; GS_ERR_UNKNOWN: the stream ended between two frames,
 * GS_ERR_RANGE: longer than `max`. */
GS_CHECKED int gs_frame_await(size_t *len, int fd, size_t max);
/* The same with a number. */
GS_CHECKED int gs_link_send(int fd, uint64_t number, const void *ptr,
    size_t len);
GS_CHECKED int gs_link_await(uint64_t *number, size_t *len, int fd,
    size_t max);
/* Exactly `len` bytes. */
GS_CHECKED int gs_frame_receive(void *out, int fd, size_t len);

#endif
