/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wire/message.h"

#include <string.h>

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

int gs_answer_fail(struct gs_answer *answer, int err)
{
	answer->err = err;
	return err;
}

int gs_answer_values(struct gs_answer *answer, int err, const char *code,
    const char *sentence, const struct gs_message_value *values, size_t count)
{
	gs_report_values(&answer->report, code, sentence, values, count);
	return gs_answer_fail(answer, err);
}

int gs_answer_refuse(struct gs_answer *answer, int err, const char *code,
    const char *sentence)
{
	return gs_answer_values(answer, err, code, sentence, NULL, 0);
}

int gs_answer_refusal(struct gs_answer *answer, int err,
    const struct gs_refusal *refusal)
{
	answer->line = refusal->line;
	if (refusal->why != NULL)
		gs_report_refusal(&answer->report, refusal);
	return gs_answer_fail(answer, err);
}

int gs_answer_keep(struct gs_span *out, struct gs_answer *answer,
    struct gs_span from)
{
	uint8_t *copy = gs_arena_take(&answer->pool.arena, from.len + 1, 1);

	if (copy == NULL) {
		*out = (struct gs_span){NULL, 0};
		return gs_answer_fail(answer, GS_ERR_MEMORY);
	}
	if (from.len > 0)
		memcpy(copy, from.ptr, from.len);

	*out = (struct gs_span){copy, from.len};
	return GS_OK;
}
