/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/plot.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/steps/words.h"

/* Where the axes of a picture of counts lie. */
#define LEFT 56
#define RIGHT (GS_PLOT_WIDTH - 24)
#define TOP 80
#define FLOOR (GS_PLOT_HEIGHT - 78) /* y of the axis at the foot */
#define BINS_MAX 62 /* 60 of days, that of 0, and what is beyond */

/* How a thing counted stands, as it is drawn from the floor up. */
enum shade { IN_TIME, LATE, OVERDUE, OPEN, SHADES };

static const char *const shade_words[SHADES] = {[IN_TIME] = "in time",
	[LATE] = "late", [OVERDUE] = "overdue, days so far",
	[OPEN] = "open or ended"};

static enum shade shade_of(const struct gs_duty *duty)
{
	static const enum shade shades[] = {[GS_DUTY_OPEN] = OPEN,
	    [GS_DUTY_MET] = IN_TIME, [GS_DUTY_MET_BY_DATE] = IN_TIME,
	    [GS_DUTY_LATE] = LATE, [GS_DUTY_OVERDUE] = OVERDUE,
	    [GS_DUTY_ENDED] = OPEN};

	return shades[duty->status];
}

static void place_box(const struct gs_canvas *c, enum gs_plot_ink ink, int x,
    int y, struct gs_plot_box size)
{
	size.x = x;
	size.y = y;
	if (size.width > 0 && size.height > 0)
		c->box(c->ctx, ink, &size);
}

static void put_label(const struct gs_canvas *c, int x, int y,
    enum gs_plot_anchor anchor, const char *text)
{
	const struct gs_plot_label label = {x, y, anchor, GS_PLOT_BLACK, false,
	    text};

	c->label(c->ctx, &label);
}

/* In time is pale, late is black, overdue is striped, open is white: each with
 * its edge, so that none is lost on paper of any colour. */
static void put_shade(const struct gs_canvas *c, enum shade shade,
    struct gs_plot_box at)
{
	static const enum gs_plot_ink inks[SHADES] = {[IN_TIME] = GS_PLOT_PALE,
	    [LATE] = GS_PLOT_BLACK, [OVERDUE] = GS_PLOT_WHITE,
	    [OPEN] = GS_PLOT_WHITE};

	if (at.width < 1 || at.height < 1)
		return;
	c->box(c->ctx, GS_PLOT_BLACK, &at);
	const struct gs_plot_box inner = {at.x + 1, at.y + 1, at.width - 2,
	    at.height - 2};
	place_box(c, inks[shade], inner.x, inner.y, inner);
	for (int y = inner.y + 2; shade == OVERDUE &&
	    y < inner.y + inner.height; y += 4)
		place_box(c, GS_PLOT_BLACK, inner.x, y,
		    (struct gs_plot_box){0, 0, inner.width, 2});
}

static void put_title(const struct gs_canvas *c,
    const struct gs_statistics *s, const struct gs_picture *p)
{
	char text[GS_PICTURE_TITLE_MAX];
	struct gs_plot_label label = {16, 24, GS_PLOT_START, GS_PLOT_BLACK,
	    true, text};

	gs_picture_title(text, s, p);
	c->label(c->ctx, &label);
	if (!s->charter->exercise)
		return;
	label.y = 42;
	label.text = "EXERCISE: people, acts and dates of this channel are "
	    "invented.";
	c->label(c->ctx, &label);
}

/* What the shades of a picture mean. */
static void put_key(const struct gs_canvas *c, const bool used[SHADES])
{
	int x = LEFT;

	for (int i = 0; i < SHADES; i++) {
		if (!used[i])
			continue;
		put_shade(c, (enum shade)i, (struct gs_plot_box){x,
		    GS_PLOT_HEIGHT - 24, 22, 14});
		put_label(c, x + 28, GS_PLOT_HEIGHT - 13, GS_PLOT_START,
		    shade_words[i]);
		x += 60 + 7 * (int)strlen(shade_words[i]);
	}
}

/* Counts --------------------------------------------------------------- */

/* Things counted in bins beside one another. */
struct bars {
	unsigned n[BINS_MAX][SHADES];
	size_t bins;
	unsigned most; /* of a bin */
	bool used[SHADES];
};

static void count_bar(struct bars *b, size_t bin, enum shade shade)
{
	unsigned sum = 0;

	b->n[bin][shade]++;
	b->used[shade] = true;
	for (int i = 0; i < SHADES; i++)
		sum += b->n[bin][i];
	b->most = sum > b->most ? sum : b->most;
}

static int bar_x(const struct bars *b, size_t bin)
{
	return LEFT + (int)((size_t)(RIGHT - LEFT) * bin / b->bins);
}

static int bar_y(const struct bars *b, unsigned n)
{
	return FLOOR - (int)((unsigned)(FLOOR - TOP) * n /
	    (b->most == 0 ? 1 : b->most));
}

/* The axis at the left: at most seven steps of 1, 2 or 5 by tens. */
static void put_scale(const struct gs_canvas *c, const struct bars *b)
{
	unsigned step = 1;
	char text[16];

	for (unsigned i = 0; b->most / step > 6; i++)
		step = i % 3 == 1 ? step / 2 * 5 : step * 2;
	for (unsigned n = 0; n <= b->most; n += step) {
		int y = bar_y(b, n);

		place_box(c, n == 0 ? GS_PLOT_BLACK : GS_PLOT_PALE, LEFT, y,
		    (struct gs_plot_box){0, 0, RIGHT - LEFT, 1});
		gs_words(text, sizeof text, "{0}", gs_say_number(n));
		put_label(c, LEFT - 8, y + 4, GS_PLOT_END, text);
	}
}

static void put_bars(const struct gs_canvas *c, const struct bars *b)
{
	int gap = RIGHT - LEFT > 16 * (int)b->bins ? 4 : 1;

	for (size_t bin = 0; bin < b->bins; bin++) {
		int x = bar_x(b, bin) + gap / 2;
		int width = bar_x(b, bin + 1) - gap / 2 - x;
		unsigned below = 0;

		x += width > 64 ? (width - 64) / 2 : 0;
		width = width > 64 ? 64 : width;
		for (int i = 0; i < SHADES; i++) {
			unsigned top = below + b->n[bin][i];

			put_shade(c, (enum shade)i, (struct gs_plot_box){
			    x, bar_y(b, top),
			    width, bar_y(b, below) - bar_y(b, top)});
			below = top;
		}
	}
}

/* Days ------------------------------------------------------------------ */

static bool is_shown(const struct gs_figure *f, const struct gs_picture *p)
{
	return strcmp(f->duty.name, p->duty) == 0 && f->unit == p->unit &&
	    shade_of(&f->duty) != OPEN;
}

/* Days are drawn up to three times the longest rule: what waits for years would
 * press all else into one bar.  What took longer has a bar of its own. */
#define RULES_SHOWN 3

static uint64_t days_shown(const struct gs_statistics *s,
    const struct gs_picture *p)
{
	uint64_t rule = 1, most = 1;

	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];

		if (!is_shown(f, p))
			continue;
		most = f->days > most ? f->days : most;
		rule = f->rule > rule ? f->rule : rule;
	}
	most = most > rule ? most : rule;
	return most > RULES_SHOWN * rule ? RULES_SHOWN * rule : most;
}

/* A bin ends with the day that is named under it, so that a line behind it has
 * all days up to that one on its left. */
static size_t bin_of(uint64_t days, uint64_t width)
{
	return (size_t)((days + width - 1) / width);
}

static size_t bin_within(uint64_t days, uint64_t width, uint64_t shown)
{
	return bin_of(days > shown ? shown : days, width) + (days > shown);
}

/* The days under each bin, of which as many are named as have room. */
static void put_days(const struct gs_canvas *c, const struct bars *b,
    uint64_t width, unsigned unit, size_t named)
{
	size_t step = 1 + b->bins / 15;
	char text[96];

	if (named < b->bins)
		put_label(c, (bar_x(b, named) + bar_x(b, b->bins)) / 2,
		    FLOOR + 16, GS_PLOT_MIDDLE, "more");
	for (size_t bin = 0; bin + step / 2 < named; bin += step) {
		gs_words(text, sizeof text, "{0}",
		    gs_say_number(bin * width));
		put_label(c, (bar_x(b, bin) + bar_x(b, bin + 1)) / 2,
		    FLOOR + 16, GS_PLOT_MIDDLE, text);
	}
	if (width == 1)
		gs_words(text, sizeof text, "{0}",
		    gs_say_text(gs_days_phrase(unit)));
	else
		gs_words(text, sizeof text, "{0}; a bar has {1}, up to "
		    "the number below it", gs_say_text(gs_days_phrase(unit)),
		    gs_say_number(width));
	put_label(c, (LEFT + RIGHT) / 2, FLOOR + 36, GS_PLOT_MIDDLE, text);
}

/* A dashed line behind the last bar that has days within the rule. */
static void put_limit(const struct gs_canvas *c, const struct bars *b,
    uint64_t width, uint64_t rule)
{
	int x = bar_x(b, bin_of(rule, width) + 1);
	char text[64];

	for (int y = TOP - 8; y < FLOOR; y += 9)
		place_box(c, GS_PLOT_BLACK, x - 1, y,
		    (struct gs_plot_box){0, 0, 2, 5});
	gs_words(text, sizeof text, "the rule: {0}", gs_say_number(rule));
	put_label(c, x, TOP - 12, x > (LEFT + RIGHT) / 2 ? GS_PLOT_END :
	    GS_PLOT_START, text);
}

static void draw_days(const struct gs_canvas *c,
    const struct gs_statistics *s, const struct gs_picture *p)
{
	struct bars b = {.bins = 1};
	uint64_t shown = days_shown(s, p), last = 0;
	uint64_t width = (shown + BINS_MAX - 3) / (BINS_MAX - 2);
	size_t named = bin_of(shown, width) + 1;

	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];

		if (!is_shown(f, p))
			continue;
		size_t bin = bin_within(f->days, width, shown);
		size_t line = bin_of(f->rule, width);
		b.bins = bin + 1 > b.bins ? bin + 1 : b.bins;
		b.bins = line + 1 > b.bins ? line + 1 : b.bins;
		count_bar(&b, bin, shade_of(&f->duty));
	}

	put_scale(c, &b);
	put_bars(c, &b);
	put_days(c, &b, width, p->unit, named);
	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];

		if (is_shown(f, p) && f->rule != last)
			put_limit(c, &b, width, f->rule);
		last = is_shown(f, p) ? f->rule : last;
	}
	put_key(c, b.used);
}

/* Years ----------------------------------------------------------------- */

/* Which bar a memo belongs to: a month of the one year, or one of the years. */
static size_t bar_of(const struct gs_statistics *s, const struct gs_memo *m)
{
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day,
	    gs_charter_day(m->charter, m->at));
	if (s->first == s->last)
		return month - 1;
	return year - s->first < BINS_MAX ? (size_t)(year - s->first) :
	    BINS_MAX - 1;
}

static void draw_year(const struct gs_canvas *c,
    const struct gs_statistics *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	bool one = s->first == s->last;
	int64_t years = s->last - s->first + 1;
	struct bars b = {.bins = one ? 12 : years < BINS_MAX ?
	    (size_t)years : BINS_MAX};
	char text[16];

	for (size_t i = 0; i < s->figure_count; i++)
		if (s->figures[i].duty.kind == GS_DUTY_REPLY)
			count_bar(&b, bar_of(s, s->figures[i].duty.memo),
			    shade_of(&s->figures[i].duty));

	put_scale(c, &b);
	put_bars(c, &b);
	for (size_t i = 0, step = 1 + b.bins / 15; i < b.bins; i += step) {
		if (one)
			gs_words(text, sizeof text, "{0}",
			    gs_say_span(months + 3 * i, 3));
		else
			gs_words(text, sizeof text, "{0}", gs_say_number(
			    (uint64_t)s->first + i));
		put_label(c, (bar_x(&b, i) + bar_x(&b, i + 1)) / 2, FLOOR + 16,
		    GS_PLOT_MIDDLE, text);
	}
	put_label(c, (LEFT + RIGHT) / 2, FLOOR + 36, GS_PLOT_MIDDLE,
	    one ? "month of filing" : "year of filing");
	put_key(c, b.used);
}

/* One memo -------------------------------------------------------------- */

struct span_of_time {
	const struct gs_charter *charter;
	int64_t first, last;
};

#define LANES_LEFT 150
#define LANES_MAX 4 /* what follows has no room */

static int time_x(const struct span_of_time *t, int64_t at)
{
	int64_t in = at < t->first ? 0 : at > t->last ? t->last - t->first :
	    at - t->first;

	return LANES_LEFT + (int)((RIGHT - LANES_LEFT) * in /
	    (t->last - t->first));
}

#define DAY_TEXT_MAX 24
static void write_day(char out[DAY_TEXT_MAX], const struct span_of_time *t,
    int64_t at)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t year = 0;
	unsigned month = 0, day = 0;

	gs_civil_from_days(&year, &month, &day,
	    gs_charter_day(t->charter, at));
	gs_words(out, DAY_TEXT_MAX, "{0} {1} {2}", gs_say_number(day),
	    gs_say_span(months + (month - 1) * (size_t)3, 3),
	    gs_say_number((uint64_t)year));
}

static void put_dated(const struct gs_canvas *c, const struct span_of_time *t,
    const char *what, int64_t at, int y)
{
	char day[DAY_TEXT_MAX], text[64];
	int x = time_x(t, at), most = RIGHT - LANES_LEFT;

	write_day(day, t, at);
	gs_words(text, sizeof text, "{0} {1}", gs_say_text(what),
	    gs_say_text(day));
	put_label(c, x, y, x < LANES_LEFT + most / 4 ? GS_PLOT_START :
	    x > RIGHT - most / 4 ? GS_PLOT_END : GS_PLOT_MIDDLE, text);
}

/* A duty's time, what was missed of it, and the act. */
static void put_lane(const struct gs_canvas *c, const struct span_of_time *t,
    const struct gs_duty *d, int y)
{
	int start = time_x(t, d->start), due = time_x(t, d->due);
	int until = time_x(t, d->done != 0 ? d->done : t->last);
	enum shade shade = shade_of(d);

	put_label(c, 16, y + 14, GS_PLOT_START, d->name);
	put_label(c, 16, y + 30, GS_PLOT_START, shade == IN_TIME ?
	    d->status == GS_DUTY_MET ? "in time" : "in time (own date)" :
	    shade == LATE ? "late" : shade == OVERDUE ? "overdue" :
	    d->status == GS_DUTY_ENDED ? "ended" : "open");
	put_shade(c, IN_TIME, (struct gs_plot_box){start, y + 4, due - start,
	    16});
	if ((shade == LATE || shade == OVERDUE) && until > due)
		put_shade(c, shade, (struct gs_plot_box){due, y + 4,
		    until - due, 16});

	place_box(c, GS_PLOT_BLACK, due - 1, y, (struct gs_plot_box){0, 0, 3,
	    24});
	put_dated(c, t, "due", d->due, y - 4);
	if (d->done == 0)
		return;
	place_box(c, GS_PLOT_WHITE, until - 4, y + 8, (struct gs_plot_box){0, 0,
	    9, 9});
	place_box(c, GS_PLOT_BLACK, until - 3, y + 9, (struct gs_plot_box){0, 0,
	    7, 7});
	put_dated(c, t, "done", d->done, y + 34);
}

static int draw_memo(const struct gs_canvas *c,
    const struct gs_statistics *s, const struct gs_memo *memo)
{
	struct gs_duties all = gs_duties_of(memo, s->now);
	struct gs_duty duties[LANES_MAX];
	struct span_of_time t = {memo->charter, memo->at, memo->at + GS_DAY};
	size_t count = 0;
	int y = TOP + 2;

	while (count < LANES_MAX && gs_duties_next(&duties[count], &all)) {
		const struct gs_duty *d = &duties[count++];
		int64_t end = d->done > d->due ? d->done : d->due;

		end = d->status == GS_DUTY_OVERDUE ? s->now : end;
		t.last = end > t.last ? end : t.last;
	}
	if (all.err != GS_OK)
		return all.err;

	size_t lanes = count > 0 ? count : 1;
	int step = (GS_PLOT_HEIGHT - 60 - y) / (int)lanes;
	step = step > 80 ? 80 : step;
	for (size_t i = 0; i < count; i++, y += step)
		put_lane(c, &t, &duties[i], y);
	place_box(c, GS_PLOT_BLACK, LANES_LEFT, GS_PLOT_HEIGHT - 46,
	    (struct gs_plot_box){0, 0, RIGHT - LANES_LEFT, 1});
	put_dated(c, &t, "filed", memo->at, GS_PLOT_HEIGHT - 30);
	put_dated(c, &t, "", t.last, GS_PLOT_HEIGHT - 30);
	return GS_OK;
}

/* Pictures -------------------------------------------------------------- */

bool gs_picture_at(struct gs_picture *out, const struct gs_statistics *s,
    size_t index)
{
	if (s->memo_count == 0)
		return false;
	if (index == 0) {
		*out = (struct gs_picture){.kind = GS_PICTURE_YEAR};
		return true;
	}

	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];

		if (f->unit == GS_DAYS_NONE || (i > 0 &&
		    f[-1].duty.kind == f->duty.kind &&
		    f[-1].unit == f->unit))
			continue;
		if (--index > 0)
			continue;
		*out = (struct gs_picture){.kind = GS_PICTURE_DAYS,
		    .duty = f->duty.name, .unit = f->unit};
		return true;
	}
	return false;
}

void gs_picture_title(char out[GS_PICTURE_TITLE_MAX],
    const struct gs_statistics *s, const struct gs_picture *p)
{
	const struct gs_message_value values[] = {
	    gs_say_number((uint64_t)s->first),
	    gs_say_number((uint64_t)s->last), gs_say_text(p->duty)};
	bool one = s->first == s->last;
	const char *form = one ? "Memos filed in {0}, and how their replies "
	    "stand" : "Memos filed from {0} to {1}, and how their replies "
	    "stand";

	if (p->kind == GS_PICTURE_DAYS)
		form = one ? "Days that '{2}' took, of memos filed in {0}" :
		    "Days that '{2}' took, of memos filed from {0} to {1}";
	gs_words_values(out, GS_PICTURE_TITLE_MAX, form, values);
	if (p->kind == GS_PICTURE_MEMO)
		gs_words(out, GS_PICTURE_TITLE_MAX, "Memo {0} against its "
		    "clocks", gs_say_number(p->memo->number));
}

void gs_picture_name(char out[GS_PICTURE_NAME_MAX],
    const struct gs_statistics *s, const struct gs_picture *p)
{
	if (p->kind == GS_PICTURE_DAYS)
		gs_words(out, GS_PICTURE_NAME_MAX, "days-{0}-{1}",
		    gs_say_text(p->duty), gs_say_text(gs_days_word(p->unit)));
	else if (p->kind == GS_PICTURE_YEAR)
		gs_words(out, GS_PICTURE_NAME_MAX, "{0}", gs_say_text(
		    s->first == s->last ? "year" : "years"));
	else
		gs_words(out, GS_PICTURE_NAME_MAX, "memo-{0}",
		    gs_say_number(p->memo->number));
}

int gs_picture_draw(const struct gs_canvas *canvas,
    const struct gs_statistics *s, const struct gs_picture *p)
{
	put_title(canvas, s, p);
	if (p->kind == GS_PICTURE_MEMO)
		return draw_memo(canvas, s, p->memo);
	if (p->kind == GS_PICTURE_DAYS)
		draw_days(canvas, s, p);
	else
		draw_year(canvas, s);
	return GS_OK;
}
