/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/stamp.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "server/back/clock.h"

#define MINUTE 60

/* SQLite makes and removes a journal beside staff.db: so the folder too. */
static const char *const names[] = {".", "tidy", "inbox.db", "inbox.db-wal",
    "inbox.db-shm", "boxes.db", "boxes.db-wal", "boxes.db-shm", "staff.db"};

void gs_stamp_files(struct gs_stamp *stamp, const char *dir)
{
	int64_t steady = gs_clock_steady();

	if (stamp->steady == 0 || steady - stamp->steady >= MINUTE)
		*stamp = (struct gs_stamp){(int64_t)time(NULL), steady};
	const struct timespec at = {.tv_sec = (time_t)stamp->at};
	const struct timespec both[2] = {at, at};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[4096];
		int n = snprintf(path, sizeof path, "%s/%s", dir, names[i]);

		if (n > 0 && (size_t)n < sizeof path)
			(void)utimensat(AT_FDCWD, path, both, 0);
	}
}
