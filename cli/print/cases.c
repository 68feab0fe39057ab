/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/cases.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "core/record/time.h"

static void print_local_day(const struct gs_charter *charter, int64_t at)
{
	char day[GS_DATE_LEN + 1] = "";

	gs_date_format((uint8_t *)day, gs_charter_day(charter, at));
	printf("%s", day);
}

static void print_case(const struct gs_reprisal *one,
    const struct gs_charter *charter, int64_t now)
{
	char until[GS_DATE_LEN + 1] = "";

	printf("Case %-3llu opened ", (unsigned long long)one->number);
	print_local_day(charter, one->opened);
	if (one->ended != 0) {
		printf(", ended ");
		print_local_day(charter, one->ended);
		printf("\n");
		return;
	}

	printf(", last said ");
	print_local_day(charter, one->said);
	gs_date_format((uint8_t *)until, (int64_t)one->until);
	printf(", more by %s%s\n", until,
	    gs_reprisal_is_overdue(one, charter, now) ? ": overdue" : "");
}

void gs_print_cases(const struct gs_state *state, int64_t now)
{
	const struct gs_reprisal *one = gs_state_reprisal(state);

	if (one == NULL)
		printf("No case of reprisal is in the log.\n");
	for (; one != NULL; one = one->before)
		print_case(one, gs_state_charter(state), now);
}

bool gs_print_open_cases(const struct gs_state *state, int64_t now,
    bool overdue_alone)
{
	const struct gs_charter *charter = gs_state_charter(state);
	char until[GS_DATE_LEN + 1] = "";
	bool missed = false;

	for (const struct gs_reprisal *one = gs_state_reprisal(state);
	    one != NULL; one = one->before) {
		bool overdue = gs_reprisal_is_overdue(one, charter, now);

		if (one->ended != 0 || (overdue_alone && !overdue))
			continue;
		missed |= overdue;
		gs_date_format((uint8_t *)until, (int64_t)one->until);
		printf("  to say more of case %llu of reprisal: by %s%s\n"
		    "              type gainsay cases --moved %llu --until "
		    "DATE\n", (unsigned long long)one->number, until,
		    overdue ? ", overdue" : "",
		    (unsigned long long)one->number);
	}
	return missed;
}

bool gs_print_overdue_cases(const struct gs_state *state, int64_t now)
{
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_reprisal *first = NULL;

	for (const struct gs_reprisal *one = gs_state_reprisal(state);
	    one != NULL; one = one->before)
		if (gs_reprisal_is_overdue(one, charter, now) &&
		    (first == NULL || one->until < first->until))
			first = one;
	if (first == NULL)
		return false;

	char until[GS_DATE_LEN + 1] = "";
	gs_date_format((uint8_t *)until, (int64_t)first->until);
	printf("%sOverdue%s: the protection officer was to say more of a case "
	    "of reprisal\nby %s; 'gainsay cases' lists them.\n",
	    gs_terminal_escape(GS_STYLE_BAD),
	    gs_terminal_escape(GS_STYLE_PLAIN), until);
	return true;
}
