/* SPDX-License-Identifier: Apache-2.0 */
/* A channel settles on a person's machine: a short name in their configuration,
 * a place for the state. */
#ifndef GS_CLI_ENROL_SETTLE_H
#define GS_CLI_ENROL_SETTLE_H

#include "cli/common/configured.h"
#include "cli/common/options.h"
#include "lib/client/address.h"

#define GS_SETTLED_WITNESSES 16

struct gs_settling {
	/* Set by the caller; `name` and `state` may be NULL, then a new name
	 * and a place of its own are chosen, or those that the configuration
	 * has for this key. */
	const char *key, *name, *state;
	struct gs_http_way way;
	bool known; /* set: the configuration has the channel */
	char own_name[GS_CONFIG_NAME_MAX + 1];
	char own_state[GS_CONFIGURED_PATH];
};

#define GS_SETTLING_OPTIONS(s) \
	{.name = "name", .value = &(s).name}, \
	{.name = "state", .value = &(s).state}, \
	GS_OPTIONS_WAY((s).way)
#define GS_HELP_SETTLING \
"  --name NAME          a short name for the channel in your configuration\n" \
"                       (default: after the channel's own)\n" \
"  --state F            your state (default: gainsay/NAME.state under\n" \
"                       $XDG_DATA_HOME, or ~/.local/share)\n"

/* Chooses name and state; the folder for it is made.  GS_ERR_FORMAT,
 * GS_ERR_DUPLICATE: the name is no short name, or another channel's; GS_ERR_IO,
 * which was said. */
GS_CHECKED int gs_settle_choose(struct gs_settling *s,
    struct gs_report *report);
/* Writes the channel into the configuration, unless that has it. */
GS_CHECKED int gs_settle_write(const struct gs_settling *s,
    struct gs_report *report, const char *server,
    const char *const witnesses[], size_t count);
/* What copies a text adds to it and drops: carriage returns, empty lines at the
 * end, the last line's own end.  The text has one byte of room behind it. */
void gs_settle_tidy(uint8_t *text, size_t *len);

#endif
