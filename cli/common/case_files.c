/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/case_files.h"

#include <stdlib.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "lib/steps/misfiled.h"

int gs_case_read(struct gs_case_files *f, struct gs_trust *trust,
    const char *path)
{
	struct gs_report report = {.text = ""};
	int err = gs_trust_read(trust, &f->trust);

	if (err == GS_OK)
		err = gs_cli_file_read(&f->file, &f->file_len,
		    GS_PROVENANCE_MAX, path);
	if (err == GS_OK && gs_misfiled_tell(&report, gs_case_file(f), path)) {
		gs_verb_report(&report);
		err = GS_ERR_IO;
	}
	if (err == GS_OK && f->roll != NULL)
		err = gs_cli_file_read(&f->keys, &f->keys_len,
		    GS_ROLL_MAX * 32, f->roll);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

struct gs_span gs_case_file(const struct gs_case_files *f)
{
	return (struct gs_span){f->file, f->file_len};
}

struct gs_span gs_case_keys(const struct gs_case_files *f)
{
	return (struct gs_span){f->keys, f->keys_len};
}

int gs_case_open(struct gs_case *e, struct gs_case_files *f,
    const char *path)
{
	int err = gs_case_read(f, &e->trust, path);

	if (err != GS_OK)
		return err;
	gs_working("Verifying the file");
	err = gs_case_judge(e, gs_case_file(f), gs_case_keys(f));
	gs_worked();
	return err;
}

void gs_case_close(struct gs_case_files *f)
{
	gs_trust_close(&f->trust);
	free(f->file);
	free(f->keys);
	f->file = NULL;
	f->keys = NULL;
}
