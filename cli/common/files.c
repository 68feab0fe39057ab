/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/files.h"

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
