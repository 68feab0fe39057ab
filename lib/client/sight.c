/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/sight.h"

#include <string.h>

#include "core/record/time.h"

#define LINE_MAX 64

/* The text ---------------------------------------------------------------- */

void gs_sight_write(struct gs_writer *w, const struct gs_sight *s)
{
	gs_write_text(w, "old ");
	gs_write_decimal(w, s->old);
	gs_write_text(w, "\nnew ");
	gs_write_decimal(w, s->count);
	gs_write_text(w, "\n");
	for (size_t i = 0; i < s->count; i++) {
		gs_write_text(w, "roll ");
		gs_write_decimal(w, s->rolls[i].index);
		gs_write_text(w, " ");
		gs_write_decimal(w, s->rolls[i].hour);
		gs_write_text(w, "\n");
	}
}

static uint64_t read_number_line(struct gs_reader *r, const char *name,
    uint64_t max)
{
	uint64_t n = 0;
	size_t len = 0;

	gs_read_expect(r, name);
	gs_read_expect(r, " ");
	const uint8_t *line = gs_read_line(&len, r, LINE_MAX);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&n, line, len, max);
	return n;
}

static void read_roll_line(struct gs_sight_roll *out, struct gs_reader *r)
{
	size_t len = 0;

	gs_read_expect(r, "roll ");
	const uint8_t *line = gs_read_line(&len, r, LINE_MAX);
	if (r->err != GS_OK)
		return;

	const uint8_t *space = memchr(line, ' ', len);
	if (space == NULL) {
		r->err = GS_ERR_FORMAT;
		return;
	}
	size_t before = (size_t)(space - line);
	r->err = gs_decimal_decode(&out->index, line, before, INT64_MAX);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&out->hour, space + 1,
		    len - before - 1, INT64_MAX / GS_HOUR - GS_SIGHT_HOURS);
}

void gs_sight_read(struct gs_sight *s, struct gs_reader *r)
{
	s->old = read_number_line(r, "old", INT64_MAX);

	uint64_t count = read_number_line(r, "new", GS_SIGHT_ROLLS_MAX);
	for (size_t i = 0; r->err == GS_OK && i < count; i++) {
		uint64_t least = i == 0 ? s->old : s->rolls[i - 1].index + 1;

		read_roll_line(&s->rolls[i], r);
		if (r->err == GS_OK && s->rolls[i].index < least)
			r->err = GS_ERR_FORMAT;
		s->count = i + 1;
	}
}

/* Seen -------------------------------------------------------------------- */

static int64_t old_from(const struct gs_sight_roll *roll)
{
	return (int64_t)((roll->hour + GS_SIGHT_HOURS) * GS_HOUR);
}

int64_t gs_sight_old_from(const struct gs_sight *s, uint64_t index)
{
	if (index < s->old)
		return 0;
	for (size_t i = 0; i < s->count; i++)
		if (s->rolls[i].index == index)
			return old_from(&s->rolls[i]);
	return INT64_MAX;
}

/* A roll that is old makes those before it old, which were not seen later. */
static void drop_old(struct gs_sight *s, int64_t now)
{
	size_t drop = 0;

	for (size_t i = 0; i < s->count; i++)
		if (old_from(&s->rolls[i]) <= now)
			drop = i + 1;
	if (drop == 0)
		return;

	s->old = s->rolls[drop - 1].index + 1;
	s->count -= drop;
	memmove(s->rolls, s->rolls + drop, s->count * sizeof s->rolls[0]);
}

/* The state has the newest roll first. */
static const struct gs_roll_edition *next_unseen(const struct gs_sight *s,
    const struct gs_state *state)
{
	uint64_t least = s->count == 0 ? s->old :
	    s->rolls[s->count - 1].index + 1;
	const struct gs_roll_edition *found = NULL;

	for (const struct gs_roll_edition *e = gs_state_roll(state);
	    e != NULL && e->index >= least; e = e->before)
		found = e;
	return found;
}

void gs_sight_take(struct gs_sight *s, const struct gs_state *state,
    int64_t now)
{
	const struct gs_roll_edition *e = NULL;
	uint64_t hour = now < 0 ? 0 : ((uint64_t)now + GS_HOUR - 1) / GS_HOUR;

	drop_old(s, now);
	while (s->count < GS_SIGHT_ROLLS_MAX &&
	    (e = next_unseen(s, state)) != NULL)
		s->rolls[s->count++] = (struct gs_sight_roll){e->index, hour};
}
