/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/process/sandbox_*.c: the system calls that a process
 * keeps. */
#ifndef GS_SERVER_PROCESS_SANDBOX_CALLS_H
#define GS_SERVER_PROCESS_SANDBOX_CALLS_H

#include "server/process/sandbox.h"

GS_CHECKED int gs_sandbox_calls_check(struct gs_report *report);
/* Needs no_new_privs. */
GS_CHECKED int gs_sandbox_calls_enter(enum gs_sandbox which,
    struct gs_report *report);

#endif
