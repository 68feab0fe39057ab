/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log_claim.h"

#include <string.h>

static bool is_all(const uint8_t node[GS_LOG_NODE_LEN], uint8_t byte)
{
	for (size_t i = 0; i < GS_LOG_NODE_LEN; i++)
		if (node[i] != byte)
			return false;
	return true;
}

bool gs_log_is_mover(const uint8_t node[GS_LOG_NODE_LEN])
{
	return is_all(node, GS_LOG_MOVER);
}

bool gs_claim_holds(const uint8_t is[GS_LOG_NODE_LEN],
    const struct gs_log_claim *claim)
{
	if (gs_log_is_mover(is))
		return claim->moves;
	return claim->take || is_all(is, 0) ||
	    memcmp(is, claim->node, GS_LOG_NODE_LEN) == 0;
}
