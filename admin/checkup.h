/* SPDX-License-Identifier: Apache-2.0 */
/* What whoever runs a channel looks after: one look at each thing, which says
 * how it is.  Nothing is changed, and nothing of a member is told. */
#ifndef GS_ADMIN_CHECKUP_H
#define GS_ADMIN_CHECKUP_H

#include "cli/common/source.h"

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

#endif
