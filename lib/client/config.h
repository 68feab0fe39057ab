/* SPDX-License-Identifier: Apache-2.0 */
/* A person's configuration: the channels that they use, by short names, so that
 * a command need not name server, key and state (man gainsay.conf(5)). */
#ifndef GS_LIB_CLIENT_CONFIG_H
#define GS_LIB_CLIENT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

#define GS_CONFIG_MAX ((size_t)64 << 10)  /* bytes of the file */
#define GS_CONFIG_LINES_MAX 1024          /* that say something */
#define GS_CONFIG_VALUE_MAX 1024          /* bytes of a value */
#define GS_CONFIG_NAME_MAX 32             /* of a channel's short name */

enum gs_setting_kind {
	GS_SETTING_WORD, /* visible ASCII without blanks */
	GS_SETTING_PATH, /* of a file; "~/" is not yet replaced */
	GS_SETTING_NAME  /* of a channel, as gs_config_is_name */
};

struct gs_setting {
	const char *name;
	enum gs_setting_kind kind;
	size_t most;   /* how often in one channel */
	bool anywhere; /* may stand before the first channel, for all of them */
};

/* One line; all texts end in NUL. */
struct gs_config_line {
	const struct gs_setting *setting;
	const char *channel; /* its short name; NULL: before the first */
	const char *value;
};

struct gs_config {
	struct gs_config_line line[GS_CONFIG_LINES_MAX];
	size_t count;
};

/* NULL: there is no such setting. */
const struct gs_setting *gs_setting_named(const char *name);
/* 1 to GS_CONFIG_NAME_MAX of a-z 0-9 - */
bool gs_config_is_name(const char *text);

/* What the text says, copied into the arena.  GS_ERR_FORMAT: the report has the
 * line; GS_ERR_MEMORY. */
GS_CHECKED int gs_config_parse(struct gs_config *out,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);
/* The `index`-th value of the setting in that channel, or, if the channel has
 * none, before the first channel; NULL: none.  `channel` may be NULL. */
const char *gs_config_value(const struct gs_config *config,
    const char *channel, const char *setting, size_t index);
/* The channel that `default` names, or the only one.  NULL: no telling. */
const char *gs_config_default(const struct gs_config *config);
bool gs_config_has(const struct gs_config *config, const char *channel);
/* How many channels it has. */
size_t gs_config_channels(const struct gs_config *config);
/* Whether the value may stand in a line of that setting. */
bool gs_config_is_value(const struct gs_setting *setting, const char *value);

/* A channel that is to be added: `name` is new. */
struct gs_config_entry {
	const char *setting, *value; /* value NULL: the line is left out */
};
/* The text of a configuration, which parsed as `old`, with one more channel.
 * Where it had one and no default, that one becomes the default: what is meant
 * by a command must not change.  GS_ERR_FORMAT: a value that no line takes;
 * GS_ERR_SPACE: longer than GS_CONFIG_MAX. */
GS_CHECKED int gs_config_add(struct gs_writer *w,
    const struct gs_config *old, struct gs_span text, const char *name,
    const struct gs_config_entry *entries, size_t count);

/* The text with another server in the lines of that channel.  GS_ERR_UNKNOWN:
 * it has none of its own; otherwise as above. */
GS_CHECKED int gs_config_move(struct gs_writer *w, struct gs_span text,
    const char *name, const char *server);

#endif
