/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/local_time.h"

#include "core/bytes.h"
#include "core/record/time.h"

#define ZONE_MAX 40 /* bytes of its name */

static void write_two_digits(struct gs_writer *w, int64_t n)
{
	gs_write_u8(w, (uint8_t)('0' + n / 10 % 10));
	gs_write_u8(w, (uint8_t)('0' + n % 10));
}

void gs_local_time(char out[GS_LOCAL_TIME_MAX],
    const struct gs_charter *charter, int64_t at)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t local = at + gs_charter_offset(charter, at), year = 0;
	unsigned month = 0, day = 0;
	struct gs_part zone = gs_record_part(&charter->rec, "zone");
	uint8_t utc[GS_TIME_LEN];
	struct gs_writer w = gs_writer_of(out, GS_LOCAL_TIME_MAX - 1);

	gs_time_format(utc, at);
	gs_civil_from_days(&year, &month, &day, local / GS_DAY);

	gs_write_bytes(&w, utc, sizeof utc);
	gs_write_text(&w, " (");
	gs_write_bytes(&w, days + 3 * (gs_weekday(local / GS_DAY) - 1), 3);
	gs_write_u8(&w, ' ');
	gs_write_decimal(&w, day);
	gs_write_u8(&w, ' ');
	gs_write_bytes(&w, months + 3 * (month - 1), 3);
	gs_write_u8(&w, ' ');
	gs_write_decimal(&w, (uint64_t)year);

	gs_write_text(&w, ", ");
	write_two_digits(&w, local % GS_DAY / GS_HOUR);
	gs_write_u8(&w, ':');
	write_two_digits(&w, local % GS_HOUR / 60);
	gs_write_u8(&w, ' ');
	gs_write_bytes(&w, zone.ptr, zone.len < ZONE_MAX ? zone.len :
	    ZONE_MAX);
	gs_write_u8(&w, ')');
	out[w.len] = '\0';
}
