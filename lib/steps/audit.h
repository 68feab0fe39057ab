/* SPDX-License-Identifier: Apache-2.0 */
/* What an auditor says of a channel whose log was replayed: how much was
 * looked at. */
#ifndef GS_LIB_STEPS_AUDIT_H
#define GS_LIB_STEPS_AUDIT_H

#include <stdint.h>

/* The tiles of a log of `size` entries: bundles of 256 entries, and tiles of
 * 256 hashes, each level over the full tiles of the one below. */
uint64_t gs_audit_tiles(uint64_t size);

#endif
