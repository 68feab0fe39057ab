/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror's own files are made of (docs/spec/mirror.md): lines "NAME
 * <number>", and parts, which are such a line and so many bytes behind it. */
#ifndef GS_MIRROR_PARTS_H
#define GS_MIRROR_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/host.h"

/* The digits up to `end`, which is taken, of a number up to `max`.  For all: 0
 * and nothing after a failure of the reader, which sets GS_ERR_FORMAT. */
uint64_t gs_parts_number(struct gs_reader *r, char end, uint64_t max);
/* The line `name` and a number. */
uint64_t gs_parts_line(struct gs_reader *r, const char *name, uint64_t max);
/* The part `name`, of at most `max` bytes; borrowed. */
struct gs_span gs_parts_take(struct gs_reader *r, const char *name,
    size_t max);
void gs_parts_put(struct gs_writer *w, const char *name,
    struct gs_span bytes);

#endif
