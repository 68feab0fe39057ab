/* SPDX-License-Identifier: Apache-2.0 */
/* What the process gives up before it looks at a stranger's file: every file
 * but those of fonts and of poppler's tables, which it may read; every socket;
 * programs, other processes, memory that is both data and program.  A system
 * call on no list ends it. */
#ifndef GS_CONVERT_SANDBOX_H
#define GS_CONVERT_SANDBOX_H

#include "core/err.h"

/* GS_ERR_UNKNOWN: this system has no such sandbox, or refuses it.  The caller
 * must not go on. */
GS_CHECKED int gs_convert_confine(void);

#endif
