/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/position_text.h"

#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"

void gs_alignment_requests(uint64_t *first, uint64_t *last,
    const struct gs_memo *memo)
{
	*last = memo->requests;
	*first = *last == 0 ? 0 : 1;
}

static void write_stance(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_position *position, int64_t now)
{
	struct gs_part stance = position == NULL ?
	    (struct gs_part){.kind = GS_PART_NONE} :
	    gs_position_stance(memo, position, now);

	if (stance.kind == GS_PART_NONE)
		gs_write_text(w, position == NULL ? "nothing" : "sealed");
	else
		gs_write_bytes(w, stance.ptr, stance.len);
}

bool gs_alignment_say(char out[GS_ALIGNMENT_MAX], bool *apart,
    const struct gs_memo *memo, uint64_t request, int64_t now)
{
	static const char *const words[] = {
		[GS_ALIGNMENT_NONE] = "nothing to compare",
		[GS_ALIGNMENT_UNKNOWN] = "whether they differ is unknown",
		[GS_ALIGNMENT_SAME] = "the same",
		[GS_ALIGNMENT_DIFFERS] = "THEY DIFFER"};
	struct gs_writer w = gs_writer_of(out, GS_ALIGNMENT_MAX - 1);
	char since[GS_LOCAL_TIME_MAX];
	struct gs_alignment a;

	gs_align(&a, memo, request, now);
	*apart = a.kind == GS_ALIGNMENT_DIFFERS;
	if (a.in_private == NULL && a.in_public == NULL)
		return false;

	gs_write_text(&w, "in private ");
	write_stance(&w, memo, a.in_private, now);
	gs_write_text(&w, ", in public ");
	write_stance(&w, memo, a.in_public, now);
	gs_write_text(&w, ": ");
	gs_write_text(&w, words[a.kind]);
	gs_write_text(&w, ", since ");
	gs_local_time(since, memo->charter, a.since);
	gs_write_text(&w, since);
	out[w.len] = '\0';
	return true;
}

static json_t *make_text(const struct gs_record *rec, const char *field)
{
	struct gs_part part = gs_record_part(rec, field);

	return part.kind == GS_PART_NONE ? json_null() :
	    gs_json_of_span((struct gs_span){part.ptr, part.len});
}

static json_t *make_day(const struct gs_record *rec, const char *field)
{
	struct gs_part part = gs_record_part(rec, field);
	uint8_t text[GS_DATE_LEN];

	if (part.kind == GS_PART_NONE)
		return json_null();
	gs_date_format(text, part.number);
	return gs_json_of_span((struct gs_span){text, sizeof text});
}

static json_t *make_stance(const struct gs_memo *memo,
    const struct gs_position *position, int64_t now)
{
	struct gs_part stance = position == NULL ?
	    (struct gs_part){.kind = GS_PART_NONE} :
	    gs_position_stance(memo, position, now);

	return stance.kind == GS_PART_NONE ? json_null() :
	    gs_json_of_span((struct gs_span){stance.ptr, stance.len});
}

/* Oldest first. */
static void put_positions(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now)
{
	json_t *list = json_array();
	uint64_t count = memo->position == NULL ? 0 : memo->position->number;

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_position *p = gs_position_by(memo, n);
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "position", n);
		gs_json_put_number(&one, "request", p->request);
		gs_json_put(&one, "side", json_string(gs_side_word(p->side)));
		gs_json_put_time(&one, "at", p->at);
		gs_json_put(&one, "stance", make_stance(memo, p, now));
		gs_json_put(&one, "text", make_text(&p->rec, "text"));
		gs_json_put(&one, "place", make_text(&p->rec, "place"));
		gs_json_put(&one, "date", make_day(&p->rec, "date"));
		gs_json_put(&one, "url", make_text(&p->rec, "url"));
		gs_json_put(&one, "opens", p->side == GS_SIDE_OPENED ?
		    json_integer((json_int_t)gs_record_number(&p->rec,
		        "which")) : json_null());
		gs_json_put_time(&one, "disputed", p->disputed);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "positions", list);
}

static void put_alignment(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now)
{
	static const char *const words[] = {[GS_ALIGNMENT_NONE] = "alone",
	    [GS_ALIGNMENT_UNKNOWN] = "unknown", [GS_ALIGNMENT_SAME] = "same",
	    [GS_ALIGNMENT_DIFFERS] = "apart"};
	json_t *list = json_array();
	uint64_t first = 0, last = 0;

	gs_alignment_requests(&first, &last, memo);
	for (uint64_t n = first; n <= last && memo->position != NULL; n++) {
		struct gs_json_object one = gs_json_object_start();
		struct gs_alignment a;

		gs_align(&a, memo, n, now);
		if (a.in_private == NULL && a.in_public == NULL) {
			json_decref(one.json);
			continue;
		}
		gs_json_put_number(&one, "request", n);
		gs_json_put(&one, "status", json_string(words[a.kind]));
		gs_json_put_time(&one, "since", a.since);
		gs_json_put(&one, "private", make_stance(memo, a.in_private,
		    now));
		gs_json_put(&one, "public", make_stance(memo, a.in_public,
		    now));
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "alignment", list);
}

static json_t *make_notice(const struct gs_notice *n, bool *failed)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put_number(&one, "notice", n->number);
	gs_json_put_time(&one, "at", n->at);
	gs_json_put(&one, "reader", make_text(&n->rec, "reader"));
	gs_json_put(&one, "what", make_text(&n->rec, "what"));
	gs_json_put(&one, "authority", make_text(&n->rec, "authority"));
	gs_json_put(&one, "reason", make_text(&n->rec, "reason"));
	gs_json_put(&one, "after", make_day(&n->rec, "after"));
	*failed |= one.failed;
	return one.json;
}

static json_t *make_opened(const struct gs_opened *opened, bool *failed)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put(&one, "role", make_text(&opened->rec, "role"));
	gs_json_put(&one, "by", make_text(&opened->rec, "by"));
	gs_json_put_time(&one, "at", opened->at);
	*failed |= one.failed;
	return one.json;
}

static json_t *make_named(const struct gs_named *named, bool *failed)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put(&one, "name", make_text(&named->rec, "name"));
	gs_json_put_time(&one, "at", named->at);
	gs_json_put_time(&one, "withdrawn", named->withdrawn);
	*failed |= one.failed;
	return one.json;
}

/* Of lists that are linked newest first: the oldest comes first. */
static void put_disclosures(struct gs_json_object *o,
    const struct gs_memo *memo)
{
	json_t *notices = json_array(), *opened = json_array();
	json_t *named = json_array();
	bool failed = false;

	for (const struct gs_notice *n = memo->notice; n != NULL;
	    n = n->before)
		failed |= json_array_insert_new(notices, 0,
		    make_notice(n, &failed)) != 0;
	for (const struct gs_opened *n = memo->opened; n != NULL;
	    n = n->before)
		failed |= json_array_insert_new(opened, 0,
		    make_opened(n, &failed)) != 0;
	for (const struct gs_named *n = memo->named; n != NULL; n = n->before)
		failed |= json_array_insert_new(named, 0,
		    make_named(n, &failed)) != 0;
	o->failed |= failed;
	gs_json_put(o, "notices", notices);
	gs_json_put(o, "opened", opened);
	gs_json_put(o, "named", named);
}

void gs_positions_put_json(struct gs_json_object *o,
    const struct gs_memo *memo, int64_t now)
{
	put_positions(o, memo, now);
	put_alignment(o, memo, now);
	put_disclosures(o, memo);
}
