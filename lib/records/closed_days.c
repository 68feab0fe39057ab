/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/closed_days.h"

#include <string.h>

#include "core/record/record.h"

#define JOINT "; "

void gs_closed_days_start(struct gs_closed_days *list, int64_t first,
    int64_t last)
{
	list->first = first;
	list->last = last;
	list->count = 0;
}

/* The longest beginning of the text that has at most `room` bytes, cuts no
 * character, and ends in no blank. */
static size_t fit_name(const char *name, size_t len, size_t room)
{
	size_t n = len < room ? len : room;

	while (n > 0 && n < len && ((uint8_t)name[n] & 0xc0) == 0x80)
		n--;
	while (n > 0 && name[n - 1] == ' ')
		n--;
	return n;
}

/* Whether the day's names, which "; " joins, have this one. */
static bool has_name(const struct gs_closed_day *day, const char *name,
    size_t len)
{
	const char *at = day->name;

	for (;;) {
		const char *end = strstr(at, JOINT);
		size_t n = end == NULL ? strlen(at) : (size_t)(end - at);

		if (n == len && memcmp(at, name, len) == 0)
			return true;
		if (end == NULL)
			return false;
		at = end + strlen(JOINT);
	}
}

static void join_name(struct gs_closed_day *day, const char *name, size_t len)
{
	size_t have = strlen(day->name), joint = strlen(JOINT);

	if (has_name(day, name, len) ||
	    have + joint + 1 >= GS_CLOSED_NAME_MAX)
		return;

	size_t n = fit_name(name, len, GS_CLOSED_NAME_MAX - 1 - have - joint);
	if (n == 0)
		return;
	memcpy(day->name + have, JOINT, joint);
	memcpy(day->name + have + joint, name, n);
	day->name[have + joint + n] = '\0';
}

/* The place of the day, or the one where it belongs. */
static size_t place_of_day(const struct gs_closed_days *list, int64_t day)
{
	size_t at = list->count;

	while (at > 0 && list->days[at - 1].day >= day)
		at--;
	return at;
}

static bool is_at(const struct gs_closed_days *list, size_t at, int64_t day)
{
	return at < list->count && list->days[at].day == day;
}

int gs_closed_days_add(struct gs_closed_days *list, int64_t day,
    const void *name, size_t len)
{
	struct gs_part text;

	if (gs_part_parse(&text, NULL, GS_PART_TEXT, name, len) != GS_OK)
		return GS_ERR_FORMAT;
	if (day < list->first || day > list->last)
		return GS_OK;

	size_t at = place_of_day(list, day);
	if (is_at(list, at, day)) {
		join_name(&list->days[at], name, len);
		return GS_OK;
	}
	if (list->count == GS_CLOSED_DAYS_MAX)
		return GS_ERR_SPACE;

	struct gs_closed_day *new = &list->days[at];
	memmove(new + 1, new, (list->count - at) * sizeof *new);
	list->count++;
	*new = (struct gs_closed_day){.day = day};
	memcpy(new->name, name, fit_name(name, len, GS_CLOSED_NAME_MAX - 1));
	return GS_OK;
}

int gs_closed_days_remove(struct gs_closed_days *list, int64_t day)
{
	size_t at = place_of_day(list, day);

	if (!is_at(list, at, day))
		return GS_ERR_UNKNOWN;
	list->count--;
	memmove(&list->days[at], &list->days[at + 1],
	    (list->count - at) * sizeof list->days[at]);
	return GS_OK;
}
