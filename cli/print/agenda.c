/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/agenda.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "lib/host.h"
#include "lib/steps/duty_label.h"
#include "lib/steps/local_time.h"

static void print_days(const struct gs_agenda_item *item)
{
	bool overdue = item->duty.status == GS_DUTY_OVERDUE;
	unsigned long long days = item->days;
	const char *unit = days == 1 ? "working day" : "working days";

	printf("%s", gs_terminal_escape(overdue ? GS_STYLE_BAD :
	    GS_STYLE_OPEN));
	if (overdue)
		printf("overdue: %llu %s ago", days, unit);
	else if (days == 0)
		printf("by its closing hour, without a working day between");
	else
		printf("%llu %s left", days, unit);
	printf("%s", gs_terminal_escape(GS_STYLE_PLAIN));
}

static void print_item(const struct gs_agenda_item *item)
{
	const struct gs_duty *d = &item->duty;
	char type[GS_AGENDA_TYPE_MAX];
	const char *verb = d->kind == GS_DUTY_COMMITMENT ? "keep " :
	    d->kind == GS_DUTY_ESCALATION ? "see to " : "";
	char label[GS_DUTY_LABEL_MAX], due[GS_LOCAL_TIME_MAX];

	gs_duty_label(label, d->name, d);
	gs_local_time(due, d->memo->charter, d->due);
	printf("  to %s%s memo %llu: ", verb, label,
	    (unsigned long long)d->memo->number);
	print_days(item);
	printf("\n              due  %s\n", due);
	if (!gs_agenda_type(type, d))
		return;
	printf("              type ");
	gs_say_calm(stdout, type, strlen(type), "");
	printf("\n");
}

static void print_agenda_items(const struct gs_agenda *agenda, bool whole)
{
	size_t shown = whole ? agenda->count : 1;

	printf("%sTo do%s\n", gs_terminal_escape(GS_STYLE_BOLD),
	    gs_terminal_escape(GS_STYLE_PLAIN));
	for (size_t i = 0; i < shown; i++)
		print_item(&agenda->items[i]);
	if (shown < agenda->count)
		printf("  and %zu more, %llu of all overdue: "
		    "'gainsay inbox --duties'\n", agenda->count - shown,
		    (unsigned long long)agenda->overdue);
	printf("  What is done late stays late in the log.\n");
}

int gs_print_agenda(const struct gs_source *s, int64_t now,
    const struct gs_agenda_filter *filter, bool whole)
{
	struct gs_agenda agenda;
	struct gs_pool pool;

	int err = gs_agenda_make(&agenda, gs_pool_start(&pool),
	    gs_channel_state(s->channel), now, filter);
	if (err == GS_OK && agenda.count > 0)
		print_agenda_items(&agenda, whole);
	else if (err == GS_OK && whole)
		printf("Nothing is to be done.\n");
	gs_pool_free(&pool);
	return err;
}
