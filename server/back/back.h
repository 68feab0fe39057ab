/* SPDX-License-Identifier: Apache-2.0 */
/* The back: databases, keys, the box, the sequencer.  One thread owns all of
 * it and works through what was asked in batches; a batch is one transaction
 * and, if entries were added, one signed checkpoint within it, so that no
 * checkpoint is ever signed for what could be undone.  It parses records, but
 * neither HTTP nor JSON. */
#ifndef GS_SERVER_BACK_BACK_H
#define GS_SERVER_BACK_BACK_H

#include "lib/client/replay.h"
#include "lib/report.h"
#include "server/back/clock.h"
#include "server/wire/message.h"

struct gs_back;
struct gs_door;
struct gs_log;
struct gs_nodes;

/* Where DIR/postgresql names a database, the log is there: connects to it,
 * which the back can do before its sandbox alone.  NULL: the log is in
 * `dir`. */
GS_CHECKED int gs_back_connect(struct gs_log **out, const char *dir,
    struct gs_report *report);

struct gs_back_options {
	const char *dir;
	const char *keys; /* the folder of its keys; NULL: keys in `dir` */
	struct gs_log *log; /* of gs_back_connect; taken over */
	bool take_lead;     /* of it, also from another node */
	const struct gs_nodes *nodes; /* outlives it; NULL: no others */
	struct gs_door *door; /* where these come; taken over */
	bool without_inbox; /* leads though it may not have what waits */
	bool only_read;     /* by gs_back_check_channel */
	bool simulated;
	int64_t simulated_start; /* 0: the last entry's time */
	uint64_t boxes_max; /* bytes of all boxes; 0: the usual */
	bool trusted; /* the system's clock, however far from the last entry */
	const struct gs_elsewhere *elsewhere; /* NULL: nobody was asked */
	gs_progress_fn *progress; /* while the log is read; NULL: nobody */
	/* A log of fewer entries is read and checked whole at the start; of a
	 * longer one the snapshot is taken, and the rest checked beside
	 * serving.  0: the usual. */
	uint64_t whole_max;
};

/* Opens the channel in `dir` and starts the thread.  Refuses, with a report,
 * if another server has it open, or if database, checkpoints and files of the
 * log contradict each other. */
GS_CHECKED int gs_back_start(struct gs_back **out,
    const struct gs_back_options *options, struct gs_report *report);
/* The same without starting anything or writing to the log: everything is
 * checked, whatever the log's length, the snapshot and the tiles too.
 * GS_ERR_CORRUPT as well if one of these is not what the log says. */
GS_CHECKED int gs_back_check_channel(const struct gs_back_options *options,
    struct gs_report *report);
/* Answers what waits, then ends.  Nothing may ask any more. */
void gs_back_stop(struct gs_back **back);
/* How to reach it. */
struct gs_way gs_back_way(struct gs_back *back);

#endif
