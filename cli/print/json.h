/* SPDX-License-Identifier: Apache-2.0 */
/* An answer for programs, on one line of standard output. */
#ifndef GS_CLI_PRINT_JSON_H
#define GS_CLI_PRINT_JSON_H

#include "core/err.h"
#include "lib/steps/json.h"

/* Releases the object in any case.  GS_ERR_MEMORY if it had failed,
 * GS_ERR_IO. */
GS_CHECKED int gs_json_print(struct gs_json_object *o);

#endif
