/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/statistics.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/steps/words.h"

#define STATUSES (GS_DUTY_ENDED + 1)

const char *gs_days_word(unsigned unit)
{
	static const char *const words[GS_DAYS_UNITS + 1] = {
	    [GS_CLOCK_WORKING] = "working", [GS_CLOCK_CALENDAR] = "calendar",
	    [GS_CLOCK_MONTHS] = "months"};

	return words[unit];
}

const char *gs_days_phrase(unsigned unit)
{
	static const char *const phrases[GS_DAYS_UNITS + 1] = {
	    [GS_CLOCK_WORKING] = "working days",
	    [GS_CLOCK_CALENDAR] = "calendar days",
	    [GS_CLOCK_MONTHS] = "months"};

	return phrases[unit];
}

int64_t gs_statistics_year(const struct gs_memo *memo)
{
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day,
	    gs_charter_day(memo->charter, memo->at));
	return year;
}

void gs_percent(char out[GS_PERCENT_MAX], uint64_t n, uint64_t of)
{
	uint64_t percent = of == 0 ? 0 : (200 * n + of) / (2 * of);

	if (n > 0 && percent == 0)
		percent = 1;
	if (n < of && percent == 100)
		percent = 99;
	out[0] = '\0';
	if (of > 0)
		gs_words(out, GS_PERCENT_MAX, "{0} %",
		    gs_say_number(percent > 100 ? 100 : percent));
}

/* Figures --------------------------------------------------------------- */

static int find_rule(struct gs_figure *f)
{
	const struct gs_record *charter = &f->duty.memo->charter->rec;
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(charter, "clock", i)); i++) {
		if (!gs_part_is(&v->parts[0], f->duty.clock))
			continue;
		struct gs_charter_clock clock = gs_clock_of(v);
		f->unit = clock.unit;
		f->rule = clock.count;
		return GS_OK;
	}
	return GS_ERR_INTERNAL;
}

/* Whether a clock of so many days, started with the duty, runs to `until`. */
static int runs_until(bool *yes, const struct gs_figure *f, uint64_t days,
    int64_t until)
{
	const struct gs_charter_clock clock = {f->unit, days};
	int64_t due = 0;
	int err = gs_clock_end(&due, f->duty.memo, clock, f->duty.start);

	*yes = err == GS_OK && due >= until;
	return err;
}

/* Most acts take less than twice their days: the search widens from there. */
static int measure_days(struct gs_figure *f, int64_t until)
{
	uint64_t most = f->unit == GS_CLOCK_MONTHS ? GS_CLOCK_MONTHS_MAX :
	    GS_CLOCK_DAYS_MAX;
	uint64_t low = 0, high = f->rule;
	bool yes = false;

	int err = runs_until(&yes, f, high, until);
	while (err == GS_OK && !yes && high < most) {
		low = high + 1;
		high = 2 * high < most ? 2 * high : most;
		err = runs_until(&yes, f, high, until);
	}
	if (err == GS_OK && !yes)
		low = high = most + 1;

	while (err == GS_OK && low < high) {
		uint64_t middle = low + (high - low) / 2;

		err = runs_until(&yes, f, middle, until);
		if (yes)
			high = middle;
		else
			low = middle + 1;
	}
	f->days = low;
	return err;
}

/* `s->figures` has room for them. */
static int add_figures(struct gs_statistics *s, const struct gs_memo *memo)
{
	struct gs_duties all = gs_duties_of(memo, s->now);
	struct gs_duty duty;

	while (gs_duties_next(&duty, &all)) {
		struct gs_figure *f = &s->figures[s->figure_count++];
		int err = GS_OK;

		*f = (struct gs_figure){.duty = duty, .unit = GS_DAYS_NONE,
		    .year = gs_statistics_year(memo)};
		if (duty.clock != NULL)
			err = find_rule(f);
		if (err == GS_OK && duty.clock != NULL)
			err = measure_days(f, duty.done != 0 ? duty.done :
			    s->now);
		if (err != GS_OK)
			return err;
	}
	return all.err;
}

static int take_figures(struct gs_statistics *s, struct gs_arena *arena)
{
	size_t n = 0;

	for (size_t i = 0; i < s->memo_count; i++) {
		struct gs_duties all = gs_duties_of(s->memos[i], s->now);
		struct gs_duty duty;

		while (gs_duties_next(&duty, &all))
			n++;
		if (all.err != GS_OK)
			return all.err;
	}
	s->figures = gs_arena_take(arena, n + 1, sizeof *s->figures);
	return s->figures == NULL ? GS_ERR_MEMORY : GS_OK;
}

static int compare_figures(const void *left, const void *right)
{
	const struct gs_figure *a = left, *b = right;

	if (a->duty.kind != b->duty.kind)
		return a->duty.kind < b->duty.kind ? -1 : 1;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	if (a->days != b->days)
		return a->days < b->days ? -1 : 1;
	if (a->duty.memo->number != b->duty.memo->number)
		return a->duty.memo->number < b->duty.memo->number ? -1 : 1;
	return (a->duty.number > b->duty.number) -
	    (a->duty.number < b->duty.number);
}

/* The state links memos from the newest. */
static int list_filed(struct gs_statistics *s, struct gs_arena *arena,
    const struct gs_state *state)
{
	const struct gs_memo *newest = gs_state_memo(state);
	size_t n = newest == NULL ? 0 : (size_t)newest->number;

	s->memos = gs_arena_take(arena, n + 1, sizeof *s->memos);
	if (s->memos == NULL)
		return GS_ERR_MEMORY;

	for (const struct gs_memo *m = newest; m != NULL; m = m->before)
		if (m->at <= s->now && (s->only == 0 ||
		    gs_statistics_year(m) == s->only))
			s->memos[s->memo_count++] = m;
	for (size_t i = 0; i < s->memo_count / 2; i++) {
		const struct gs_memo *m = s->memos[i];

		s->memos[i] = s->memos[s->memo_count - 1 - i];
		s->memos[s->memo_count - 1 - i] = m;
	}
	return GS_OK;
}

int gs_statistics_make(struct gs_statistics *out, struct gs_arena *arena,
    const struct gs_statistics_plan *plan)
{
	struct gs_statistics s = {.charter = gs_state_charter(plan->state),
	    .cases = gs_state_reprisal(plan->state), .now = plan->now,
	    .only = plan->only, .last = -1,
	    .since = plan->has_period ? plan->since : 1,
	    .until = plan->has_period ? plan->until : 0};

	int err = list_filed(&s, arena, plan->state);
	if (err == GS_OK)
		err = take_figures(&s, arena);
	for (size_t i = 0; err == GS_OK && i < s.memo_count; i++)
		err = add_figures(&s, s.memos[i]);
	if (err != GS_OK)
		return err;

	/* Two memos may lie in charters of other zones: neither order nor
	 * number makes the first one's year the least. */
	for (size_t i = 0; i < s.memo_count; i++) {
		int64_t year = gs_statistics_year(s.memos[i]);

		s.first = i == 0 || year < s.first ? year : s.first;
		s.last = year > s.last ? year : s.last;
	}
	qsort(s.figures, s.figure_count, sizeof *s.figures, compare_figures);
	*out = s;
	return GS_OK;
}

/* Numbers --------------------------------------------------------------- */

/* Where numbers go, and of which memos they are. */
struct teller {
	const struct gs_statistics *s;
	int64_t year; /* 0: of all */
	gs_number_fn *visit;
	void *ctx;
	const char *group;
};

static bool counts_memo(const struct teller *t, const struct gs_memo *memo)
{
	return t->year == 0 || gs_statistics_year(memo) == t->year;
}

static bool has_been(const struct teller *t, int64_t at)
{
	return at != 0 && at <= t->s->now;
}

static void tell_count(const struct teller *t, const char *name, uint64_t n)
{
	const struct gs_number number = {.group = t->group, .name = name,
	    .unit = GS_DAYS_NONE, .known = true, .twice = 2 * n};

	t->visit(t->ctx, &number);
}

static void tell_part(const struct teller *t, const char *name, uint64_t n,
    uint64_t of)
{
	const struct gs_number number = {.group = t->group, .name = name,
	    .unit = GS_DAYS_NONE, .known = true, .twice = 2 * n,
	    .has_of = true, .of = of};

	t->visit(t->ctx, &number);
}

static void tell_days(const struct teller *t, const char *name,
    unsigned unit, uint64_t twice, uint64_t of)
{
	const struct gs_number number = {.group = t->group, .name = name,
	    .unit = unit, .known = of > 0, .twice = twice,
	    .has_of = true, .of = of};

	t->visit(t->ctx, &number);
}

/* Of the figures of one duty and unit, which ascend: the n-th of those done,
 * from 0. */
static uint64_t done_days(const struct teller *t, const struct gs_figure *f,
    size_t count, uint64_t n)
{
	for (size_t i = 0; i < count; i++)
		if ((t->year == 0 || f[i].year == t->year) &&
		    f[i].duty.done != 0 && n-- == 0)
			return f[i].days;
	return 0;
}

static void tell_unit(const struct teller *t, const struct gs_figure *f,
    size_t count)
{
	uint64_t done = 0, waiting = 0, longest = 0;

	for (size_t i = 0; i < count; i++) {
		if (t->year != 0 && f[i].year != t->year)
			continue;
		done += f[i].duty.done != 0;
		if (f[i].duty.status == GS_DUTY_OVERDUE) {
			waiting++;
			longest = f[i].days;
		}
	}
	if (done + waiting == 0 || f->unit == GS_DAYS_NONE)
		return;

	uint64_t median = done == 0 ? 0 :
	    done_days(t, f, count, (done - 1) / 2) +
	    done_days(t, f, count, done / 2);
	uint64_t worst = done == 0 ? 0 : done_days(t, f, count, done - 1);
	tell_days(t, "days-median", f->unit, median, done);
	tell_days(t, "days-worst", f->unit, 2 * worst, done);
	tell_days(t, "days-waiting", f->unit, 2 * longest, waiting);
}

static void tell_kind(struct teller *t, const struct gs_figure *f,
    size_t count)
{
	uint64_t n[STATUSES] = {0}, owed = 0;

	for (size_t i = 0; i < count; i++)
		if (t->year == 0 || f[i].year == t->year) {
			n[f[i].duty.status]++;
			owed++;
		}
	uint64_t in_time = n[GS_DUTY_MET] + n[GS_DUTY_MET_BY_DATE];
	uint64_t judged = in_time + n[GS_DUTY_LATE] + n[GS_DUTY_OVERDUE];

	t->group = f->duty.name;
	tell_count(t, "owed", owed);
	tell_part(t, "in-time", in_time, judged);
	tell_part(t, "met", n[GS_DUTY_MET], judged);
	tell_part(t, "met-by-operators-date", n[GS_DUTY_MET_BY_DATE], judged);
	tell_part(t, "late", n[GS_DUTY_LATE], judged);
	tell_part(t, "overdue", n[GS_DUTY_OVERDUE], judged);
	tell_part(t, "open", n[GS_DUTY_OPEN], owed);
	tell_part(t, "ended", n[GS_DUTY_ENDED], owed);

	for (size_t i = 0, same = 0; i < count; i += same) {
		for (same = 1; i + same < count &&
		    f[i + same].unit == f[i].unit;)
			same++;
		tell_unit(t, f + i, same);
	}
}

static void tell_kinds(struct teller *t)
{
	const struct gs_figure *f = t->s->figures;
	size_t count = t->s->figure_count;

	for (size_t i = 0, same = 0; i < count; i += same) {
		for (same = 1; i + same < count &&
		    f[i + same].duty.kind == f[i].duty.kind;)
			same++;
		tell_kind(t, f + i, same);
	}
}

/* Whether a release of any of the memo's text is out. */
static bool is_published(const struct teller *t, const struct gs_memo *memo)
{
	const struct gs_publication *p = memo->publication;

	while (p != NULL && p->at > t->s->now)
		p = p->before;
	return p != NULL;
}

static const struct gs_correction *correction_of(const struct teller *t,
    const struct gs_memo *memo)
{
	const struct gs_correction *c = memo->correction;

	while (c != NULL && c->at > t->s->now)
		c = c->before;
	return c;
}

static uint64_t said_until(const struct teller *t, const struct gs_memo *memo,
    enum gs_said_kind kind)
{
	uint64_t n = 0;

	for (const struct gs_said *s = memo->said[kind]; s != NULL;
	    s = s->before)
		n += has_been(t, s->at);
	return n;
}

static void tell_memos(struct teller *t)
{
	uint64_t filed = 0, office = 0, author = 0, published = 0;
	uint64_t replied = 0, corrected = 0, referred = 0, deleted = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];
		bool ended = has_been(t, m->ended);

		if (!counts_memo(t, m))
			continue;
		filed++;
		office += ended && !m->ended_by_author;
		author += ended && m->ended_by_author;
		published += is_published(t, m);
		replied += has_been(t, m->replied);
		corrected += correction_of(t, m) != NULL;
		referred += said_until(t, m, GS_SAID_REFER);
		deleted += said_until(t, m, GS_SAID_DELETED) > 0;
	}

	t->group = "memos";
	tell_count(t, "filed", filed);
	tell_part(t, "ended-by-office", office, filed);
	tell_part(t, "ended-by-author", author, filed);
	tell_part(t, "published", published, filed);
	tell_part(t, "replied", replied, filed);
	tell_part(t, "corrected", corrected, replied);
	tell_part(t, "referred", referred, filed);
	tell_part(t, "deleted", deleted, filed);
}

/* How often a deadline was put off, and of how many memos. */
static void tell_extensions(struct teller *t)
{
	uint64_t given = 0, memos = 0, filed = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];

		if (!counts_memo(t, m))
			continue;
		uint64_t n = said_until(t, m, GS_SAID_EXTEND);

		filed++;
		given += n;
		memos += n > 0;
	}
	t->group = "extensions";
	tell_count(t, "given", given);
	tell_part(t, "memos", memos, filed);
}

/* What is kept from time for somebody who asked for it. */
static void tell_holds(struct teller *t)
{
	uint64_t begun = 0, held = 0, filed = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];

		if (!counts_memo(t, m))
			continue;
		/* Begun and ended by turns. */
		uint64_t n = said_until(t, m, GS_SAID_HOLD);

		filed++;
		begun += (n + 1) / 2;
		held += n % 2;
	}
	t->group = "holds";
	tell_count(t, "begun", begun);
	tell_part(t, "memos", held, filed);
}

/* The last disposition of each request holds: the newest reply's, or that of
 * its newest correction.  A memo without requests is answered as a whole. */
static void tell_requests(struct teller *t)
{
	uint64_t made = 0, decided = 0, n[16] = {0};
	const char *word = NULL;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];
		const struct gs_value *v = NULL;

		if (!counts_memo(t, m))
			continue;
		made += m->requests == 0 ? 1 : m->requests;
		const struct gs_record *last = gs_last_word(m, t->s->now);
		for (size_t k = 0; last != NULL &&
		    (v = gs_record_value(last, "disposition", k)); k++) {
			decided++;
			for (size_t w = 0; w < 16 &&
			    (word = gs_disposition_at(w)) != NULL; w++)
				n[w] += gs_part_is(&v->parts[1], word);
		}
	}

	t->group = "requests";
	tell_count(t, "made", made);
	tell_part(t, "decided", decided, made);
	for (size_t w = 0; w < 16 && (word = gs_disposition_at(w)); w++)
		tell_part(t, word, n[w], decided);
}

/* What the authors say of replies, and what became of it. */
static void tell_appeals(struct teller *t)
{
	uint64_t replies = 0, responded = 0, referred = 0, made = 0;
	uint64_t decided = 0;
	uint64_t n[GS_OUTCOME_GRANT + 1] = {0};

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];

		if (!counts_memo(t, m))
			continue;
		for (const struct gs_memo_reply *r = m->reply; r != NULL;
		    r = r->before) {
			replies += has_been(t, r->at);
			responded += has_been(t, r->responded);
		}
		referred += said_until(t, m, GS_SAID_REFER);
		for (const struct gs_appeal *a = m->appeal; a != NULL;
		    a = a->before) {
			made += has_been(t, a->at);
			decided += has_been(t, a->decided);
			n[a->outcome] += has_been(t, a->decided);
		}
	}

	t->group = "appeals";
	tell_part(t, "responded", responded, replies);
	tell_part(t, "made", made, replies + referred);
	tell_part(t, "decided", decided, made);
	tell_part(t, "upheld", n[GS_OUTCOME_UPHOLD], decided);
	tell_part(t, "remanded", n[GS_OUTCOME_REMAND], decided);
	tell_part(t, "granted", n[GS_OUTCOME_GRANT], decided);
}

/* How the office's positions in private and in public stand to one another on
 * each request; whatever is sealed is unknown. */
static void count_alignments(const struct teller *t,
    const struct gs_memo *memo, uint64_t n[GS_ALIGNMENT_DIFFERS + 1])
{
	uint64_t first = memo->requests == 0 ? 0 : 1;

	for (uint64_t i = first; memo->position != NULL && i <= memo->requests;
	    i++) {
		struct gs_alignment a;

		gs_align(&a, memo, i, t->s->now);
		n[a.kind] += a.in_private != NULL || a.in_public != NULL;
	}
}

static void tell_positions(struct teller *t)
{
	uint64_t n[GS_ALIGNMENT_DIFFERS + 1] = {0}, made = 0, on = 0;
	uint64_t positions = 0, disputed = 0, notices = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];

		if (!counts_memo(t, m))
			continue;
		made += m->requests == 0 ? 1 : m->requests;
		count_alignments(t, m, n);
		for (const struct gs_position *p = m->position; p != NULL;
		    p = p->before) {
			positions += has_been(t, p->at);
			disputed += has_been(t, p->disputed);
		}
		for (const struct gs_notice *o = m->notice; o != NULL;
		    o = o->before)
			notices += has_been(t, o->at);
	}
	for (size_t i = 0; i < sizeof n / sizeof *n; i++)
		on += n[i];

	t->group = "positions";
	tell_part(t, "requests", on, made);
	tell_part(t, "apart", n[GS_ALIGNMENT_DIFFERS], on);
	tell_part(t, "same", n[GS_ALIGNMENT_SAME], on);
	tell_part(t, "unknown", n[GS_ALIGNMENT_UNKNOWN], on);
	tell_part(t, "alone", n[GS_ALIGNMENT_NONE], on);
	tell_part(t, "disputed", disputed, positions);
	t->group = "notices";
	tell_count(t, "given", notices);
}

static void tell_questions(struct teller *t)
{
	uint64_t asked = 0, answered = 0, memos = 0, letters = 0, filed = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];
		bool unread = false;

		if (!counts_memo(t, m))
			continue;
		filed++;
		for (const struct gs_question *q = m->question; q != NULL;
		    q = q->before) {
			asked += has_been(t, q->asked);
			answered += has_been(t, q->answered);
		}
		for (const struct gs_unreadable *u = m->unreadable; u != NULL;
		    u = u->before) {
			bool said = has_been(t, u->at);

			unread |= said && u->what == GS_UNREADABLE_MEMO;
			letters += said && u->what != GS_UNREADABLE_MEMO;
		}
		memos += unread;
	}

	t->group = "questions";
	tell_count(t, "asked", asked);
	tell_part(t, "answered", answered, asked);
	t->group = "unreadable";
	tell_part(t, "memos", memos, filed);
	tell_count(t, "letters", letters);
}

/* A count below the charter's floor is told as that, until the memo is out:
 * people among few can be guessed. */
static void tell_bands(struct teller *t)
{
	static const struct {
		uint64_t least;
		const char *name;
	} bands[] = {{0, "0-19"}, {20, "20-49"}, {50, "50-99"},
	    {100, "100-199"}, {200, "200-499"}, {500, "500-999"},
	    {1000, "1000-or-more"}};
	enum { BANDS = sizeof bands / sizeof *bands };
	uint64_t n[BANDS] = {0}, below = 0, filed = 0;

	for (size_t i = 0; i < t->s->memo_count; i++) {
		const struct gs_memo *m = t->s->memos[i];
		size_t band = BANDS - 1;

		if (!counts_memo(t, m))
			continue;
		filed++;
		while (bands[band].least > m->endorsements)
			band--;
		if (m->endorsements < m->charter->floor &&
		    !is_published(t, m))
			below++;
		else
			n[band]++;
	}

	t->group = "endorsed";
	tell_part(t, "below-floor", below, filed);
	for (size_t i = 0; i < BANDS; i++)
		tell_part(t, bands[i].name, n[i], filed);
}

/* The most that is not more than so many. */
static uint64_t band_of_cases(uint64_t n)
{
	static const uint64_t least[] = {0, 1, 5, 10, 20, 50, 100};
	size_t i = sizeof least / sizeof *least - 1;

	while (least[i] > n)
		i--;
	return least[i];
}

/* They are of no memo, and so of no year. */
static void tell_cases(struct teller *t)
{
	uint64_t opened = 0, ended = 0;

	if (t->year != 0 || t->s->only != 0)
		return;
	for (const struct gs_reprisal *one = t->s->cases; one != NULL;
	    one = one->before) {
		opened += has_been(t, one->opened);
		ended += has_been(t, one->ended);
	}

	if (opened == 0)
		return;
	t->group = "cases";
	tell_count(t, "opened-at-least", band_of_cases(opened));
	tell_count(t, "open-at-least", band_of_cases(opened - ended));
	tell_count(t, "ended-at-least", band_of_cases(ended));
}

void gs_statistics_numbers(const struct gs_statistics *s, int64_t year,
    gs_number_fn *visit, void *ctx)
{
	struct teller t = {s, year, visit, ctx, NULL};

	tell_memos(&t);
	tell_kinds(&t);
	tell_extensions(&t);
	tell_holds(&t);
	tell_requests(&t);
	tell_appeals(&t);
	tell_positions(&t);
	tell_questions(&t);
	tell_bands(&t);
	tell_cases(&t);
}

struct wanted {
	const char *group, *name;
	struct gs_number *out;
	bool found;
};

static void find_number(void *ctx, const struct gs_number *n)
{
	struct wanted *w = ctx;

	if (strcmp(n->group, w->group) != 0 || strcmp(n->name, w->name) != 0)
		return;
	*w->out = *n;
	w->found = true;
}

int gs_statistics_number(struct gs_number *out,
    const struct gs_statistics *s, int64_t year, const char *group,
    const char *name)
{
	struct wanted w = {group, name, out, false};

	gs_statistics_numbers(s, year, find_number, &w);
	return w.found ? GS_OK : GS_ERR_UNKNOWN;
}
