/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/message.h"

void gs_answer_start(struct gs_answer *answer)
{
	*answer = (struct gs_answer){.err = GS_ERR_INTERNAL};
	(void)gs_pool_start(&answer->pool);
}

void gs_answer_free(struct gs_answer *answer)
{
	gs_pool_free(&answer->pool);
	*answer = (struct gs_answer){.err = GS_ERR_INTERNAL};
}
