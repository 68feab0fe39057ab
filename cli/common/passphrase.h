/* SPDX-License-Identifier: Apache-2.0 */
/* A passphrase: a file's first line, or typed without echo. */
#ifndef GS_CLI_COMMON_PASSPHRASE_H
#define GS_CLI_COMMON_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

struct gs_passphrase {
	uint8_t *text; /* secret */
	size_t len;
};

/* From the first line of the file at `path`, or, if that is NULL, from the
 * terminal; twice if it is new.  GS_ERR_IO, GS_ERR_RANGE (its length),
 * GS_ERR_MISMATCH (the two differ), GS_ERR_MEMORY. */
GS_CHECKED int gs_passphrase_read(struct gs_passphrase *out,
    struct gs_report *report, const char *path, bool fresh);
void gs_passphrase_wipe(struct gs_passphrase *passphrase);

#endif
