/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_PRINT_DOCUMENT_H
#define GS_CLI_PRINT_DOCUMENT_H

#include "core/arena.h"
#include "lib/memo/document.h"

/* The whole document as a reader sees it, with its marks, its banner first and
 * last.  GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_print_document(struct gs_arena *arena,
    const struct gs_document *doc);

#endif
