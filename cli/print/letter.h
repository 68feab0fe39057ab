/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown to whoever sends something that cannot be taken back, and the
 * question whether to. */
#ifndef GS_CLI_PRINT_LETTER_H
#define GS_CLI_PRINT_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"
#include "core/host.h"

/* The other side's text, or one's own, which is not to steer the terminal:
 * control characters but for line ends and tabs are shown as '?', those of two
 * bytes (C1) too. */
void gs_print_foreign(const void *text, size_t len);

/* Reads a text that is to be sent: one that says nothing, or is none, is
 * refused (lib/memo/plain.h), which is said.  Errors of gs_file_read,
 * GS_ERR_FORMAT.  The caller wipes it. */
GS_CHECKED int gs_letter_read(uint8_t **text, size_t *len, size_t max,
    const char *path);
/* Shows it between two lines; then asks, unless `yes` says it.  GS_ERR_DENIED,
 * which was said. */
GS_CHECKED int gs_letter_confirm(struct gs_span text, const char *question,
    bool yes);

#endif
