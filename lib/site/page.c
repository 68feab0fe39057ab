/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/site/page.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/html.h"
#include "lib/site_style.h"
#include "lib/steer.h"
#include "lib/steps/agenda.h"

static const struct gs_site_asset assets[] = {
	{SITE_STYLE_NAME, "text/css; charset=utf-8",
	    SITE_STYLE_INTEGRITY, site_style, sizeof site_style},
};

const struct gs_site_asset *gs_site_asset_at(size_t index)
{
	return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}

void site_put(struct site_page *p, const char *text)
{
	gs_write_text(&p->w, text);
}

struct gs_span site_span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

/* The number of the character that begins there, or of its byte. */
static unsigned read_character(const uint8_t *text, size_t size)
{
	unsigned c = size == 1 ? text[0] : size == 2 ? text[0] & 0x1fu :
	    size == 3 ? text[0] & 0x0fu : text[0] & 0x07u;

	for (size_t i = 1; i < size; i++)
		c = c << 6 | (text[i] & 0x3fu);
	return c;
}

static void put_character_name(struct site_page *p, unsigned c)
{
	static const char digits[] = "0123456789ABCDEF";

	site_put(p, "U+");
	for (unsigned shift = c > 0xffff ? 20 : 12;; shift -= 4) {
		gs_write_u8(&p->w, (uint8_t)digits[c >> shift & 15]);
		if (shift == 0)
			break;
	}
}

/* Each piece that steers nothing, and between them what does. */
static void put_calm(struct site_page *p, struct gs_span text,
    const char *before, const char *after)
{
	size_t from = 0;

	for (size_t i = 0, size = 0; i < text.len; i += size) {
		bool steers = gs_steers(&size, text.ptr + i, text.len - i);

		if (!steers)
			continue;
		gs_html_write(&p->w, (struct gs_span){text.ptr + from,
		    i - from});
		site_put(p, before);
		put_character_name(p, read_character(text.ptr + i, size));
		site_put(p, after);
		from = i + size;
	}
	gs_html_write(&p->w, (struct gs_span){text.ptr + from,
	    text.len - from});
}

void site_said(struct site_page *p, struct gs_span text)
{
	site_put(p, "<bdi lang=\"\">");
	put_calm(p, text, "<span class=\"ch\">", "</span>");
	site_put(p, "</bdi>");
}

void site_said_part(struct site_page *p, struct gs_part part)
{
	site_said(p, (struct gs_span){part.ptr, part.len});
}

void site_calm(struct site_page *p, struct gs_span text)
{
	put_calm(p, text, "[", "]");
}

/* Values ------------------------------------------------------------------- */

struct gs_message_value site_cut(struct site_page *p, size_t from)
{
	struct gs_span copy = {NULL, 0}, wrote = {p->w.ptr + from,
	    p->w.len - from};

	if (p->w.err != GS_OK || p->w.len < from)
		return gs_say_text("");
	int err = gs_arena_copy(&copy, p->arena, wrote);
	if (err != GS_OK)
		p->w.err = err;
	p->w.len = from;
	return gs_say_span(copy.ptr == NULL ? (const uint8_t *)"" : copy.ptr,
	    copy.len);
}

const char *site_text(const struct site_page *p, const char *text)
{
	return gs_in_language(p->language, text);
}

struct gs_message_value site_word(const struct site_page *p, const char *text)
{
	return gs_say_text(site_text(p, text));
}

struct gs_message_value site_phrase_values(struct site_page *p,
    const char *form, const struct gs_message_value *values)
{
	size_t from = p->w.len;

	gs_words_write_values(&p->w, form, values);
	return site_cut(p, from);
}

struct gs_message_value site_said_value(struct site_page *p,
    struct gs_part part)
{
	size_t from = p->w.len;

	site_said_part(p, part);
	return site_cut(p, from);
}

void site_number(struct site_page *p, uint64_t n)
{
	gs_number_in(&p->w, p->language, n);
}

struct gs_message_value site_number_value(struct site_page *p, uint64_t n)
{
	size_t from = p->w.len;

	site_number(p, n);
	return site_cut(p, from);
}

const char *site_days_name(const struct site_page *p, unsigned unit)
{
	static const char *const names[] = {
	    [GS_CLOCK_WORKING] = GS_TR("working days"),
	    [GS_CLOCK_CALENDAR] = GS_TR("calendar days"),
	    [GS_CLOCK_MONTHS] = GS_TR("months")};

	return site_text(p, names[unit]);
}

struct gs_message_value site_days(struct site_page *p, uint64_t n,
    unsigned unit)
{
	struct gs_message_value number = site_number_value(p, n);

	if (unit == GS_CLOCK_WORKING)
		return site_phrase_count(p, n, GS_TRN("{0} working day",
		    "{0} working days"), number);
	if (unit == GS_CLOCK_CALENDAR)
		return site_phrase_count(p, n, GS_TRN("{0} calendar day",
		    "{0} calendar days"), number);
	return site_phrase_count(p, n, GS_TRN("{0} month", "{0} months"),
	    number);
}

void site_time_text(char out[SITE_TIME_MAX], const struct site_page *p,
    const struct gs_charter *c, int64_t at, enum gs_time_form form)
{
	struct gs_writer w = gs_writer_of(out, SITE_TIME_MAX - 1);

	gs_time_in(&w, p->language, c, at, form);
	out[w.len] = '\0';
}

struct gs_message_value site_time(struct site_page *p,
    const struct gs_charter *c, int64_t at, enum gs_time_form form)
{
	size_t from = p->w.len;
	uint8_t utc[GS_TIME_LEN];

	gs_time_format(utc, at);
	site_put(p, "<time datetime=\"");
	gs_write_bytes(&p->w, utc, sizeof utc);
	site_put(p, "\">");
	gs_time_in(&p->w, p->language, c, at, form);
	site_put(p, "</time>");
	return site_cut(p, from);
}

/* Signs ------------------------------------------------------------------- */

const char *site_tone_class(enum site_tone tone)
{
	static const char *const classes[] = {[SITE_OK] = "ok",
	    [SITE_LATE] = "late", [SITE_WAIT] = "wait", [SITE_WARN] = "warn",
	    [SITE_UNKNOWN] = "unk", [SITE_PLAIN] = "disp"};

	return classes[tone];
}

void site_sign(struct site_page *p, enum site_tone tone)
{
	static const char *const drawings[] = {
	    [SITE_OK] = "<circle cx=\"10\" cy=\"10\" r=\"9\" fill=\""
		"currentColor\"/><path d=\"M5.6 10.3l3 3 5.6-6.2\" fill=\"none"
		"\" stroke=\"var(--paper)\" stroke-width=\"2.3\"/>",
	    [SITE_LATE] = "<path d=\"M10 .5 19.5 10 10 19.5.5 10z\" fill=\""
		"currentColor\"/><path d=\"M10 5v6.2\" stroke=\"var(--paper)\""
		" stroke-width=\"2.3\"/><circle cx=\"10\" cy=\"14.2\" r=\"1.4"
		"\" fill=\"var(--paper)\"/>",
	    [SITE_WAIT] = "<circle cx=\"10\" cy=\"10\" r=\"8\" fill=\"none\" "
		"stroke=\"currentColor\" stroke-width=\"2\"/><path d=\"M10 5.5"
		"V10l3 2\" fill=\"none\" stroke=\"currentColor\" stroke-width="
		"\"2\"/>",
	    [SITE_WARN] = "<path d=\"M10 2 19 18H1z\" fill=\"none\" stroke=\""
		"currentColor\" stroke-width=\"2\"/><path d=\"M10 8v5\" stroke"
		"=\"currentColor\" stroke-width=\"2\"/>",
	    [SITE_UNKNOWN] = "<circle cx=\"10\" cy=\"10\" r=\"8\" fill=\"none"
		"\" stroke=\"currentColor\" stroke-width=\"2\" "
		"stroke-dasharray=\"3 2.3\"/><path d=\"M7.6 8a2.4 2.4 0 1 1 "
		"3.3 2.2c-.7.3-.9.7-.9 1.5\" fill=\"none\" stroke=\""
		"currentColor\" stroke-width=\"1.8\"/><circle cx=\"10\" cy=\""
		"14.2\" r=\"1.1\" fill=\"currentColor\"/>",
	    [SITE_PLAIN] = "<circle cx=\"10\" cy=\"10\" r=\"8\" fill=\"none\" "
		"stroke=\"currentColor\" stroke-width=\"2\"/><path d=\"M6 10h8"
		"\" stroke=\"currentColor\" stroke-width=\"2\"/>"};

	site_form(p, "<span class=\"st {0}\"><svg viewBox=\"0 0 20 20\" "
	    "aria-hidden=\"true\" focusable=\"false\">{1}</svg><span>",
	    gs_say_text(site_tone_class(tone)), gs_say_text(drawings[tone]));
}

void site_sign_end(struct site_page *p)
{
	site_put(p, "</span></span>");
}

enum site_tone site_duty_tone(const struct gs_duty *duty)
{
	static const enum site_tone tones[] = {[GS_DUTY_OPEN] = SITE_WAIT,
	    [GS_DUTY_MET] = SITE_OK, [GS_DUTY_MET_BY_DATE] = SITE_OK,
	    [GS_DUTY_LATE] = SITE_LATE, [GS_DUTY_OVERDUE] = SITE_LATE,
	    [GS_DUTY_ENDED] = SITE_UNKNOWN};

	return tones[duty->status];
}

/* Results ----------------------------------------------------------------- */

const struct gs_figure *site_figure(const struct site_page *p,
    const struct gs_duty *duty)
{
	uint64_t memo = duty->memo->number;

	for (size_t i = p->starts[memo - 1]; i < p->starts[memo]; i++) {
		const struct gs_figure *f = &p->figures->figures[p->order[i]];

		if (f->duty.kind == duty->kind &&
		    f->duty.number == duty->number)
			return f->unit == GS_DAYS_NONE ? NULL : f;
	}
	return NULL;
}

const char *site_duty_name(const struct site_page *p,
    const struct gs_duty *duty)
{
	static const char *const names[GS_DUTY_KINDS] = {
	    [GS_DUTY_ACKNOWLEDGE] = GS_TR("Acknowledge"),
	    [GS_DUTY_REPLY] = GS_TR("Reply"),
	    [GS_DUTY_COPY] = GS_TR("Copy"),
	    [GS_DUTY_RECEIVE] = GS_TR("Receive"),
	    [GS_DUTY_REPORT] = GS_TR("Report"),
	    [GS_DUTY_DECIDE] = GS_TR("Decide"),
	    [GS_DUTY_COMMITMENT] = GS_TR("Commitment"),
	    [GS_DUTY_PUBLISH] = GS_TR("Publish"),
	    [GS_DUTY_ESCALATION] = GS_TR("Escalation")};

	return site_text(p, names[duty->kind]);
}

void site_duty_title(char *out, size_t max, const struct site_page *p,
    const struct gs_duty *duty)
{
	static const char *const forms[GS_DUTY_KINDS] = {
	    [GS_DUTY_COPY] = GS_TR("Copy to addressee {0}"),
	    [GS_DUTY_RECEIVE] = GS_TR("Receipt of copy {0}"),
	    [GS_DUTY_REPORT] = GS_TR("Report of the panel"),
	    [GS_DUTY_DECIDE] = GS_TR("Decision on appeal {0}"),
	    [GS_DUTY_COMMITMENT] = GS_TR("Promised on request {0}")};
	const char *form = forms[duty->kind];

	if (duty->kind == GS_DUTY_REPLY && duty->number > 1)
		form = GS_TR("Reply {0}");
	if (duty->kind == GS_DUTY_COMMITMENT && duty->number == 0)
		form = GS_TR("Promised on the memo");
	gs_words(out, max, form == NULL ? site_duty_name(p, duty) :
	    site_text(p, form), gs_say_number(duty->number));
}

uint64_t site_days_late(const struct gs_duty *duty, int64_t until)
{
	const struct gs_charter *c = duty->memo->charter;
	int64_t n = gs_charter_day(c, until) -
	    gs_charter_day(c, duty->due - 1);

	return n > 0 ? (uint64_t)n : 0;
}

int64_t site_late_until(const struct site_page *p, const struct gs_duty *d)
{
	return d->done != 0 ? d->done : p->today > d->due ? p->today :
	    d->due + 1;
}

static struct gs_message_value delay_value(struct site_page *p,
    const struct gs_duty *duty, int64_t until)
{
	uint64_t late = site_days_late(duty, until);

	if (late == 0)
		return site_word(p, GS_TR("less than a day"));
	return site_phrase_count(p, late, GS_TRN("{0} day", "{0} days"),
	    site_number_value(p, late));
}

/* In the unit of the rule, where that is another. */
static void put_delay_by_rule(struct site_page *p,
    const struct gs_duty *duty, int64_t until)
{
	const struct gs_figure *f = site_figure(p, duty);

	if (f == NULL || site_days_late(duty, until) == 0 ||
	    f->unit == GS_CLOCK_CALENDAR || f->days <= f->rule ||
	    duty->extended > 0)
		return;
	site_form(p, " ({0})", site_days(p, f->days - f->rule, f->unit));
}

static void put_day_of(struct site_page *p, const struct gs_duty *duty)
{
	const struct gs_figure *f = site_figure(p, duty);

	if (f != NULL && f->unit != GS_CLOCK_MONTHS)
		site_say(p, GS_TR(", on day {0} of {1}"),
		    gs_say_number(f->days), gs_say_number(f->rule));
}

static void put_left(struct site_page *p, const struct gs_duty *duty)
{
	uint64_t left = gs_agenda_days(duty, p->today);

	if (left == 0)
		site_put(p, site_text(p, GS_TR("due today")));
	else
		site_say_count(p, left, GS_TRN("{0} working day left",
		    "{0} working days left"), site_number_value(p, left));
}

/* What ends a duty, by the words of core/channel. */
static const char *const enders[] = {GS_TR("the author"),
    GS_TR("a referral"), GS_TR("a correction")};

void site_result(struct site_page *p, const struct gs_duty *duty)
{
	int64_t until = site_late_until(p, duty);

	switch (duty->status) {
	case GS_DUTY_MET:
	case GS_DUTY_MET_BY_DATE:
		site_put(p, site_text(p, GS_TR("in time")));
		put_day_of(p, duty);
		break;
	case GS_DUTY_LATE:
		site_say(p, GS_TR("{0} late"), delay_value(p, duty, until));
		put_delay_by_rule(p, duty, until);
		put_day_of(p, duty);
		break;
	case GS_DUTY_OVERDUE:
		site_say(p, GS_TR("overdue for {0}"),
		    delay_value(p, duty, until));
		put_delay_by_rule(p, duty, until);
		break;
	case GS_DUTY_OPEN:
		put_left(p, duty);
		break;
	case GS_DUTY_ENDED:
	default:
		site_say(p, GS_TR("owed no more: ended by {0}"),
		    site_word(p, duty->ended_by == NULL ? enders[0] :
		        duty->ended_by));
		break;
	}
}

struct gs_message_value site_result_value(struct site_page *p,
    const struct gs_duty *duty)
{
	size_t from = p->w.len;

	site_result(p, duty);
	return site_cut(p, from);
}
