/* SPDX-License-Identifier: Apache-2.0 */
/* What each line of a charter may say, whatever the others do: also asked by
 * who makes a charter, line by line. */
#include <string.h>

#include "core/channel/calendar.h"
#include "core/channel/circle.h"
#include "core/channel/deleted.h"
#include "core/channel/judge.h"
#include "core/channel/publish.h"

#define COOLING_MIN 7 /* days: long enough to be seen */
#define COOLING_MAX 365
#define LATE_WEEKS_MAX 52

static const struct number_rule {
	const char *field;
	uint64_t min, max;
} numbers[] = {
	{"version", 1, UINT32_MAX},
	{"quorum", 1, GS_WITNESSES_MAX},
	{"reply-signers", 1, 2},
	{"publish-signers", 1, 2},
	{"week", 1, 1234567},
	{"closing", 1, 1440},
	{"quota", 1, 1000},
	{"floor", GS_ROLL_MIN, GS_ROLL_MAX},
	{"age", 0, 8760},
	{"batch", 1, 10000},
	{"release", 1, 24},
	{"gather", 1, 3650},
	{"cooling", COOLING_MIN, COOLING_MAX},
};

static const struct word_rule {
	const char *field;
	const char *words[5]; /* up to a NULL */
	const char *legal;    /* all of them, for a sentence */
} words[] = {
	{"exercise", {"yes", "no"}, "yes or no"},
	{"readers", {"members", "oversight", "public"},
	    "members, oversight or public"},
	{"style", {"legacy", "cui", "none", "own"}, "legacy, cui, none or own"},
};

static const struct number_rule *number_rule_of(const char *field)
{
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(numbers[i].field, field) == 0)
			return &numbers[i];
	return NULL;
}

static const struct word_rule *word_rule_of(const char *field)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].field, field) == 0)
			return &words[i];
	return NULL;
}

bool gs_charter_range(uint64_t *min, uint64_t *max, const char *field)
{
	const struct number_rule *rule = number_rule_of(field);

	if (rule == NULL)
		return false;
	*min = rule->min;
	*max = rule->max;
	return true;
}

const char *gs_charter_words(const char *field)
{
	const struct word_rule *rule = word_rule_of(field);

	return rule == NULL ? NULL : rule->legal;
}

static int judge_number(struct gs_refusal *refusal,
    const struct number_rule *rule, const struct gs_value *line)
{
	uint64_t v = (uint64_t)line->parts[0].number;

	if (v >= rule->min && v <= rule->max)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-number",
	    "the charter's {0} is {1}; it must be from {2} to {3}",
	    gs_say_text(rule->field), gs_say_number(v),
	    gs_say_number(rule->min), gs_say_number(rule->max));
}

static int judge_word(struct gs_refusal *refusal,
    const struct word_rule *rule, const struct gs_value *line)
{
	for (size_t i = 0; rule->words[i] != NULL; i++)
		if (gs_part_is(&line->parts[0], rule->words[i]))
			return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-word",
	    "the charter's {0} is {1}; it must be {2}",
	    gs_say_text(rule->field), gs_say_part(line->parts[0]),
	    gs_say_text(rule->legal));
}

static int judge_origin(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	struct gs_part part = line->parts[0];

	if (memchr(part.ptr, '+', part.len) == NULL)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-origin-plus",
	    "the charter's origin is {0}; an origin must not contain '+'",
	    gs_say_part(part));
}

static int judge_recipient(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	if (gs_recipient_is_known(&line->parts[1], &line->parts[2]))
		return GS_OK;
	return gs_refuse_recipient(refusal, line->field->name,
	    line->parts[1]);
}

static int judge_week(struct gs_refusal *refusal, const struct gs_value *line)
{
	uint64_t last = 8, week = (uint64_t)line->parts[0].number;

	for (uint64_t rest = week; rest != 0; rest /= 10) {
		uint64_t day = rest % 10;
		if (day < 1 || day > 7 || day >= last)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-week", "the charter's week is {0}; it "
			    "must list ISO weekdays in ascending order, as "
			    "12345", gs_say_number(week));
		last = day;
	}
	return GS_OK;
}

static int judge_calendar(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	if (line->parts[0].number <= line->parts[1].number)
		return GS_OK;
	return gs_refuse(refusal, GS_ERR_RULE, "charter-calendar",
	    "the charter's calendar ends before it begins");
}

static int judge_offset(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	int64_t seconds = 0;

	if (gs_offset_parse(&seconds, &line->parts[1]))
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-offset",
	    "the charter's offset {0} must be +hh:mm or -hh:mm, at most 14 "
	    "hours", gs_say_part(line->parts[1]));
}

static int judge_clock(struct gs_refusal *refusal, const struct gs_value *line)
{
	struct gs_part name = line->parts[0], word = line->parts[1];
	int64_t count = line->parts[2].number;
	enum gs_clock_unit unit = GS_CLOCK_WORKING;

	if (!gs_clock_unit_of(&unit, &word))
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-clock-unit", "the charter's clock {0} counts "
		    "{1}; it must count working, calendar (days) or months",
		    gs_say_part(name), gs_say_part(word));
	int64_t most = unit == GS_CLOCK_MONTHS ? GS_CLOCK_MONTHS_MAX :
	    GS_CLOCK_DAYS_MAX;
	if (count < 1 || count > most)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-clock-days", "the charter's clock {0} has {1} "
		    "{2}; it must have from 1 to {3}", gs_say_part(name),
		    gs_say_number((uint64_t)count),
		    gs_say_text(unit == GS_CLOCK_MONTHS ? "months" : "days"),
		    gs_say_number((uint64_t)most));
	return GS_OK;
}

static int judge_late_day(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	int64_t weeks = line->parts[0].number, weekday = line->parts[1].number;

	if (weeks >= 1 && weeks <= LATE_WEEKS_MAX && weekday >= 1 &&
	    weekday <= 7)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-late",
	    "the charter's late day is weekday {0} of every {1}th week; it "
	    "must be an ISO weekday, 1 to 7, of every 1st to {2}nd",
	    gs_say_number((uint64_t)weekday), gs_say_number((uint64_t)weeks),
	    gs_say_number(LATE_WEEKS_MAX));
}

static const struct line_rule {
	const char *field;
	int (*judge)(struct gs_refusal *refusal, const struct gs_value *line);
} lines[] = {
	{"origin", judge_origin},
	{"exemption", gs_publish_judge_exemption},
	{"panel", gs_circle_judge_panel},
	{"seal", judge_recipient},
	{"reveal", judge_recipient},
	{"witness", gs_charter_judge_witness},
	{"week", judge_week},
	{"calendar", judge_calendar},
	{"offset", judge_offset},
	{"clock", judge_clock},
	{"retention", gs_deleted_judge_line},
	{"late", judge_late_day},
};

int gs_charter_judge_line(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	const char *field = line->field->name;
	const struct number_rule *number = number_rule_of(field);
	const struct word_rule *word = word_rule_of(field);
	int err = GS_OK;

	if (number != NULL)
		err = judge_number(refusal, number, line);
	if (word != NULL)
		err = judge_word(refusal, word, line);

	for (size_t i = 0; err == GS_OK && i < sizeof lines / sizeof *lines;
	    i++)
		if (strcmp(lines[i].field, field) == 0)
			err = lines[i].judge(refusal, line);
	return err;
}
