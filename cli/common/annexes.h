/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's annexes, written out on demand; and files that somebody says are
 * such. */
#ifndef GS_CLI_COMMON_ANNEXES_H
#define GS_CLI_COMMON_ANNEXES_H

#include "cli/common/options.h"
#include "lib/memo/annex.h"
#include "lib/steps/annexes.h"

#define GS_OPTION_ANNEX(place) {.name = "annex", .value = &(place)}
#define GS_HELP_ANNEX \
"  --annex N|all        write annex N, or each, to a file of its own name, or to\n" \
"                       -o FILE, or into the folder -o FOLDER; never over a file\n"

/* Writes those that `which` names (gs_annexes_choose) to `out`: a new file for
 * one, a folder that is there for any number; NULL: this folder.  Says what was
 * written and what is wrong.  GS_ERR_UNKNOWN; GS_ERR_IO; GS_ERR_DUPLICATE:
 * there is a file of that name. */
GS_CHECKED int gs_annexes_out(const struct gs_annexes *annexes,
    const char *which, const char *out);

/* Files to hold against a memo's annexes.  All zero: none. */
struct gs_annex_files {
	struct gs_given_file v[GS_GIVEN_FILES_MAX];
	uint8_t *bytes[GS_GIVEN_FILES_MAX];
	char *path[GS_GIVEN_FILES_MAX]; /* its own, of a file in a folder */
	size_t count;
};
/* Reads each file of `paths`, and in each folder of them the files that have
 * the names of annexes which `o` shows.  Says what is wrong: GS_ERR_IO, since
 * nothing was judged; GS_ERR_MEMORY.  Release in any case. */
GS_CHECKED int gs_annex_files_read(struct gs_annex_files *out,
    const struct gs_opening *o, const struct gs_values *paths);
void gs_annex_files_free(struct gs_annex_files *files);

#endif
