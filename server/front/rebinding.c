/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/rebinding.h"

#include <microhttpd.h>

#include "lib/rebinding.h"

bool gs_rebinding_check(struct gs_call *call, uint16_t port)
{
	struct gs_report report = {.text = ""};

	if (gs_rebinding_judge(&report, MHD_lookup_connection_value(
	        call->connection, MHD_HEADER_KIND, "Host"), port))
		return true;
	gs_call_problem(call, GS_ERR_DENIED, &report, "Ask for 127.0.0.1 or "
	    "localhost; a web server in front must not hand on a Host with "
	    "this port.");
	call->closes = true;
	return false;
}
