/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"

/* As a shell takes it for one word. */
static void write_shell_word(struct gs_writer *w, struct gs_part word)
{
	gs_write_text(w, "'");
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] == '\'')
			gs_write_text(w, "'\\''");
		else
			gs_write_u8(w, word.ptr[i]);
	gs_write_text(w, "'");
}

static void name_addressee(struct gs_writer *w, const struct gs_duty *duty)
{
	const struct gs_value *to = gs_record_value(&duty->memo->rec,
	    "addressee", (size_t)duty->number - 1);

	gs_write_text(w, " --to ");
	write_shell_word(w, to->parts[0]);
}

static void name_copy(struct gs_writer *w, const struct gs_duty *duty)
{
	gs_write_text(w, " --copy ");
	gs_write_decimal(w, duty->number);
}

static void name_appeal(struct gs_writer *w, const struct gs_duty *duty)
{
	gs_write_text(w, " --appeal ");
	gs_write_decimal(w, duty->number);
}

static void name_request(struct gs_writer *w, const struct gs_duty *duty)
{
	gs_write_text(w, " --request ");
	gs_write_decimal(w, duty->number);
}

static void name_superior(struct gs_writer *w, const struct gs_duty *duty)
{
	gs_write_text(w, " --role ");
	gs_write_text(w, duty->owner);
}

/* How its owner does it: the verb, and what the duty says of its options. */
static const struct row {
	const char *verb;
	void (*options)(struct gs_writer *w, const struct gs_duty *duty);
} rows[] = {
	[GS_DUTY_ACKNOWLEDGE] = {"acknowledge", NULL},
	[GS_DUTY_REPLY] = {"reply", NULL},
	[GS_DUTY_COPY] = {"hand", name_addressee},
	[GS_DUTY_RECEIVE] = {"received", name_copy},
	[GS_DUTY_REPORT] = {"report", NULL},
	[GS_DUTY_DECIDE] = {"decide", name_appeal},
	[GS_DUTY_COMMITMENT] = {"done", name_request},
	[GS_DUTY_PUBLISH] = {"publish", NULL},
	[GS_DUTY_ESCALATION] = {"remark", name_superior},
};
_Static_assert(sizeof rows / sizeof *rows == GS_DUTY_KINDS,
    "a kind of duty without what its owner types");

bool gs_agenda_type(char out[GS_AGENDA_TYPE_MAX], const struct gs_duty *duty)
{
	const struct row *row = &rows[duty->kind];
	struct gs_writer w = gs_writer_of(out, GS_AGENDA_TYPE_MAX);

	gs_write_text(&w, "gainsay ");
	gs_write_text(&w, row->verb);
	if (row->options != NULL)
		row->options(&w, duty);
	gs_write_text(&w, " ");
	gs_write_decimal(&w, duty->memo->number);
	gs_write_u8(&w, 0);
	return gs_writer_end(&w) == GS_OK;
}

bool gs_agenda_knows(const char *duty)
{
	for (size_t i = 0; i < GS_DUTY_KINDS; i++)
		if (strcmp(gs_duty_name((enum gs_duty_kind)i), duty) == 0)
			return true;
	return false;
}

const char *gs_agenda_list(void)
{
	static char list[256];
	struct gs_writer w = gs_writer_of(list, sizeof list);

	for (size_t i = 0; i < GS_DUTY_KINDS; i++) {
		gs_write_text(&w, i == 0 ? "" : i + 1 == GS_DUTY_KINDS ?
		    " or " : ", ");
		gs_write_text(&w, gs_duty_name((enum gs_duty_kind)i));
	}
	gs_write_u8(&w, 0);
	return gs_writer_end(&w) == GS_OK ? list : "";
}

static bool is_wanted(const struct gs_duty *duty,
    const struct gs_agenda_filter *filter)
{
	bool overdue = duty->status == GS_DUTY_OVERDUE;

	return (overdue || duty->status == GS_DUTY_OPEN) &&
	    (overdue || !filter->overdue) && (filter->duty == NULL ||
	    strcmp(filter->duty, duty->name) == 0) &&
	    (filter->owner == NULL ||
	    strcmp(filter->owner, duty->owner) == 0);
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
