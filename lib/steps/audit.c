/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/audit.h"

#define TILE_WIDTH 256 /* entries of a bundle, hashes of a tile */

uint64_t gs_audit_tiles(uint64_t size)
{
	uint64_t count = size / TILE_WIDTH + (size % TILE_WIDTH != 0);

	for (uint64_t n = size; n > 0; n /= TILE_WIDTH)
		count += n / TILE_WIDTH + (n % TILE_WIDTH != 0);
	return count;
}
