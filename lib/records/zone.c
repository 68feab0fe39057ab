/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>

#include "core/record/time.h"

#define ZONE_NAME_MAX 64

/* Names are ASCII; false if this one is not, or is too long. */
static bool widen_name(UChar out[ZONE_NAME_MAX], const char *name, size_t len)
{
	if (len == 0 || len >= ZONE_NAME_MAX)
		return false;

	for (size_t i = 0; i < len; i++) {
		if (name[i] <= ' ' || name[i] > '~')
			return false;
		out[i] = (UChar)name[i];
	}
	out[len] = 0;
	return true;
}

bool gs_zone_known(const void *name, size_t len)
{
	UChar wide[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
	UBool system = 0;
	UErrorCode status = U_ZERO_ERROR;

	if (memchr(name, '/', len) == NULL || !widen_name(wide, name, len))
		return false;
	(void)ucal_getCanonicalTimeZoneID(wide, -1, canonical, ZONE_NAME_MAX,
	    &system, &status);
	return U_SUCCESS(status) && system;
}

static int write_offset(struct gs_record_writer *d, int64_t from,
    int32_t seconds)
{
	char text[8];
	int minutes = abs(seconds / 60);

	if (seconds % 60 != 0)
		return GS_ERR_RANGE;
	(void)snprintf(text, sizeof text, "%c%02d:%02d",
	    seconds < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
	gs_record_line(d, "offset", gs_part_time(from), gs_part_word(text));
	return GS_OK;
}

static int32_t offset_now(UCalendar *cal, UErrorCode *status)
{
	return (ucal_get(cal, UCAL_ZONE_OFFSET, status) +
	    ucal_get(cal, UCAL_DST_OFFSET, status)) / 1000;
}

/* A change of names alone, which the database has too, is no line. */
static int write_changes(struct gs_record_writer *d, UCalendar *cal,
    int64_t at, int64_t end)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t last = INT32_MIN;
	int err = GS_OK;

	while (err == GS_OK && U_SUCCESS(status) && at < end) {
		UDate next = 0;

		ucal_setMillis(cal, (UDate)at * 1000, &status);
		int32_t now = offset_now(cal, &status);
		if (U_SUCCESS(status) && now != last)
			err = write_offset(d, at, now);
		last = now;
		if (!ucal_getTimeZoneTransitionDate(cal,
		        UCAL_TZ_TRANSITION_NEXT, &next, &status))
			break;
		at = (int64_t)(next / 1000);
	}
	return err == GS_OK && U_FAILURE(status) ? GS_ERR_IO : err;
}

int gs_zone_write(struct gs_record_writer *d, struct gs_span name,
    int64_t first, int64_t last)
{
	UChar wide[ZONE_NAME_MAX];
	UErrorCode status = U_ZERO_ERROR;

	if (!gs_zone_known(name.ptr, name.len) ||
	    !widen_name(wide, (const char *)name.ptr, name.len))
		return GS_ERR_UNKNOWN;
	UCalendar *cal = ucal_open(wide, -1, "en_US", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status))
		return GS_ERR_IO;

	int err = write_changes(d, cal, first * GS_DAY,
	    (last + 366) * GS_DAY);
	ucal_close(cal);
	return err;
}
