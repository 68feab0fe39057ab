/* SPDX-License-Identifier: Apache-2.0 */
/* The channel that a person uses, out of their configuration: what a command
 * line leaves out (man gainsay.conf(5)).
 *
 * The file is $GAINSAY_CONFIG, or else gainsay/config under $XDG_CONFIG_HOME,
 * or else under $HOME/.config.  One that others may write is refused: it says
 * whom to trust. */
#ifndef GS_CLI_COMMON_CONFIGURED_H
#define GS_CLI_COMMON_CONFIGURED_H

#include <stddef.h>

#include "core/err.h"
#include "lib/client/config.h"
#include "lib/log/note.h"

#define GS_CONFIGURED_PATH 4096

/* Reads it, once in a process, and chooses the channel of that short name, or
 * if that is NULL the default.  Says what is wrong: GS_ERR_IO.  No file is no
 * error, unless a channel was named. */
GS_CHECKED int gs_configured_open(const char *channel);
/* A value of the chosen channel (gs_config_value), the whole path of a file;
 * NULL: none.  Borrowed for the whole run.  Nothing before
 * gs_configured_open. */
const char *gs_configured(const char *setting, size_t index);
/* The short name of the chosen channel; NULL: none was chosen. */
const char *gs_configured_channel(void);
/* How many channels there are to choose from. */
size_t gs_configured_count(void);
/* The short name of the channel whose setting `key` is this text; NULL:
 * none. */
const char *gs_configured_with_key(const char *key);
/* Whether the chosen channel's setting `key` is that log's. */
bool gs_configured_is_log(const struct gs_verifier *log);
bool gs_configured_has(const char *channel);
/* Writes one more channel into the file (gs_config_add), which is made with its
 * folder if it is not there, its owner's alone.  Says what is wrong. */
GS_CHECKED int gs_configured_add(const char *name,
    const struct gs_config_entry *entries, size_t count);
/* Writes another server into the chosen channel (gs_config_move).  Says what is
 * wrong; nothing is wrong if its server stands for all channels, and then it is
 * as it was: GS_ERR_UNKNOWN. */
GS_CHECKED int gs_configured_move(const char *server);
/* Where a file of that name belongs that the program keeps for a person:
 * gainsay/NAME under $XDG_DATA_HOME, or else under $HOME/.local/share.  The
 * folder is made.  Says what is wrong; GS_ERR_IO. */
GS_CHECKED int gs_configured_data(char out[GS_CONFIGURED_PATH],
    const char *name);
/* Where the file is, or would be.  GS_ERR_UNKNOWN: there is no home. */
GS_CHECKED int gs_configured_path(char out[GS_CONFIGURED_PATH]);

#endif
