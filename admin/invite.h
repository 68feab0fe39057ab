/* SPDX-License-Identifier: Apache-2.0 */
/* Invitations: what everybody eligible is handed with their code
 * (docs/spec/records.md, "Invitations"). */
#ifndef GS_ADMIN_INVITE_H
#define GS_ADMIN_INVITE_H

#include <stdbool.h>

#include "lib/host.h"
#include "lib/memo/word_code.h"
#include "lib/records/invitation.h"

struct gs_inviting {
	const char *server; /* the channel's address; set by the caller */
	/* Where they go, as files and as pages; likewise, one may be NULL. */
	const char *folder, *letters;
	const char *letter_text; /* the letters' words; NULL: ours */
	bool force;         /* likewise: over what is there */
	size_t printed;     /* letters begun */
	struct gs_pool pool;
	struct gs_invitation plan; /* all but the code */
	char words[GS_WORD_CODE_MAX]; /* the word code of the key */
};

/* Reads the channel's charter and key in its directory, and makes the folders.
 * Says what is wrong.  Release with gs_inviting_close in any case. */
GS_CHECKED int gs_inviting_open(struct gs_inviting *v, const char *dir);
/* Writes the invitation of the person of this id, with this code, to
 * FOLDER/ID.invitation and to LETTERS/ID.pdf; what no file's name should have
 * is escaped. */
GS_CHECKED int gs_inviting_write(struct gs_inviting *v, struct gs_span id,
    const char *code);
void gs_inviting_close(struct gs_inviting *v);

#endif
