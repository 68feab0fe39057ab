/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/file_kind.h"

#include <string.h>
#include <strings.h>

#define LOOKED_AT 4096 /* bytes, for signs that stand anywhere in front */
#define FIELDS_LEAST 2 /* that only a message has */

static const struct {
	const char *magic;
	size_t len, at;
	enum gs_file_kind kind;
} magics[] = {
	{"%PDF-", 5, 0, GS_FILE_PDF},
	{"PK\003\004", 4, 0, GS_FILE_ZIP},
	{"PK\005\006", 4, 0, GS_FILE_ZIP},
	{"\x89PNG\r\n\x1a\n", 8, 0, GS_FILE_PICTURE},
	{"\xff\xd8\xff", 3, 0, GS_FILE_PICTURE},
	{"GIF8", 4, 0, GS_FILE_PICTURE},
	{"II*\0", 4, 0, GS_FILE_PICTURE},
	{"MM\0*", 4, 0, GS_FILE_PICTURE},
	{"WEBP", 4, 8, GS_FILE_PICTURE},
	{"ftypheic", 8, 4, GS_FILE_PICTURE},
	{"ftypmif1", 8, 4, GS_FILE_PICTURE},
	{"ftypavif", 8, 4, GS_FILE_PICTURE},
	{"\x1f\x8b", 2, 0, GS_FILE_GZIP},
	{"\xd0\xcf\x11\xe0", 4, 0, GS_FILE_OLE},
	{"{\\rtf", 5, 0, GS_FILE_RTF},
	{"\xff\xfe", 2, 0, GS_FILE_UTF16},
	{"\xfe\xff", 2, 0, GS_FILE_UTF16}};

static bool kind_begins(struct gs_span s, const char *word)
{
	size_t n = strlen(word);

	return s.len >= n && strncasecmp((const char *)s.ptr, word, n) == 0;
}

static struct gs_span skip_bytes(struct gs_span s, size_t n)
{
	return (struct gs_span){s.ptr + n, s.len - n};
}

static struct gs_span skip_blanks(struct gs_span s)
{
	if (kind_begins(s, "\xef\xbb\xbf"))
		s = skip_bytes(s, 3);
	while (s.len > 0 && memchr(" \t\r\n\f", s.ptr[0], 5) != NULL)
		s = skip_bytes(s, 1);
	return s;
}

/* Behind what may stand before a page: `<?xml ...?>`, comments. */
static struct gs_span skip_prolog(struct gs_span s)
{
	s = skip_blanks(s);
	while (kind_begins(s, "<?xml") || kind_begins(s, "<!--")) {
		const char *end = kind_begins(s, "<?") ? "?>" : "-->";
		const uint8_t *at = memmem(s.ptr, s.len, end, strlen(end));

		if (at == NULL)
			return s;
		s = skip_blanks(skip_bytes(s, (size_t)(at - s.ptr) +
		    strlen(end)));
	}
	return s;
}

/* A tag, and no autolink: `<p>`, `<div `. */
static bool is_page(struct gs_span file)
{
	static const char *const tags[] = {"!doctype html", "html", "head",
	    "body", "meta", "title", "div", "table", "p", "span", "h1", "h2",
	    "article", "style", "script", "section", "main", "font", "center",
	    "ul", "ol", "blockquote", "pre"};
	struct gs_span s = skip_prolog(file);

	if (s.len == 0 || s.ptr[0] != '<')
		return false;
	s = skip_bytes(s, 1);
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		size_t n = strlen(tags[i]);
		if (kind_begins(s, tags[i]) && s.len > n &&
		    memchr(" \t\r\n>/", s.ptr[n], 6) != NULL)
			return true;
	}
	return false;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* A field's name and colon: their length, or 0. */
static size_t field_name(struct gs_span line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.ptr[i] == ':')
			return i + (i > 0);
		if (line.ptr[i] <= ' ' || line.ptr[i] > '~')
			return 0;
	}
	return 0;
}

/* Fields up to an empty line, of which some are those that a mailer makes;
 * a cable's FROM and TO are not among them. */
static bool is_mail(struct gs_span file, size_t least)
{
	static const char *const known[] = {"MIME-Version:", "Message-ID:",
	    "Received:", "Return-Path:", "Delivered-To:", "Content-Type:",
	    "Content-Transfer-Encoding:", "DKIM-Signature:", "X-Mailer:",
	    "Date:", "Envelope-To:", "User-Agent:", "In-Reply-To:",
	    "References:", "X-Mozilla-Status:"};
	struct gs_span s = skip_blanks(file);
	size_t found = 0;

	for (size_t n = 0; s.len > 0 && s.ptr[0] != '\n' && s.ptr[0] != '\r';
	    n++) {
		const uint8_t *lf = memchr(s.ptr, '\n', s.len);
		size_t len = lf == NULL ? s.len : (size_t)(lf - s.ptr) + 1;
		struct gs_span line = {s.ptr, len};
		bool folded = n > 0 && (line.ptr[0] == ' ' ||
		    line.ptr[0] == '\t');

		if (!folded && field_name(line) == 0 &&
		    !(n == 0 && kind_begins(line, "From ")))
			return false;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found += kind_begins(line, known[i]);
		s = skip_bytes(s, len);
	}
	return found >= least;
}

static bool has_nul(struct gs_span file)
{
	size_t n = file.len < LOOKED_AT ? file.len : LOOKED_AT;

	return n > 0 && memchr(file.ptr, '\0', n) != NULL;
}

enum gs_file_kind gs_file_kind(struct gs_span file, const char *name)
{
	bool page = ends_in(name, ".html") || ends_in(name, ".htm") ||
	    ends_in(name, ".xhtml");
	size_t n = file.len < LOOKED_AT ? file.len : LOOKED_AT;

	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (file.len >= magics[i].at + magics[i].len &&
		    memcmp(file.ptr + magics[i].at, magics[i].magic,
		        magics[i].len) == 0)
			return magics[i].kind;
	if (skip_blanks(file).len == 0)
		return GS_FILE_EMPTY;
	/* Readers of PDF take a head that stands somewhat later. */
	if (memmem(file.ptr, n, "\n%PDF-", 6) != NULL && has_nul(file))
		return GS_FILE_PDF;
	if (page || is_page(file))
		return GS_FILE_HTML;
	if (is_mail(file, ends_in(name, ".eml") || ends_in(name, ".mht") ||
	        ends_in(name, ".mhtml") ? 0 : FIELDS_LEAST))
		return GS_FILE_MAIL;
	return has_nul(file) ? GS_FILE_BINARY : GS_FILE_TEXT;
}

const char *gs_file_kind_said(enum gs_file_kind kind)
{
	static const char *const said[GS_FILE_KINDS] = {
		[GS_FILE_TEXT] = NULL,
		[GS_FILE_EMPTY] = "an empty file",
		[GS_FILE_PDF] = "a PDF",
		[GS_FILE_ZIP] = "a word processor's file or another package",
		[GS_FILE_HTML] = "a web page",
		[GS_FILE_MAIL] = "a saved e-mail",
		[GS_FILE_PICTURE] = "a picture",
		[GS_FILE_GZIP] = "compressed (gzip)",
		[GS_FILE_OLE] = "an old Word document or Outlook message",
		[GS_FILE_RTF] = "a rich text file (RTF)",
		[GS_FILE_UTF16] = "a text in UTF-16",
		[GS_FILE_BINARY] = "no text"};

	return said[kind];
}

bool gs_file_kind_converts(enum gs_file_kind kind)
{
	return kind == GS_FILE_PDF || kind == GS_FILE_ZIP ||
	    kind == GS_FILE_HTML || kind == GS_FILE_MAIL;
}
