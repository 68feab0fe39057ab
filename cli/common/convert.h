/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as people have them: plain, or in a file that gainsay-convert reads, a
 * child without keys, files and network (docs/spec/reading.md). */
#ifndef GS_CLI_COMMON_CONVERT_H
#define GS_CLI_COMMON_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/aside.h"
#include "lib/host.h"

/* All zero before it is read. */
struct gs_text_file {
	struct gs_converted is; /* the text, and what the file holds beside */
	uint8_t *bytes;
	size_t len;
	struct gs_pool pool;
};

/* The text in the file, at most `max` bytes.  "-" is standard input.  Errors:
 * those of gs_file_read; GS_ERR_IO (the file is none that has a text that could
 * be judged, or gainsay-convert is absent or failed), GS_ERR_SPACE (the text is
 * longer).  The report says which. */
GS_CHECKED int gs_text_read(struct gs_text_file *out, size_t max,
    const char *path, struct gs_report *report);
/* Wipes and frees. */
void gs_text_close(struct gs_text_file *file);

#endif
