/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a member's state keeps, by name: wherever a verb takes or
 * makes a file, `state:NAME` is one of them, and nothing of it is on the disk
 * (docs/spec/state.md, "Files"). */
#ifndef GS_CLI_COMMON_SHELF_H
#define GS_CLI_COMMON_SHELF_H

#include "lib/client/state.h"

/* For verbs that have no state of their own. */
struct gs_shelf {
	const char *state, *passphrase;
};
#define GS_OPTIONS_SHELF(shelf) \
	{.name = "state", .value = &(shelf).state}, \
	{.name = "passphrase-file", .value = &(shelf).passphrase}
#define GS_HELP_SHELF \
"  --state F            your state, for files that are named state:NAME: it keeps\n" \
"                       them (gainsay keep)\n" \
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n"

struct gs_shelf_file {
	const char *name;
	struct gs_span bytes;
	bool replace; /* one of that name, if there is */
};
/* Puts the file into the state, and saves that at `path`; or both are as they
 * were.  GS_ERR_FORMAT, GS_ERR_DUPLICATE, GS_ERR_SPACE, GS_ERR_MEMORY, and
 * errors of gs_client_save. */
GS_CHECKED int gs_shelf_keep(struct gs_client *client,
    struct gs_report *report, const char *path,
    const struct gs_shelf_file *file);

/* Which state that is, and where its passphrase is; each may be NULL.  It is
 * opened when the first such file is asked for.  Borrowed for the verb. */
void gs_shelf_offer(const char *state, const char *passphrase_path);
/* Closes it: after the verb. */
void gs_shelf_end(void);

#endif
