/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/annexes.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/steps/annexes.h"

#define FILE_MAX ((size_t)16 << 20) /* held against annexes */

static bool is_folder(const char *path)
{
	struct stat is;

	return !gs_file_is_shelved(path) && stat(path, &is) == 0 &&
	    S_ISDIR(is.st_mode);
}

/* A name that an annex may have leaves its folder by no way: it is the reader's
 * own check (gs_annex_check_name) that is relied on here. */
static int write_annex(const struct gs_annexes *annexes, size_t i,
    const char *out, bool folder)
{
	struct gs_span name = annexes->of[i].name;
	char path[PATH_MAX];
	int n = folder ? snprintf(path, sizeof path, "%s/%.*s", out,
	    (int)name.len, (const char *)name.ptr) :
	    snprintf(path, sizeof path, "%s", out);

	if (n < 0 || (size_t)n >= sizeof path) {
		gs_verb_tell("annex-path-long", "the path of annex {0} has "
		    "{1} bytes; at most {2} are possible",
		    gs_say_number(i + 1), gs_say_number((uint64_t)n),
		    gs_say_number(sizeof path - 1));
		return GS_ERR_RANGE;
	}

	int err = gs_cli_file_create(path, annexes->file[i].ptr,
	    annexes->file[i].len, 0600);
	if (err != GS_OK)
		return err;
	printf("Wrote annex %zu to ", i + 1);
	gs_say_calm(stdout, path, strlen(path), "");
	printf("\n");
	return GS_OK;
}

int gs_annexes_out(const struct gs_annexes *annexes, const char *which,
    const char *out)
{
	bool chosen[GS_ANNEXES_MAX] = {false};
	struct gs_report report = {.text = ""};
	const char *place = out == NULL ? "." : out;
	bool folder = is_folder(place);

	int err = gs_annexes_choose(chosen, &report, annexes->count, which);
	gs_verb_report(&report);
	if (err == GS_OK && strcmp(place, "-") == 0) {
		gs_verb_say("annex-to-output", "an annex is written to a file, "
		    "not to standard output");
		return GS_ERR_IO;
	}
	if (err == GS_OK && !folder && strcmp(which, "all") == 0) {
		gs_verb_tell("annexes-no-folder", "all annexes are written "
		    "into a folder, and {0} is none", gs_say_text(place));
		return GS_ERR_IO;
	}

	for (size_t i = 0; err == GS_OK && i < annexes->count; i++)
		if (chosen[i])
			err = write_annex(annexes, i, place, folder);
	return err;
}

/* Read -------------------------------------------------------------------- */

/* Takes over `own`, if it is not NULL. */
static int add_file(struct gs_annex_files *out, const char *path, char *own)
{
	size_t len = 0;

	if (out->count == GS_GIVEN_FILES_MAX) {
		gs_verb_tell("annex-files-many", "more than {0} files are to "
		    "be held against annexes",
		    gs_say_number(GS_GIVEN_FILES_MAX));
		free(own);
		return GS_ERR_IO;
	}
	out->path[out->count] = own;
	uint8_t **bytes = &out->bytes[out->count];
	int err = gs_cli_file_read(bytes, &len, FILE_MAX, path);
	out->v[out->count++] = (struct gs_given_file){path, {*bytes, len}};
	return err == GS_OK || err == GS_ERR_MEMORY ? err : GS_ERR_IO;
}

/* What is there under the annex's name: a file, not a link to somewhere. */
static int add_named(struct gs_annex_files *out, const char *folder,
    struct gs_span name)
{
	struct stat is;
	char *path = NULL;

	if (asprintf(&path, "%s/%.*s", folder, (int)name.len,
	    (const char *)name.ptr) < 0)
		return GS_ERR_MEMORY;
	if (lstat(path, &is) == 0 && S_ISREG(is.st_mode))
		return add_file(out, path, path);
	free(path);
	return GS_OK;
}

int gs_annex_files_read(struct gs_annex_files *out,
    const struct gs_opening *o, const struct gs_values *paths)
{
	int err = GS_OK;

	for (size_t k = 0; err == GS_OK && k < paths->count; k++) {
		if (!is_folder(paths->v[k])) {
			err = add_file(out, paths->v[k], NULL);
			continue;
		}
		for (size_t i = 0; err == GS_OK && i < o->annex_count; i++)
			if (o->annex_open[i])
				err = add_named(out, paths->v[k],
				    o->annex[i].name);
	}
	return err;
}

void gs_annex_files_free(struct gs_annex_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		gs_file_wipe(&files->bytes[i], files->v[i].bytes.len);
		free(files->path[i]);
	}
	*files = (struct gs_annex_files){.count = 0};
}
