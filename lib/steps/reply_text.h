/* SPDX-License-Identifier: Apache-2.0 */
/* Which passage of a reply's text answers which request of its memo, by the
 * numbers in front of its lines: shown before the reply is sent, since a reader
 * of the log will look for each. */
#ifndef GS_LIB_STEPS_REPLY_TEXT_H
#define GS_LIB_STEPS_REPLY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "lib/memo/document.h"

struct gs_reply_passage {
	size_t from, to;        /* bytes of the text; equal: none answers it */
	size_t first, last;     /* its lines, from 1 */
	bool again;             /* its number begins another passage as well */
};

struct gs_reply_passages {
	/* The n-th request's at n - 1. */
	struct gs_reply_passage request[GS_REQUESTS_MAX];
	size_t count;           /* requests of the memo */
	size_t found;           /* of them, those that a passage answers */
};

/* A passage begins with a line whose number is the next request's (`2.`, `2)`,
 * `(2)`), or that names one in words (`Request 2`, `On request no. 2:`), and
 * goes on to the next passage or the text's end.  `requests` is at most
 * GS_REQUESTS_MAX. */
void gs_reply_passages_of(struct gs_reply_passages *out, struct gs_span text,
    size_t requests);

#endif
