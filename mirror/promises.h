/* SPDX-License-Identifier: Apache-2.0 */
/* Promises that lie in a mirror's folder `promises`, held against its log when
 * their time has come (docs/spec/mirror.md, "Promises"). */
#ifndef GS_MIRROR_PROMISES_H
#define GS_MIRROR_PROMISES_H

#include "mirror/follow.h"
#include "mirror/tell.h"

struct gs_mirror_promises;

/* `dir` is the mirror's folder; both are borrowed.  GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_promises_open(struct gs_mirror_promises **out,
    struct gs_mirror *mirror, const char *dir);
void gs_mirror_promises_close(struct gs_mirror_promises **promises);

/* Puts a file's bytes among them, under their SHA-256; "-": standard input.
 * What it is the next look says.  GS_ERR_SPACE: it is too long for one;
 * GS_ERR_IO, GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_promises_put(
    const struct gs_mirror_promises *promises, struct gs_report *report,
    const char *file);

/* After a look at the server that found its log good: tells each that was
 * broken, and each file that is none, once.  The log is read once more if one
 * is due that was not judged.  `now` is the channel's time.  GS_ERR_IO,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_promises_look(struct gs_mirror_promises *promises,
    struct gs_report *report, struct gs_mirror_teller *teller, int64_t now);

#endif
