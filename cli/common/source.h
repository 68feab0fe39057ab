/* SPDX-License-Identifier: Apache-2.0 */
/* A channel to read, at a URL or in a directory, and how its people are told
 * about memos and duties. */
#ifndef GS_CLI_COMMON_SOURCE_H
#define GS_CLI_COMMON_SOURCE_H

#include <stdio.h>

#include "cli/common/keys.h"
#include "cli/common/remembered.h"
#include "lib/client/cache.h"
#include "lib/client/channel.h"
#include "lib/client/http.h"
#include "lib/log/tiles.h"
#include "lib/steps/channel_json.h"
#include "lib/steps/local_time.h"

/* What a verb wants of a server's log, and so what it takes from the cache. */
enum gs_source_want {
	GS_WANT_SERVER, /* what the server shows: nothing */
	GS_WANT_NEWS,   /* what came since as well */
	GS_WANT_GROUND  /* something to act on: all of it, if it is fresh, so
	                   that the server does not see who is about to act */
};

struct gs_source {
	struct gs_verifier key;
	struct gs_http *http;       /* NULL for a directory */
	const char *dir;
	struct gs_http_way way;     /* to a server */
	/* What shows who reads, where the channel is not public: the file of a
	 * reading key; that of a role's signing key, and which role.  Each may
	 * be NULL. */
	const char *reading, *sign, *role;
	struct gs_key_ring ring;    /* secret: what `sign` opened */
	struct gs_snapshot_claim *claim; /* for channel.h; NULL: none */
	gs_entry_fn *look;          /* likewise */
	void *look_ctx;
	struct gs_passed *passed;        /* likewise */
	size_t passed_count;
	enum gs_source_want want;
	const char *cache_dir;      /* --cache; NULL: the usual place */
	struct gs_cache *cache;     /* NULL: none is used */
	struct gs_cache_view view;
	/* What its reader saw of the channel at a server: a member's, in their
	 * state, or that of `remembered`, which is opened if this is NULL. */
	struct gs_memory *memory;
	struct gs_remembered *remembered;
	/* The checkpoint of an invitation, which a server's log must continue,
	 * too; empty: there is none. */
	struct gs_span handed;
	bool all_rolls; /* an audit's: of rolls that no memo has used, too */
	/* --new-witnesses; NULL: those of no charter are believed by name. */
	const char *new_witnesses;
	struct gs_patience patience; /* set by gs_source_be_patient */
	bool acts; /* no file is to show when: `remembered` is read alone */
	bool ahead; /* the server's log goes on behind what was replayed, which
	             * witnesses have not cosigned; or may: nobody asked */
	struct gs_channel *channel;
};

/* Opens what `place` names, replays it under `vkey`, says on standard error
 * what is wrong.  With `trust_proofs` member proofs are not verified.  Release
 * with gs_source_close, also after a failure. */
GS_CHECKED int gs_source_open(struct gs_source *s, const char *place,
    const char *vkey, bool trust_proofs);
void gs_source_close(struct gs_source *s);
/* Opens the connection to a server, and shows who reads; no more.  The report
 * says what is wrong. */
GS_CHECKED int gs_source_reach(struct gs_source *s, struct gs_report *report,
    const char *server);
/* Replays the log of what is open under s->key, as the above does; may be done
 * again, with another want. */
GS_CHECKED int gs_source_replay(struct gs_source *s, struct gs_report *report,
    bool trust_proofs);
/* Holds the log that was replayed against what a state remembers that was
 * opened only now, and adds it.  Errors of gs_memory_judge. */
GS_CHECKED int gs_source_recall(struct gs_source *s,
    struct gs_report *report, struct gs_memory *memory);
/* How long its reader waits with witnesses that are new, from what the memory
 * and the options say.  GS_ERR_IO, with the report: no version. */
GS_CHECKED int gs_source_be_patient(struct gs_source *s,
    struct gs_report *report);
/* Whether a log was refused that contradicts what was seen before, or is
 * shorter: the memory has both checkpoints. */
bool gs_source_is_accused(const struct gs_source *s);
/* Whether the log that was replayed is the cached one: how the server's is now,
 * nobody has asked. */
bool gs_source_is_cached(const struct gs_source *s);
/* Whether the log may have more than was replayed: a copy in a directory, a
 * cached one, or one of which witnesses have not seen the rest.  What such a
 * log lacks accuses nobody. */
bool gs_source_may_lack(const struct gs_source *s);
/* What "now" is for duties: the later of the last entry's time and this
 * system's clock, so that a server that tells a wrong time puts off no
 * deadline.  An exercise has a time of its own: the server's, or in a directory
 * the last entry's. */
GS_CHECKED int gs_source_now(int64_t *now, const struct gs_source *s);
/* By when duties are judged: the same, but the last entry's time where the log
 * goes on and witnesses have not seen how: what they have not may have been
 * done in time.  Of a copy it is said with the answer that it may lack that. */
GS_CHECKED int gs_source_due_time(int64_t *now, const struct gs_source *s);
/* The time that the server tells: a simulated clock is its own.  What is wrong
 * is said.  Errors of the request; GS_ERR_FORMAT. */
GS_CHECKED int gs_source_clock(int64_t *now, const struct gs_source *s);
/* What is replayed, as of then. */
struct gs_log_view gs_source_view(const struct gs_source *s, int64_t now);
/* The same, and the state is that of an entry made now: a charter whose time
 * came since the last entry is in force. */
GS_CHECKED int gs_source_pass(int64_t *now, struct gs_source *s);
/* A verifier key as given by --key: the key itself or the name of a file that
 * holds it. */
GS_CHECKED int gs_source_key(struct gs_verifier *out, const char *vkey);
/* The memo of that number (from 1), or NULL after saying so. */
const struct gs_memo *gs_source_memo(const struct gs_source *s,
    const char *number);

/* Every entry of the log from `first` on, in order; says which file failed.
 * Errors of gs_tiles_for_each. */
GS_CHECKED int gs_source_for_each_from(const struct gs_source *s,
    uint64_t first, gs_entry_fn *visit, void *ctx);
/* Every entry of the log. */
GS_CHECKED int gs_source_for_each(const struct gs_source *s,
    gs_entry_fn *visit, void *ctx);

#endif
