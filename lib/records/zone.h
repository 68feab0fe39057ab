/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones of the IANA database, as ICU has them. */
#ifndef GS_LIB_RECORDS_ZONE_H
#define GS_LIB_RECORDS_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"

/* The name as the database spells it, of a place: Europe/Lisbon, not WET or
 * +01:00. */
bool gs_zone_known(const void *name, size_t len);

/* Writes a charter's offset lines from the day `first` to a year past the day
 * `last`: so the calendar needs no database ever after (core/channel/
 * calendar.c).  GS_ERR_UNKNOWN: no such zone; GS_ERR_RANGE: its offset has
 * seconds in that time, which a charter cannot say; GS_ERR_IO: there is no
 * database. */
GS_CHECKED int gs_zone_write(struct gs_record_writer *d, struct gs_span name,
    int64_t first, int64_t last);

#endif
