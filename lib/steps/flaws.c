/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/flaws.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/steps/floors.h"

#define YEAR 366
#define MINUTES_OF_NIGHT (8 * 60)
#define MINUTES_OF_DAY (24 * 60)

/* So few to a step of a box's count that it hides a large part of them. */
#define PEOPLE_PER_STEP 5

struct inspection {
	struct gs_flaws *out;
	const struct gs_charter *charter;
	int64_t now;
	uint64_t staff;
};

/* Where the next flaw is said; the last place is used again and again rather
 * than none. */
static struct gs_report *next_flaw(const struct inspection *in, bool grave)
{
	struct gs_flaws *out = in->out;
	struct gs_flaw *flaw = &out->flaw[out->count < GS_FLAWS_MAX ?
	    out->count++ : GS_FLAWS_MAX - 1];

	flaw->grave = grave;
	out->grave += grave;
	return &flaw->said;
}

static const struct gs_value *charter_clock(const struct gs_charter *charter,
    const char *name)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&charter->rec, "clock", i));
	    i++)
		if (gs_part_is(&v->parts[0], name))
			return v;
	return NULL;
}

static int clock_end(int64_t *due, const struct gs_charter *charter,
    const struct gs_value *clock, int64_t at)
{
	return gs_deadline(due, charter, at, gs_clock_of(clock));
}

/* Clocks ------------------------------------------------------------- */

/* A clock that binds nobody.  The role that one binds is held by somebody:
 * without it nothing is a charter (core/channel/charter_read.c). */
static void inspect_owners(const struct inspection *in)
{
	const struct gs_value *v = NULL;
	const struct gs_record *rec = &in->charter->rec;

	for (size_t i = 0; (v = gs_record_value(rec, "clock", i)); i++) {
		struct gs_part name = v->parts[0];

		if (gs_part_is(&name, "escalation") ?
		    in->charter->escalation_count == 0 :
		    gs_duty_owner(&name) == NULL)
			gs_report_tell(next_flaw(in, true),
			    "clock-owes-nothing", "the clock '{0}' "
			    "belongs to no duty: nothing is ever late by it",
			    gs_say_span(name.ptr, name.len));
	}
}

/* Whether one clock can run out before the other: on some day of the year to
 * come, since one may count working days and the other calendar days.  *at is
 * that day. */
static bool runs_out_before(int64_t *at, const struct inspection *in,
    const char *first, const char *second)
{
	const struct gs_value *a = charter_clock(in->charter, first);
	const struct gs_value *b = charter_clock(in->charter, second);
	int64_t x = 0, y = 0;

	if (a == NULL || b == NULL)
		return false;
	for (int64_t day = 0; day < YEAR; day++) {
		*at = in->now + day * GS_DAY;
		if (clock_end(&x, in->charter, a, *at) != GS_OK ||
		    clock_end(&y, in->charter, b, *at) != GS_OK)
			return false;
		if (x < y)
			return true;
	}
	return false;
}

static void inspect_order(const struct inspection *in)
{
	static const struct {
		const char *first, *second; /* must not run out before it */
	} rows[] = {{"reply", "reply-from"}, {"reply", "acknowledge"}};
	uint8_t date[GS_DATE_LEN];
	int64_t at = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!runs_out_before(&at, in, rows[i].first, rows[i].second))
			continue;
		gs_date_format(date, gs_charter_day(in->charter, at));
		gs_report_tell(next_flaw(in, true), "clocks-out-of-order",
		    "the clock '{0}' runs out before '{1}' for a memo filed "
		    "on {2}", gs_say_text(rows[i].first),
		    gs_say_text(rows[i].second),
		    gs_say_span(date, sizeof date));
	}
}

/* People ------------------------------------------------------------- */

static void inspect_staff(const struct inspection *in)
{
	const struct gs_charter *c = in->charter;

	if (in->staff == 0)
		return;
	if (c->floor > in->staff)
		gs_report_tell(next_flaw(in, true), "floor-above-staff",
		    "a roll has at least {0} members, and there are only {1} "
		    "people: no roll can ever be published",
		    gs_say_number(c->floor), gs_say_number(in->staff));
	if (c->batch > in->staff)
		gs_report_tell(next_flaw(in, true), "batch-above-staff",
		    "the count of a box moves by at least {0}, and there are "
		    "only {1} people: it never moves",
		    gs_say_number(c->batch), gs_say_number(in->staff));
	else if (c->batch > 1 && c->batch >= in->staff / PEOPLE_PER_STEP)
		gs_report_tell(next_flaw(in, false), "batch-coarse", "the "
		    "count of a box moves by at least {0}, and there are only "
		    "{1} people: a memo that fewer than {0} endorsed shows "
		    "none, to its author too; a lower 'batch' shows more, also "
		    "to whoever watches the box", gs_say_number(c->batch),
		    gs_say_number(in->staff));
}

/* Members' own programs ask for more than a charter must (docs/spec/state.md,
 * "Floors"); in an exercise they ask for nothing. */
static void inspect_floors(const struct inspection *in)
{
	const struct gs_charter *c = in->charter;

	if (c->exercise)
		return;
	if (in->staff > 0 && in->staff < GS_FLOOR_MEMBERS)
		gs_report_tell(next_flaw(in, false), "staff-below-own-floor",
		    "there are only {0} people, and a member's program does "
		    "not act under a roll of fewer than {1} keys: each has to "
		    "say '--accept small-roll', or 'accept small-roll' in "
		    "their configuration", gs_say_number(in->staff),
		    gs_say_number(GS_FLOOR_MEMBERS));
	if (c->batch < GS_FLOOR_BATCH)
		gs_report_tell(next_flaw(in, false), "batch-below-floor", "the "
		    "count of a box moves by {0}, and a member's program does "
		    "not act where it moves by fewer than {1}, unless each "
		    "says '--accept small-batch'", gs_say_number(c->batch),
		    gs_say_number(GS_FLOOR_BATCH));
}

/* A charter can be changed as long as enough of the authority's keys are
 * left. */
static void inspect_threshold(const struct inspection *in)
{
	size_t holders = 0;

	while (gs_charter_holder(in->charter, "authority", holders) != NULL)
		holders++;
	if (holders == 1)
		gs_report_say(next_flaw(in, false), "authority-alone", "the "
		    "authority has one key: if it is lost, registrar and "
		    "second signer name another, and nothing changes until "
		    "that has waited; give it several 'role authority' lines and a "
		    "'threshold' below their number");
	else if (in->charter->threshold == holders)
		gs_report_tell(next_flaw(in, false), "authority-all-sign",
		    "all {0} holders of the authority must sign a charter: "
		    "with one key lost, nothing changes until registrar and "
		    "second signer have named another, and that has waited",
		    gs_say_number(holders));
}

/* Two quorums that have nobody in common can each cosign a log of its own. */
static void inspect_witnesses(const struct inspection *in)
{
	const struct gs_charter *c = in->charter;

	if (c->witness_count == 0 && c->exercise)
		gs_report_say(next_flaw(in, false), "no-witness-in-exercise",
		    "nobody watches that all are shown one log; only an "
		    "exercise may have no witness");
	else if (c->witness_count == 0)
		gs_report_say(next_flaw(in, true), "no-witness", "nobody "
		    "watches that all are shown one log, and only an exercise "
		    "may have no witness: name one, as 'witness VKEY' and "
		    "'quorum 1'; a mirror that the second signer runs "
		    "suffices");
	else if (2 * c->quorum <= c->witness_count)
		gs_report_tell(next_flaw(in, false), "quorum-not-majority",
		    "{0} of {1} witnesses are a quorum: two groups with "
		    "nobody in common can cosign two logs; more than half of "
		    "them cannot", gs_say_number(c->quorum),
		    gs_say_number(c->witness_count));
	else if (c->witness_count == 1)
		gs_report_say(next_flaw(in, false), "witness-alone", "the "
		    "channel has one witness: while it is out of reach, "
		    "members see nothing new");
	else if (c->quorum == c->witness_count)
		gs_report_tell(next_flaw(in, false), "quorum-all", "all {0} "
		    "witnesses must cosign: while one is out of reach, "
		    "members see nothing new", gs_say_number(c->quorum));
}

static bool same_holder(const struct gs_role *a, const struct gs_role *b)
{
	return a->holder.len == b->holder.len &&
	    memcmp(a->holder.ptr, b->holder.ptr, a->holder.len) == 0;
}

/* Two roles that watch each other in one hand. */
static void inspect_hands(const struct inspection *in)
{
	static const char *const pairs[][2] = {{"registrar", "second"},
	    {"authority", "second"}, {"office", "second"}};
	const struct gs_role *a = NULL, *b = NULL;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		for (size_t n = 0; (a = gs_charter_holder(in->charter,
		        pairs[i][0], n)) != NULL; n++)
			for (size_t m = 0; (b = gs_charter_holder(in->charter,
			        pairs[i][1], m)) != NULL; m++)
				if (same_holder(a, b))
					gs_report_tell(next_flaw(in, false),
					    "roles-in-one-hand", "{0} holds "
					    "the roles {1} and {2}, of which "
					    "one should watch the other",
					    gs_say_span(a->holder.ptr,
					    a->holder.len),
					    gs_say_text(pairs[i][0]),
					    gs_say_text(pairs[i][1]));
}

static void inspect_seals(const struct inspection *in)
{
	char name[65];

	for (size_t i = 0; i < in->charter->seal_count; i++) {
		struct gs_part p = in->charter->seals[i].name;

		/* A word of a record has at most 64 bytes. */
		memcpy(name, p.ptr, p.len);
		name[p.len] = '\0';
		if (gs_charter_role(in->charter, name) == NULL)
			gs_report_tell(next_flaw(in, true),
			    "seal-without-role", "memos are sealed to '{0}', "
			    "which is no role here: it cannot ask the server "
			    "for them", gs_say_text(name));
	}
	if (gs_charter_role(in->charter, "release") == NULL)
		gs_report_say(next_flaw(in, false), "release-not-held",
		    "nobody holds the role release: no text of a memo can be "
		    "published");
}

/* Time --------------------------------------------------------------- */

static bool closes_between(const struct gs_record *rec, int64_t first,
    int64_t last)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "closed", i)); i++)
		if (v->parts[0].number >= first && v->parts[0].number <= last)
			return true;
	return false;
}

/* A calendar that was made longer, and no holiday with it. */
static void inspect_years(const struct inspection *in)
{
	const struct gs_record *rec = &in->charter->rec;
	const struct gs_value *v = gs_record_value(rec, "calendar", 0);
	int64_t year = 0, last = v->parts[1].number;
	unsigned month = 0, day = 0;

	if (gs_record_count(rec, "closed") == 0)
		return; /* as inspect_calendar says */
	gs_civil_from_days(&year, &month, &day, v->parts[0].number);
	year += month > 1 || day > 1;

	for (; gs_days_from_civil(year + 1, 1, 1) - 1 <= last; year++) {
		if (closes_between(rec, gs_days_from_civil(year, 1, 1),
		    gs_days_from_civil(year + 1, 1, 1) - 1))
			continue;
		gs_report_tell(next_flaw(in, false), "year-without-closed-day",
		    "no day of {0} is closed, though the calendar has that "
		    "year: its holidays count as working days; 'holidays RULE' "
		    "or 'ical FILE' among the answers closes them",
		    gs_say_number((uint64_t)year));
		return;
	}
}

static void inspect_calendar(const struct inspection *in)
{
	struct gs_report said = {.text = ""};

	if (gs_calendar_ends(&said, in->charter, in->now))
		*next_flaw(in, false) = said;
	if (gs_record_count(&in->charter->rec, "closed") == 0)
		gs_report_say(next_flaw(in, false), "no-closed-days",
		    "no day is closed: holidays count as working days");
}

static void inspect_closing(const struct inspection *in)
{
	if (in->charter->closing < MINUTES_OF_NIGHT)
		gs_report_tell(next_flaw(in, false), "closing-at-night",
		    "the office's day is over {0} minutes after midnight; if "
		    "an hour of the afternoon is meant, write it as 17:00",
		    gs_say_number(in->charter->closing));
}

void gs_flaws_find(struct gs_flaws *out, const struct gs_charter *charter,
    int64_t now, uint64_t staff)
{
	static void (*const inspect[])(const struct inspection *in) = {
	    inspect_owners, inspect_order, inspect_staff, inspect_floors,
	    inspect_threshold, inspect_witnesses, inspect_hands,
	    inspect_seals, inspect_calendar, inspect_years,
	    inspect_closing};
	const struct inspection in = {out, charter, now, staff};

	*out = (struct gs_flaws){.count = 0};
	for (size_t i = 0; i < sizeof inspect / sizeof *inspect; i++)
		inspect[i](&in);
}

bool gs_calendar_lacks(const struct gs_charter *charter, int64_t due)
{
	const struct gs_value *v = gs_record_value(&charter->rec, "calendar",
	    0);
	/* A day that closes at midnight does so with the next one's first
	 * second. */
	int64_t day = gs_charter_day(charter,
	    charter->closing == MINUTES_OF_DAY ? due - 1 : due);

	return day < v->parts[0].number || day > v->parts[1].number;
}

bool gs_calendar_ends(struct gs_report *said,
    const struct gs_charter *charter, int64_t now)
{
	const struct gs_value *v = gs_record_value(&charter->rec, "calendar",
	    0);
	int64_t last = v->parts[1].number;
	int64_t today = gs_charter_day(charter, now);
	uint8_t date[GS_DATE_LEN];

	if (last - today > YEAR)
		return false;
	gs_date_format(date, last);
	if (last < today)
		gs_report_tell(said, "calendar-ended", "the charter's calendar "
		    "ended on {0}: closed days are not known any more, and "
		    "count as working days; 'gainsay charter draft' makes the "
		    "next", gs_say_span(date, sizeof date));
	else
		gs_report_tell(said, "calendar-ends", "the charter's calendar "
		    "ends on {0}: closed days after it are not known, and "
		    "count as working days; 'gainsay charter draft' makes the "
		    "next", gs_say_span(date, sizeof date));
	return true;
}
