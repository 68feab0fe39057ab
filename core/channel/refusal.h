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

#endif
