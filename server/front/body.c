/* SPDX-License-Identifier: Apache-2.0 */
/* A request's body: an object with exactly the members that the request has,
 * each of its kind. */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/client/json.h"
#include "server/front/inside.h"

/* The first failure stands.  {0} is the member's name. */
static void refuse_member(struct gs_body *j, const char *name,
    const char *code, const char *sentence)
{
	if (!j->failed)
		gs_report_tell(&j->why, code, sentence, gs_say_text(name));
	j->failed = true;
}

static void refuse_body(struct gs_body *j, const char *code,
    const char *sentence)
{
	if (!j->failed)
		gs_report_say(&j->why, code, sentence);
	j->failed = true;
}

void gs_body_start(struct gs_body *j, struct gs_call *call)
{
	json_error_t error;

	*j = (struct gs_body){.arena = &call->pool.arena};
	if (!gs_json_is_modest(call->body, call->body_len)) {
		refuse_body(j, "body-immodest", "the body has more lists, "
		    "objects or items than any request needs");
		return;
	}

	j->root = json_loadb((const char *)call->body, call->body_len,
	    JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(j->root))
		refuse_body(j, "body-not-object",
		    "the body is not a JSON object");
}

bool gs_body_has(const struct gs_body *j, const char *name)
{
	return !j->failed && json_object_get(j->root, name) != NULL;
}

static json_t *take_member(struct gs_body *j, const char *name)
{
	if (j->failed)
		return NULL;

	json_t *v = json_object_get(j->root, name);
	if (v == NULL)
		refuse_member(j, name, "member-missing", "`{0}` is missing");
	else
		j->taken++;
	return v;
}

/* NULL: said. */
static void *take_json_room(struct gs_body *j, const char *name, size_t count,
    size_t size)
{
	void *room = gs_arena_take(j->arena, count, size);

	if (room == NULL)
		refuse_member(j, name, "member-no-memory",
		    "there is no memory for `{0}`");
	return room;
}

/* Borrowed from the tree, so it is copied. */
static struct gs_span copy_text(struct gs_body *j, const char *name, json_t *v)
{
	const struct gs_span none = {NULL, 0};

	if (!j->failed && !json_is_string(v))
		refuse_member(j, name, "member-not-text", "`{0}` is not text");
	if (j->failed)
		return none;

	size_t len = json_string_length(v);
	uint8_t *copy = take_json_room(j, name, len + 1, 1);
	if (copy == NULL)
		return none;
	memcpy(copy, json_string_value(v), len);
	return (struct gs_span){copy, len};
}

static struct gs_span decode_bytes(struct gs_body *j, const char *name,
    json_t *v)
{
	const struct gs_span none = {NULL, 0};

	if (j->failed)
		return none;
	size_t text_len = json_string_length(v), len = 0;
	size_t room = text_len / 4 * 3;
	uint8_t *out = take_json_room(j, name, room + 1, 1);
	if (out == NULL)
		return none;

	if (!json_is_string(v) || gs_base64_decode(out, &len, room,
	        json_string_value(v), text_len) != GS_OK) {
		refuse_member(j, name, "member-not-base64",
		    "`{0}` is not base64");
		return none;
	}
	return (struct gs_span){out, len};
}

struct gs_span gs_body_text(struct gs_body *j, const char *name)
{
	return copy_text(j, name, take_member(j, name));
}

struct gs_span gs_body_bytes(struct gs_body *j, const char *name)
{
	return decode_bytes(j, name, take_member(j, name));
}

void gs_body_fixed(uint8_t *out, size_t len, struct gs_body *j,
    const char *name)
{
	struct gs_span span = gs_body_bytes(j, name);

	if (!j->failed && span.len != len) {
		gs_report_tell(&j->why, "member-length",
		    "`{0}` has {1} bytes; {2} are needed", gs_say_text(name),
		    gs_say_number(span.len), gs_say_number(len));
		j->failed = true;
	}
	if (!j->failed)
		memcpy(out, span.ptr, len);
}

void gs_body_hex(uint8_t out[32], struct gs_body *j, const char *name)
{
	struct gs_span text = gs_body_text(j, name);

	if (!j->failed &&
	    gs_hex_decode_secret(out, 32, text.ptr, text.len) != GS_OK)
		refuse_member(j, name, "member-not-hex",
		    "`{0}` is not 64 hexadecimal digits");
}

int64_t gs_body_time(struct gs_body *j, const char *name)
{
	struct gs_span text = gs_body_text(j, name);
	int64_t time = 0;

	if (!j->failed && gs_time_parse(&time, text.ptr, text.len) != GS_OK)
		refuse_member(j, name, "member-not-time",
		    "`{0}` is not a time like 2023-11-03T14:00:00Z");
	return time;
}

int64_t gs_body_date(struct gs_body *j, const char *name)
{
	struct gs_span text = gs_body_text(j, name);
	int64_t day = 0;

	if (!j->failed && gs_date_parse(&day, text.ptr, text.len) != GS_OK)
		refuse_member(j, name, "member-not-date",
		    "`{0}` is not a day like 2023-11-03");
	return day;
}

uint64_t gs_body_number(struct gs_body *j, const char *name)
{
	json_t *v = take_member(j, name);

	if (!j->failed && (!json_is_integer(v) || json_integer_value(v) < 0))
		refuse_member(j, name, "member-not-number",
		    "`{0}` is not a whole number");
	return j->failed ? 0 : (uint64_t)json_integer_value(v);
}

uint32_t gs_body_small(struct gs_body *j, const char *name)
{
	uint64_t n = gs_body_number(j, name);

	if (!j->failed && n > UINT32_MAX)
		refuse_member(j, name, "member-too-high",
		    "`{0}` is higher than any number that it can be");
	return j->failed ? 0 : (uint32_t)n;
}

json_t *gs_body_array(struct gs_body *j, const char *name, size_t max)
{
	json_t *v = take_member(j, name);

	if (!j->failed && !json_is_array(v))
		refuse_member(j, name, "member-not-list",
		    "`{0}` is not a list");
	if (!j->failed && json_array_size(v) > max) {
		gs_report_tell(&j->why, "member-too-long",
		    "`{0}` has {1} items; {2} are allowed", gs_say_text(name),
		    gs_say_number(json_array_size(v)), gs_say_number(max));
		j->failed = true;
	}
	return j->failed ? NULL : v;
}

struct gs_span *gs_body_list(size_t *count, struct gs_body *j,
    const char *name, bool bytes, size_t max)
{
	*count = 0;
	json_t *v = gs_body_array(j, name, max);
	if (v == NULL)
		return NULL;
	size_t n = json_array_size(v);
	struct gs_span *out = take_json_room(j, name, n + 1, sizeof *out);
	if (out == NULL)
		return NULL;

	for (size_t i = 0; i < n; i++)
		out[i] = bytes ? decode_bytes(j, name, json_array_get(v, i)) :
		    copy_text(j, name, json_array_get(v, i));
	if (!j->failed)
		*count = n;
	return out;
}

void gs_body_item(struct gs_body *item, const struct gs_body *j, json_t *v)
{
	*item = (struct gs_body){.arena = j->arena, .root = v};
	if (!json_is_object(v))
		refuse_body(item, "item-not-object",
		    "an item of the list is not an object");
}

static void refuse_rest(struct gs_body *j)
{
	if (!j->failed && json_object_size(j->root) != j->taken)
		refuse_body(j, "members-unknown",
		    "the object has members that this request does not know");
}

void gs_body_item_end(struct gs_body *item, struct gs_body *j)
{
	refuse_rest(item);
	if (item->failed && !j->failed) {
		j->failed = true;
		j->why = item->why;
	}
}

bool gs_body_end(struct gs_body *j, struct gs_call *call)
{
	refuse_rest(j);
	json_decref(j->root);
	j->root = NULL;
	if (j->failed)
		gs_call_problem(call, GS_ERR_FORMAT, &j->why, NULL);
	return !j->failed;
}

json_t *gs_json_of_text(struct gs_span text)
{
	return json_stringn(text.ptr == NULL ? "" : (const char *)text.ptr,
	    text.len);
}

json_t *gs_json_of_bytes(struct gs_span bytes)
{
	size_t len = GS_BASE64_LEN(bytes.len);
	char *text = malloc(len + 1);
	if (text == NULL)
		return NULL;

	struct gs_writer w = gs_writer_of(text, len);
	gs_write_base64(&w, bytes.ptr, bytes.len);
	json_t *v = gs_writer_end(&w) == GS_OK ? json_stringn(text, w.len) :
	    NULL;
	free(text);
	return v;
}

json_t *gs_json_of_time(int64_t time)
{
	uint8_t text[GS_TIME_LEN];

	if (time < 0 || time > GS_TIME_MAX)
		return NULL;
	gs_time_format(text, time);
	return json_stringn((const char *)text, sizeof text);
}

json_t *gs_json_of_date(int64_t day)
{
	uint8_t text[GS_DATE_LEN];

	if (day < 0 || day > GS_TIME_MAX / GS_DAY)
		return NULL;
	gs_date_format(text, day);
	return json_stringn((const char *)text, sizeof text);
}
