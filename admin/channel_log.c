/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/channel_log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/verb.h"

#define PATH_LEN 4096

int gs_log_open(struct gs_source *log, const char *place, const char *vkey)
{
	return gs_log_open_by(log, place, vkey, place);
}

int gs_log_open_by(struct gs_source *log, const char *place, const char *vkey,
    const char *dir)
{
	char own[PATH_LEN];
	int64_t now = 0;
	int n = snprintf(own, sizeof own, "%s/vkey", dir);

	if (n < 0 || n >= PATH_LEN)
		errno = ENAMETOOLONG;
	if (vkey == NULL && (n < 0 || n >= PATH_LEN ||
	    access(own, R_OK) != 0)) {
		gs_verb_errno("log-key-needed", own, "cannot be read; it "
		    "should have the log's verifier key, unless --key gives "
		    "it", errno);
		return GS_ERR_IO;
	}
	int err = gs_source_open(log, place, vkey == NULL ? own : vkey, true);
	return err == GS_OK ? gs_source_pass(&now, log) : err;
}

const struct gs_state *gs_log_state(const struct gs_source *log)
{
	return gs_channel_state(log->channel);
}

uint64_t gs_log_edition(const struct gs_source *log)
{
	const struct gs_roll_edition *roll = gs_state_roll(gs_log_state(log));

	return roll == NULL ? 0 : roll->edition;
}
