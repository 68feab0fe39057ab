/* SPDX-License-Identifier: Apache-2.0 */
/* A message as a mailer saves it, by GMime: its text, of two versions the one
 * that mailers show, and whether the other says the same. */
#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "convert/charset.h"
#include "convert/read.h"
#include "lib/file_kind.h"

#define DEPTH_MAX 20 /* parts within one another, messages in messages */
#define PARTS_MAX 500

struct mail {
	struct gs_flow *f;
	unsigned depth;
	size_t parts;
};

static void walk_part(struct mail *m, GMimeObject *part);

static struct gs_span mail_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)};
}

/* Parts ----------------------------------------------------------------- */

/* Without base64 or quoted-printable. */
static struct gs_span decode_part(struct mail *m, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *out = g_mime_stream_mem_new();

	if (content == NULL)
		return (struct gs_span){NULL, 0};
	if (g_mime_data_wrapper_write_to_stream(content, out) < 0)
		gs_flow_stop(m->f, GS_UNREAD_DAMAGED);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(
	    GMIME_STREAM_MEM(out));
	if (bytes->len > GS_FLOW_TEXT_MAX)
		gs_flow_stop(m->f, GS_UNREAD_LARGE);
	return (struct gs_span){bytes->data, bytes->len};
}

static const char *parameter_of(GMimeObject *part, const char *name)
{
	return g_mime_object_get_content_type_parameter(part, name);
}

static bool is_mime(GMimeObject *part, const char *type, const char *sub)
{
	GMimeContentType *is = g_mime_object_get_content_type(part);

	return is != NULL && g_mime_content_type_is_type(is, type, sub);
}

static bool is_yes(GMimeObject *part, const char *name)
{
	const char *value = parameter_of(part, name);

	return value != NULL && strcasecmp(value, "yes") == 0;
}

/* Lines of RFC 3676 that end in a blank go on in the next; with DelSp the blank
 * is not theirs. */
static void write_flowed(struct mail *m, struct gs_span s, bool del)
{
	while (s.len > 0) {
		const uint8_t *lf = memchr(s.ptr, '\n', s.len);
		size_t n = lf == NULL ? s.len : (size_t)(lf - s.ptr);
		size_t len = n;
		bool dash = false;

		len -= len > 0 && s.ptr[len - 1] == '\r';
		dash = len == 3 && memcmp(s.ptr, "-- ", 3) == 0;
		size_t from = len > 0 && s.ptr[0] == ' ';
		bool soft = len > from && s.ptr[len - 1] == ' ' && !dash;
		gs_flow_add(m->f, s.ptr + from, len - from - (soft && del));
		if (!soft)
			gs_flow_put(m->f, "\n");
		n += lf != NULL;
		s.ptr += n;
		s.len -= n;
	}
}

static void write_mail_plain(struct mail *m, struct gs_span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != '\r')
			gs_flow_add(m->f, s.ptr + i, 1);
		else if (i + 1 == s.len || s.ptr[i + 1] != '\n')
			gs_flow_put(m->f, "\n");
}

static void walk_text(struct mail *m, GMimeObject *part)
{
	const char *charset = parameter_of(part, "charset");
	const char *format = parameter_of(part, "format");
	struct gs_span s = decode_part(m, GMIME_PART(part));

	m->f->number = ++m->parts;
	if (is_mime(part, "text", "html")) {
		gs_read_html(m->f, s, charset);
		return;
	}
	s = gs_charset_convert(m->f, s, charset);
	if (format != NULL && strcasecmp(format, "flowed") == 0)
		write_flowed(m, s, is_yes(part, "delsp"));
	else
		write_mail_plain(m, s);
	gs_flow_end(m->f);
}

static void list_attachment(struct mail *m, GMimeObject *part)
{
	const char *name = g_mime_object_get_content_disposition_parameter(
	    part, "filename");
	bool picture = is_mime(part, "image", "*");

	if (name == NULL)
		name = parameter_of(part, "name");
	m->f->number = ++m->parts;
	gs_flow_aside(m->f, picture ? GS_ASIDE_PICTURE : GS_ASIDE_ATTACHMENT,
	    mail_span(name));
}

/* Two versions ---------------------------------------------------------- */

/* Letters and figures alone, which no form of a text changes. */
static bool is_mail_letter(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static size_t next_said(const struct gs_strip *s, size_t i)
{
	while (i < s->len && !is_mail_letter(s->ptr[i]))
		i++;
	return i;
}

/* Where the one first says something else; SIZE_MAX: nowhere. */
static size_t versions_part(const struct gs_strip *a,
    const struct gs_strip *b)
{
	size_t i = next_said(a, 0), k = next_said(b, 0);

	while (i < a->len && k < b->len && a->ptr[i] == b->ptr[k]) {
		i = next_said(a, i + 1);
		k = next_said(b, k + 1);
	}
	return i == a->len && k == b->len ? SIZE_MAX : i;
}

/* The last is the one that its maker likes best, and mailers show, if they can:
 * HTML, or a group with it. */
static GMimeObject *best_version(GMimeMultipart *all)
{
	int count = g_mime_multipart_get_count(all);

	for (int i = count - 1; i >= 0; i--) {
		GMimeObject *one = g_mime_multipart_get_part(all, i);

		if (is_mime(one, "text", "html") ||
		    is_mime(one, "text", "plain") ||
		    is_mime(one, "multipart", "*"))
			return one;
	}
	return NULL;
}

static void compare_version(struct mail *m, const struct gs_strip *shown,
    GMimeObject *other)
{
	struct gs_strip own = {NULL, 0, 0};
	struct gs_strip *before = gs_flow_capture(m->f, &own);

	walk_part(m, other);
	gs_flow_release(m->f, before);
	size_t at = versions_part(&own, shown);
	if (at == SIZE_MAX) {
		free(own.ptr);
		return;
	}
	at = at > own.len ? own.len : at;
	at = at > 40 ? at - 40 : 0;
	while (at < own.len && (own.ptr[at] & 0xc0) == 0x80)
		at++;
	size_t len = own.len - at < 200 ? own.len - at : 200;
	gs_flow_aside(m->f, GS_ASIDE_ALTERNATIVE,
	    (struct gs_span){own.ptr == NULL ? NULL : own.ptr + at, len});
	free(own.ptr);
}

static void walk_alternatives(struct mail *m, GMimeMultipart *all)
{
	GMimeObject *best = best_version(all);
	int count = g_mime_multipart_get_count(all);
	size_t from = m->f->to->len;

	if (best != NULL)
		walk_part(m, best);
	struct gs_strip shown = {NULL, 0, 0};
	if (m->f->to->len > from)
		gs_strip_add(m->f, &shown, m->f->to->ptr + from,
		    m->f->to->len - from);
	for (int i = 0; i < count; i++) {
		GMimeObject *one = g_mime_multipart_get_part(all, i);

		if (one == best)
			continue;
		if (is_mime(one, "text", "*"))
			compare_version(m, &shown, one);
		else
			list_attachment(m, one);
	}
	free(shown.ptr);
}

/* Groups ---------------------------------------------------------------- */

static bool is_attached(GMimeObject *part)
{
	const char *how = g_mime_object_get_disposition(part);

	return how != NULL && strcasecmp(how, "attachment") == 0;
}

static void walk_message(struct mail *m, GMimeMessage *message)
{
	GMimeObject *body = message == NULL ? NULL :
	    g_mime_message_get_mime_part(message);

	if (body != NULL)
		walk_part(m, body);
}

static void walk_part(struct mail *m, GMimeObject *part)
{
	if (++m->depth > DEPTH_MAX || m->parts > PARTS_MAX)
		gs_flow_stop(m->f, GS_UNREAD_DAMAGED);
	if (is_mime(part, "multipart", "encrypted"))
		gs_flow_stop(m->f, GS_UNREAD_LOCKED);
	if (GMIME_IS_MESSAGE_PART(part)) {
		walk_message(m, g_mime_message_part_get_message(
		    GMIME_MESSAGE_PART(part)));
	} else if (GMIME_IS_MULTIPART(part) &&
	    is_mime(part, "multipart", "alternative")) {
		walk_alternatives(m, GMIME_MULTIPART(part));
	} else if (GMIME_IS_MULTIPART(part)) {
		GMimeMultipart *all = GMIME_MULTIPART(part);
		int count = g_mime_multipart_get_count(all);

		for (int i = 0; i < count; i++)
			walk_part(m, g_mime_multipart_get_part(all, i));
	} else if (GMIME_IS_PART(part) && !is_attached(part) &&
	    (is_mime(part, "text", "plain") || is_mime(part, "text", "html"))) {
		walk_text(m, part);
	} else {
		list_attachment(m, part);
	}
	m->depth--;
}

/* The message ----------------------------------------------------------- */

/* `=?charset?B|Q?words?=` of RFC 2047, one after another. */
static void add_field_words(struct mail *m, const char *text)
{
	while (*text != '\0') {
		const char *a = strstr(text, "=?");
		const char *b = a == NULL ? NULL : strchr(a + 2, '?');
		const char *end = b == NULL || b[1] == '\0' || b[2] != '?' ?
		    NULL : strstr(b + 3, "?=");
		char charset[64];

		if (end == NULL || (size_t)(b - a) >= sizeof charset) {
			gs_flow_put(m->f, text);
			return;
		}
		gs_flow_add(m->f, text, (size_t)(a - text));
		(void)snprintf(charset, sizeof charset, "%.*s",
		    (int)(b - a - 2), a + 2);
		size_t n = (size_t)(end - b - 3);
		uint8_t *out = gs_flow_take(m->f, n + 8, 1);
		int state = 0;
		guint32 save = 0;
		bool base64 = b[1] == 'B' || b[1] == 'b';
		size_t len = base64 ? g_mime_encoding_base64_decode_step(
		    (const unsigned char *)b + 3, n, out, &state, &save) :
		    g_mime_encoding_quoted_decode_step(
		    (const unsigned char *)b + 3, n, out, &state, &save);
		for (size_t i = 0; !base64 && i < len; i++)
			out[i] = out[i] == '_' ? ' ' : out[i];
		struct gs_span s = gs_charset_convert(m->f,
		    (struct gs_span){out, len}, charset);
		gs_flow_add(m->f, s.ptr, s.len);
		text = end + 2;
	}
}

static void tell_subject(struct mail *m, GMimeMessage *message)
{
	GMimeHeaderList *all = g_mime_object_get_header_list(
	    GMIME_OBJECT(message));
	GMimeHeader *subject = g_mime_header_list_get_header(all, "Subject");
	const char *raw = subject == NULL ? NULL :
	    g_mime_header_get_raw_value(subject);
	struct gs_strip own = {NULL, 0, 0};

	if (raw == NULL)
		return;
	struct gs_strip *before = gs_flow_capture(m->f, &own);
	add_field_words(m, raw);
	gs_flow_release(m->f, before);
	gs_flow_aside(m->f, GS_ASIDE_SUBJECT,
	    (struct gs_span){own.ptr, own.len});
	free(own.ptr);
}

/* A message whose last boundary is missing is a part of one. */
static void refuse_cut(struct mail *m, GMimeObject *body)
{
	const char *boundary = GMIME_IS_MULTIPART(body) ?
	    g_mime_multipart_get_boundary(GMIME_MULTIPART(body)) : NULL;
	char end[256];

	if (boundary == NULL)
		return;
	int n = snprintf(end, sizeof end, "--%s--", boundary);
	if (n < 0 || (size_t)n >= sizeof end ||
	    memmem(m->f->file.ptr, m->f->file.len, end, (size_t)n) == NULL)
		gs_flow_stop(m->f, GS_UNREAD_DAMAGED);
}

void gs_read_mail(struct gs_flow *f)
{
	struct mail m = {.f = f};
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
	    (const char *)f->file.ptr, f->file.len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	bool box = f->file.len > 5 && memcmp(f->file.ptr, "From ", 5) == 0;

	g_mime_parser_set_format(parser, box ? GMIME_FORMAT_MBOX :
	    GMIME_FORMAT_MESSAGE);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	GMimeObject *body = message == NULL ? NULL :
	    g_mime_message_get_mime_part(message);
	if (body == NULL)
		gs_flow_stop(f, GS_UNREAD_DAMAGED);

	refuse_cut(&m, body);
	f->place = GS_PLACE_PART;
	f->number = 1;
	tell_subject(&m, message);
	walk_part(&m, body);
	gs_flow_end(f);
	/* More messages in one file: which is meant? */
	if (box && !g_mime_parser_eos(parser))
		gs_flow_stop(f, GS_UNREAD_OTHER);
}

void gs_read_start_mail(void)
{
	g_mime_init();
}
