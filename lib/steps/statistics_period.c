/* SPDX-License-Identifier: Apache-2.0 */
/* What happened within some days, and how what came due in them stands at their
 * end (docs/spec/statistics.md, "A period"). */
#include "core/record/time.h"
#include "lib/steps/statistics.h"

bool gs_period_has(const struct gs_statistics *s, const struct gs_memo *memo,
    int64_t at)
{
	int64_t day = gs_charter_day(memo->charter, at);

	return at != 0 && at <= s->now && day >= s->since && day <= s->until;
}

/* Acts ------------------------------------------------------------------ */

enum { FILED, ENDED, REPLIES, CORRECTIONS, EXTENSIONS, REFERRALS, APPEALS,
	DECISIONS, QUESTIONS, ANSWERS, PUBLICATIONS, POSITIONS, NOTICES, HOLDS,
	REMARKS, DELETIONS, ACTS };

static const char *const acts[ACTS] = {[FILED] = "filed", [ENDED] = "ended",
    [REPLIES] = "replies", [CORRECTIONS] = "corrections",
    [EXTENSIONS] = "extensions", [REFERRALS] = "referrals",
    [APPEALS] = "appeals", [DECISIONS] = "decisions",
    [QUESTIONS] = "questions", [ANSWERS] = "answers",
    [PUBLICATIONS] = "publications", [POSITIONS] = "positions",
    [NOTICES] = "notices", [HOLDS] = "holds", [REMARKS] = "remarks",
    [DELETIONS] = "deletions"};

static void add_act(uint64_t n[ACTS], const struct gs_statistics *s,
    const struct gs_memo *m, int act, int64_t at)
{
	n[act] += gs_period_has(s, m, at);
}

static void add_answers(uint64_t n[ACTS], const struct gs_statistics *s,
    const struct gs_memo *m)
{
	for (const struct gs_memo_reply *r = m->reply; r != NULL;
	    r = r->before)
		add_act(n, s, m, REPLIES, r->at);
	for (const struct gs_correction *c = m->correction; c != NULL;
	    c = c->before)
		add_act(n, s, m, CORRECTIONS, c->at);
	for (const struct gs_appeal *a = m->appeal; a != NULL; a = a->before) {
		add_act(n, s, m, APPEALS, a->at);
		add_act(n, s, m, DECISIONS, a->decided);
	}
	for (const struct gs_question *q = m->question; q != NULL;
	    q = q->before) {
		add_act(n, s, m, QUESTIONS, q->asked);
		add_act(n, s, m, ANSWERS, q->answered);
	}
}

static void add_disclosures(uint64_t n[ACTS], const struct gs_statistics *s,
    const struct gs_memo *m)
{
	for (const struct gs_publication *p = m->publication; p != NULL;
	    p = p->before)
		add_act(n, s, m, PUBLICATIONS, p->at);
	for (const struct gs_position *p = m->position; p != NULL;
	    p = p->before)
		add_act(n, s, m, POSITIONS, p->at);
	for (const struct gs_notice *o = m->notice; o != NULL; o = o->before)
		add_act(n, s, m, NOTICES, o->at);
}

static void add_said(uint64_t n[ACTS], const struct gs_statistics *s,
    const struct gs_memo *m)
{
	static const struct {
		enum gs_said_kind kind;
		int act;
	} rows[] = {{GS_SAID_EXTEND, EXTENSIONS}, {GS_SAID_REFER, REFERRALS},
	    {GS_SAID_REMARK, REMARKS}, {GS_SAID_DELETED, DELETIONS}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const struct gs_said *one = m->said[rows[i].kind];
		    one != NULL; one = one->before)
			add_act(n, s, m, rows[i].act, one->at);
	for (const struct gs_said *one = m->said[GS_SAID_HOLD]; one != NULL;
	    one = one->before) {
		struct gs_part state = gs_record_part(&one->rec, "state");

		if (gs_part_is(&state, "begun"))
			add_act(n, s, m, HOLDS, one->at);
	}
}

static void tell_number(gs_number_fn *visit, void *ctx,
    struct gs_number number, uint64_t value)
{
	number.unit = GS_DAYS_NONE;
	number.known = true;
	number.twice = 2 * value;
	visit(ctx, &number);
}

static void tell_period_acts(const struct gs_statistics *s,
    gs_number_fn *visit, void *ctx)
{
	uint64_t n[ACTS] = {0};

	for (size_t i = 0; i < s->memo_count; i++) {
		const struct gs_memo *m = s->memos[i];

		add_act(n, s, m, FILED, m->at);
		add_act(n, s, m, ENDED, m->ended);
		add_answers(n, s, m);
		add_disclosures(n, s, m);
		add_said(n, s, m);
	}
	for (int act = 0; act < ACTS; act++)
		tell_number(visit, ctx, (struct gs_number){
		    .group = "period", .name = acts[act]}, n[act]);
}

/* Duties ---------------------------------------------------------------- */

/* Of the figures of one duty. */
static void tell_period_duty(const struct gs_statistics *s,
    const struct gs_figure *f, size_t count, gs_number_fn *visit, void *ctx)
{
	uint64_t due = 0, in_time = 0, late = 0, overdue = 0, at_end = 0;

	for (size_t i = 0; i < count; i++) {
		const struct gs_duty *d = &f[i].duty;
		bool waits = d->status == GS_DUTY_OVERDUE;

		at_end += waits;
		if (d->status == GS_DUTY_ENDED ||
		    !gs_period_has(s, d->memo, d->due))
			continue;
		due++;
		overdue += waits;
		late += d->status == GS_DUTY_LATE;
		in_time += d->status == GS_DUTY_MET ||
		    d->status == GS_DUTY_MET_BY_DATE;
	}

	struct gs_number part = {.group = f->duty.name, .has_of = true,
	    .of = due};
	tell_number(visit, ctx, (struct gs_number){.group = part.group,
	    .name = "came-due"}, due);
	part.name = "in-time";
	tell_number(visit, ctx, part, in_time);
	part.name = "late";
	tell_number(visit, ctx, part, late);
	part.name = "overdue";
	tell_number(visit, ctx, part, overdue);
	tell_number(visit, ctx, (struct gs_number){.group = part.group,
	    .name = "overdue-at-end"}, at_end);
}

void gs_period_numbers(const struct gs_statistics *s, gs_number_fn *visit,
    void *ctx)
{
	const struct gs_figure *f = s->figures;

	tell_period_acts(s, visit, ctx);
	for (size_t i = 0, same = 0; i < s->figure_count; i += same) {
		for (same = 1; i + same < s->figure_count &&
		    f[i + same].duty.kind == f[i].duty.kind;)
			same++;
		tell_period_duty(s, f + i, same, visit, ctx);
	}
}

/* The end of a day, where its zone is known for all of it. */
int64_t gs_period_end(const struct gs_charter *charter, int64_t day)
{
	int64_t low = (day - 1) * GS_DAY, high = (day + 3) * GS_DAY;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (gs_charter_day(charter, middle) > day)
			high = middle;
		else
			low = middle + 1;
	}
	return low - 1;
}
