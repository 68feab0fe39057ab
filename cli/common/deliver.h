/* SPDX-License-Identifier: Apache-2.0 */
/* An act goes out: into the member's state before it is sent, the same again
 * where no answer comes, and what the server signs for it into the state. */
#ifndef GS_CLI_COMMON_DELIVER_H
#define GS_CLI_COMMON_DELIVER_H

#include "cli/common/source.h"
#include "lib/steps/keep.h"

struct gs_delivery {
	const struct gs_source *source; /* a server */
	struct gs_client *member; /* NULL: there is no state, nothing is kept */
	const char *state;        /* its file */
	bool filed;               /* the memo is */
	const char *promise; /* a file that gets what the server signs as well,
	                      * in the clear; NULL: none */
};

/* *promise (may be NULL) ends in NUL and is the caller's to free.  Where no
 * answer comes the same is sent again, twice, a few seconds in all; the state
 * has it for another try.  A refusal that is signed is kept too, and goes with
 * the act to d->promise; where nothing keeps it, or it is not signed, that is
 * told.  Errors of the server's answer and of gs_keep_act, gs_keep_promise. */
GS_CHECKED int gs_deliver(char **promise, struct gs_report *report,
    const struct gs_delivery *d, const struct gs_keep_order *order);
/* Writes the promise to d->promise, and behind it the act, unless that is
 * empty; says where the promise is: in the state, in that file, or, where
 * nothing keeps it, in what is printed now, also if it cannot be written.
 * Errors of gs_file_write; GS_ERR_MEMORY. */
GS_CHECKED int gs_deliver_tell(struct gs_report *report,
    const struct gs_delivery *d, const char *promise, struct gs_span act);
/* Keeps it in the state, which there is, and sends nothing: order->later is the
 * day from which it may be sent. */
GS_CHECKED int gs_deliver_later(struct gs_report *report,
    const struct gs_delivery *d, const struct gs_keep_order *order);
/* The same with an act that the state has; one that is queued is so no longer,
 * whatever becomes of it. */
GS_CHECKED int gs_deliver_kept(struct gs_report *report,
    const struct gs_delivery *d, const struct gs_client_act *act);

#endif
