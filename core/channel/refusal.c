/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/refusal.h"

int gs_refuse_values(struct gs_refusal *refusal, int err, const char *code,
    const char *why, const struct gs_message_value *values, size_t count)
{
	*refusal = (struct gs_refusal){.code = code, .why = why,
	    .line = refusal->line};
	for (size_t i = 0; i < count && i < GS_MESSAGE_VALUES_MAX; i++)
		refusal->values[i] = values[i];
	return err;
}

int gs_refuse(struct gs_refusal *refusal, int err, const char *code,
    const char *why)
{
	return gs_refuse_values(refusal, err, code, why, NULL, 0);
}
