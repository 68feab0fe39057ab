/* SPDX-License-Identifier: Apache-2.0 */
/* A text that a person writes in their own editor. */
#ifndef GS_CLI_COMMON_EDITOR_H
#define GS_CLI_COMMON_EDITOR_H

#include <stdint.h>

#include "core/err.h"

#define GS_EDITED_PATH 4096

/* A new folder that is its owner's alone, in memory where the system has such a
 * place ($XDG_RUNTIME_DIR), with an empty file in it, on which $VISUAL, or
 * $EDITOR, or vi is started; waits for its end.  What is wrong is said, with
 * the system's reason: GS_ERR_IO.  Release with gs_editor_close in any case. */
GS_CHECKED int gs_editor_open(char path[GS_EDITED_PATH]);
/* Overwrites and removes what the editor left in that folder, and the folder.
 * "": nothing to do. */
void gs_editor_close(char path[GS_EDITED_PATH]);

#endif
