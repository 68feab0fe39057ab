/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/json.h"

#include "core/bytes.h"
#include "core/record/time.h"

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
