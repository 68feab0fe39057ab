/* SPDX-License-Identifier: Apache-2.0 */
/* In the width of a terminal. */
#include "cli/print/document.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"

#define COLUMNS 78

static void put_banner(const struct gs_document *doc)
{
	if (doc->banner.len == 0)
		return;
	printf("%s%.*s%s\n", gs_terminal_escape(GS_STYLE_BOLD),
	    (int)doc->banner.len, (const char *)doc->banner.ptr,
	    gs_terminal_escape(GS_STYLE_PLAIN));
}

/* Columns of the first `n` bytes: characters, not bytes. */
static size_t count_columns(const uint8_t *p, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0; i < n; i++)
		columns += (p[i] & 0xc0) != 0x80;
	return columns;
}

/* One line, broken between words; what follows is indented as it is. */
static void put_line(const uint8_t *p, size_t len)
{
	size_t at = 0, indent = 0;

	while (indent < len && p[indent] == ' ')
		indent++;
	while (len - at > 0) {
		size_t room = COLUMNS - (at == 0 ? 0 : indent % 40);
		size_t end = at, next = at;

		while (next < len) {
			const uint8_t *blank = memchr(p + next + 1, ' ',
			    len - next - 1);

			next = blank == NULL ? len : (size_t)(blank - p);
			if (end > at && count_columns(p + at, next - at) > room)
				break;
			end = next;
		}
		printf("%*s%.*s\n", at == 0 ? 0 : (int)(indent % 40), "",
		    (int)(end - at), (const char *)p + at);
		at = end + (end < len);
	}

	if (len == 0)
		putchar('\n');
}

static void put_field(const uint8_t *p, size_t len)
{
	const uint8_t *colon = memchr(p, ':', len);
	size_t n = colon == NULL ? len : (size_t)(colon - p) + 1;

	printf("%c%-*.*s%.*s\n", *p - 0x20, 11, (int)n - 1,
	    (const char *)p + 1, (int)(len - n), (const char *)p + n);
}

int gs_print_document(struct gs_arena *arena, const struct gs_document *doc)
{
	uint8_t *buf = gs_arena_take(arena, GS_DOCUMENT_MAX, 1);
	struct gs_span none = {NULL, 0};
	size_t rules = 0;

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_DOCUMENT_MAX);
	gs_document_render(&w, doc->blocks, doc->count, none);
	int err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;

	put_banner(doc);
	putchar('\n');
	for (size_t at = 0; at < w.len;) {
		const uint8_t *lf = memchr(buf + at, '\n', w.len - at);
		size_t end = lf == NULL ? w.len : (size_t)(lf - buf);

		if (rules < 2 && end - at == 3 && buf[at] == '-')
			rules++;
		else if (rules < 2)
			put_field(buf + at, end - at);
		else
			put_line(buf + at, end - at);
		at = end + 1;
	}

	putchar('\n');
	put_banner(doc);
	return GS_OK;
}
