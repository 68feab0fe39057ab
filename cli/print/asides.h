/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_PRINT_ASIDES_H
#define GS_CLI_PRINT_ASIDES_H

#include "lib/aside.h"

/* A line each: what it is, where, and what it says. */
void gs_print_asides(const struct gs_converted *file);

#endif
