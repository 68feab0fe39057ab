/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/json.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/steer.h"

#define ESCAPED 6 /* bytes of \uXXXX */

struct gs_json_object gs_json_object_start(void)
{
	struct gs_json_object o = {.json = json_object()};

	o.failed = o.json == NULL;
	return o;
}

void gs_json_put(struct gs_json_object *o, const char *name, json_t *value)
{
	if (o->json == NULL) {
		json_decref(value);
		o->failed = true;
	} else if (json_object_set_new(o->json, name, value) != 0) {
		o->failed = true;
	}
}

void gs_json_put_object(struct gs_json_object *o, const char *name,
    struct gs_json_object part)
{
	o->failed = o->failed || part.failed;
	gs_json_put(o, name, part.json);
}

void gs_json_put_number(struct gs_json_object *o, const char *name,
    uint64_t number)
{
	gs_json_put(o, name, json_integer((json_int_t)number));
}

json_t *gs_json_of_hex(const uint8_t *bytes, size_t len)
{
	char text[64];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_hex(&w, bytes, len);
	return gs_writer_end(&w) == GS_OK ? json_stringn(text, w.len) : NULL;
}

json_t *gs_json_of_span(struct gs_span text)
{
	return json_stringn(text.len == 0 ? "" : (const char *)text.ptr,
	    text.len);
}

void gs_json_put_text(struct gs_json_object *o, const char *name,
    struct gs_span text)
{
	gs_json_put(o, name, gs_json_of_span(text));
}

void gs_json_put_field(struct gs_json_object *o, const char *name,
    const struct gs_record *rec, const char *field)
{
	struct gs_part part = gs_record_part(rec, field);

	if (part.len == 0) {
		gs_json_put(o, name, json_null());
		return;
	}
	gs_json_put_text(o, name, (struct gs_span){part.ptr, part.len});
}

void gs_json_put_time(struct gs_json_object *o, const char *name, int64_t at)
{
	char text[GS_TIME_LEN + 1] = {0};

	if (at <= 0 || at > GS_TIME_MAX) {
		gs_json_put(o, name, json_null());
		return;
	}
	gs_time_format((uint8_t *)text, at);
	gs_json_put(o, name, json_string(text));
}

void gs_json_append(json_t *list, struct gs_json_object *o,
    struct gs_json_object item)
{
	if (item.failed || json_array_append_new(list, item.json) != 0)
		o->failed = true;
	if (item.failed)
		json_decref(item.json);
}

/* Such characters stand in strings alone, and none is above U+FFFF. */
static void write_escaped(char *out, const unsigned char *c, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	unsigned code = size == 1 ? c[0] : size == 2 ?
	    (c[0] & 0x1fU) << 6 | (c[1] & 0x3fU) :
	    (c[0] & 0x0fU) << 12 | (c[1] & 0x3fU) << 6 | (c[2] & 0x3fU);

	memcpy(out, "\\u", 2);
	for (unsigned i = 0; i < 4; i++)
		out[2 + i] = digits[code >> (12 - 4 * i) & 15];
}

/* How long the same text is in which nothing steers; writes it, if there is
 * somewhere to. */
static size_t calm_text(char *out, const char *text, size_t len)
{
	size_t to = 0, size = 0;

	for (size_t i = 0; i < len; i += size) {
		bool steers = gs_steers(&size, text + i, len - i);

		if (out != NULL && steers)
			write_escaped(out + to,
			    (const unsigned char *)text + i, size);
		else if (out != NULL)
			memcpy(out + to, text + i, size);
		to += steers ? ESCAPED : size;
	}
	return to;
}

char *gs_json_line(struct gs_json_object *o)
{
	char *text = o->failed ? NULL : json_dumps(o->json, JSON_COMPACT);
	size_t len = text == NULL ? 0 : strlen(text);
	char *line = text == NULL ? NULL :
	    malloc(calm_text(NULL, text, len) + 1);

	if (line != NULL)
		line[calm_text(line, text, len)] = '\0';
	free(text);
	json_decref(o->json);
	o->json = NULL;
	return line;
}
