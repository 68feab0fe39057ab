/* SPDX-License-Identifier: Apache-2.0 */
/* Answers for programs: JSON objects that are filled member by member. */
#ifndef GS_LIB_STEPS_JSON_H
#define GS_LIB_STEPS_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/host.h"
#include "core/record/record.h"

/* An object while it is filled; the first failure stays. */
struct gs_json_object {
	json_t *json;
	bool failed;
};

struct gs_json_object gs_json_object_start(void);
/* Takes `value` over, as jansson does, also when it fails; NULL is a
 * failure. */
void gs_json_put(struct gs_json_object *o, const char *name, json_t *value);
/* Takes `part` over. */
void gs_json_put_object(struct gs_json_object *o, const char *name,
    struct gs_json_object part);
void gs_json_put_number(struct gs_json_object *o, const char *name,
    uint64_t number);
void gs_json_put_text(struct gs_json_object *o, const char *name,
    struct gs_span text);
/* A record's field, "" if it is not there. */
void gs_json_put_field(struct gs_json_object *o, const char *name,
    const struct gs_record *rec, const char *field);
/* null for a time that is none. */
void gs_json_put_time(struct gs_json_object *o, const char *name, int64_t at);
/* Takes `item` over; a failure is `o`'s, which holds the list. */
void gs_json_append(json_t *list, struct gs_json_object *o,
    struct gs_json_object item);
/* Of at most 32 bytes, in hexadecimal; NULL: no memory. */
json_t *gs_json_of_hex(const uint8_t *bytes, size_t len);
/* NULL: no memory, or no UTF-8. */
json_t *gs_json_of_span(struct gs_span text);
/* The object on one line in which nothing steers a terminal (lib/steer.h), to
 * be freed; NULL if it had failed.  Releases the object in any case. */
char *gs_json_line(struct gs_json_object *o);

#endif
