/* SPDX-License-Identifier: Apache-2.0 */
/* One message after the other to the organisation's mail server, under TLS. */
#ifndef GS_COURIER_SMTP_H
#define GS_COURIER_SMTP_H

#include <stdbool.h>

#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

struct gs_smtp;

struct gs_smtp_server {
	char url[512];      /* smtp:// (STARTTLS) or smtps:// */
	char from[256];
	char login[256];    /* "": nobody logs in */
	char password[256]; /* secret */
	char ca[1024];      /* a file; "": the system's */
};

enum gs_smtp_answer {
	GS_SMTP_TAKEN,
	GS_SMTP_LATER,   /* this message, says the server (4xx) */
	GS_SMTP_REFUSED, /* this message, for good (5xx) */
	GS_SMTP_DOWN     /* no server, no TLS, no login: no message goes */
};

/* GS_ERR_MEMORY. */
GS_CHECKED int gs_smtp_open(struct gs_smtp **out,
    const struct gs_smtp_server *server);
/* The report has what the server says, unless it takes the message. */
GS_CHECKED enum gs_smtp_answer gs_smtp_send(struct gs_smtp *smtp,
    struct gs_report *report, const char *to, struct gs_span message);
void gs_smtp_free(struct gs_smtp **smtp);

#endif
