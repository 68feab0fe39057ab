/* SPDX-License-Identifier: Apache-2.0 */
/* A log of many entries in folders, as a server has them: for tests of whoever
 * fetches one. */
#ifndef GS_TESTS_LOG_FOLDER_H
#define GS_TESTS_LOG_FOLDER_H

#include <stdint.h>

#include "core/host.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"

#define LOG_ENTRIES_MAX 700
#define LOG_ASKED_MAX 256

extern struct gs_span log_entries[LOG_ENTRIES_MAX];
extern struct gs_verifier log_key; /* since log_publish */
extern uint8_t log_other_key[32];  /* no log's */
extern char log_base[200];         /* the folder of all, set by the test */
extern uint64_t log_quorum; /* of the charter that is made; 0: no witness */

/* A charter, a roll, and memos with acts, at least so many entries in all; a
 * log may end after each. */
void log_make(uint64_t least);
void log_drop(void);
int64_t log_time(void); /* of its last entry */
/* What its server signed: that some memo, another one for each number, is filed
 * by that time.  Borrowed. */
struct gs_span log_promise(uint8_t number, int64_t by);
/* The body of POST /filings of a memo that is not in it; the caller frees. */
char *log_filing(void);
/* A server's folder of that name, with the tiles of every size, ascending, and
 * a note for each; the entry `other` (UINT64_MAX: none) is another one. */
void log_publish(const char *name, const uint64_t *sizes, size_t count,
    uint64_t other);

/* A log that the rules allow too: an act and the next, which takes it back, are
 * not in it. */
void log_publish_without(const char *name, const uint64_t *sizes,
    size_t count, uint64_t first);

struct log_server {
	char dir[400];
	uint64_t size; /* of the checkpoint that it shows */
	char asked[LOG_ASKED_MAX][96];
	size_t count;
	size_t fails_at; /* this request and later ones get no answer */
};
void log_serve(struct log_server *s, const char *name, uint64_t size);
/* A gs_fetch_fn; `ctx` is the server. */
int log_answer(void *ctx, struct gs_report *report, uint8_t *out, size_t *len,
    size_t max, const char *path);

#endif
