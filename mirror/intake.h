/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that judges filings one after the other, so that who asks a mirror
 * for its copy does not wait for proofs. */
#ifndef GS_MIRROR_INTAKE_H
#define GS_MIRROR_INTAKE_H

#include "mirror/filings.h"

#define GS_INTAKE_MAX 8 /* that wait; each has a body of at most GS_OFFER_MAX */

struct gs_mirror_intake;

struct gs_intake_job {
	struct gs_span body;
	void (*done)(void *ctx); /* called from the thread, once */
	void *ctx;
	/* Set before that. */
	int err;
	int64_t until;
	struct gs_report report;
	/* Private. */
	struct gs_intake_job *next;
};

/* `filings` is borrowed.  GS_ERR_MEMORY. */
GS_CHECKED int gs_mirror_intake_start(struct gs_mirror_intake **out,
    struct gs_mirror_filings *filings);
/* Those that wait are done with GS_ERR_BUSY, and nothing more is taken; other
 * threads may still ask.  NULL is fine, and so is a second call. */
void gs_mirror_intake_end(struct gs_mirror_intake *intake);
/* When nobody asks any more.  NULL is fine. */
void gs_mirror_intake_free(struct gs_mirror_intake **intake);
/* False: so many wait that it is not taken, or the intake ends. */
bool gs_mirror_intake_add(struct gs_mirror_intake *intake,
    struct gs_intake_job *job);

#endif
