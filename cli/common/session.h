/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of members share: a server whose log verifies, a state under
 * its passphrase, a link, and the memo behind it.  Files and requests are read
 * and sent here; what is judged stands in lib/steps. */
#ifndef GS_CLI_COMMON_SESSION_H
#define GS_CLI_COMMON_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/unlock.h"
#include "lib/client/box_link.h"
#include "lib/client/request.h"
#include "lib/client/state.h"
#include "lib/host.h"
#include "lib/steps/box.h"
#include "lib/steps/matter.h"

struct gs_session {
	struct gs_report report;  /* why it failed, unless that was said */
	const char *place;        /* the file or URL it is about, or NULL */
	struct gs_source source;
	struct gs_client *member; /* secret: the state */
	const char *state;        /* its file, or NULL */
	struct gs_box_link link;  /* secret */
	struct gs_pool pool;
	uint8_t *text;            /* secret: the content */
	size_t text_len;
	struct gs_matter matter;
	struct gs_box_status box;
	const struct gs_roll *roll; /* the matter's edition */
	bool json; /* standard output is for one object alone */
};

void gs_session_start(struct gs_session *s);
/* What of the log it wants, and --cache (may be NULL); before it connects.
 * Else nothing of a cache is used. */
void gs_session_want(struct gs_session *s, enum gs_source_want want,
    const char *cache_dir);
/* Releases and wipes, then ends the verb (gs_verb_end). */
int gs_session_end(struct gs_session *s, int err);

/* Connects, replays the log under `vkey` (text, or a file), reads the clock;
 * says that it is an exercise. */
GS_CHECKED int gs_session_connect(struct gs_session *s, const char *server,
    const char *vkey, const struct gs_http_way *way);
/* The same for who need not have read the log before: where it is not for
 * everybody the channel's charters and rolls alone are replayed, which are. */
GS_CHECKED int gs_session_found(struct gs_session *s, const char *server,
    const char *vkey, const struct gs_http_way *way);
/* The reading key, if the channel has one: asked for with a proof of
 * membership, and kept in the state at `path`.  GS_ERR_UNKNOWN: no roll with a
 * reading key has a key of this member's; GS_ERR_RULE: below the floor of the
 * member's own program, which `accept` does not name. */
GS_CHECKED int gs_session_reading(struct gs_session *s, const char *path,
    const struct gs_values *accept);
/* Opens the state. */
GS_CHECKED int gs_session_load(struct gs_session *s, const char *path,
    const char *passphrase_path);
/* Holds the log against what the state remembers that was opened or made after
 * it was read; errors of gs_memory_judge. */
GS_CHECKED int gs_session_recall(struct gs_session *s);
/* LINK or @FILE. */
GS_CHECKED int gs_session_link(struct gs_session *s, const char *text);

/* What a member's verb about a link starts from. */
struct gs_session_entry {
	const char *state, *passphrase; /* files; the latter NULL: asks */
	const char *server; /* NULL: the state's, which must be the link's */
	struct gs_http_way way;
	const char *reading; /* the file of a reading key, or NULL */
	const char *cache_dir; /* for gs_session_want */
	struct gs_values accept; /* floors (cli/common/floors.h) */
};

/* gs_session_connect to the server of `entry`, or else the link's: that of the
 * configured channel is then its own, since whoever made the link would see who
 * comes.  Looked at before anybody is asked; GS_ERR_MISMATCH. */
GS_CHECKED int gs_session_follow(struct gs_session *s,
    const struct gs_session_entry *entry, const char *vkey);
/* The log of the state's channel, with the reading key that it has or that is
 * asked for now; the state was opened. */
GS_CHECKED int gs_session_member(struct gs_session *s,
    const struct gs_session_entry *entry);
GS_CHECKED int gs_session_enter(struct gs_session *s,
    const struct gs_session_entry *entry, const char *link);

/* Sends and frees the request; gs_session_drop releases the reply, also a
 * zeroed one. */
GS_CHECKED int gs_session_send(struct gs_session *s, struct gs_reply *reply,
    struct gs_request *request);
/* What the link's box shows of its acts; released likewise. */
GS_CHECKED int gs_session_export(struct gs_session *s,
    struct gs_reply *reply);
void gs_session_drop(struct gs_reply *reply);
/* Passes `err` on; if it is an error, the report is about `place`. */
int gs_session_at(struct gs_session *s, const char *place, int err);
/* Fetches what the box says of itself, and opens what is sealed: the matter's
 * content. */
GS_CHECKED int gs_session_unseal(struct gs_session *s);
/* A memo's content out of a file, by `charter`'s rules or, if that is NULL, by
 * those of the charter that it names. */
GS_CHECKED int gs_session_package(struct gs_session *s, const char *path,
    const struct gs_charter *charter);
/* The state's key for the matter's roll, and the roll's keys. */
GS_CHECKED int gs_session_key(struct gs_session *s);

#endif
