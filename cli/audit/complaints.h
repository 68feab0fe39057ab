/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay audit: the files of --promise, which are looked for in the log while
 * it is replayed, however many they are. */
#ifndef GS_CLI_AUDIT_COMPLAINTS_H
#define GS_CLI_AUDIT_COMPLAINTS_H

#include "cli/common/options.h"
#include "cli/common/source.h"
#include "lib/host.h"
#include "lib/steps/complaint.h"
#include "lib/steps/promise_judge.h"

struct gs_complaint_file {
	const char *path; /* borrowed */
	int err;          /* it cannot be read, which `report` says */
	struct gs_report report;
	struct gs_complaint complaint;
	struct gs_pool pool;
	uint8_t *text;
};

struct gs_complaint_files {
	struct gs_complaint_file *file;
	struct gs_promise_search *search; /* one for each file */
	size_t count;
};

/* Reads the files; what is wrong with one of them is judged with it.
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_complaint_files_open(struct gs_complaint_files *out,
    const struct gs_values *paths);
/* Shows them an entry of the log; the first one begins anew.  Errors of
 * gs_promise_search_entry. */
GS_CHECKED int gs_complaint_files_look(struct gs_complaint_files *files,
    uint64_t index, struct gs_span entry);
void gs_complaint_files_close(struct gs_complaint_files *files);

#endif
