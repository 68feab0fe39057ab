/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/agenda.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	enum gs_duty_kind kind;
	const char *name, *verb;
} verbs[] = {
	{GS_DUTY_ACKNOWLEDGE, "acknowledge", "acknowledge"},
	{GS_DUTY_REPLY, "reply", "reply"},
	{GS_DUTY_COMMITMENT, "commitment", "done"},
};

bool gs_agenda_knows(const char *duty)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verbs[i].name, duty) == 0)
			return true;
	return false;
}

const char *gs_agenda_verb(const struct gs_duty *duty)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (verbs[i].kind == duty->kind)
			return verbs[i].verb;
	return NULL;
}

static bool is_wanted(const struct gs_duty *duty,
    const struct gs_agenda_filter *filter)
{
	bool overdue = duty->status == GS_DUTY_OVERDUE;

	return (overdue || duty->status == GS_DUTY_OPEN) &&
	    (overdue || !filter->overdue) && (filter->duty == NULL ||
	    strcmp(filter->duty, duty->name) == 0);
}

/* A day that closes at 24:00 ends with the moment before. */
uint64_t gs_agenda_days(const struct gs_duty *duty, int64_t now)
{
	const struct gs_charter *c = duty->memo->charter;
	int64_t today = gs_charter_day(c, now);
	int64_t last = gs_charter_day(c, duty->due - 1);
	int64_t from = today < last ? today : last;
	int64_t to = today < last ? last : today;
	uint64_t n = 0;

	for (int64_t day = from + 1; day <= to; day++)
		n += gs_charter_works(c, day);
	return n;
}

/* Into `items`, or counted if that is NULL. */
static int take_wanted(struct gs_agenda *out, const struct gs_state *state,
    int64_t now, const struct gs_agenda_filter *filter)
{
	const struct gs_memo *memo = gs_state_memo(state);
	size_t n = 0;

	for (; memo != NULL; memo = memo->before) {
		struct gs_duties all = gs_duties_of(memo, now);
		struct gs_duty duty;

		while (gs_duties_next(&duty, &all)) {
			if (!is_wanted(&duty, filter))
				continue;
			if (out->items != NULL)
				out->items[n] = (struct gs_agenda_item){duty,
				    gs_agenda_days(&duty, now)};
			n++;
		}
		if (all.err != GS_OK)
			return all.err;
	}
	out->count = n;
	return GS_OK;
}

static int order_items(const void *a, const void *b)
{
	const struct gs_duty *x = &((const struct gs_agenda_item *)a)->duty;
	const struct gs_duty *y = &((const struct gs_agenda_item *)b)->duty;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	if (x->memo->number != y->memo->number)
		return x->memo->number < y->memo->number ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

int gs_agenda_make(struct gs_agenda *out, struct gs_arena *arena,
    const struct gs_state *state, int64_t now,
    const struct gs_agenda_filter *filter)
{
	*out = (struct gs_agenda){.items = NULL};
	int err = take_wanted(out, state, now, filter);
	if (err != GS_OK || out->count == 0)
		return err;

	out->items = gs_arena_take(arena, out->count, sizeof *out->items);
	if (out->items == NULL)
		return GS_ERR_MEMORY;
	err = take_wanted(out, state, now, filter);
	if (err != GS_OK)
		return err;

	qsort(out->items, out->count, sizeof *out->items, order_items);
	for (size_t i = 0; i < out->count; i++)
		out->overdue += out->items[i].duty.status == GS_DUTY_OVERDUE;
	return GS_OK;
}
