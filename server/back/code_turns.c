/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/code_turns.h"

#include "core/bytes.h"

int64_t gs_code_turn(struct gs_code_turns *turns, struct gs_span id,
    int64_t second)
{
	uint8_t hash[32];

	gs_host_sha256(hash, &id, 1);
	struct gs_reader r = gs_reader_of(hash, sizeof hash);
	uint64_t who = gs_read_u64(&r);
	size_t at = (size_t)(who % GS_CODE_TURNS);
	if (turns->slots[at].who == who && turns->slots[at].until > second)
		return turns->slots[at].until - second;

	turns->slots[at].who = who;
	turns->slots[at].until = second + GS_CODE_PAUSE;
	return 0;
}
