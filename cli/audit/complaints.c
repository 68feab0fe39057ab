/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/audit/complaints.h"

#include <stdlib.h>

#include "cli/common/files.h"
#include "lib/client/state.h"

static void read_complaint_file(struct gs_complaint_file *f)
{
	size_t len = 0;
	struct gs_arena *arena = gs_pool_start(&f->pool);

	f->err = gs_cli_file_read(&f->text, &len, GS_CLIENT_ACT_BYTES,
	    f->path);
	if (f->err == GS_OK)
		f->err = gs_complaint_parse(&f->complaint, &f->report, arena,
		    (struct gs_span){f->text, len});
}

int gs_complaint_files_open(struct gs_complaint_files *out,
    const struct gs_values *paths)
{
	*out = (struct gs_complaint_files){.count = 0};
	if (paths->count == 0)
		return GS_OK;
	out->file = calloc(paths->count, sizeof *out->file);
	out->search = calloc(paths->count, sizeof *out->search);
	if (out->file == NULL || out->search == NULL)
		return GS_ERR_MEMORY;

	out->count = paths->count;
	for (size_t i = 0; i < out->count; i++) {
		out->file[i].path = paths->v[i];
		read_complaint_file(&out->file[i]);
	}
	return GS_OK;
}

/* What is no complaint looks for nothing that a log could have. */
int gs_complaint_files_look(struct gs_complaint_files *files, uint64_t index,
    struct gs_span entry)
{
	for (size_t i = 0; index == 0 && i < files->count; i++)
		gs_promise_search_start(&files->search[i],
		    &files->file[i].complaint.promise,
		    files->file[i].complaint.act);
	return files->count == 0 ? GS_OK : gs_promise_search_entry(
	    files->search, files->count, entry);
}

void gs_complaint_files_close(struct gs_complaint_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		gs_pool_free(&files->file[i].pool);
		free(files->file[i].text);
	}
	free(files->file);
	free(files->search);
	*files = (struct gs_complaint_files){.count = 0};
}
