/* SPDX-License-Identifier: Apache-2.0 */
/* Where a charter is: in a file of its own, or in a channel's log. */
#ifndef GS_CLI_CHARTER_PLACE_H
#define GS_CLI_CHARTER_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "lib/host.h"
#include "lib/records/proposal.h"

#define GS_CHARTER_PATH 4096

struct gs_charter_place {
	struct gs_source source; /* options set by the caller */
	char own_key[GS_CHARTER_PATH]; /* DIR/vkey, if none was given */
	const char *vkey; /* of a log: what it was opened with */
	struct gs_pool pool;
	uint8_t *text;           /* of a file */
	size_t len;
	struct gs_charter *read; /* likewise */
	/* The file's, or the one in force; NULL until opened. */
	const struct gs_charter *charter;
	const struct gs_state *state; /* of a log; NULL: it was a file */
	int64_t now;
};

#define GS_CHARTER_PLACE_OPTIONS(place, vkey) \
	{.name = "key", .value = &(vkey), .setting = "key"}, \
	GS_OPTIONS_READER((place).source), GS_OPTIONS_WAY((place).source.way)
#define GS_HELP_CHARTER_PLACE \
"  --key VKEY           of a log: the channel's verifier key, or a file that\n" \
"                       holds it (default: DIR/vkey)\n" \
GS_HELP_PLACE GS_HELP_READER GS_HELP_WAY

/* `vkey` may be NULL for a file, and for a directory that has its key in it.
 * A channel's directory that is not open yet is its charter's file.  Says what
 * is wrong, and that it is an exercise; release in any case. */
GS_CHECKED int gs_charter_place_open(struct gs_charter_place *p,
    const char *path, const char *vkey);
/* The same of a log, and of nothing else: `state` is there. */
GS_CHECKED int gs_charter_log_open(struct gs_charter_place *p,
    const char *path, const char *vkey);
void gs_charter_place_close(struct gs_charter_place *p);

/* A record on its way, out of a file.  Says what is wrong; the caller frees. */
GS_CHECKED int gs_charter_file(uint8_t **text, size_t *len,
    const char *path);
/* The words about one charter, or about what it changes of another, on standard
 * output.  *changed (may be NULL): it changes anything. */
GS_CHECKED int gs_charter_print(const struct gs_charter *charter,
    int64_t now);
GS_CHECKED int gs_charter_print_change(bool *changed,
    const struct gs_charter *before, const struct gs_charter *after);

#endif
