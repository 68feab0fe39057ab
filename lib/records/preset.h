/* SPDX-License-Identifier: Apache-2.0 */
/* What a charter is like before anybody has answered anything. */
#ifndef GS_LIB_RECORDS_PRESET_H
#define GS_LIB_RECORDS_PRESET_H

#include <stddef.h>

/* Programmes that an organisation may be like; NULL past the last. */
struct gs_preset {
	const char *name;
	const char *like;    /* one line: whose rules these are */
	const char *answers; /* lib/records/plan.h */
};
const struct gs_preset *gs_preset_at(size_t index);

/* The answers below those of every preset. */
extern const char gs_preset_common[];

#endif
