/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/warn.h"

#include <string.h>

#include "server/wire/journal.h"

/* What is no warning. */
static const struct {
	const char *code;
	enum gs_level level;
} others[] = {
    {"change-not-undone", GS_LEVEL_ERROR},
    {"log-not-published", GS_LEVEL_ERROR},
    {"log-key-signs-elsewhere", GS_LEVEL_ERROR},
    {"damage-found-beside", GS_LEVEL_ERROR},
    {"stored-data-contradict", GS_LEVEL_ERROR},
    {"back-not-writable", GS_LEVEL_ERROR},
    {"quorum-reached-again", GS_LEVEL_NOTICE},
    {"store-tidied-again", GS_LEVEL_NOTICE},
    {"back-writable-again", GS_LEVEL_NOTICE},
    {"clock-agrees", GS_LEVEL_NOTICE},
};

static enum gs_level pick_level(const char *code)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(others[i].code, code) == 0)
			return others[i].level;
	return GS_LEVEL_WARNING;
}

void gs_back_warn_values(const char *code, const char *sentence,
    const struct gs_message_value *values, size_t count)
{
	struct gs_report report;

	gs_report_values(&report, code, sentence, values, count);
	gs_journal_line(pick_level(code), report.text);
}
