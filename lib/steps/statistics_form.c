/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/statistics_form.h"

#include "core/record/time.h"
#include "lib/steps/words.h"

void gs_number_text(char out[GS_NUMBER_MAX], const struct gs_number *n)
{
	if (!n->known)
		gs_words(out, GS_NUMBER_MAX, "{0}", gs_say_text("-"));
	else
		gs_words(out, GS_NUMBER_MAX, "{0}{1}",
		    gs_say_number(n->twice / 2),
		    gs_say_text(n->twice % 2 == 1 ? ".5" : ""));
}

/* JSON ------------------------------------------------------------------ */

struct listing {
	struct gs_json_object *o; /* whose failure it is */
	json_t *list;
};

static json_t *number_json(const struct gs_number *n)
{
	if (!n->known)
		return json_null();
	return n->twice % 2 == 1 ? json_real((double)n->twice / 2) :
	    json_integer((json_int_t)(n->twice / 2));
}

static void list_number(void *ctx, const struct gs_number *n)
{
	struct listing *l = ctx;
	struct gs_json_object one = gs_json_object_start();

	gs_json_put(&one, "group", json_string(n->group));
	gs_json_put(&one, "name", json_string(n->name));
	gs_json_put(&one, "unit", n->unit == GS_DAYS_NONE ? json_null() :
	    json_string(gs_days_word(n->unit)));
	gs_json_put(&one, "value", number_json(n));
	gs_json_put(&one, "of", n->has_of ?
	    json_integer((json_int_t)n->of) : json_null());
	gs_json_append(l->list, l->o, one);
}

static json_t *make_numbers(struct gs_json_object *o,
    const struct gs_statistics *s, int64_t year)
{
	struct listing l = {o, json_array()};

	gs_statistics_numbers(s, year, list_number, &l);
	return l.list;
}

static bool has_memos(const struct gs_statistics *s, int64_t year)
{
	for (size_t i = 0; i < s->memo_count; i++)
		if (gs_statistics_year(s->memos[i]) == year)
			return true;
	return false;
}

static json_t *make_years(struct gs_json_object *o,
    const struct gs_statistics *s)
{
	json_t *list = json_array();

	for (int64_t year = s->first; year <= s->last; year++) {
		struct gs_json_object one = gs_json_object_start();

		if (!has_memos(s, year)) {
			json_decref(one.json);
			continue;
		}
		gs_json_put(&one, "year", json_integer(year));
		gs_json_put(&one, "numbers", make_numbers(o, s, year));
		gs_json_append(list, o, one);
	}
	return list;
}

static json_t *make_remarks(struct gs_json_object *o,
    const struct gs_statistics *s)
{
	json_t *list = json_array();
	const struct gs_said *one = NULL;

	for (size_t i = 0; i < s->memo_count; i++)
		for (uint64_t n = 1; (one = gs_said_by(s->memos[i],
		    GS_SAID_REMARK, n)) != NULL; n++) {
			struct gs_json_object of = gs_json_object_start();
			struct gs_part by = gs_record_part(&one->rec,
			    "signature");

			if (!gs_period_has(s, s->memos[i], one->at)) {
				json_decref(of.json);
				continue;
			}
			gs_json_put_number(&of, "memo", s->memos[i]->number);
			gs_json_put_number(&of, "remark", n);
			gs_json_put_time(&of, "at", one->at);
			gs_json_put_text(&of, "by", (struct gs_span){by.ptr,
			    by.len});
			gs_json_put_field(&of, "text", &one->rec, "text");
			gs_json_append(list, o, of);
		}
	return list;
}

static void put_day(struct gs_json_object *o, const char *name, int64_t day)
{
	uint8_t text[GS_DATE_LEN];

	gs_date_format(text, day);
	gs_json_put_text(o, name, (struct gs_span){text, sizeof text});
}

static json_t *make_period(struct gs_json_object *o,
    const struct gs_statistics *s)
{
	struct gs_json_object of = gs_json_object_start();
	struct listing l = {o, json_array()};

	if (s->until < s->since) {
		json_decref(of.json);
		json_decref(l.list);
		return json_null();
	}
	put_day(&of, "since", s->since);
	put_day(&of, "until", s->until);
	gs_period_numbers(s, list_number, &l);
	gs_json_put(&of, "numbers", l.list);
	gs_json_put(&of, "remarks", make_remarks(o, s));
	o->failed |= of.failed;
	return of.json;
}

/* By duty, as figures are; within one, the fewest days first. */
static json_t *make_overdue(struct gs_json_object *o,
    const struct gs_statistics *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];
		struct gs_json_object one = gs_json_object_start();

		if (f->duty.status != GS_DUTY_OVERDUE) {
			json_decref(one.json);
			continue;
		}
		gs_json_put_number(&one, "memo", f->duty.memo->number);
		gs_json_put(&one, "duty", json_string(f->duty.name));
		gs_json_put(&one, "owner", json_string(f->duty.owner));
		gs_json_put_time(&one, "due", f->duty.due);
		gs_json_put(&one, "days", f->unit == GS_DAYS_NONE ?
		    json_null() : json_integer((json_int_t)f->days));
		gs_json_put(&one, "unit", f->unit == GS_DAYS_NONE ?
		    json_null() : json_string(gs_days_word(f->unit)));
		gs_json_append(list, o, one);
	}
	return list;
}

void gs_statistics_put_json(struct gs_json_object *o,
    const struct gs_statistics *s)
{
	struct gs_json_object all = gs_json_object_start();

	gs_json_put(&all, "year", s->only == 0 ? json_null() :
	    json_integer(s->only));
	gs_json_put(&all, "numbers", make_numbers(o, s, 0));
	gs_json_put(&all, "years", make_years(o, s));
	gs_json_put(&all, "overdue", make_overdue(o, s));
	gs_json_put(&all, "period", make_period(o, s));
	gs_json_put_object(o, "statistics", all);
}

/* CSV ------------------------------------------------------------------- */

struct sheet {
	struct gs_writer *w;
	int64_t year; /* 0: of all */
	bool period;  /* and of the period, instead */
	bool exercise;
};

/* Words and numbers alone: none needs a quotation mark. */
static void write_row(void *ctx, const struct gs_number *n)
{
	const struct sheet *s = ctx;
	char value[GS_NUMBER_MAX];

	gs_number_text(value, n);
	if (s->year == 0)
		gs_write_text(s->w, s->period ? "period" : "all");
	else
		gs_write_decimal(s->w, (uint64_t)s->year);
	gs_words_write(s->w, ",{0},{1},{2},{3},", gs_say_text(n->group),
	    gs_say_text(n->name), gs_say_text(gs_days_word(n->unit)),
	    gs_say_text(n->known ? value : ""));
	if (n->has_of)
		gs_write_decimal(s->w, n->of);
	gs_write_text(s->w, s->exercise ? ",yes\n" : ",no\n");
}

int gs_statistics_csv(struct gs_writer *csv, const struct gs_statistics *s)
{
	struct sheet sheet = {csv, 0, false, s->charter->exercise};

	gs_write_text(csv, "year,group,name,unit,value,of,exercise\n");
	gs_statistics_numbers(s, 0, write_row, &sheet);
	for (int64_t year = s->first; year <= s->last; year++) {
		sheet.year = year;
		if (has_memos(s, year))
			gs_statistics_numbers(s, year, write_row, &sheet);
	}
	sheet.year = 0;
	sheet.period = true;
	if (s->until >= s->since)
		gs_period_numbers(s, write_row, &sheet);
	return gs_writer_end(csv);
}
