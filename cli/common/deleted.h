/* SPDX-License-Identifier: Apache-2.0 */
/* A file that was deleted by schedule is not one that a server withholds: the
 * log says so, and a server's own word does not count. */
#ifndef GS_CLI_COMMON_DELETED_H
#define GS_CLI_COMMON_DELETED_H

#include "core/channel/channel.h"

/* Whether the sealed file of a record of this memo, which entered at `at`, is
 * deleted; then it prints so, as what `what` and its number call it: "Reply" 2.
 * 0: without a number. */
bool gs_print_deleted(const struct gs_memo *memo, int64_t at, const char *what,
    uint64_t number);
/* The same as a message, of a verb that needs the file; a published one too. */
bool gs_tell_deleted(const struct gs_memo *memo, int64_t at, bool published);

#endif
