/* SPDX-License-Identifier: Apache-2.0 */
/* The owner of a word of the text: 1 + a block of the memo, or 0
 * (lib/compare/regroup.h). */
#ifndef GS_LIB_COMPARE_OWNER_H
#define GS_LIB_COMPARE_OWNER_H

#include <stddef.h>
#include <stdint.h>

#include "core/memo/memo.h"
#include "lib/compare/tokens.h"

#define GS_REGROUP_STEPS ((uint64_t)1 << 28)
#define GS_REGROUP_RUNS ((size_t)1 << 18)

#define GS_OWNER_SIGN 0x80000000u /* a number or mark in front, no word */
#define GS_OWNER(word) ((word) & ~GS_OWNER_SIGN)

struct gs_regroup_memo {
	const struct gs_block *blocks;
	const struct gs_tokens *words; /* none of a block withheld */
	size_t count;
	const struct gs_marks *marks;
};

#endif
