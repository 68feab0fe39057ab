/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/beside_json.h"

#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"

#define LOCAL_LEN 16 /* of 2023-11-03T10:00 */

/* Sentences --------------------------------------------------------------- */

static void append_said(json_t *list, struct gs_json_object *of,
    const struct gs_report *said, const char *before)
{
	struct gs_json_object one = gs_json_object_start();
	json_t *values = json_array();

	for (size_t i = 0; i < said->count; i++)
		if (json_array_append_new(values, json_stringn(said->text +
		        said->values[i].at, said->values[i].len)) != 0)
			one.failed = true;
	gs_json_put(&one, "before", json_string(before));
	gs_json_put(&one, "code", json_string(said->code));
	gs_json_put(&one, "values", values);
	gs_json_put(&one, "text", json_string(said->text));
	gs_json_append(list, of, one);
}

static void put_said(struct gs_json_object *o, const char *name,
    const struct gs_report *said, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		append_said(list, o, &said[i], "");
	gs_json_put(o, name, list);
}

void gs_findings_put_said(struct gs_json_object *o,
    const struct gs_findings *f, const struct gs_charter *charter)
{
	struct gs_json_object dated = gs_json_object_start();

	put_said(o, "checked", f->checked, f->checked_count);
	put_said(o, "unchecked", f->unchecked, f->unchecked_count);

	gs_json_put(&dated, "code", json_string(f->time.code));
	gs_json_put_number(&dated, "witnesses", charter->witness_count);
	gs_json_put(&dated, "text", json_string(f->time.text));
	o->failed = o->failed || dated.failed;
	gs_json_put(o, "dated", dated.json);
}

void gs_summary_put_json(struct gs_json_object *o,
    const struct gs_comparison *k, const struct gs_opening *memo)
{
	static const char *const tones[] = {[GS_SUMMARY_GOOD] = "good",
	    [GS_SUMMARY_PART] = "part", [GS_SUMMARY_BAD] = "bad"};
	char said[(GS_SUMMARY_FACTS_MAX + 1) * GS_REPORT_TEXT_MAX];
	struct gs_writer w = gs_writer_of(said, sizeof said - 1);
	json_t *answer = json_array();
	struct gs_summary s;

	gs_summary_of(&s, k, memo, true);
	gs_write_text(&w, s.verdict.text);
	append_said(answer, o, &s.verdict, "");
	for (size_t i = 0; i < s.fact_count; i++) {
		gs_write_text(&w, s.facts[i].before);
		gs_write_text(&w, s.facts[i].said.text);
		append_said(answer, o, &s.facts[i].said, s.facts[i].before);
	}
	gs_write_text(&w, ".");

	gs_json_put(o, "tone", json_string(tones[s.tone]));
	gs_json_put(o, "code", json_string(s.verdict.code));
	gs_json_put(o, "answer", answer);
	gs_json_put_text(o, "said",
	    (struct gs_span){(const uint8_t *)said, w.len});
}

/* The rows ---------------------------------------------------------------- */

static json_t *make_runs(struct gs_json_object *o,
    const struct gs_beside_run *run, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_text(&one, "text", run[i].text);
		gs_json_put(&one, "changed", json_boolean(run[i].changed));
		gs_json_put(&one, "mark", json_boolean(run[i].mark));
		gs_json_append(list, o, one);
	}
	return list;
}

static struct gs_json_object make_beside_row(const struct gs_beside_row *row,
    bool whole)
{
	struct gs_json_object o = gs_json_object_start();
	const struct gs_match *m = row->match;
	char said[GS_BESIDE_SAID_MAX];

	gs_beside_say(said, m, whole);
	gs_json_put(&o, "kind", json_string(gs_summary_kind(m->kind)));
	gs_json_put(&o, "said", json_string(said));
	if (m->block != GS_NOWHERE)
		gs_json_put_number(&o, "block", m->block + 1);
	gs_json_put_number(&o, "line", row->line);
	gs_json_put_number(&o, "changes", m->change_count);

	gs_json_put(&o, "filed",
	    make_runs(&o, row->filed.run, row->filed.count));
	gs_json_put(&o, "text", make_runs(&o, row->text.run, row->text.count));
	gs_json_put(&o, "other",
	    make_runs(&o, row->other, 2 * row->other_count));
	return o;
}

void gs_beside_put_json(struct gs_json_object *o, const struct gs_beside *b,
    const struct gs_opening *memo)
{
	bool whole = memo->open_count == memo->count && memo->part_count == 0;
	json_t *rows = json_array();

	for (size_t i = 0; i < b->count; i++)
		gs_json_append(rows, o, make_beside_row(&b->row[i], whole));
	gs_json_put(o, "rows", rows);
	gs_json_put_number(o, "furniture", b->furniture);
}

/* The times --------------------------------------------------------------- */

static void put_local(struct gs_json_object *o, const char *text,
    const struct gs_charter *charter)
{
	uint8_t local[GS_TIME_LEN];
	int64_t at = 0;

	if (strlen(text) != GS_TIME_LEN ||
	    gs_time_parse(&at, text, GS_TIME_LEN) != GS_OK)
		return;
	gs_time_format(local, at + gs_charter_offset(charter, at));
	gs_json_put(o, text, json_stringn((const char *)local, LOCAL_LEN));
}

/* Depth is that of a verdict, which has lists of objects of objects. */
static void walk_times(struct gs_json_object *o, const json_t *of,
    const struct gs_charter *charter)
{
	void *at = json_object_iter((json_t *)(uintptr_t)of);

	if (json_is_string(of))
		put_local(o, json_string_value(of), charter);
	for (size_t i = 0; i < json_array_size(of); i++)
		walk_times(o, json_array_get(of, i), charter);
	for (; at != NULL; at = json_object_iter_next(
	    (json_t *)(uintptr_t)of, at))
		walk_times(o, json_object_iter_value(at), charter);
}

void gs_local_put_json(struct gs_json_object *o, const json_t *of,
    const struct gs_charter *charter)
{
	struct gs_json_object local = gs_json_object_start();

	walk_times(&local, of, charter);
	gs_json_put_object(o, "local", local);
	gs_json_put_field(o, "zone", &charter->rec, "zone");
}
