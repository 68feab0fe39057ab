/* SPDX-License-Identifier: Apache-2.0 */
/* UTC times and civil dates as records write them.  core has no time zone
 * data: a charter brings its own offsets. */
#ifndef GS_CORE_TIME_H
#define GS_CORE_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

#define GS_TIME_LEN 20 /* 2023-11-03T14:00:00Z */
#define GS_DATE_LEN 10 /* 2023-11-03 */
#define GS_TIME_MAX INT64_C(253402300799) /* the end of 9999 */
#define GS_DAY INT64_C(86400)
#define GS_HOUR 3600
/* What an entry's time may be: from 2 January 1970, so that it is not 0, which
 * stands for what has not happened, and has a local day from 1970 on; to the
 * end of 9899, so that a clock, the days of a box and a cooling time that start
 * then end within 9999. */
#define GS_ENTRY_AT_MIN GS_DAY
#define GS_ENTRY_AT_MAX INT64_C(250246627199)

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
int64_t gs_days_from_civil(int64_t year, unsigned month, unsigned day);
void gs_civil_from_days(int64_t *year, unsigned *month, unsigned *day,
    int64_t days);
/* 1 = Monday .. 7 = Sunday (ISO 8601). */
unsigned gs_weekday(int64_t days);

GS_CHECKED int gs_date_parse(int64_t *days, const void *text, size_t len);
GS_CHECKED int gs_time_parse(int64_t *seconds, const void *text, size_t len);
/* Precondition: 0 <= days, seconds <= GS_TIME_MAX.  No NUL is written. */
void gs_date_format(uint8_t out[GS_DATE_LEN], int64_t days);
void gs_time_format(uint8_t out[GS_TIME_LEN], int64_t seconds);

#endif
