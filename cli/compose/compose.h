/* SPDX-License-Identifier: Apache-2.0 */
/* What compose does for an author before anything is sealed. */
#ifndef GS_CLI_COMPOSE_COMPOSE_H
#define GS_CLI_COMPOSE_COMPOSE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/host.h"
#include "lib/memo/document.h"

enum { GS_FIT = 0, GS_UNFIT = 1, GS_CANNOT = 2 }; /* exit codes */

/* Everything that is wrong with the text in `path` and all it lacks. */
int gs_compose_check(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    struct gs_span text);
/* The document as a reader sees it, its banner first and last. */
int gs_compose_show(struct gs_arena *arena, const struct gs_document *doc,
    bool exercise);
/* Writes the text to `out` without what gs_clean takes out. */
int gs_compose_clean(struct gs_arena *arena, const char *path,
    struct gs_span text, const char *out);
/* Writes a Markdown draft of the file `path` to `out`, and shows it. */
int gs_compose_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    const char *out);
/* Whether the text is a PDF or the like; says what to do. */
bool gs_compose_converted(const char *path, struct gs_span text);

#endif
