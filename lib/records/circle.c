/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/circle.h"

#include "lib/records/office.h"

/* Room for a record of a few lines of text. */
#define CIRCLE_ROOM 32768

static uint64_t next_number(const struct gs_memo *memo,
    enum gs_said_kind kind)
{
	const struct gs_said *last = memo->said[kind];

	return last == NULL ? 1 : last->number + 1;
}

static void write_line_of(struct gs_record_writer *d, const char *field,
    const char *text)
{
	if (text != NULL)
		gs_record_line(d, field, gs_part_text(text));
}

int gs_circle_copy(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_copy_text *copy, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "copy", memo);
	gs_record_line(&d, "copy",
	    gs_part_number(next_number(memo, GS_SAID_COPY)));
	write_line_of(&d, "to", copy->to);
	write_line_of(&d, "reason", copy->reason);
	if (copy->content != NULL)
		gs_record_line(&d, "content", gs_part_hash(copy->content));
	return gs_office_sign(w, &d, "office", secret);
}

int gs_circle_received(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t copy, const char *by, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "received", memo);
	gs_record_line(&d, "copy", gs_part_number(copy));
	write_line_of(&d, "by", by);
	return gs_office_sign(w, &d, "recipient", secret);
}

int gs_circle_ruling(struct gs_writer *w, const struct gs_memo *memo,
    const char *ruling, const char *reason, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "ruling", memo);
	gs_record_line(&d, "ruling", gs_part_word(ruling));
	write_line_of(&d, "reason", reason);
	return gs_office_sign(w, &d, "office", secret);
}

int gs_circle_panel(struct gs_writer *w, const struct gs_memo *memo,
    const char *const *members, size_t count, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "panel", memo);
	gs_record_line(&d, "panel",
	    gs_part_number(next_number(memo, GS_SAID_PANEL)));
	for (size_t i = 0; i < count; i++)
		write_line_of(&d, "member", members[i]);
	return gs_office_sign(w, &d, "office", secret);
}

int gs_circle_report(struct gs_writer *w, const struct gs_memo *memo,
    const uint8_t content[32], const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "report", memo);
	gs_record_line(&d, "content", gs_part_hash(content));
	return gs_office_sign(w, &d, "panel", secret);
}

int gs_circle_remark(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_remark_text *remark, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "remark", memo);
	gs_record_line(&d, "remark",
	    gs_part_number(next_number(memo, GS_SAID_REMARK)));
	write_line_of(&d, "text", remark->text);
	return gs_office_sign(w, &d, remark->role, secret);
}

int gs_circle_hold(struct gs_writer *w, const struct gs_memo *memo,
    const char *reason, const char *role, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "hold", memo);
	gs_record_line(&d, "hold",
	    gs_part_number(next_number(memo, GS_SAID_HOLD)));
	gs_record_line(&d, "state",
	    gs_part_word(gs_memo_held(memo) ? "ended" : "begun"));
	write_line_of(&d, "reason", reason);
	return gs_office_sign(w, &d, role, secret);
}

int gs_circle_deleted(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_deletion_text *deletion, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "deleted", memo);
	gs_record_line(&d, "deletion",
	    gs_part_number(next_number(memo, GS_SAID_DELETED)));
	gs_record_line(&d, "what",
	    gs_part_word(deletion->all ? "all" : "sealed"));
	gs_record_line(&d, "schedule", gs_part_text_of(
	    deletion->schedule.ptr, deletion->schedule.len));
	write_line_of(&d, "reason", deletion->reason);
	return gs_office_sign(w, &d, deletion->role, secret);
}

int gs_circle_extend(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_extension_text *extension, const uint8_t secret[64])
{
	const struct gs_part duty[] = {gs_part_word(extension->duty),
	    gs_part_number(extension->number)};
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "extend", memo);
	gs_record_line(&d, "extension",
	    gs_part_number(next_number(memo, GS_SAID_EXTEND)));
	gs_record_parts(&d, "duty", duty, 2);
	gs_record_line(&d, "until", gs_part_date(extension->until));
	write_line_of(&d, "reason", extension->reason);
	return gs_office_sign(w, &d, extension->role, secret);
}

int gs_circle_refer(struct gs_writer *w, const struct gs_memo *memo,
    const char *destination, const char *reason, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "refer", memo);
	write_line_of(&d, "destination", destination);
	write_line_of(&d, "reason", reason);
	return gs_office_sign(w, &d, "office", secret);
}

int gs_circle_done(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t request, const char *text, const uint8_t secret[64])
{
	uint8_t buf[CIRCLE_ROOM];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "done", memo);
	gs_record_line(&d, "request", gs_part_number(request));
	write_line_of(&d, "text", text);
	return gs_office_sign(w, &d, "office", secret);
}
