/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/notice.h"

#include <string.h>

#include "core/record/time.h"

int gs_notice_day(struct gs_notice_order *order, struct gs_report *report,
    const char *text)
{
	order->has_left = text != NULL;
	if (text == NULL ||
	    gs_date_parse(&order->day, text, strlen(text)) == GS_OK)
		return GS_OK;
	gs_report_tell(report, "notice-which-day", "'{0}', of --after, is no "
	    "day; write it as 2023-11-03", gs_say_text(text));
	return GS_ERR_FORMAT;
}

int gs_notice_make(struct gs_writer *w, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_notice_order *order,
    const uint8_t secret[64])
{
	if (strcmp(order->what, "identity") != 0 &&
	    strcmp(order->what, "content") != 0) {
		gs_report_tell(report, "notice-of-what", "a notice is of an "
		    "identity or of content, and not of '{0}'",
		    gs_say_text(order->what));
		return GS_ERR_FORMAT;
	}

	int err = gs_notice_write(w, memo, order, secret);
	if (err != GS_OK)
		gs_report_tell(report, "notice-record", "the notice cannot be "
		    "made: {0}; reader, authority and reason are a line each, "
		    "without control characters and without a space at either "
		    "end", gs_say_text(gs_strerror(err)));
	return err;
}

struct gs_span gs_notice_shown(struct gs_span record)
{
	const uint8_t *from = memmem(record.ptr, record.len, "\nreader ", 8);
	const uint8_t *to = memmem(record.ptr, record.len, "\nsignature ",
	    11);

	if (from == NULL || to == NULL || to < from)
		return record;
	return (struct gs_span){from + 1, (size_t)(to - from)};
}
