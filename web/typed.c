/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/typed.h"

#include "web/stdio.h"

int gs_typed_line(uint8_t *out, size_t *len, size_t max,
    struct gs_report *report, const char *prompt)
{
	if (gs_web_ask(out, len, max, prompt))
		return GS_OK;
	gs_report_say(report, "page-passphrase", "the page gave no passphrase: "
	    "nothing was done");
	return GS_ERR_IO;
}
