/* SPDX-License-Identifier: Apache-2.0 */
/* Charters from a preset.  The preset us-state is the Dissent Channel of the
 * U.S. Department of State (2 FAM 070): acknowledged within 2 working days,
 * answered within 30 to 60, copies to five officials. */
#ifndef GS_LIB_RECORDS_CHARTER_H
#define GS_LIB_RECORDS_CHARTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"

enum gs_charter_holder {
	GS_HOLDER_AUTHORITY, GS_HOLDER_REGISTRAR, GS_HOLDER_SECOND,
	GS_HOLDER_OFFICE, GS_HOLDER_RELEASE, GS_HOLDER_LOG, GS_HOLDER_ENROL,
	GS_HOLDER_PROMISE, GS_HOLDERS
};
/* The role's name in charters and the name of its key file. */
const char *gs_holder_role(enum gs_charter_holder holder);

struct gs_charter_plan {
	const char *origin; /* a word without '+' */
	const char *name;
	bool exercise;
	const char *readers; /* members, oversight or public */
	uint64_t floor;      /* least size of a roll */
	int64_t first, last; /* days of the calendar, since 1970 */
	uint8_t keys[GS_HOLDERS][32];
	const uint8_t *authority; /* secret: 64 bytes, as libsodium has it */
	uint8_t seal[32];         /* the office's X25519 key */
};

/* Writes the signed first charter of a channel.  GS_ERR_RANGE (calendar out of
 * 1971 .. 2100 or longer than 30 years, floor), GS_ERR_FORMAT (a name),
 * GS_ERR_IO (no time zone data), GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_charter_us_state(struct gs_writer *w,
    const struct gs_charter_plan *plan);

#endif
