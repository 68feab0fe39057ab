/* SPDX-License-Identifier: Apache-2.0 */
/* lv(name): what every hash of the commitments begins with, so that none is
 * taken for another (docs/spec/commitments.md). */
#ifndef GS_CORE_MEMO_DOMAIN_H
#define GS_CORE_MEMO_DOMAIN_H

#include "core/bytes.h"
#include "core/host.h"

/* Four bytes of length and a name of at most 28; the longest in use is
 * "gainsay/v1/sentences" with 20. */
#define GS_DOMAIN_MAX 32

/* Written into `buf`, which the span borrows. */
static inline struct gs_span gs_domain_of(uint8_t buf[GS_DOMAIN_MAX],
    const char *name)
{
	struct gs_writer w = gs_writer_of(buf, GS_DOMAIN_MAX);

	gs_write_lv_text(&w, name);
	return (struct gs_span){buf, w.len};
}

#endif
