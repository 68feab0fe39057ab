/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/review_json.h"

static void put_review_faults(struct gs_json_object *o,
    const struct gs_faults *faults)
{
	json_t *list = json_array();

	for (const struct gs_fault *f = faults->first; f != NULL;
	    f = f->next) {
		struct gs_json_object one = gs_json_object_start();
		bool whole = f->line == 0 || f->line == SIZE_MAX;

		gs_json_put(&one, "refused", json_boolean(f->refused));
		gs_json_put(&one, "line", whole ? json_null() :
		    json_integer((json_int_t)f->line));
		gs_json_put(&one, "code", json_string(f->code));
		gs_json_put(&one, "text", json_string(f->text));
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "faults", list);
}

static void put_addressees(struct gs_json_object *o,
    const struct gs_record *charter)
{
	json_t *list = charter == NULL ? json_null() : json_array();
	const struct gs_value *v = NULL;

	for (size_t i = 0; charter != NULL &&
	    (v = gs_record_value(charter, "copy", i)) != NULL; i++)
		if (json_array_append_new(list, gs_json_of_span(
		        (struct gs_span){v->parts[0].ptr,
		        v->parts[0].len})) != 0)
			o->failed = true;
	gs_json_put(o, "addressees", list);
}

void gs_review_put_json(struct gs_json_object *o,
    const struct gs_memo_review *review, const struct gs_record *charter)
{
	const struct gs_document *doc = &review->doc;
	bool read = doc->count > 0;

	gs_json_put(o, "memo", json_boolean(review->faults.refused == 0));
	gs_json_put(o, "marking", !read ? json_null() :
	    gs_json_of_span((struct gs_span){doc->banner.ptr,
	        doc->banner.len}));
	gs_json_put(o, "blocks", !read ? json_null() :
	    json_integer((json_int_t)doc->count));
	gs_json_put(o, "requests", !read ? json_null() :
	    json_integer((json_int_t)doc->requests));
	gs_json_put(o, "front_matter", json_boolean(review->front));
	gs_json_put_number(o, "hidden", review->hidden);
	put_review_faults(o, &review->faults);
	put_addressees(o, charter);
}
