/* SPDX-License-Identifier: Apache-2.0 */
/* A passphrase: a file's first line, or typed without echo; and the state that
 * it opens. */
#ifndef GS_CLI_COMMON_UNLOCK_H
#define GS_CLI_COMMON_UNLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/state.h"
#include "lib/report.h"

struct gs_passphrase {
	uint8_t *text; /* secret */
	size_t len;
};

/* From the first line of the file at `path`, or, if that is NULL, from the
 * terminal; twice if it is new.  GS_ERR_IO, GS_ERR_RANGE (its length),
 * GS_ERR_MISMATCH (the two differ), GS_ERR_MEMORY. */
GS_CHECKED int gs_passphrase_read(struct gs_passphrase *out,
    struct gs_report *report, const char *path, bool fresh);
/* The state in the file `path`, with a passphrase as above.  That its key is
 * derived is said on a terminal: it takes a second or more.  A state that is
 * open already is the same one.  Errors of the above and of gs_client_load. */
GS_CHECKED int gs_state_open(struct gs_client **out,
    struct gs_report *report, const char *path, const char *passphrase_path);
/* Saves what the state remembers of a log that was refused, and says how it is
 * shown to others. */
void gs_state_accuse(struct gs_client *client, const char *path);
/* Frees what that opened, for the last who did, and sets NULL; NULL is fine. */
void gs_state_close(struct gs_client **client);
/* Puts the state under a new passphrase, read as a fresh one and judged.
 * Errors of both, and of gs_client_relock. */
GS_CHECKED int gs_state_relock(struct gs_client *client,
    struct gs_report *report, const char *passphrase_path);
void gs_passphrase_wipe(struct gs_passphrase *passphrase);

#endif
