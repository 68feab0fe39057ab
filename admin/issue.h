/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes, drawn and written to a file. */
#ifndef GS_ADMIN_ISSUE_H
#define GS_ADMIN_ISSUE_H

#include <stdbool.h>
#include <stdio.h>

#include "admin/registry.h"

/* What is issued, and to whom; NULL where nothing was said. */
struct gs_issue {
	const char *out, *id, *edition;
	/* Folders of invitations, and the server that they name. */
	const char *invitations, *letters, *letter_text, *server;
	bool again, replace, force, yes;
};

/* Says what is wrong, and what was done. */
GS_CHECKED int gs_issue_codes(struct gs_registry *registry,
    const struct gs_issue *wish);
/* Where to say what is no code: standard output may be for the codes alone. */
FILE *gs_issue_notes(const struct gs_issue *wish);
/* The number of --edition; says what is wrong. */
GS_CHECKED int gs_issue_edition(uint64_t *edition,
    const struct gs_issue *wish);

#endif
