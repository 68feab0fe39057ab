/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/steer.h"

/* The sentence while it is put together. */
struct sentence {
	struct gs_report *report;
	size_t len;
	bool full; /* something did not fit: nothing is added any more */
};

/* Drops the last character from its first byte on: it was cut and may be
 * incomplete. */
static void drop_last(struct sentence *s)
{
	char *text = s->report->text;

	while (s->len > 0 && ((unsigned char)text[s->len - 1] & 0xc0) == 0x80)
		s->len--;
	s->len -= s->len > 0;
	text[s->len] = '\0';
}

static void add_text(struct sentence *s, const void *text, size_t len)
{
	size_t room = GS_REPORT_TEXT_MAX - 1 - s->len;

	if (s->full)
		return;
	s->full = len > room;
	len = s->full ? room : len;

	memcpy(s->report->text + s->len, text, len);
	s->len += len;
	s->report->text[s->len] = '\0';
	if (s->full && len > 0)
		drop_last(s);
}

/* A value may be a server's, an office's or a file's: it writes no line of its
 * own. */
static void add_calmed(struct sentence *s, const char *text, size_t len)
{
	size_t from = 0, size = 0;

	for (size_t i = 0; i < len; i += size) {
		if (!gs_steers(&size, text + i, len - i))
			continue;
		add_text(s, text + from, i - from);
		add_text(s, "?", 1);
		from = i + size;
	}
	add_text(s, text + from, len - from);
}

static void add_value(struct sentence *s, size_t i,
    const struct gs_message_value *value)
{
	char digits[24];
	size_t at = s->len;

	if (value->text != NULL) {
		add_calmed(s, value->text, value->len);
	} else {
		int n = snprintf(digits, sizeof digits, "%llu",
		    (unsigned long long)value->number);
		add_text(s, digits, n > 0 ? (size_t)n : 0);
	}

	size_t len = s->len > at ? s->len - at : 0;
	s->report->values[i] = (struct gs_report_value){(uint16_t)at,
	    (uint16_t)len};
	if (s->report->count <= i)
		s->report->count = i + 1;
}

/* Whether `at` begins a place that one of `count` values fills: "{0}". */
static bool is_place(const char *at, size_t count)
{
	return at[0] == '{' && at[1] >= '0' && (size_t)(at[1] - '0') < count &&
	    at[2] == '}';
}

void gs_report_values(struct gs_report *report, const char *code,
    const char *sentence, const struct gs_message_value *values, size_t count)
{
	if (report == NULL)
		return;
	*report = (struct gs_report){.count = 0};
	(void)snprintf(report->code, sizeof report->code, "%s", code);

	struct sentence s = {.report = report};
	if (count > GS_MESSAGE_VALUES_MAX)
		count = GS_MESSAGE_VALUES_MAX;
	for (const char *at = sentence; *at != '\0';) {
		if (is_place(at, count)) {
			size_t i = (size_t)(at[1] - '0');
			add_value(&s, i, &values[i]);
			at += 3;
			continue;
		}
		size_t plain = 1 + strcspn(at + 1, "{");
		add_text(&s, at, plain);
		at += plain;
	}
}

void gs_report_say(struct gs_report *report, const char *code,
    const char *sentence)
{
	gs_report_values(report, code, sentence, NULL, 0);
}

void gs_report_errno(struct gs_report *report, const char *code,
    const char *place, const char *what, int errno_value)
{
	gs_report_tell(report, code, "{0} {1}: {2}", gs_say_text(place),
	    gs_say_text(what), gs_say_text(strerror(errno_value)));
}

void gs_report_refusal(struct gs_report *report,
    const struct gs_refusal *refusal)
{
	if (refusal->why == NULL) {
		if (report != NULL)
			*report = (struct gs_report){.count = 0};
		return;
	}

	gs_report_values(report, refusal->code == NULL ? "" :
	    refusal->code, refusal->why,
	    refusal->values, GS_MESSAGE_VALUES_MAX);
}
