/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that have a script, and what they load: they are in the program
 * (scripts/embed-pages), and the same on every installation. */
#ifndef GS_SERVER_FRONT_ASSETS_H
#define GS_SERVER_FRONT_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gs_asset {
	const char *path; /* without the first slash; a page ends in one */
	const char *type;
	const char *tag; /* of the bytes, in quotes */
	const uint8_t *bytes;
	size_t len;
	const uint8_t *gzip; /* NULL: not worth it */
	size_t gzip_len;
};

extern const struct gs_asset gs_assets[];
extern const size_t gs_asset_count; /* 0: built without pages */

struct gs_call;
struct MHD_Response;

struct gs_route;

/* Whether a request for a box is answered by the member's page. */
bool gs_box_shows_page(const struct gs_call *call,
    const struct gs_route *route);

/* For a call whose answer is one: the response, NULL without memory, and
 * whether its headers could be set. */
struct MHD_Response *gs_asset_reply(const struct gs_call *call);
int gs_asset_headers(struct MHD_Response *r, const struct gs_call *call);

#endif
