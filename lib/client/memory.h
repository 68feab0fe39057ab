/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader remembers of a channel (docs/spec/memory.md): the newest
 * checkpoint that was believed and, once a log contradicted another, both
 * checkpoints.  It has no time of any look, but while new witnesses wait.  A
 * member's lies in their state, everybody else's in a file beside their
 * cache. */
#ifndef GS_LIB_CLIENT_MEMORY_H
#define GS_LIB_CLIENT_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/channel/channel.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/client/channel.h"
#include "lib/log/note.h"
#include "lib/records/contradiction.h"
#include "lib/report.h"

#define GS_MEMORY_NOTE_MAX 8192
#define GS_MEMORY_MAX ((size_t)24 << 10) /* bytes of its lines */

/* All zero: nothing was seen yet. */
struct gs_memory {
	uint8_t note[GS_MEMORY_NOTE_MAX]; /* with the log's line */
	size_t note_len;                  /* 0: none */
	struct gs_checkpoint checkpoint;
	/* It came with an invitation, and no log was read yet: what is shown
	 * must continue it, and its witnesses are asked from the first entry
	 * on. */
	bool handed;
	/* A shorter log that it was seen to continue, a cache's as a rule. */
	uint64_t ground_size;
	uint8_t ground_root[32];
	/* A record `contradiction`.  Unproven, the sizes differ and nobody
	 * could tell a fork from an older copy. */
	uint8_t evidence[GS_CONTRADICTION_MAX];
	size_t evidence_len; /* 0: none */
	bool proven;
	/* Of the witnesses, and not seen by those of before: its reader waits
	 * until it is believed. */
	struct gs_change change;
};

/* As lines of a text; gs_memory_read sets r->err: GS_ERR_FORMAT. */
void gs_memory_write(struct gs_writer *w, const struct gs_memory *m);
void gs_memory_read(struct gs_memory *m, struct gs_reader *r);
/* Whether all that it has was signed by that log's key; for what did not lie
 * under a passphrase. */
bool gs_memory_is_of(const struct gs_memory *m,
    const struct gs_verifier *log);

/* Whether the log that is shown continues what was seen.  GS_ERR_MISMATCH, with
 * the report, and the two checkpoints kept: "log-forked", it is another;
 * "log-rolled-back", it is shorter.  `keeper` is how people call what has the
 * memory.  Nothing else changes, but that evidence which this log decides is
 * decided. */
GS_CHECKED int gs_memory_judge(struct gs_memory *m, struct gs_report *report,
    const struct gs_shown_log *shown, const char *keeper);
/* Keeps two checkpoints that the log's key signed; `larger` is the log of the
 * larger one, or NULL.  What was proven before stays. */
void gs_memory_accuse(struct gs_memory *m,
    const struct gs_contradiction_case *c);
/* The words of the two refusals, for whatever has seen the other log. */
int gs_memory_refuse_fork(struct gs_report *report,
    const struct gs_checkpoint *shown, const struct gs_checkpoint *seen,
    const char *keeper);
int gs_memory_refuse_older(struct gs_report *report,
    const struct gs_checkpoint *shown, const struct gs_checkpoint *seen,
    const char *keeper);

/* A log that was judged and then read whole is what was seen from now on;
 * `ground` (may be NULL) is a shorter log that it continues. */
void gs_memory_take(struct gs_memory *m, const struct gs_channel *channel,
    const struct gs_verifier *log, const struct gs_checkpoint *ground);
/* A checkpoint that its reader was handed, and that was opened: with the log's
 * line alone.  gs_memory_meet holds the log that is shown against it, as
 * gs_memory_judge does; gs_memory_hand keeps it for the first log that is
 * shown, if none was seen.  `m` may be NULL for the first: then no evidence is
 * kept.  GS_ERR_FORMAT: it is too long, or none. */
GS_CHECKED int gs_memory_meet(struct gs_memory *m, struct gs_report *report,
    const struct gs_shown_log *shown, struct gs_span note, const char *keeper);
GS_CHECKED int gs_memory_hand(struct gs_memory *m, struct gs_span note);
/* Entries of the log that was believed last; 0: none was. */
uint64_t gs_memory_believed(const struct gs_memory *m);
/* Whether a cached log may stand for the server's: it is not shorter than what
 * was seen, or is the ground that this continued. */
bool gs_memory_takes_ground(const struct gs_memory *m,
    const struct gs_checkpoint *cached);

#endif
