/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for the public, which the back has written, and their style sheet,
 * which is in the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/site/site.h"
#include "server/front/inside.h"
#include "server/front/pages.h"

#define PAGE ".html"
#define NAME_MAX_LEN 80
#define STEM_MAX_LEN 48 /* without what a language adds */

/* A number from `least` on, up to `end` or the text's end; moves behind it. */
static bool pass_number(const char **text, char end, uint64_t least)
{
	const char *stop = end == '\0' ? *text + strlen(*text) :
	    strchr(*text, end);
	uint64_t number = 0;

	if (stop == NULL || gs_decimal_decode(&number, *text,
	    (size_t)(stop - *text), UINT32_MAX) != GS_OK || number < least)
		return false;
	*text = stop;
	return true;
}

static bool name_memo(char out[NAME_MAX_LEN], const char *path,
    const char *ending)
{
	static const char middle[] = "/publication/";
	const char *at = path, *more = strchr(path, '/');

	if (more == NULL) {
		(void)snprintf(out, NAME_MAX_LEN, "memo/%s%s", path, ending);
		return pass_number(&at, '\0', 1);
	}
	if (!pass_number(&at, '/', 1) ||
	    strncmp(at, middle, sizeof middle - 1) != 0)
		return false;
	more = at + sizeof middle - 1;
	(void)snprintf(out, NAME_MAX_LEN, "publication/%.*s-%s%s",
	    (int)(at - path), path, more, ending);
	return pass_number(&more, '\0', 1);
}

/* Takes what a page's file ends in from a path: ".html", ".fr.html", or ".fr"
 * alone; false: no page ends so. */
static bool take_ending(char stem[STEM_MAX_LEN], char ending[16], bool *whole)
{
	size_t len = strlen(stem), end = sizeof PAGE - 1;

	*whole = len > end && strcmp(stem + len - end, PAGE) == 0;
	if (*whole)
		stem[len - end] = '\0';
	char *dot = strchr(stem, '.');
	if (dot == NULL) {
		(void)snprintf(ending, 16, PAGE);
		return true;
	}
	if (!gs_site_speaks(dot + 1))
		return false;
	(void)snprintf(ending, 16, "%s" PAGE, dot);
	*dot = '\0';
	return true;
}

bool gs_page_name(char out[NAME_MAX_LEN], const char *path)
{
	static const char page[] = "/page/", memo[] = "/memo/";
	char stem[STEM_MAX_LEN], ending[16];
	bool ends = false;

	if (strcmp(path, "/") == 0)
		path = "/index" PAGE;
	if (strlen(path) >= sizeof stem)
		return false;
	memcpy(stem, path, strlen(path) + 1);
	if (!take_ending(stem, ending, &ends))
		return false;

	const char *rest = stem + sizeof page - 1;
	if (strncmp(stem, page, sizeof page - 1) == 0) {
		(void)snprintf(out, NAME_MAX_LEN, "page/%s%s", rest, ending);
		return pass_number(&rest, '\0', 2);
	}
	if (strncmp(stem, memo, sizeof memo - 1) == 0)
		return name_memo(out, stem + sizeof memo - 1, ending);
	(void)snprintf(out, NAME_MAX_LEN, "%s%s", stem + 1, ending);
	return ends || strcmp(stem, "/index") != 0;
}

static void refuse_page(struct gs_call *call)
{
	gs_call_say(call, GS_ERR_UNKNOWN, "page-unknown",
	    "there is no such page");
}

/* Whether the client says that it has this already. */
static bool has_tag(const char *known, const char *tag)
{
	return known != NULL && (strcmp(known, "*") == 0 ||
	    strstr(known, tag) != NULL);
}

bool gs_call_tag(struct gs_call *call)
{
	uint8_t hash[32], *bytes = malloc(call->reply_len + 1);
	struct gs_writer w = gs_writer_of(call->tag, sizeof call->tag - 1);
	ssize_t n = bytes == NULL ? -1 :
	    pread(call->fd, bytes, call->reply_len, 0);

	close(call->fd);
	call->fd = -1;
	if (n < 0 || (size_t)n != call->reply_len) {
		free(bytes);
		gs_call_fail(call, GS_ERR_INTERNAL);
		return false;
	}
	gs_host_sha256(hash, &(struct gs_span){bytes, call->reply_len}, 1);
	gs_write_u8(&w, '"');
	gs_write_hex(&w, hash, 16);
	gs_write_u8(&w, '"');
	call->tag[w.len] = '\0';
	call->reply = bytes;
	if (has_tag(call->known, call->tag)) {
		call->reply_len = 0;
		call->status = 304;
	}
	return true;
}

void gs_show_page(struct gs_call *call)
{
	char name[NAME_MAX_LEN];
	const char *path = strchr((const char *)call->path.ptr, ' ');

	if (path == NULL || !gs_page_name(name, path + 1) ||
	    !gs_call_file(call, "public/", name)) {
		refuse_page(call);
		return;
	}
	call->type = "text/html; charset=utf-8";
	call->page = true;
	if (gs_front_is_open(call->front))
		(void)gs_call_tag(call);
}

bool gs_asset_at_once(struct gs_call *call)
{
	const struct gs_site_asset *one = NULL;

	for (size_t i = 0; (one = gs_site_asset_at(i)) != NULL; i++)
		if (strcmp(one->name + 2, call->rest) == 0)
			break;
	if (one == NULL) {
		refuse_page(call);
		return true;
	}
	gs_call_bytes(call, 200, one->type, one->bytes, one->len);
	call->immutable = true;
	call->page = true;
	return true;
}

void gs_route_asset(struct gs_call *call)
{
	(void)gs_asset_at_once(call);
}
