/* SPDX-License-Identifier: Apache-2.0 */
/* Why a record was refused. */
#ifndef GS_CORE_CHANNEL_REFUSAL_H
#define GS_CORE_CHANNEL_REFUSAL_H

#include "core/message.h"

struct gs_refusal {
	const char *code; /* static (core/message.h); NULL: not refused */
	const char *why;  /* static: the sentence */
	struct gs_message_value values[GS_MESSAGE_VALUES_MAX]; /* borrowed from
	                     the record, the state or literals */
	size_t line;      /* of the record, 0 if it is not about one line */
};

/* Each sets all but the line, and returns `err`. */
int gs_refuse(struct gs_refusal *refusal, int err, const char *code,
    const char *why);
#define gs_refuse_tell(refusal, err, code, why, ...) \
	gs_refuse_values((refusal), (err), (code), (why), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value))
int gs_refuse_values(struct gs_refusal *refusal, int err, const char *code,
    const char *why, const struct gs_message_value *values, size_t count);

#endif
