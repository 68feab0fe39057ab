/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of members share: a server whose log verifies, a state under
 * its passphrase, a link, and the memo behind it. */
#ifndef GS_CLI_COMMON_SESSION_H
#define GS_CLI_COMMON_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/common/source.h"
#include "lib/memo/content.h"
#include "lib/host.h"
#include "lib/client/box_link.h"
#include "lib/client/state.h"

struct gs_passphrase {
	uint8_t *text; /* secret */
	size_t len;
};

struct gs_session {
	const char *verb;
	bool said; /* why it failed stands on standard error */
	struct gs_report report;
	struct gs_source source;
	int64_t now; /* the channel's clock */
	struct gs_client *member;
	struct gs_box_link link;    /* secret */
	struct gs_pool pool;
	uint8_t *text;              /* secret: the content */
	size_t text_len;
	struct gs_content content;
	uint8_t memo_charter[32];   /* as the box says, before it is opened */
	bool filed;
	uint64_t shown;
	const struct gs_charter *charter; /* the memo's */
	const struct gs_roll_edition *edition;
	const struct gs_roll *roll;
	const struct gs_client_key *key;
};

void gs_session_start(struct gs_session *s, const char *verb);
/* Releases and wipes; says why it failed, unless that was said; gives the exit
 * code. */
int gs_session_end(struct gs_session *s, int err);

/* Connects, replays the log under `vkey` (text, or a file), reads the clock;
 * says that it is an exercise.  `proxy` may be NULL. */
GS_CHECKED int gs_session_connect(struct gs_session *s, const char *server,
    const char *vkey, const char *proxy);
/* From a file's first line, or, if `path` is NULL, from the terminal without
 * echo; twice if it is new. */
GS_CHECKED int gs_session_passphrase(struct gs_passphrase *out,
    struct gs_session *s, const char *path, bool fresh);
void gs_passphrase_wipe(struct gs_passphrase *passphrase);
/* Opens the state. */
GS_CHECKED int gs_session_load(struct gs_session *s, const char *path,
    const char *passphrase_path);
/* LINK or @FILE. */
GS_CHECKED int gs_session_link(struct gs_session *s, const char *text);
/* Both, and connects to `server`, or, if it is NULL, to the state's server,
 * which must be the link's: a link must not lead a member's requests to
 * another place. */
GS_CHECKED int gs_session_enter(struct gs_session *s, const char *state,
    const char *passphrase_path, const char *server, const char *proxy,
    const char *link);

/* A request about the link's box, with its token.  `body` NULL: GET. */
GS_CHECKED int gs_session_box(struct gs_session *s, json_t **answer,
    const char *tail, json_t *body);
/* Fetches the box's state: filed, shown, charter. */
GS_CHECKED int gs_session_look(struct gs_session *s, json_t **answer);
/* Looks, opens what is sealed, checks that it is the link's memo. */
GS_CHECKED int gs_session_unseal(struct gs_session *s);
/* Content from elsewhere, checked against `charter`'s rules. */
GS_CHECKED int gs_session_content(struct gs_session *s,
    const struct gs_charter *charter, const void *text, size_t len);
/* Finds the content's roll; refuses one that is below the charter's floor or
 * younger than its age. */
GS_CHECKED int gs_session_roll(struct gs_session *s);
/* The state's key for that roll, and the roll's keys. */
GS_CHECKED int gs_session_key(struct gs_session *s);
/* Subject, banner, word code, roll. */
void gs_session_show(const struct gs_session *s);

#endif
