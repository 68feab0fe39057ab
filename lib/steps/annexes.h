/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a memo carries: what a person gives becomes annexes, and one of
 * them is chosen again. */
#ifndef GS_LIB_STEPS_ANNEXES_H
#define GS_LIB_STEPS_ANNEXES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "lib/evidence/opening.h"
#include "lib/memo/annex.h"
#include "lib/report.h"

/* A file as a person names it. */
struct gs_given_file {
	const char *path;
	struct gs_span bytes;
};
/* The path's last part. */
struct gs_span gs_given_name(const char *path);

/* Makes annexes of these, without salts, which gs_package_make draws.  Borrows
 * the bytes.  GS_ERR_RANGE: too many, or too long together; GS_ERR_FORMAT: a
 * name that an annex cannot have, a file without bytes; GS_ERR_DUPLICATE: a
 * name or a file twice; GS_ERR_MEMORY. */
GS_CHECKED int gs_annexes_gather(struct gs_annexes *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_given_file *files, size_t count);
/* Whether the file may tell who made it, where or with what; *out then says
 * how.  False means that nothing was found, not that nothing is there. */
bool gs_annex_tells(struct gs_report *out, const struct gs_annexes *annexes,
    size_t i);

/* Which are meant: chosen[i] is set for each.  `text` is a number from 1, or
 * "all".  GS_ERR_UNKNOWN: there is no such one. */
GS_CHECKED int gs_annexes_choose(bool chosen[GS_ANNEXES_MAX],
    struct gs_report *report, size_t count, const char *text);

/* Files held against the annexes that an opening shows. */
enum gs_annex_status {
	GS_ANNEX_WITHHELD, /* nothing is known of it */
	GS_ANNEX_ABSENT,   /* no file was given for it */
	GS_ANNEX_MATCHES,  /* a file has its bytes */
	GS_ANNEX_ALTERED   /* a file has its name and other bytes */
};
const char *gs_annex_status_word(enum gs_annex_status status);
#define GS_GIVEN_FILES_MAX 64
struct gs_annex_matches {
	struct {
		enum gs_annex_status status;
		const char *path; /* that file's; or NULL */
		bool renamed;     /* it has the bytes, and another name */
	} of[GS_ANNEXES_MAX];
	size_t count;
	/* Files that have neither the bytes nor the name of an annex shown. */
	const char *stranger[GS_GIVEN_FILES_MAX];
	size_t strangers;
};
/* At most GS_GIVEN_FILES_MAX files; paths are borrowed.  GS_ERR_MEMORY. */
GS_CHECKED int gs_annexes_match(struct gs_annex_matches *out,
    struct gs_arena *arena, const struct gs_opening *o,
    const struct gs_given_file *files, size_t count);
/* No file is altered, or a stranger. */
bool gs_annexes_are_good(const struct gs_annex_matches *m);

#endif
