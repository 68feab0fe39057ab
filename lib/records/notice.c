/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/notice.h"

#include <stdio.h>

#include "lib/records/office.h"

int gs_notice_write(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_notice_order *order, const uint8_t secret[64])
{
	const struct gs_notice *last = memo->notice;
	uint8_t buf[3 * GS_LINE_MAX + 1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "notice", memo);
	gs_record_line(&d, "notice",
	    gs_part_number(last == NULL ? 1 : last->number + 1));
	gs_record_line(&d, "reader", gs_part_text(order->reader));
	gs_record_line(&d, "what", gs_part_word(order->what));
	gs_record_line(&d, "authority", gs_part_text(order->authority));
	gs_record_line(&d, "reason", gs_part_text(order->reason));
	if (order->has_left)
		gs_record_line(&d, "after", gs_part_date(order->day));
	return gs_office_sign(w, &d, "office", secret);
}

int gs_opened_write(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_role *role, const uint8_t secret[64])
{
	uint8_t buf[GS_LINE_MAX + 1024];
	struct gs_record_writer d;
	char name[128];

	(void)snprintf(name, sizeof name, "%.*s", (int)role->name.len,
	    (const char *)role->name.ptr);
	gs_office_start(&d, buf, sizeof buf, "opened", memo);
	gs_record_line(&d, "role", gs_part_word(name));
	gs_record_line(&d, "by", gs_part_text_of(role->holder.ptr,
	    role->holder.len));
	return gs_office_sign(w, &d, name, secret);
}
