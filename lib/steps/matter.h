/* SPDX-License-Identifier: Apache-2.0 */
/* A memo that a member or its author has before them, with what it stands on:
 * the charter, the edition of the roll, the member's key.  What a member must
 * not act on is refused here. */
#ifndef GS_LIB_STEPS_MATTER_H
#define GS_LIB_STEPS_MATTER_H

#include <stdint.h>

#include "core/arena.h"
#include "core/channel/channel.h"
#include "lib/client/box_link.h"
#include "lib/client/state.h"
#include "lib/memo/content.h"
#include "lib/report.h"

struct gs_matter {
	const struct gs_state *state; /* the log, replayed */
	int64_t now;                  /* the channel's clock */
	struct gs_arena *arena;
	/* Set step by step, each borrowed. */
	struct gs_content content;    /* secret */
	struct gs_span sealed;        /* the memo's file, made again */
	const struct gs_charter *charter;
	const struct gs_roll_edition *edition;
	const struct gs_client_key *key; /* secret */
};

/* Whether the link leads to the server `home`, a slash at whose end does not
 * count.  GS_ERR_MISMATCH. */
GS_CHECKED int gs_matter_leads(struct gs_report *report, const char *home,
    const struct gs_box_link *link);
/* Whether the link leads to the member's own server, or may have led there
 * before the server moved: what a link says leads no request to another place.
 * GS_ERR_MISMATCH. */
GS_CHECKED int gs_matter_home(struct gs_report *report,
    const struct gs_client *client, const struct gs_state *state,
    const struct gs_box_link *link);
/* Whether the log is of the channel that the member enrolled in.
 * GS_ERR_MISMATCH. */
GS_CHECKED int gs_matter_channel(struct gs_report *report,
    const struct gs_client *client, const struct gs_state *state);

/* The charter that a memo's package names, by whose rules its document is
 * read; the last one if there is no telling (gs_matter_content then says what
 * is wrong). */
const struct gs_charter *gs_matter_charter(const struct gs_state *state,
    const void *text, size_t len);
/* Reads a package by `charter`'s rules and makes its sealed file again, which
 * gives the memo id.  GS_ERR_MISMATCH: it names another charter;
 * GS_ERR_UNKNOWN: it is no package, since it has not both secrets; otherwise
 * as gs_content_parse and gs_content_seal.  `text` is borrowed. */
GS_CHECKED int gs_matter_content(struct gs_matter *m,
    struct gs_report *report, const struct gs_charter *charter,
    const void *text, size_t len);
/* Whether the content is the link's memo; `what` names it, a file.
 * GS_ERR_MISMATCH. */
GS_CHECKED int gs_matter_is_of(struct gs_report *report,
    const struct gs_matter *m, const struct gs_box_link *link,
    const char *what);
/* Finds the content's roll.  GS_ERR_UNKNOWN: the log has none; GS_ERR_RULE: it
 * is below the charter's floor, or younger than its age. */
GS_CHECKED int gs_matter_roll(struct gs_matter *m, struct gs_report *report);
/* The member's key on that roll.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_matter_key(struct gs_matter *m, struct gs_report *report,
    const struct gs_client *client);

#endif
