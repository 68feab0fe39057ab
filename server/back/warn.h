/* SPDX-License-Identifier: Apache-2.0 */
/* What the operator is told while the server runs: a line on standard error.
 * Like a gs_report, with a code and values; the code is not printed. */
#ifndef GS_SERVER_BACK_WARN_H
#define GS_SERVER_BACK_WARN_H

#include "lib/report.h"

#define gs_back_warn(code, sentence, ...) \
	gs_back_warn_values((code), (sentence), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value))
void gs_back_warn_values(const char *code, const char *sentence,
    const struct gs_message_value *values, size_t count);

#endif
