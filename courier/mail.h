/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders by e-mail: to offices by what is due, to members all at once, by
 * the calendar alone.  What the server does not take waits in a folder. */
#ifndef GS_COURIER_MAIL_H
#define GS_COURIER_MAIL_H

#include "courier/reminders.h"
#include "courier/smtp.h"

#define GS_MAIL_TO_MAX 64

struct gs_mail {
	struct gs_smtp_server server;
	struct gs_mail_to {
		char role[64], address[256];
	} to[GS_MAIL_TO_MAX];
	size_t count;
	char members[1024]; /* the file of their addresses; "": nobody */
	char leavers[1024]; /* of those who left; needs `members` */
	int64_t week;       /* seconds from Monday 0:00 to their hour */
	const char *dir;
};

/* Reads the file that says whom to write to and by which server.  Says what is
 * wrong. */
GS_CHECKED int gs_mail_read(struct gs_mail *mail, const char *path,
    const char *dir);
/* Puts into the queue what is to be sent now, once each. */
GS_CHECKED int gs_mail_plan(struct gs_mail *mail,
    const struct gs_reminders *reminders);
/* Sends what waits.  What does not go waits on, and is said; that it is not yet
 * tried, unless it is `again` the same run that looks. */
GS_CHECKED int gs_mail_send(struct gs_mail *mail, bool again);
void gs_mail_wipe(struct gs_mail *mail);

#endif
