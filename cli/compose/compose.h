/* SPDX-License-Identifier: Apache-2.0 */
/* What compose does for an author before anything is sealed. */
#ifndef GS_CLI_COMPOSE_COMPOSE_H
#define GS_CLI_COMPOSE_COMPOSE_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/memo/document.h"

/* For all: what is wrong is said.  A judgement, that the text is no memo or
 * that something is left to do, is GS_ERR_FORMAT or GS_ERR_RANGE; GS_ERR_IO and
 * GS_ERR_MEMORY mean that nothing was judged. */

/* Everything that is wrong with the text in `path` and all it lacks. */
GS_CHECKED int gs_compose_check(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    struct gs_span text);
/* The same as one object (docs/spec/json.md); of a `charter` that is known also
 * who may be addressed.  NULL: it is not. */
GS_CHECKED int gs_compose_check_json(struct gs_arena *arena,
    const struct gs_document_rules *rules, const struct gs_record *charter,
    struct gs_span text);
/* Writes the text to `out` without what gs_clean takes out. */
GS_CHECKED int gs_compose_clean(struct gs_arena *arena, const char *path,
    struct gs_span text, const char *out);
/* Writes a Markdown draft of the file `path` to `out`, and shows it. */
GS_CHECKED int gs_compose_draft(struct gs_arena *arena,
    const struct gs_document_rules *rules, const char *path,
    const char *out);
/* The document as a PDF, as a reader will see it: gainsay-certificate makes it,
 * and says what is wrong with `out`. */
GS_CHECKED int gs_compose_print(struct gs_arena *arena,
    const struct gs_document *doc, bool exercise, const char *out);
/* Whether the text is a PDF or the like; says what to do. */
bool gs_compose_converted(const char *path, struct gs_span text);

#endif
