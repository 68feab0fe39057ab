/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/others.h"

#include <microhttpd.h>
#include <string.h>

bool gs_others_ask(struct gs_call *call, const char *method,
    const char *path)
{
	if (strcmp(method, "OPTIONS") != 0 || !gs_route_is_for_others(path) ||
	    MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND,
	        "Access-Control-Request-Method") == NULL)
		return false;

	gs_call_bytes(call, 204, NULL, NULL, 0);
	call->allow = NULL;
	call->preflight = true;
	return true;
}

bool gs_others_headers(struct MHD_Response *r, const struct gs_call *call)
{
	static const char *const asked[][2] = {
		{"Access-Control-Allow-Methods", "GET, POST, DELETE"},
		{"Access-Control-Allow-Headers", "Authorization, Content-Type"},
		{"Access-Control-Max-Age", "7200"}};
	bool reads = call->route != NULL && !call->route->own;
	enum MHD_Result good = MHD_YES;

	if (reads || call->preflight)
		good = MHD_add_response_header(r,
		    "Access-Control-Allow-Origin", "*");
	for (size_t i = 0; call->preflight && good && i < 3; i++)
		good = MHD_add_response_header(r, asked[i][0], asked[i][1]);
	return good == MHD_YES;
}
