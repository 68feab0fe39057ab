/* SPDX-License-Identifier: Apache-2.0 */
/* Every path that the server answers (docs/spec/http.md). */
#include <string.h>

#include "core/bytes.h"
#include "server/front/inside.h"
#include "server/front/pages.h"

#define SMALL GS_BODY_SMALL
#define LARGE GS_BODY_LARGE

static const struct gs_route routes[] = {
	{"GET", "/", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/index.*", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/charter", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/charter.*", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/statistics", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/statistics.*", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/page/*", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/memo/*", "page", 0, .own = true, .file = true,
	    .handle = gs_route_page},
	{"GET", "/a/*", "asset", 0, .own = true, .at_once = gs_asset_at_once,
	    .handle = gs_route_asset},
	{"GET", "/check/*", "check", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/member/*", "member", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/office/*", "office", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/oversight/*", "oversight", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/registrar/*", "registrar", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/assets", "assets", 0, .own = true,
	    .at_once = gs_scripted_at_once, .handle = gs_route_scripted},
	{"GET", "/health", "health", 0, .own = true,
	    .handle = gs_route_health},
	{"GET", "/channel", "channel", 0, .at_once = gs_channel_at_once,
	    .handle = gs_route_channel},
	{"GET", "/editions", "editions", 0, .at_once = gs_editions_at_once,
	    .handle = gs_route_editions},
	{"GET", "/log/tile/entries/*", "log", 0, .log = true,
	    .handle = gs_route_bundle},
	{"GET", "/log/*", "log", 0, .file = true, .handle = gs_route_log},
	{"GET", "/roll/#", "roll", 0, .at_once = gs_roll_at_once,
	    .handle = gs_route_roll},
	{"GET", "/content/#", "content", 0, .at_once = gs_content_at_once,
	    .handle = gs_route_content},
	{"POST", "/reading", "reading", SMALL, .proofs = true,
	    .handle = gs_route_reading},
	{"POST", "/records", "records", LARGE, .logged = true, .proofs = true,
	    .handle = gs_route_records},
	{"POST", "/filings", "filings", LARGE, .proofs = true,
	    .handle = gs_route_filings},
	{"POST", "/acts", "acts", SMALL, .proofs = true,
	    .handle = gs_route_acts},
	{"POST", "/resupply", "resupply", LARGE, .proofs = true,
	    .handle = gs_route_resupply},
	{"POST", "/box", "box-open", LARGE, .proofs = true,
	    .handle = gs_route_box_open},
	{"GET", "/box/#", "box", 0, .token = true,
	    .handle = gs_route_box},
	{"POST", "/box/#/acts", "box-acts", SMALL,
	    .token = true, .proofs = true, .handle = gs_route_box_act},
	{"GET", "/box/#/export", "box-export", 0,
	    .token = true, .handle = gs_route_box_export},
	{"POST", "/box/#/file", "box-file", LARGE,
	    .token = true, .proofs = true, .handle = gs_route_box_file},
	{"POST", "/box/#/prolong", "box-prolong", SMALL,
	    .token = true, .handle = gs_route_box_prolong},
	{"DELETE", "/box/#", "box-remove", 0,
	    .token = true, .handle = gs_route_box_remove},
	{"POST", "/enrol", "enrol", SMALL, .proofs = true,
	    .handle = gs_route_enrol},
	{"POST", "/enrol/code", "enrol-code", 0, .own = true,
	    .handle = gs_route_code},
	{"POST", "/enrolment", "enrolment", LARGE, .logged = true,
	    .handle = gs_route_enrolment},
	{"POST", "/passing", "passing", LARGE, .logged = true,
	    .handle = gs_route_passing},
	{"POST", "/cosignatures", "cosignatures", SMALL,
	    .handle = gs_route_cosignatures},
	{"POST", "/exercise/clock", "clock", SMALL, .own = true, .logged = true,
	    .token = true, .handle = gs_route_clock},
};

static bool matches_path(uint8_t id[32], const char **rest, const char *pattern,
    const char *path)
{
	while (*pattern != '\0') {
		if (*pattern == '*') {
			*rest = path;
			return true;
		}
		if (*pattern == '#') {
			if (strnlen(path, 64) < 64 ||
			    gs_hex_decode(id, 32, path, 64) != GS_OK)
				return false;
			path += 64;
			pattern++;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}

	return *path == '\0';
}

bool gs_route_is_for_others(const char *path)
{
	uint8_t id[32];
	const char *rest = NULL;

	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
		if (!routes[i].own &&
		    matches_path(id, &rest, routes[i].path, path))
			return true;
	return false;
}

const struct gs_route *gs_route_find(const char **allow, uint8_t id[32],
    const char **rest, const char *method, const char *path)
{
	*allow = NULL;
	if (strcmp(method, "HEAD") == 0)
		method = "GET";

	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		const struct gs_route *r = &routes[i];
		if (!matches_path(id, rest, r->path, path))
			continue;
		if (strcmp(r->method, method) == 0)
			return r;
		/* A box is the one place with two. */
		*allow = *allow == NULL ? r->method : "GET, DELETE";
	}
	return NULL;
}
