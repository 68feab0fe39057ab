/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/charter.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/records/prompt.h"
#include "lib/records/zone.h"

static size_t count_parts(const struct gs_field *field)
{
	size_t n = 0;

	while (n < GS_PARTS_MAX && field->parts[n] != GS_PART_NONE)
		n++;
	return n;
}

static int write_line(struct gs_record_writer *d,
    const struct gs_plan_line *line)
{
	const struct gs_field *field = line->value.field;

	if (line->make)
		return GS_ERR_RULE;
	gs_record_parts(d, field->name, line->value.parts,
	    count_parts(field));
	return GS_OK;
}

static int refuse_missing(struct gs_report *report,
    const struct gs_field *field)
{
	const struct gs_prompt *q = gs_prompt_about(field->name);
	char legal[GS_LEGAL_MAX];

	if (q == NULL)
		return GS_ERR_INTERNAL;
	gs_prompt_legal(legal, q);
	gs_report_tell(report, "charter-line-missing", "nothing says the "
	    "charter's {0}: answer '{1}' ({2})", gs_say_text(field->name),
	    gs_say_text(q->usage), gs_say_text(legal));
	return GS_ERR_FORMAT;
}

static int write_planned(struct gs_record_writer *d, struct gs_report *report,
    const struct gs_plan *plan, const struct gs_field *field)
{
	const struct gs_plan_line *line = NULL;
	size_t n = 0;
	int err = GS_OK;

	for (; err == GS_OK &&
	    (line = gs_plan_line(plan, field->name, NULL, n)) != NULL; n++)
		err = write_line(d, line);
	return err == GS_OK && n < field->min ?
	    refuse_missing(report, field) : err;
}

static int write_offsets(struct gs_record_writer *d, struct gs_report *report,
    const struct gs_charter_terms *terms)
{
	const struct gs_plan_line *zone = gs_plan_line(terms->plan, "zone",
	    NULL, 0);
	const struct gs_part *name = &zone->value.parts[0];

	int err = gs_zone_write(d, (struct gs_span){name->ptr, name->len},
	    terms->closed->first, terms->closed->last);
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "charter-zone-unknown", "the zone {0} "
		    "is not in this system's database",
		    gs_say_span(name->ptr, name->len));
	if (err == GS_ERR_RANGE)
		gs_report_tell(report, "charter-zone-seconds", "the clocks of "
		    "{0} differed from UTC by seconds in this calendar's "
		    "time, which a charter cannot say; begin later",
		    gs_say_span(name->ptr, name->len));
	return err;
}

static void write_closed(struct gs_record_writer *d,
    const struct gs_closed_days *list)
{
	for (size_t i = 0; i < list->count; i++)
		gs_record_line(d, "closed", gs_part_date(list->days[i].day),
		    gs_part_text(list->days[i].name));
}

static int write_charter_field(struct gs_record_writer *d,
    struct gs_report *report, const struct gs_charter_terms *terms,
    const struct gs_field *field)
{
	const char *name = field->name;

	if (strcmp(name, "channel") == 0) {
		if (terms->channel != NULL)
			gs_record_line(d, name, gs_part_hash(terms->channel));
		return GS_OK;
	}
	if (strcmp(name, "version") == 0) {
		gs_record_line(d, name, gs_part_number(terms->version));
		return GS_OK;
	}
	if (strcmp(name, "closed") == 0) {
		write_closed(d, terms->closed);
		return GS_OK;
	}
	if (strcmp(name, "offset") == 0)
		return write_offsets(d, report, terms);
	if (strcmp(name, "signature") == 0)
		return GS_OK;
	return write_planned(d, report, terms->plan, field);
}

/* In the order of the table of types: `zone` stands there before `offset`, so
 * that it is known to be there. */
int gs_charter_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_charter_terms *terms)
{
	struct gs_record_writer d;
	int err = GS_OK;

	gs_record_start(&d, w->ptr, w->max, "charter");
	for (size_t i = 0; err == GS_OK && i < d.type->field_count; i++)
		err = write_charter_field(&d, report, terms,
		    &d.type->fields[i]);
	if (err == GS_OK)
		err = gs_writer_end(&d.w);
	if (err == GS_ERR_SPACE)
		gs_report_tell(report, "charter-too-long", "the charter is "
		    "longer than a record may be, {0} bytes; shorten its "
		    "calendar or its names", gs_say_number(GS_RECORD_MAX));
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}
