/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/channel_json.h"

#include "core/record/time.h"
#include "lib/steps/memo_json.h"

void gs_channel_put_json(struct gs_json_object *o,
    const struct gs_log_view *view)
{
	const struct gs_charter *c = gs_state_charter(view->state);

	gs_json_put(o, "exercise", json_boolean(c->exercise));
	gs_json_put_field(o, "channel", &c->rec, "name");
	gs_json_put_field(o, "zone", &c->rec, "zone");
	gs_json_put(o, "log", json_string(view->checkpoint->origin));
	gs_json_put_number(o, "checkpoint", view->checkpoint->size);
	gs_json_put_time(o, "as_of", view->now);
}

static int count_missed(uint64_t *missed, const struct gs_memo *memo,
    int64_t now)
{
	struct gs_duties all = gs_duties_of(memo, now);
	struct gs_duty duty;

	while (gs_duties_next(&duty, &all))
		*missed += gs_duty_missed(&duty);
	return all.err;
}

int gs_channel_put_memos(struct gs_json_object *o, uint64_t *missed,
    const struct gs_log_view *view)
{
	const struct gs_memo *m = gs_state_memo(view->state);
	json_t *list = json_array();
	int err = GS_OK;

	*missed = 0;
	for (; err == GS_OK && m != NULL; m = m->before) {
		struct gs_json_object one = gs_json_object_start();

		err = count_missed(missed, m, view->now);
		if (err == GS_OK)
			err = gs_memo_put_json(&one, m, view->now,
			    gs_state_memo(view->state));
		gs_json_append(list, o, one);
	}
	gs_json_put_number(o, "missed", *missed);
	gs_json_put(o, "memos", list);
	return err;
}

static struct gs_json_object make_case(const struct gs_reprisal *one,
    bool overdue)
{
	struct gs_json_object o = gs_json_object_start();
	uint8_t day[GS_DATE_LEN];

	gs_json_put_number(&o, "case", one->number);
	gs_json_put_time(&o, "opened", one->opened);
	gs_json_put_time(&o, "said", one->said);
	gs_json_put_time(&o, "ended", one->ended);
	gs_date_format(day, (int64_t)one->until);
	if (one->ended != 0)
		gs_json_put(&o, "until", json_null());
	else
		gs_json_put_text(&o, "until", (struct gs_span){day,
		    sizeof day});
	gs_json_put(&o, "overdue", json_boolean(overdue));
	return o;
}

void gs_channel_put_cases(struct gs_json_object *o, bool *missed,
    const struct gs_log_view *view)
{
	const struct gs_charter *c = gs_state_charter(view->state);
	json_t *list = json_array();

	*missed = false;
	for (const struct gs_reprisal *one = gs_state_reprisal(view->state);
	    one != NULL; one = one->before) {
		bool overdue = gs_reprisal_is_overdue(one, c, view->now);

		gs_json_append(list, o, make_case(one, overdue));
		*missed |= overdue;
	}
	gs_json_put(o, "cases", list);
}

void gs_channel_put_rolls(struct gs_json_object *o,
    const struct gs_log_view *view)
{
	const struct gs_charter *c = gs_state_charter(view->state);
	const struct gs_roll_edition *r = gs_state_roll(view->state);
	json_t *list = json_array();

	for (; r != NULL; r = r->before) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "edition", r->edition);
		gs_json_put_time(&one, "at", r->at);
		gs_json_put_number(&one, "keys", r->size);
		gs_json_put_number(&one, "eligible", r->eligible);
		gs_json_put_number(&one, "left", r->left);
		gs_json_put_number(&one, "replaced",
		    gs_record_count(&r->rec, "replaced"));
		gs_json_put(&one, "root", gs_json_of_hex(r->root, 32));
		gs_json_put_time(&one, "serves_from",
		    gs_roll_serves_from(r, c));
		gs_json_put_time(&one, "serves_until",
		    gs_roll_serves_until(r, c));
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "rolls", list);
}
