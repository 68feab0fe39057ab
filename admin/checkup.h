/* SPDX-License-Identifier: Apache-2.0 */
/* What whoever runs a channel looks after: one look at each thing, which says
 * how it is.  Nothing is changed, and nothing of a member is told. */
#ifndef GS_ADMIN_CHECKUP_H
#define GS_ADMIN_CHECKUP_H

#include "cli/common/source.h"
#include "lib/log/quorum.h"

enum gs_checkup_state {
	GS_CHECKUP_WELL,
	GS_CHECKUP_UNKNOWN, /* nobody said where to look */
	GS_CHECKUP_SOON,    /* somebody has to do something, not yet today */
	GS_CHECKUP_NOW
};

struct gs_checkup {
	const char *dir;         /* the channel's */
	const char *certificate; /* a PEM file, or NULL */
	const char *notices;     /* the folder of `remind --dir`, or NULL */
	const char *server;      /* its address, or NULL */
	struct gs_source log;    /* of `dir`, replayed */
	int64_t now;             /* by this system's clock */
};

/* A look.  `said` has its sentence afterwards, whatever the state. */
typedef enum gs_checkup_state gs_checkup_fn(struct gs_report *said,
    const struct gs_checkup *c);

/* checkup_machine.c */
gs_checkup_fn gs_checkup_clock, gs_checkup_disk, gs_checkup_keys,
    gs_checkup_certificate;
/* checkup_channel.c */
gs_checkup_fn gs_checkup_calendar, gs_checkup_roll, gs_checkup_witnesses,
    gs_checkup_server;
/* checkup_notices.c */
gs_checkup_fn gs_checkup_notices;

/* What these look at, without a judgement.  A note of the log's folder, by the
 * charter's keys; *at is when it was written. */
GS_CHECKED int gs_checkup_note(struct gs_quorum_verdict *v, int64_t *at,
    struct gs_report *said, const struct gs_checkup *c, const char *name);
/* When the certificate in that file ends; false: it cannot be read. */
bool gs_checkup_certificate_end(int64_t *end, const char *path);
/* How many messages are in the queue of `notices`, and when the oldest was put
 * there, c->now if there is none.  GS_ERR_IO, with the report. */
GS_CHECKED int gs_checkup_queue(uint64_t *count, int64_t *oldest,
    struct gs_report *said, const struct gs_checkup *c);

#endif
