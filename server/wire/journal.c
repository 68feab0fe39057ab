/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/journal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT "GAINSAY_LOG"

static const char *const level_names[] = {[GS_LEVEL_ERROR] = "error",
    [GS_LEVEL_WARNING] = "warning", [GS_LEVEL_NOTICE] = "notice",
    [GS_LEVEL_INFO] = "info"};

static int level_named(const char *name)
{
	for (int i = GS_LEVEL_ERROR; i <= GS_LEVEL_INFO; i++)
		if (name != NULL && strcmp(level_names[i], name) == 0)
			return i;
	return -1;
}

int gs_journal_limit(const char *name)
{
	if (level_named(name) < 0)
		return GS_ERR_FORMAT;
	return setenv(LIMIT, name, 1) == 0 ? GS_OK : GS_ERR_MEMORY;
}

static bool is_read_by_journal(void)
{
	return getenv("JOURNAL_STREAM") != NULL;
}

void gs_journal_line(enum gs_level level, const char *line)
{
	int limit = level_named(getenv(LIMIT));

	if (limit >= 0 && (int)level > limit)
		return;
	if (is_read_by_journal())
		(void)fprintf(stderr, "<%d>%s\n", (int)level, line);
	else
		(void)fprintf(stderr, "%s\n", line);
}

void gs_journal_mark(enum gs_level level)
{
	if (is_read_by_journal())
		(void)fprintf(stderr, "<%d>", (int)level);
}
