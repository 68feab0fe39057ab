/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/files.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/common/verb.h"

static int say_failure(int err, const struct gs_report *report)
{
	if (err != GS_OK)
		gs_verb_report(report);
	return err;
}

int gs_cli_file_read(uint8_t **out, size_t *len, size_t max, const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_read(out, len, max, path, &report);
	return say_failure(err, &report);
}

int gs_cli_file_read_secret(uint8_t **out, size_t *len, size_t max,
    const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_read_secret(out, len, max, path, &report);
	return say_failure(err, &report);
}

int gs_cli_file_write(const char *path, const void *bytes, size_t len,
    mode_t mode)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_write(path, bytes, len, mode, &report);
	return say_failure(err, &report);
}

int gs_cli_file_create(const char *path, const void *bytes, size_t len,
    mode_t mode)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_create(path, bytes, len, mode, &report);
	return say_failure(err, &report);
}

int gs_cli_file_seed(uint8_t seed[32], const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_seed(seed, path, &report);
	return say_failure(err, &report);
}

static int refuse_input(const char *out)
{
	gs_verb_tell("out-is-input", "{0} is what is read; give another name "
	    "to write to", gs_say_text(out));
	return GS_ERR_IO;
}

static int refuse_present(const char *out)
{
	gs_verb_tell("out-exists", "there is a file {0} already; give another "
	    "name, or --force to overwrite it", gs_say_text(out));
	return GS_ERR_IO;
}

static int check_shelved(const char *out, bool force,
    const char *const inputs[], size_t count)
{
	if (!gs_file_is_there(out))
		return GS_OK;
	for (size_t i = 0; i < count; i++)
		if (inputs[i] != NULL && strcmp(inputs[i], out) == 0)
			return refuse_input(out);
	return force ? GS_OK : refuse_present(out);
}

int gs_cli_out_free(const char *out, bool force, const char *const inputs[],
    size_t count)
{
	struct stat is, input;

	if (out != NULL && gs_file_is_shelved(out))
		return check_shelved(out, force, inputs, count);
	if (out == NULL || strcmp(out, "-") == 0 || lstat(out, &is) != 0)
		return GS_OK;
	if (S_ISCHR(is.st_mode) || S_ISFIFO(is.st_mode))
		return GS_OK; /* takes bytes, and has none to lose */

	/* A link is replaced, not followed: but not one that leads to what is
	 * read. */
	if (stat(out, &is) == 0)
		for (size_t i = 0; i < count; i++)
			if (inputs[i] != NULL && stat(inputs[i], &input) == 0 &&
			    is.st_dev == input.st_dev &&
			    is.st_ino == input.st_ino) {
				return refuse_input(out);
			}
	return force ? GS_OK : refuse_present(out);
}
