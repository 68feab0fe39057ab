/* SPDX-License-Identifier: Apache-2.0 */
/* To whom whoever endorses makes themselves known. */
#ifndef GS_CLI_ACT_KNOWN_H
#define GS_CLI_ACT_KNOWN_H

#include "cli/common/options.h"
#include "lib/steps/endorse.h"

struct gs_known_options {
	struct gs_values to; /* roles */
	const char *name, *statement; /* secret */
	bool asks; /* at a terminal, where no role was given */
	char line[GS_KNOWN_NAME_MAX + 2]; /* secret: the name that was typed */
};

#define GS_OPTIONS_KNOWN(known) \
	{.name = "known-to", .values = &(known).to}, \
	{.name = "name", .value = &(known).name}, \
	{.name = "statement", .value = &(known).statement}
#define GS_KNOWN_ROWS 3
#define GS_HELP_KNOWN \
"  --known-to ROLE      make yourself known to that reader of the charter, and to\n" \
"                       nobody else; everybody else endorses with a dummy that\n" \
"                       looks the same; may be given several times\n" \
"  --name \"NAME\"        your name, at most 100 bytes, sealed to that reader\n" \
"  --statement \"TEXT\"   what that reader is to know besides, at most 200 bytes\n"

/* False, and said, unless the options go together. */
bool gs_known_usage(const struct gs_known_options *known);
/* Fills *readers, and asks where that is to be done.  Errors, with the report:
 * GS_ERR_UNKNOWN, GS_ERR_FORMAT, GS_ERR_DENIED. */
GS_CHECKED int gs_known_choose(struct gs_endorse_readers *readers,
    struct gs_report *report, const struct gs_charter *charter,
    struct gs_known_options *known);
/* Says, after the act was made, to whom. */
void gs_known_say(const struct gs_endorse_readers *readers,
    const struct gs_charter *charter);

#endif
