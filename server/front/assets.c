/* SPDX-License-Identifier: Apache-2.0 */
/* GET /check/, /member/ and so on: the pages that have a script, under a policy
 * by which they can run their own parts and reach nothing but this server. */
#include "server/front/assets.h"

#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "server/front/inside.h"

#define PATH_MAX_LEN 128

static const struct gs_asset *find_asset(const char *path)
{
	for (size_t i = 0; i < gs_asset_count; i++)
		if (strcmp(gs_assets[i].path, path) == 0)
			return &gs_assets[i];
	return NULL;
}

/* What stands under its own hash never changes. */
static bool is_hashed(const struct gs_asset *asset)
{
	return strncmp(asset->path, "check/a/", 8) == 0;
}

/* The name of a page as one file, to be saved; NULL: it is none. */
static const char *name_to_save(const struct gs_asset *asset)
{
	const char *name = strrchr(asset->path, '/') + 1;
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, ".html") == 0 ? name : NULL;
}

static bool sends_gzip(const struct gs_call *call)
{
	return call->takes_gzip && call->asset->gzip != NULL;
}

/* Whoever follows a link to a box in a browser gets the page that opens it:
 * what it asks next shows the token, which a link has behind its #. */
bool gs_box_shows_page(const struct gs_call *call,
    const struct gs_route *route)
{
	const char *accept = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "Accept");

	return route->handle == gs_route_box && accept != NULL &&
	    strstr(accept, "text/html") != NULL &&
	    MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND,
	        "Authorization") == NULL && find_asset("member/") != NULL;
}

/* The route's name is that of the page; or the list of all is asked for. */
bool gs_scripted_at_once(struct gs_call *call)
{
	char path[PATH_MAX_LEN];
	const char *known = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "If-None-Match");

	int n = snprintf(path, sizeof path, "%s/%s", call->route->name,
	    call->rest == NULL ? "" : call->rest);

	call->asset = n < 0 || (size_t)n >= sizeof path ? NULL :
	    find_asset(path);
	if (call->asset == NULL) {
		gs_call_say(call, GS_ERR_UNKNOWN, "asset-unknown",
		    gs_asset_count == 0 ?
		        "this server was built without pages" :
		        "no page of this server has such a part");
		return true;
	}

	call->status = known != NULL &&
	    strstr(known, call->asset->tag) != NULL ? 304 : 200;
	call->reply_len = call->status == 304 ? 0 : sends_gzip(call) ?
	    call->asset->gzip_len : call->asset->len;
	return true;
}

void gs_route_scripted(struct gs_call *call)
{
	(void)gs_scripted_at_once(call);
}

struct MHD_Response *gs_asset_reply(const struct gs_call *call)
{
	const uint8_t *bytes = sends_gzip(call) ? call->asset->gzip :
	    call->asset->bytes;

	return MHD_create_response_from_buffer(call->reply_len,
	    (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
}

static const char *const headers[][2] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Content-Security-Policy", "default-src 'none'; "
	    "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
	    "img-src 'self'; connect-src 'self'; worker-src 'self'; "
	    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
	    "require-trusted-types-for 'script'; "
	    "trusted-types gainsay-worker"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "accelerometer=(), autoplay=(), camera=(), "
	    "display-capture=(), encrypted-media=(), fullscreen=(), "
	    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
	    "midi=(), payment=(), publickey-credentials-get=(), "
	    "screen-wake-lock=(), serial=(), usb=(), web-share=(), "
	    "xr-spatial-tracking=()"},
	{"Vary", "Accept-Encoding"},
};

int gs_asset_headers(struct MHD_Response *r, const struct gs_call *call)
{
	const struct gs_asset *asset = call->asset;
	enum MHD_Result good = MHD_add_response_header(r, "Content-Type",
	    asset->type);

	for (size_t i = 0; i < sizeof headers / sizeof *headers && good; i++)
		good = MHD_add_response_header(r, headers[i][0],
		    headers[i][1]);
	if (good)
		good = MHD_add_response_header(r, "ETag", asset->tag);
	if (good)
		good = MHD_add_response_header(r, "Cache-Control",
		    is_hashed(asset) ? "public, max-age=31536000, immutable" :
		        "no-cache");
	if (good && sends_gzip(call) && call->status == 200)
		good = MHD_add_response_header(r, "Content-Encoding", "gzip");
	if (good && name_to_save(asset) != NULL) {
		char how[PATH_MAX_LEN];

		(void)snprintf(how, sizeof how, "attachment; filename=\"%s\"",
		    name_to_save(asset));
		good = MHD_add_response_header(r, "Content-Disposition", how);
	}
	if (good && call->closes)
		good = MHD_add_response_header(r, "Connection", "close");
	return good == MHD_YES;
}
