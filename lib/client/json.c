/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/json.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

#define BRACKETS_MAX 256
#define ITEMS_MAX 70000

bool gs_json_is_modest(const void *text, size_t len)
{
	const uint8_t *at = text;
	size_t brackets = 0, items = 0;
	bool within = false; /* a string */

	for (size_t i = 0; i < len; i++) {
		uint8_t c = at[i];
		if (within && c == '\\')
			i++;
		else if (c == '"')
			within = !within;
		else if (!within) {
			brackets += c == '[' || c == '{';
			items += c == ',';
		}
	}

	return brackets <= BRACKETS_MAX && items <= ITEMS_MAX;
}

json_t *gs_json_bytes(const uint8_t *bytes, size_t len)
{
	size_t max = GS_BASE64_LEN(len) + 1;
	char *text = malloc(max);

	if (text == NULL)
		return NULL;
	struct gs_writer w = gs_writer_of(text, max);
	gs_write_base64(&w, bytes, len);
	json_t *json = json_stringn(text, w.len);
	free(text);
	return json;
}

int gs_json_text(const char **out, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	if (text == NULL)
		return GS_ERR_FORMAT;
	*out = text;
	return GS_OK;
}

int gs_json_decode(uint8_t *out, size_t *len, size_t max,
    const json_t *object, const char *member)
{
	const char *text = NULL;

	int err = gs_json_text(&text, object, member);
	return err != GS_OK ? err :
	    gs_base64_decode(out, len, max, text, strlen(text));
}

int gs_json_hash(uint8_t out[32], const json_t *object, const char *member)
{
	uint8_t buf[32];
	size_t len = 0;

	int err = gs_json_decode(buf, &len, sizeof buf, object, member);
	if (err != GS_OK || len != 32)
		return GS_ERR_FORMAT;
	memcpy(out, buf, 32);
	return GS_OK;
}

int gs_json_number(uint64_t *out, const json_t *object, const char *member)
{
	const json_t *v = json_object_get(object, member);

	if (!json_is_integer(v) || json_integer_value(v) < 0)
		return GS_ERR_FORMAT;
	*out = (uint64_t)json_integer_value(v);
	return GS_OK;
}
