/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/positions.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "cli/print/letter.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"
#include "lib/steps/position_text.h"

static void print_line_of(const struct gs_record *rec, const char *field,
    const char *before)
{
	struct gs_part part = gs_record_part(rec, field);

	if (part.kind == GS_PART_NONE)
		return;
	printf("%s", before);
	gs_say_calm(stdout, part.ptr, part.len, "");
}

static void print_day(const struct gs_record *rec, const char *field,
    const char *before)
{
	struct gs_part part = gs_record_part(rec, field);
	uint8_t text[GS_DATE_LEN];

	if (part.kind == GS_PART_NONE)
		return;
	gs_date_format(text, part.number);
	printf("%s%.*s", before, (int)sizeof text, (const char *)text);
}

static void print_said(const struct gs_position *p)
{
	print_line_of(&p->rec, "text", "              \"");
	printf("\"\n");
	print_line_of(&p->rec, "place", "              ");
	print_day(&p->rec, "date", ", ");
	printf("\n");
	if (gs_record_count(&p->rec, "url") > 0) {
		print_line_of(&p->rec, "url", "              ");
		printf("\n");
	}
}

static void print_position(const struct gs_memo *memo,
    const struct gs_position *p, int64_t now)
{
	struct gs_part stance = gs_position_stance(memo, p, now);
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, memo->charter, p->at);
	printf("  position %-2llu ", (unsigned long long)p->number);
	if (p->side == GS_SIDE_OPENED)
		printf("%s: opens position %llu", when, (unsigned long long)
		    gs_record_number(&p->rec, "which"));
	else
		printf("%s: in %s, on ", when, gs_side_word(p->side));
	if (p->side != GS_SIDE_OPENED && p->request == 0)
		printf("the memo");
	else if (p->side != GS_SIDE_OPENED)
		printf("request %llu", (unsigned long long)p->request);
	printf(": ");
	if (stance.kind == GS_PART_NONE)
		printf("sealed");
	else
		gs_say_calm(stdout, stance.ptr, stance.len, "");
	printf("\n");

	if (p->side == GS_SIDE_PUBLIC)
		print_said(p);
	if (p->disputed != 0) {
		gs_local_time(when, memo->charter, p->disputed);
		printf("              disputed by the author %s\n", when);
	}
}

/* Of each request, how its newest positions stand. */
static void print_alignment(const struct gs_memo *memo, int64_t now,
    bool whole)
{
	char text[GS_ALIGNMENT_MAX];
	uint64_t first = 0, last = 0;
	bool apart = false;

	gs_alignment_requests(&first, &last, memo);
	for (uint64_t n = first; n <= last; n++) {
		if (!gs_alignment_say(text, &apart, memo, n, now))
			continue;
		printf("  both sides  ");
		if (n > 0)
			printf("request %llu: ", (unsigned long long)n);
		printf("%s%s%s%s\n", gs_terminal_escape(apart ?
		    GS_STYLE_BAD : GS_STYLE_PLAIN), text,
		    gs_terminal_escape(GS_STYLE_PLAIN),
		    whole ? "" : ", as far as this file goes");
	}
}

void gs_print_positions(const struct gs_memo *memo, int64_t now, bool whole)
{
	uint64_t count = memo->position == NULL ? 0 : memo->position->number;

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_position *p = gs_position_by(memo, n);

		if (p->at <= now)
			print_position(memo, p, now);
	}
	if (count > 0)
		print_alignment(memo, now, whole);
}

static void print_notice(const struct gs_memo *memo,
    const struct gs_notice *n)
{
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, memo->charter, n->at);
	printf("  notice %-4llu %s: ", (unsigned long long)n->number, when);
	print_line_of(&n->rec, "what", "");
	print_line_of(&n->rec, "reader", " to ");
	print_day(&n->rec, "after", ", which left on ");
	printf("\n");
	print_line_of(&n->rec, "authority", "              under ");
	print_line_of(&n->rec, "reason", ": ");
	printf("\n");
}

/* One line for each who opened it, with the last time: it may be every day. */
static void print_opened(const struct gs_memo *memo,
    const struct gs_opened *newest)
{
	struct gs_part by = gs_record_part(&newest->rec, "by");
	struct gs_part role = gs_record_part(&newest->rec, "role");
	unsigned long long days = 0;
	char when[GS_LOCAL_TIME_MAX];

	for (const struct gs_opened *o = memo->opened; o != NULL;
	    o = o->before) {
		struct gs_part who = gs_record_part(&o->rec, "by");
		struct gs_part as = gs_record_part(&o->rec, "role");
		bool same = gs_part_same(&who, &by) &&
		    gs_part_same(&as, &role);

		if (same && days == 0 && o != newest)
			return; /* told with its newest */
		days += same;
	}

	gs_local_time(when, memo->charter, newest->at);
	printf("  opened      by ");
	gs_say_calm(stdout, by.ptr, by.len, "");
	printf(" (");
	gs_say_calm(stdout, role.ptr, role.len, "");
	printf("), on %llu %s, last %s\n", days, days == 1 ? "day" : "days",
	    when);
}

void gs_print_disclosures(const struct gs_memo *memo)
{
	uint64_t count = memo->notice == NULL ? 0 : memo->notice->number;

	for (uint64_t n = 1; n <= count; n++)
		for (const struct gs_notice *one = memo->notice; one != NULL;
		    one = one->before)
			if (one->number == n)
				print_notice(memo, one);
	for (const struct gs_opened *o = memo->opened; o != NULL;
	    o = o->before)
		print_opened(memo, o);
}
