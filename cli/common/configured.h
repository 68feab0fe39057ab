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
/* Where the file is, or would be.  GS_ERR_UNKNOWN: there is no home. */
GS_CHECKED int gs_configured_path(char out[GS_CONFIGURED_PATH]);

#endif
