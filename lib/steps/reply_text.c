/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/reply_text.h"

#include <string.h>

#include "lib/memo/marker.h"
#include "lib/memo/span.h"

#define NAMED_WITHIN 40 /* bytes in which a line names its request in words */

/* The number at `at` behind blanks, `no.` and `#`; 0: none. */
static size_t number_behind(struct gs_span line, size_t at)
{
	static const char *const words[] = {"no. ", "no.", "nr. ", "number ",
		"#"};
	size_t value = 0;

	at += gs_span_blanks(line, at);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (gs_span_begins(gs_span_from(line, at), words[i])) {
			at += strlen(words[i]);
			break;
		}
	size_t n = gs_span_digits(line, at);
	for (size_t i = at; i < at + n && n <= GS_MARKER_DIGITS; i++)
		value = 10 * value + line.ptr[i] - '0';
	return value;
}

/* `Request 2: ...`, `## On request no. 2`; 0: it names none so. */
static size_t named_request(struct gs_span line)
{
	static const char *const words[] = {"request ", "recommendation ",
		"point ", "pedido ", "demande ", "antrag ", "solicitud "};

	for (size_t at = 0; at < line.len && at < NAMED_WITHIN; at++)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			size_t value = 0;
			if ((at > 0 && line.ptr[at - 1] != ' ') ||
			    !gs_span_begins(gs_span_from(line, at), words[i]))
				continue;
			value = number_behind(line, at + strlen(words[i]));
			if (value > 0)
				return value;
		}
	return 0;
}

/* The request whose answer begins with this line; 0: none's.  `next` is the one
 * that a number alone may stand for. */
static size_t begun_request(struct gs_span line, size_t next, size_t requests)
{
	struct gs_span text = gs_span_trim(line);
	struct gs_marker m = gs_marker_read(text, GS_MARKERS_GUESSED);
	size_t value = 0;

	if (m.kind == GS_MARKER_HEADING || m.kind == GS_MARKER_BULLET) {
		text = gs_span_from(text, m.len);
		m = gs_marker_read(text, GS_MARKERS_GUESSED);
	}
	value = named_request(text);
	if (value == 0 && m.kind == GS_MARKER_NUMBER && m.value == next)
		value = next;
	return value <= requests ? value : 0;
}

void gs_reply_passages_of(struct gs_reply_passages *out, struct gs_span text,
    size_t requests)
{
	struct gs_reply_passage *open = NULL;
	size_t line = 1, next = 1;

	*out = (struct gs_reply_passages){.count = requests};
	for (size_t at = 0; at < text.len; line++) {
		struct gs_span s = gs_span_from(text, at);
		const uint8_t *lf = memchr(s.ptr, '\n', s.len);
		s.len = lf == NULL ? s.len : (size_t)(lf - s.ptr);

		size_t begun = begun_request(s, next, requests);
		if (begun > 0) {
			open = &out->request[begun - 1];
			open->again = open->first > 0;
			out->found += open->first == 0;
			*open = (struct gs_reply_passage){.from = at,
			    .first = line, .again = open->again};
			next = begun + 1;
		}
		at += s.len + (lf != NULL);
		if (open != NULL && s.len > 0) {
			open->to = at;
			open->last = line;
		}
	}
}
