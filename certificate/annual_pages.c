/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate/annual.h"

#include <stdio.h>
#include <string.h>

#include "certificate/page.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"
#include "lib/steps/plot.h"
#include "lib/steps/statistics_form.h"

#define CODE_SIDE 126.0
#define CODE_MAX 1024
#define PAGES_MAX 40
#define SCALE ((GS_PAGE_WIDTH - 2 * GS_PAGE_MARGIN) / GS_PLOT_WIDTH)
#define PICTURE_HEIGHT (GS_PLOT_HEIGHT * SCALE)
#define LETTER_HEIGHT 8.0 /* above the line that a label stands on */

/* Pictures -------------------------------------------------------------- */

/* A drawing on a page: where its upper left corner is. */
struct easel {
	struct gs_page *page;
	double y;
};

static void draw_box(void *ctx, enum gs_plot_ink ink,
    const struct gs_plot_box *box)
{
	static const enum gs_ink inks[GS_PLOT_INKS] = {
	    [GS_PLOT_BLACK] = GS_INK_BLACK, [GS_PLOT_GREY] = GS_INK_GREY,
	    [GS_PLOT_PALE] = GS_INK_PALE, [GS_PLOT_WHITE] = GS_INK_WHITE};
	const struct easel *e = ctx;

	gs_page_box(e->page, inks[ink], (struct gs_page_rect){
	    GS_PAGE_MARGIN + box->x * SCALE, e->y + box->y * SCALE,
	    box->width * SCALE, box->height * SCALE});
}

static void draw_label(void *ctx, const struct gs_plot_label *l)
{
	static const double aligns[] = {[GS_PLOT_START] = 0,
	    [GS_PLOT_MIDDLE] = 0.5, [GS_PLOT_END] = 1};
	const struct easel *e = ctx;

	gs_page_label(e->page, GS_INK_BLACK, (struct gs_spot){
	    GS_PAGE_MARGIN + l->x * SCALE, e->y + l->y * SCALE -
	    LETTER_HEIGHT, aligns[l->anchor], GS_PAGE_MARGIN}, l->text);
}

static int put_pictures(struct gs_page *p, const struct gs_statistics *s)
{
	struct gs_picture picture;
	struct easel easel = {p, 0};
	const struct gs_canvas canvas = {&easel, draw_box, draw_label};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && gs_picture_at(&picture, s, i);
	    i++) {
		easel.y = gs_page_draw(p, PICTURE_HEIGHT);
		err = gs_picture_draw(&canvas, s, &picture);
		gs_page_drawn(p);
	}
	return err;
}

/* Numbers --------------------------------------------------------------- */

struct table {
	struct gs_page *page;
	const char *group;
};

/* A number's name in words: they are joined by hyphens, digits by a dash. */
static void name_number(char out[64], const char *name)
{
	size_t n = 0;

	for (; name[n] != '\0' && n < 63; n++)
		out[n] = name[n] == '-' && (name[n + 1] < '0' ||
		    name[n + 1] > '9') ? ' ' : name[n];
	out[n] = '\0';
}

static void put_number(void *ctx, const struct gs_number *n)
{
	struct table *t = ctx;
	char name[64], value[GS_NUMBER_MAX], percent[GS_PERCENT_MAX];
	char text[160];

	name_number(name, n->group);
	if (t->group == NULL || strcmp(t->group, n->group) != 0)
		gs_page_text(t->page, GS_PAGE_HEADING, name);
	t->group = n->group;

	name_number(name, n->name);
	gs_number_text(value, n);
	gs_percent(percent, n->twice / 2, n->of);
	bool days = n->unit != GS_DAYS_NONE;
	int len = snprintf(text, sizeof text, "%s%s%s", value,
	    days ? " " : "", days ? gs_days_phrase(n->unit) : "");
	if (n->has_of)
		len += snprintf(text + len, sizeof text - (size_t)len,
		    " of %llu", (unsigned long long)n->of);
	if (n->has_of && !days && percent[0] != '\0')
		(void)snprintf(text + len, sizeof text - (size_t)len, " (%s)",
		    percent);
	gs_page_row(t->page, name, text, GS_INK_BLACK);
}

static void put_period_remarks(struct gs_page *p, const struct gs_statistics *s)
{
	const struct gs_said *one = NULL;
	char when[GS_LOCAL_TIME_MAX];
	bool any = false;

	for (size_t i = 0; i < s->memo_count; i++)
		for (uint64_t n = 1; (one = gs_said_by(s->memos[i],
		    GS_SAID_REMARK, n)) != NULL; n++) {
			struct gs_part text = gs_record_part(&one->rec, "text");

			if (!gs_period_has(s, s->memos[i], one->at))
				continue;
			if (!any)
				gs_page_text(p, GS_PAGE_HEADING,
				    "remarks in these days");
			any = true;
			gs_local_time(when, s->memos[i]->charter, one->at);
			gs_page_say(p, GS_PAGE_ITEM, "memo %llu, %s: %.*s",
			    (unsigned long long)s->memos[i]->number, when,
			    (int)text.len, (const char *)text.ptr);
		}
}

/* Before the figures of all times. */
static void put_period(struct gs_page *p, const struct gs_statistics *s)
{
	struct table table = {p, NULL};

	if (s->until < s->since)
		return;
	gs_period_numbers(s, put_number, &table);
	put_period_remarks(p, s);
	gs_page_text(p, GS_PAGE_HEADING, "all until then");
}

static void put_overdue(struct gs_page *p, const struct gs_statistics *s)
{
	bool any = false;

	for (size_t i = 0; i < s->figure_count; i++) {
		const struct gs_figure *f = &s->figures[i];
		char due[GS_LOCAL_TIME_MAX];

		if (f->duty.status != GS_DUTY_OVERDUE)
			continue;
		if (!any)
			gs_page_text(p, GS_PAGE_HEADING, "overdue now");
		any = true;
		gs_local_time(due, f->duty.memo->charter, f->duty.due);
		gs_page_say(p, GS_PAGE_ITEM, "memo %llu: %s of the %s, due %s",
		    (unsigned long long)f->duty.memo->number, f->duty.name,
		    f->duty.owner, due);
	}
}

/* The check ------------------------------------------------------------- */

/* What it takes to count once more, whatever this paper says. */
static int put_code(struct gs_page *p, const struct gs_annual_plan *plan)
{
	const struct gs_statistics *s = plan->statistics;
	uint8_t text[CODE_MAX], time[GS_TIME_LEN];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_time_format(time, s->now);
	gs_write_text(&w, "gainsay/v1 statistics\norigin ");
	gs_write_text(&w, plan->checkpoint->origin);
	gs_write_text(&w, "\nsize ");
	gs_write_decimal(&w, plan->checkpoint->size);
	gs_write_text(&w, "\nroot ");
	gs_write_base64(&w, plan->checkpoint->root, 32);
	gs_write_text(&w, "\nkey ");
	gs_verifier_write(&w, plan->key);
	gs_write_text(&w, "\nas-of ");
	gs_write_bytes(&w, time, sizeof time);
	gs_write_text(&w, "\nyear ");
	if (s->only == 0)
		gs_write_text(&w, "all");
	else
		gs_write_decimal(&w, (uint64_t)s->only);
	if (plan->server != NULL) {
		gs_write_text(&w, "\nserver ");
		gs_write_text(&w, plan->server);
	}
	gs_write_text(&w, "\n");

	if (gs_writer_end(&w) != GS_OK)
		return GS_ERR_RANGE;
	return gs_page_code(p, &(struct gs_span){text, w.len}, CODE_SIDE);
}

static void put_check(struct gs_page *p, const struct gs_annual_plan *plan)
{
	const struct gs_statistics *s = plan->statistics;
	char key[GS_NOTE_NAME_MAX + 128], time[GS_TIME_LEN + 1] = {0};
	char year[32] = "";
	struct gs_writer w = gs_writer_of(key, sizeof key - 1);

	gs_verifier_write(&w, plan->key);
	key[gs_writer_end(&w) == GS_OK ? w.len : 0] = '\0';
	gs_time_format((uint8_t *)time, s->now);
	if (s->only != 0)
		(void)snprintf(year, sizeof year, " --year %lld",
		    (long long)s->only);

	gs_page_text(p, GS_PAGE_HEADING, "To check it");
	gs_page_say(p, GS_PAGE_COMMAND, "gainsay statistics --key '%s'%s "
	    "--as-of %s %s", key, year, time, plan->server == NULL ?
	    "DIR|URL" : plan->server);
	gs_page_text(p, GS_PAGE_SMALL, "counts the same from the log, with "
	    "the key from somewhere else than this paper; 'gainsay audit' "
	    "verifies every entry of it too. The code on the first page has "
	    "the log's origin, the size and root of the checkpoint that was "
	    "counted, the key and the time. Anyone can print such a paper: "
	    "what counts is the log.");
}

static int put_report(struct gs_page *p, const struct gs_annual_plan *plan)
{
	const struct gs_statistics *s = plan->statistics;
	struct gs_part name = gs_record_part(&s->charter->rec, "name");
	struct table table = {p, NULL};
	char when[GS_LOCAL_TIME_MAX];

	uint8_t since[GS_DATE_LEN + 1] = "", until[GS_DATE_LEN + 1] = "";

	gs_date_format(since, s->since);
	gs_date_format(until, s->until);
	if (s->until >= s->since)
		gs_page_say(p, GS_PAGE_TITLE, "Report from %s to %s",
		    (const char *)since, (const char *)until);
	else if (s->only != 0)
		gs_page_say(p, GS_PAGE_TITLE, "Annual report %lld",
		    (long long)s->only);
	else
		gs_page_say(p, GS_PAGE_TITLE, "Report on all years");
	gs_page_say(p, GS_PAGE_BODY, "%.*s",
	    (int)(name.len < 512 ? name.len : 512), (const char *)name.ptr);
	int err = put_code(p, plan);
	if (err != GS_OK)
		return err;

	gs_local_time(when, s->charter, s->now);
	gs_page_say(p, GS_PAGE_BODY, "Counted from %llu entries of the log %s, "
	    "as of %s. Every number says what it counts out of; '-' is what "
	    "nobody knows. Dates are the operator's; 'met' are those that "
	    "witnesses had seen in time.",
	    (unsigned long long)plan->checkpoint->size,
	    plan->checkpoint->origin, when);
	gs_page_clear(p);

	put_period(p, s);
	err = put_pictures(p, s);
	gs_statistics_numbers(s, 0, put_number, &table);
	put_overdue(p, s);
	put_check(p, plan);
	return err;
}

int gs_annual_write(struct gs_writer *pdf, const struct gs_annual_plan *plan)
{
	const struct gs_statistics *s = plan->statistics;
	struct gs_page *page = NULL;
	const struct gs_page_plan look = {.title = "Annual report",
	    .date = s->now, .marking = plan->marking,
	    .notice = s->charter->exercise ? GS_PAGE_EXERCISE : NULL,
	    .pages = PAGES_MAX};

	int err = gs_page_open(&page, pdf, &look);
	if (err != GS_OK)
		return err;
	err = put_report(page, plan);
	int closed = gs_page_close(&page);
	return err != GS_OK ? err : closed;
}
