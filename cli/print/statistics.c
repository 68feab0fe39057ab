/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/statistics.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"
#include "lib/steps/statistics_form.h"

/* Groups follow one another: the first line of each has its name. */
struct page {
	const char *group;
};

static void print_figure(void *ctx, const struct gs_number *n)
{
	struct page *p = ctx;
	char value[GS_NUMBER_MAX], percent[GS_PERCENT_MAX];
	bool same = p->group != NULL && strcmp(p->group, n->group) == 0;

	gs_number_text(value, n);
	printf("  %-12s %-22s %8s", same ? "" : n->group, n->name, value);
	if (n->unit != GS_DAYS_NONE)
		printf(" %s", gs_days_phrase(n->unit));
	if (n->has_of)
		printf(" of %llu", (unsigned long long)n->of);
	gs_percent(percent, n->twice / 2, n->of);
	if (n->has_of && n->unit == GS_DAYS_NONE && percent[0] != '\0')
		printf(" (%s)", percent);
	printf("\n");
	p->group = n->group;
}

static void print_share(const struct gs_statistics *s, int64_t year,
    const char *duty)
{
	struct gs_number n;
	char percent[GS_PERCENT_MAX];

	if (gs_statistics_number(&n, s, year, duty, "in-time") != GS_OK)
		return;
	gs_percent(percent, n.twice / 2, n.of);
	printf("; %s in time %llu of %llu%s%s%s", duty,
	    (unsigned long long)(n.twice / 2), (unsigned long long)n.of,
	    n.of > 0 ? " (" : "", percent, n.of > 0 ? ")" : "");
}

static void print_year(const struct gs_statistics *s, int64_t year)
{
	struct gs_number n;

	if (gs_statistics_number(&n, s, year, "memos", "filed") != GS_OK ||
	    n.twice == 0)
		return;
	printf("  %lld: %llu filed", (long long)year,
	    (unsigned long long)(n.twice / 2));
	for (size_t i = 0; i < s->figure_count; i++)
		if (i == 0 || s->figures[i - 1].duty.kind !=
		    s->figures[i].duty.kind)
			print_share(s, year, s->figures[i].duty.name);
	printf("\n");
}

static void print_overdue(const struct gs_statistics *s)
{
	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];
		char due[GS_LOCAL_TIME_MAX];

		if (f->duty.status != GS_DUTY_OVERDUE)
			continue;
		gs_local_time(due, f->duty.memo->charter, f->duty.due);
		printf("  %soverdue%s: memo %llu, %s of the %s, since %s\n",
		    gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN),
		    (unsigned long long)f->duty.memo->number, f->duty.name,
		    f->duty.owner, due);
	}
}

static void print_period_remarks(const struct gs_statistics *s,
    const struct gs_memo *m)
{
	const struct gs_said *one = NULL;
	char when[GS_LOCAL_TIME_MAX];

	for (uint64_t n = 1; (one = gs_said_by(m, GS_SAID_REMARK, n)) != NULL;
	    n++) {
		struct gs_part by = gs_record_part(&one->rec, "signature");
		struct gs_part text = gs_record_part(&one->rec, "text");

		if (!gs_period_has(s, m, one->at))
			continue;
		gs_local_time(when, m->charter, one->at);
		printf("  remark on memo %llu by the ",
		    (unsigned long long)m->number);
		gs_say_calm(stdout, by.ptr, by.len, "");
		printf(", %s: ", when);
		gs_say_calm(stdout, text.ptr, text.len, "");
		printf("\n");
	}
}

static void print_period(const struct gs_statistics *s)
{
	struct page page = {NULL};
	uint8_t since[GS_DATE_LEN + 1] = "", until[GS_DATE_LEN + 1] = "";

	if (s->until < s->since)
		return;
	gs_date_format(since, s->since);
	gs_date_format(until, s->until);
	printf("%sFrom %s to %s%s\n", gs_terminal_escape(GS_STYLE_BOLD),
	    (const char *)since, (const char *)until,
	    gs_terminal_escape(GS_STYLE_PLAIN));
	gs_period_numbers(s, print_figure, &page);
	for (size_t i = 0; i < s->memo_count; i++)
		print_period_remarks(s, s->memos[i]);
	printf("\n");
}

void gs_print_statistics(const struct gs_statistics *s)
{
	struct page page = {NULL};
	char when[GS_LOCAL_TIME_MAX];

	print_period(s);
	gs_local_time(when, s->charter, s->now);
	if (s->only != 0)
		printf("%sStatistics%s of memos filed in %lld, as of %s\n",
		    gs_terminal_escape(GS_STYLE_BOLD),
		    gs_terminal_escape(GS_STYLE_PLAIN), (long long)s->only,
		    when);
	else
		printf("%sStatistics%s of all memos, as of %s\n",
		    gs_terminal_escape(GS_STYLE_BOLD),
		    gs_terminal_escape(GS_STYLE_PLAIN), when);

	gs_statistics_numbers(s, 0, print_figure, &page);
	for (int64_t year = s->first; year <= s->last; year++)
		print_year(s, year);
	print_overdue(s);
}
