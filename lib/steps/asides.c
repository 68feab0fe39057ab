/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/asides.h"

/* The rank of the memo's banner, as far as it is shown; -1: none. */
static int banner_of(const struct gs_marks *marks,
    const struct gs_opening *memo)
{
	uint8_t banner[GS_BANNER_MAX];
	size_t len = 0;

	return gs_banner_derive(banner, &len, sizeof banner, marks,
	    memo->blocks, memo->count) == GS_OK ?
	    gs_banner_rank(marks, banner, len) : -1;
}

void gs_asides_attach(struct gs_comparison *k, struct gs_converted *file,
    const struct gs_marks *marks, const struct gs_opening *memo)
{
	k->file = NULL;
	if (file == NULL || (file->count == 0 && file->more == 0))
		return;

	int own = banner_of(marks, memo);
	for (size_t i = 0; i < file->count; i++) {
		struct gs_aside *a = &file->asides[i];
		bool edge = a->kind == GS_ASIDE_HEADER ||
		    a->kind == GS_ASIDE_FOOTER;
		int rank = edge ? gs_banner_rank(marks, a->text.ptr,
		    a->text.len) : -1;

		if (rank >= 0 && rank == own)
			a->kind = GS_ASIDE_MARKING;
	}
	k->file = file;
}

static void say_aside(struct gs_report *out, const struct gs_aside *a)
{
	const struct gs_message_value values[] = {
	    gs_say_text(gs_aside_said(a->kind)),
	    gs_say_text(gs_place_word(a->place)), gs_say_number(a->number),
	    gs_say_span(a->text.ptr, a->text.len)};
	bool words = a->text.len > 0, placed = a->place != GS_PLACE_FILE;

	if (placed && words)
		gs_report_values(out, "aside-placed", "{0}, {1} {2}: {3}",
		    values, 4);
	else if (placed)
		gs_report_values(out, "aside-placed-bare", "{0}, {1} {2}",
		    values, 4);
	else if (words)
		gs_report_values(out, "aside-of-file", "{0}: {3}", values, 4);
	else
		gs_report_values(out, "aside-of-file-bare", "{0}", values, 4);
}

size_t gs_asides_say(struct gs_report *out, size_t max,
    const struct gs_converted *file)
{
	size_t n = 0;

	for (size_t i = 0; file != NULL && i < file->count; i++) {
		if (n + 1 == max) {
			gs_report_tell(&out[n++], "asides-more",
			    "and {0} more", gs_say_number(file->count - i +
			    (size_t)file->more));
			break;
		}
		say_aside(&out[n++], &file->asides[i]);
	}
	return n;
}

void gs_asides_put_json(struct gs_json_object *o,
    const struct gs_comparison *k)
{
	json_t *list = json_array();

	for (size_t i = 0; k->file != NULL && i < k->file->count; i++) {
		const struct gs_aside *a = &k->file->asides[i];
		struct gs_json_object one = gs_json_object_start();

		gs_json_put(&one, "kind",
		    json_string(gs_aside_word(a->kind)));
		gs_json_put(&one, "place",
		    json_string(gs_place_word(a->place)));
		gs_json_put_number(&one, "number", a->number);
		gs_json_put_text(&one, "text", a->text);
		gs_json_put(&one, "counts",
		    json_boolean(gs_aside_counts(a->kind)));
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "asides", list);
	gs_json_put_number(o, "asides_more",
	    k->file == NULL ? 0 : k->file->more);
}
