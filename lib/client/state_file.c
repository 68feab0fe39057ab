/* SPDX-License-Identifier: Apache-2.0 */
/* A member's state on disk. */
#include <stdlib.h>

#include "lib/client/state.h"
#include "lib/file.h"

int gs_client_save(const struct gs_client *client, struct gs_report *report,
    const char *path, bool fresh)
{
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_client_write(&file, &len, client);
	if (err != GS_OK) {
		gs_report_tell(report, "state-not-written", "the state cannot "
		    "be written to {0}: {1}", gs_say_text(path),
		    gs_say_text(gs_strerror(err)));
		return err;
	}

	err = fresh ? gs_file_create(path, file, len, 0600, report) :
	    gs_file_write(path, file, len, 0600, report);
	free(file);
	return err;
}

int gs_client_load(struct gs_client **out, struct gs_report *report,
    const char *path, const void *passphrase, size_t len)
{
	uint8_t *file = NULL;
	size_t n = 0;

	/* One byte too many is enough for gs_client_read to refuse it. */
	int err = gs_file_read(&file, &n, GS_CLIENT_FILE_MAX + 1, path,
	    report);
	if (err != GS_OK)
		return err;

	err = gs_client_read(out, report, file, n, passphrase, len);
	gs_file_wipe(&file, n);
	return err;
}
