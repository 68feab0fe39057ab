/* SPDX-License-Identifier: Apache-2.0 */
/* What a mirror tells, each thing once: on standard error, to a command, by
 * mail. */
#ifndef GS_MIRROR_TELL_H
#define GS_MIRROR_TELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/report.h"

struct gs_mirror_teller {
	const char *dir;      /* the mirror's folder */
	const char *place;    /* of the channel, for a mail */
	const char *command;  /* NULL: none */
	const char *mail;     /* an address; NULL: none */
	const char *sendmail; /* the program that takes a mail */
	uint64_t growth;      /* per cent that a roll may grow by */
	/* The server, where what is told is about it and not about what its log
	 * says; else NULL. */
	const char *about;
	/* Private: what was told, a line each. */
	char *told;
	size_t told_len;
	bool news; /* something was told since it was set to false */
};

/* Reads what was told before.  GS_ERR_FORMAT: no address of mail. */
GS_CHECKED int gs_mirror_tell_open(struct gs_mirror_teller *teller,
    struct gs_report *report);
void gs_mirror_tell_close(struct gs_mirror_teller *teller);

/* Tells it unless something of that name was told: words without a line's end,
 * at most 80 bytes.  If the command or the mail fails it is told again next
 * time. */
GS_CHECKED int gs_mirror_tell(struct gs_mirror_teller *teller,
    const char *name, const struct gs_report *said);
/* Of a server that is not at teller->place any more, by its authority's word in
 * the log: true, and *said names the new address. */
bool gs_mirror_say_moved(struct gs_report *said,
    const struct gs_mirror_teller *teller, const struct gs_state *state);
/* What is wrong, or new, in a channel: a server that moved, missed duties,
 * charters, rolls that grew oddly. */
GS_CHECKED int gs_mirror_tell_state(struct gs_mirror_teller *teller,
    const struct gs_state *state, int64_t now);

#endif
