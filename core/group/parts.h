/* SPDX-License-Identifier: Apache-2.0 */
/* Work cut in parts that the host may do at the same time.  What comes out is
 * the same for every number of parts. */
#ifndef GS_CORE_GROUP_PARTS_H
#define GS_CORE_GROUP_PARTS_H

#include <stddef.h>

/* Where part i of `parts` begins in n things, at a multiple of `unit`; part
 * `parts` begins at n. */
static inline size_t gs_parts_bound(size_t n, size_t parts, size_t i, size_t unit)
{
	const size_t units = (n + unit - 1) / unit;
	const size_t at = (units / parts * i + units % parts * i / parts) *
	    unit;
	return at < n ? at : n;
}

#endif
