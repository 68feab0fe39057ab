/* SPDX-License-Identifier: Apache-2.0 */
/* What a verb reads that starts from a provenance file. */
#ifndef GS_CLI_COMMON_CASE_FILES_H
#define GS_CLI_COMMON_CASE_FILES_H

#include "cli/common/shelf.h"
#include "cli/common/trust.h"
#include "lib/steps/case.h"

struct gs_case_files {
	struct gs_trust_options trust; /* set by the caller */
	const char *roll;              /* the roll's keys, or NULL; likewise */
	struct gs_shelf shelf;         /* likewise */
	uint8_t *file, *keys;
	size_t file_len, keys_len;
};

/* The options of who starts from a file that anyone may have made. */
#define GS_CASE_OPTIONS(files) \
	{.name = "key", .value = &(files).trust.key, .setting = "key"}, \
	GS_OPTION_WITNESS((files).trust), GS_OPTION_POLICY((files).trust), \
	{.name = "roll", .value = &(files).roll}, \
	GS_OPTIONS_SHELF((files).shelf)
#define GS_HELP_CASE \
"  --key VKEY           the channel's verifier key, or a file that holds it; from\n" \
"                       somewhere else than FILE\n" \
GS_HELP_TRUST GS_HELP_CHANNEL GS_HELP_ROLL GS_HELP_SHELF
#define GS_HELP_ROLL \
"  --roll KEYS          the roll's keys, if FILE was made without them\n"

/* Reads the file and what stands beside it, and says what cannot be read:
 * GS_ERR_IO.  Release with gs_case_close in any case. */
GS_CHECKED int gs_case_read(struct gs_case_files *f,
    struct gs_trust *trust, const char *path);
/* Reads and judges.  GS_ERR_IO with an empty e->report: it could not be read,
 * which was said; otherwise as gs_case_judge, and nothing was said.
 * Release `e` too. */
GS_CHECKED int gs_case_open(struct gs_case *e,
    struct gs_case_files *f, const char *path);
struct gs_span gs_case_file(const struct gs_case_files *f);
/* {NULL, 0} if none were given. */
struct gs_span gs_case_keys(const struct gs_case_files *f);
void gs_case_close(struct gs_case_files *f);

#endif
