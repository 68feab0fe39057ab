/* SPDX-License-Identifier: Apache-2.0 */
/* Work cut in parts that the host may do at the same time.  What comes out is
 * the same for every number of parts. */
#ifndef GS_CORE_GROUP_PARTS_H
#define GS_CORE_GROUP_PARTS_H

#include <stddef.h>

/* Where part i of `parts` begins in n things: at a multiple of `unit`, or at n.
 * Part 0 begins at 0 and part `parts` at n.  Preconditions: i <= parts, 1 <=
 * parts, 1 <= unit, and n + unit does not overflow. */
static inline size_t gs_parts_bound(size_t n, size_t parts, size_t i,
    size_t unit)
{
	const size_t units = (n + unit - 1) / unit;
	/* floor(units * i / parts), without that product, which may be large:
	 * of units = w * parts + rest, w * i is whole, and rest * i is below
	 * parts^2. */
	const size_t whole = units / parts, rest = units % parts;
	const size_t at = (whole * i + rest * i / parts) * unit;

	return at < n ? at : n;
}

#endif
