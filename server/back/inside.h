/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/back: what the one thread owns. */
#ifndef GS_SERVER_BACK_INSIDE_H
#define GS_SERVER_BACK_INSIDE_H

#include <pthread.h>

#include "core/channel/channel.h"
#include "lib/client/replay.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/memo/content.h"
#include "lib/site/site.h"
#include "server/back/clock.h"
#include "server/back/code_turns.h"
#include "store/guard.h"
#include "server/back/guesses.h"
#include "server/back/leaves.h"
#include "server/back/stamp.h"
#include "server/wire/message.h"
#include "store/boxes.h"
#include "store/inbox.h"
#include "store/log.h"
#include "store/staff.h"
#include "store/store.h"

/* Of each of a box's two texts. */
#define GS_BOX_TEXT_MAX GS_CONTENT_SEALED_MAX
#define GS_BOXES_MAX ((uint64_t)1 << 30)
/* Entries that a start reads in about half a second. */
#define GS_BACK_WHOLE_MAX 20000

/* Roles in which the server signs, but for the log's. */
enum gs_own_role { GS_OWN_ENROL, GS_OWN_PROMISE, GS_OWN_ROLES };
#define GS_OWN_PATH_MAX 576

/* The key of such a role, and the next one.  Secret. */
struct gs_own_key {
	uint8_t secret[2][64];
	size_t count;
};

/* What a start from the snapshot has left to look at (beside.h).  All zero:
 * nothing. */
struct gs_beside {
	struct gs_tiles *tiles; /* NULL: entries are done with */
	uint64_t next, end;     /* entries */
	bool files;             /* sealed files are left */
	uint8_t name[32];       /* the last that was looked at */
	int64_t steady;         /* when; seconds of a steady clock */
};

/* Of the files that memos name (contents.h).  All zero: not gone through. */
struct gs_contents {
	struct gs_content_use *use; /* by hash */
	size_t count;
	uint64_t size; /* of the log that was gone through */
};

/* Of the pages for people (pages.h).  All zero: none has been made. */
struct gs_pages {
	uint64_t size, witnessed;         /* of the log that they show */
	const struct gs_charter *charter; /* the address alone is looked at */
	bool made;
	int64_t until;       /* they hold to then if nothing comes */
	int64_t retry;       /* no earlier than that, after a failure */
	bool told;           /* of that failure */
	struct gs_site_kept *kept; /* what each was written with */
};

/* Of DIR/public/editions (editions.h).  All zero: it has not been made. */
struct gs_editions {
	bool made;
	uint64_t charter, roll; /* the newest entries in it; roll 0: none */
};

struct gs_followers;
struct gs_nodes;

struct gs_back {
	char dir[512], keys_dir[520], log_dir[640], public_dir[640];
	int lock; /* a file that only one server holds */
	struct gs_clock clock;
	uint8_t clock_key[32];     /* of a simulated one: clock_key.h; secret */
	bool strayed;              /* the jump of it has been told */
	struct gs_log *log;
	struct gs_database *inbox, *boxes, *staff;
	uint64_t boxes_max;        /* bytes of all boxes */
	gs_progress_fn *progress;  /* NULL: nobody looks */
	struct gs_signer signer;   /* secret */
	struct gs_own_key own[GS_OWN_ROLES]; /* own_keys.h */
	struct gs_guesses guesses;  /* of codes */
	struct gs_code_turns turns; /* who had one just now */
	struct gs_pool pool;       /* of the state */
	struct gs_pool scratch;    /* of entries that leave nothing in it */
	uint64_t whole_max;        /* a log below it is read whole at a start */
	uint64_t snapshot_size;    /* of the state in the file; 0: none */
	bool snapshot_wrong;       /* the file was not what the log says */
	bool restored;             /* the state came out of that file */
	struct gs_beside beside;
	struct gs_state *state;
	struct gs_leaves *leaves;
	struct gs_log_head head;   /* what is durable of the log */
	uint64_t signed_size;      /* of what is durable of the log */
	uint64_t note_size;        /* of the newest checkpoint, in `note` */
	struct gs_guard guard;     /* of a log that is shared */
	uint8_t lead[GS_LOG_NODE_LEN]; /* the name under which it leads */
	const struct gs_nodes *nodes;  /* NULL: it knows of no others */
	struct gs_followers *followers; /* NULL: it is alone */
	bool taken_over;           /* another node led it before */
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	uint8_t entry[GS_ENTRY_MAX]; /* while it is put together */
	int64_t calendar_told;     /* the local day; 0: not yet */
	uint64_t published;        /* of the tiles under log_dir */
	uint64_t witnessed;        /* of the checkpoint there (cosign.h) */
	int64_t unwitnessed;       /* since when there is more; 0: none */
	bool unwitnessed_told;
	bool cosigned;             /* that is to be published too */
	bool shown;                /* the public folders, to other users */
	bool contents_due;         /* publications to write, or to remove */
	bool erased;               /* of the database: traces may be left */
	bool pages_due;            /* who has cosigned may have changed */
	struct gs_pages pages;
	struct gs_editions editions;
	struct gs_contents contents;
	int64_t next_event;        /* INT64_MAX while there is no charter */
	int64_t retry;             /* no earlier than that, after a failure */
	/* Of the batch under way: */
	int64_t at;                /* what entries of it carry */
	int failed;                /* first error after a change: undo it all */
	bool anonymous;            /* acts were among the changes: inbox.db */
	bool boxes_changed;        /* boxes.db */
	bool acts_refused;         /* tidy.h */
	bool acts_asked;           /* some were among the questions */
	bool acts_uncopied;        /* a node does not follow */
	/* From batch to batch: */
	bool untidy;               /* the last tidying failed */
	bool boxes_untidy;         /* boxes.db waits for its tidying */
	bool staff_untidy;         /* so does staff.db */
	bool sweep;                /* texts are left over (sweep.h) */
	bool cramped;              /* there was no room for an act */
	bool no_copies;            /* nor for what a file anew takes */
	bool refused;              /* writing failed, and that has been told */
	bool broken;               /* undoing failed: answer nothing more */
	struct gs_stamp stamp;
	struct gs_queue *queue;
	pthread_t thread;
	bool running;
};

#endif
