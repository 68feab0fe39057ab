/* SPDX-License-Identifier: Apache-2.0 */
/* A line that is typed and not shown: on the terminal, whatever the standard
 * streams are, or in a page (web/typed.c). */
#ifndef GS_CLI_COMMON_TYPED_H
#define GS_CLI_COMMON_TYPED_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/report.h"

/* At most `max` bytes of it, without its end; secret.  GS_ERR_IO: nobody can be
 * asked. */
GS_CHECKED int gs_typed_line(uint8_t *out, size_t *len, size_t max,
    struct gs_report *report, const char *prompt);

#endif
