/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-convert, a child that gets a file and answers with its text; a page
 * has no such child (web/platform.c). */
#ifndef GS_CLI_COMMON_CONVERTER_H
#define GS_CLI_COMMON_CONVERTER_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "lib/file_kind.h"
#include "lib/report.h"

#define GS_CONVERTER "gainsay-convert"

struct gs_conversion {
	enum gs_file_kind kind;
	const char *path; /* as the file is called in a message */
	struct gs_span file;
};

/* `answer` has room for one byte more than `max`, and holds *len bytes that
 * nobody has judged.  GS_ERR_IO: there is no child, or it failed. */
GS_CHECKED int gs_converter_run(uint8_t *answer, size_t *len, size_t max,
    struct gs_report *report, const struct gs_conversion *of);

#endif
