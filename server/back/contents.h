/* SPDX-License-Identifier: Apache-2.0 */
/* Which memos name a sealed or a published file, without a walk over all of
 * them for each who asks. */
#ifndef GS_SERVER_BACK_CONTENTS_H
#define GS_SERVER_BACK_CONTENTS_H

#include "server/back/inside.h"

struct gs_content_use {
	uint8_t hash[32];
	const struct gs_memo *memo;
	bool published; /* as a text that became public; else sealed */
	const struct gs_said *copy; /* that it is of, or NULL */
	const struct gs_said *deletion; /* under its schedule, or NULL */
};

/* All that name the file of this hash.  Borrowed until the log grows: then they
 * are gone through anew, once.  GS_ERR_MEMORY. */
GS_CHECKED int gs_back_contents_find(const struct gs_content_use **first,
    size_t *count, struct gs_back *back, const uint8_t hash[32]);
/* Removes from the database what the log says is deleted of the memo; the rest
 * follows behind the batch.  Within its transaction. */
GS_CHECKED int gs_back_contents_erase(struct gs_back *back,
    const struct gs_memo *memo);
/* With the state that they point into. */
void gs_back_contents_stop(struct gs_back *back);

#endif
