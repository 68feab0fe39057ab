/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/flow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/steer.h"

#define ANSWER_HEAD_MAX 128

_Noreturn void gs_flow_stop(struct gs_flow *f, enum gs_unread why)
{
	f->unread = why;
	longjmp(*f->stop, 1);
}

void *gs_flow_take(struct gs_flow *f, size_t count, size_t size)
{
	void *p = calloc(count == 0 ? 1 : count, size);

	if (p == NULL)
		gs_flow_stop(f, GS_UNREAD_LARGE);
	return p;
}

/* Strips ------------------------------------------------------------------ */

static void make_flow_room(struct gs_flow *f, struct gs_strip *s, size_t more)
{
	size_t room = s->room == 0 ? 256 : s->room;

	if (more > GS_FLOW_TEXT_MAX || s->len + more > GS_FLOW_TEXT_MAX)
		gs_flow_stop(f, GS_UNREAD_LARGE);
	if (s->len + more <= s->room)
		return;
	while (room < s->len + more)
		room *= 2;

	uint8_t *ptr = gs_flow_take(f, room, 1);
	if (s->len > 0)
		memcpy(ptr, s->ptr, s->len);
	free(s->ptr);
	s->ptr = ptr;
	s->room = room;
}

void gs_strip_add(struct gs_flow *f, struct gs_strip *s, const void *text,
    size_t len)
{
	if (len == 0)
		return;
	make_flow_room(f, s, len);
	memcpy(s->ptr + s->len, text, len);
	s->len += len;
}

void gs_strip_put(struct gs_flow *f, struct gs_strip *s, const char *text)
{
	gs_strip_add(f, s, text, strlen(text));
}

void gs_strip_code(struct gs_flow *f, struct gs_strip *s, uint32_t c)
{
	uint8_t out[4];
	size_t n = 0;

	if (c < 0x80) {
		out[n++] = (uint8_t)c;
	} else if (c < 0x800) {
		out[n++] = (uint8_t)(0xc0 | c >> 6);
		out[n++] = (uint8_t)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		if (c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		out[n++] = (uint8_t)(0xe0 | c >> 12);
		out[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[n++] = (uint8_t)(0x80 | (c & 0x3f));
	} else if (c < 0x110000) {
		out[n++] = (uint8_t)(0xf0 | c >> 18);
		out[n++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		out[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[n++] = (uint8_t)(0x80 | (c & 0x3f));
	}
	gs_strip_add(f, s, out, n);
}

/* Asides ------------------------------------------------------------------ */

bool gs_flow_blank(struct gs_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (i + 1 < text.len && text.ptr[i] == 0xc2 &&
		    text.ptr[i + 1] == 0xa0) {
			i++;
			continue;
		}
		if (text.ptr[i] != ' ' && text.ptr[i] != '\t' &&
		    text.ptr[i] != '\n' && text.ptr[i] != '\f')
			return false;
	}
	return true;
}

/* On one line: runs of what is no character of a line are one space. */
static void add_calm(struct gs_flow *f, struct gs_strip *to,
    struct gs_span text)
{
	const size_t most = GS_ASIDE_TEXT_MAX - 4;
	size_t start = to->len, size = 1;
	bool blank = true;

	for (size_t i = 0; i < text.len; i += size) {
		bool steers = gs_steers(&size, text.ptr + i, text.len - i);

		if (steers || text.ptr[i] == ' ') {
			if (!blank)
				gs_strip_add(f, to, " ", 1);
			blank = true;
			continue;
		}
		if (to->len - start + size > most) {
			gs_strip_put(f, to, "...");
			return;
		}
		gs_strip_add(f, to, text.ptr + i, size);
		blank = false;
	}
	if (to->len > start && to->ptr[to->len - 1] == ' ')
		to->len--;
}

static void write_aside(struct gs_flow *f, enum gs_aside_kind kind,
    struct gs_span text)
{
	char head[96];

	if (f->count == GS_ASIDES_MAX) {
		f->more++;
		return;
	}
	(void)snprintf(head, sizeof head, "%s %s %zu ", gs_aside_word(kind),
	    gs_place_word(f->place), f->place == GS_PLACE_FILE ? 0 :
	    f->place == GS_PLACE_PARAGRAPH ? f->paragraphs + 1 : f->number);
	gs_strip_put(f, &f->said, head);
	add_calm(f, &f->said, text);
	gs_strip_put(f, &f->said, "\n");
	f->count++;
}

static void end_run(struct gs_flow *f)
{
	struct gs_flow_run *r = &f->run;

	if (r->is && !gs_flow_blank((struct gs_span){r->text.ptr, r->text.len}))
		write_aside(f, r->kind,
		    (struct gs_span){r->text.ptr, r->text.len});
	r->is = false;
	r->text.len = 0;
}

void gs_flow_aside(struct gs_flow *f, enum gs_aside_kind kind,
    struct gs_span text)
{
	end_run(f);
	write_aside(f, kind, text);
}

void gs_flow_run(struct gs_flow *f, enum gs_aside_kind kind, bool shown,
    struct gs_span text)
{
	struct gs_flow_run *r = &f->run;

	if (!r->is || r->kind != kind || r->end != f->to->len)
		end_run(f);
	r->is = true;
	r->kind = kind;
	gs_strip_add(f, &r->text, text.ptr, text.len);
	if (shown)
		gs_strip_add(f, f->to, text.ptr, text.len);
	r->end = f->to->len;
}

struct gs_strip *gs_flow_capture(struct gs_flow *f, struct gs_strip *own)
{
	struct gs_strip *before = f->to;

	end_run(f);
	f->to = own;
	return before;
}

void gs_flow_release(struct gs_flow *f, struct gs_strip *before)
{
	end_run(f);
	f->to = before;
}

void gs_flow_release_as(struct gs_flow *f, struct gs_strip *before,
    struct gs_strip *own, enum gs_aside_kind kind)
{
	struct gs_span text = {own->ptr, own->len};

	gs_flow_release(f, before);
	if (!gs_flow_blank(text))
		gs_flow_aside(f, kind, text);
	free(own->ptr);
	*own = (struct gs_strip){NULL, 0, 0};
}

/* Text -------------------------------------------------------------------- */

void gs_flow_add(struct gs_flow *f, const void *text, size_t len)
{
	gs_strip_add(f, f->to, text, len);
}

void gs_flow_put(struct gs_flow *f, const char *text)
{
	gs_strip_put(f, f->to, text);
}

/* Takes blanks from the end. */
static void trim_end(struct gs_strip *s)
{
	while (s->len > 0 && (s->ptr[s->len - 1] == ' ' ||
	    s->ptr[s->len - 1] == '\t'))
		s->len--;
}

void gs_flow_line(struct gs_flow *f)
{
	struct gs_strip *s = f->to;

	trim_end(s);
	if (s->len > 0 && s->ptr[s->len - 1] != '\n')
		gs_strip_put(f, s, "\n");
}

void gs_flow_end(struct gs_flow *f)
{
	struct gs_strip *s = f->to;

	end_run(f);
	gs_flow_line(f);
	if (s->len == 0 || (s->len > 1 && s->ptr[s->len - 2] == '\n'))
		return;
	gs_strip_put(f, s, "\n");
	if (s == &f->body)
		f->paragraphs++;
}

void gs_flow_page(struct gs_flow *f)
{
	end_run(f);
	gs_flow_line(f);
	if (f->to == &f->body)
		gs_strip_put(f, f->to, "\f");
}

/* The answer -------------------------------------------------------------- */

/* In memory of its own, which no limit of a text holds. */
void gs_flow_answer(struct gs_flow *f, struct gs_strip *out)
{
	size_t room = ANSWER_HEAD_MAX + f->said.len + f->body.len;
	int n = 0;

	out->ptr = malloc(room);
	out->len = 0;
	out->room = room;
	if (out->ptr == NULL)
		return;
	if (f->unread != GS_UNREAD_NOTHING)
		n = snprintf((char *)out->ptr, room,
		    "gainsay-convert/v1\nunread %s\n",
		    gs_unread_word(f->unread));
	else
		n = snprintf((char *)out->ptr, room, "gainsay-convert/v1\n"
		    "text %zu\nasides %zu\nmore %" PRIu64 "\n", f->body.len,
		    f->count, f->more);
	out->len = (size_t)n;
	if (f->unread != GS_UNREAD_NOTHING)
		return;

	if (f->said.len > 0)
		memcpy(out->ptr + out->len, f->said.ptr, f->said.len);
	out->len += f->said.len;
	if (f->body.len > 0)
		memcpy(out->ptr + out->len, f->body.ptr, f->body.len);
	out->len += f->body.len;
}

void gs_flow_free(struct gs_flow *f)
{
	free(f->body.ptr);
	free(f->said.ptr);
	free(f->run.text.ptr);
	f->body = f->said = f->run.text = (struct gs_strip){NULL, 0, 0};
}
