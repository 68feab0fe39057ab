/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as people have them: plain, or out of a PDF (poppler's pdftotext) or a
 * word processor (docx2txt), which run as children with little memory and
 * time. */
#ifndef GS_CLI_COMMON_CONVERT_H
#define GS_CLI_COMMON_CONVERT_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

/* The text in the file, at most `max` bytes, as gs_file_read.  The file's first
 * bytes tell its kind.  GS_ERR_IO (the converter is not installed, or failed),
 * GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_text_read(uint8_t **out, size_t *len, size_t max,
    const char *path, struct gs_report *report);
/* The kind of a file that is no text, as "a PDF"; NULL for a text. */
const char *gs_text_kind(const void *text, size_t len);

#endif
