/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 and SHA-512 (FIPS 180-4) of the concatenation of spans.  A browser
 * has them too, but answers later and only with the whole at hand; core wants
 * them at once.  Constant time but for the lengths. */
#ifndef GS_WEB_SHA2_H
#define GS_WEB_SHA2_H

#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

void gs_web_sha256(uint8_t out[32], const struct gs_span *parts,
    size_t nparts);
void gs_web_sha512(uint8_t out[64], const struct gs_span *parts,
    size_t nparts);

#endif
