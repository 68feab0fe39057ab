/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/local_time.h"

#include <stdio.h>

#include "core/record/time.h"

void gs_local_time(char out[GS_LOCAL_TIME_MAX],
    const struct gs_charter *charter, int64_t at)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char utc[GS_TIME_LEN + 1] = {0};
	int64_t local = at + gs_charter_offset(charter, at), year = 0;
	unsigned month = 0, day = 0;
	struct gs_part zone = gs_record_part(&charter->rec, "zone");

	gs_time_format((uint8_t *)utc, at);
	gs_civil_from_days(&year, &month, &day, local / GS_DAY);

	(void)snprintf(out, GS_LOCAL_TIME_MAX,
	    "%s (%.3s %u %.3s %lld, %02d:%02d %.*s)", utc,
	    days + 3 * (gs_weekday(local / GS_DAY) - 1), day,
	    months + 3 * (month - 1), (long long)year,
	    (int)(local % GS_DAY / 3600), (int)(local % 3600 / 60),
	    (int)(zone.len < 40 ? zone.len : 40), (const char *)zone.ptr);
}
