/* SPDX-License-Identifier: Apache-2.0 */
/* A claim of authorship beside a provenance file, for `gainsay verify`. */
#ifndef GS_CLI_PRINT_CLAIMED_H
#define GS_CLI_PRINT_CLAIMED_H

#include <jansson.h>
#include <stdbool.h>

#include "core/channel/channel.h"
#include "lib/records/claim.h"
#include "lib/host.h"

struct gs_claimed {
	/* The options; `file` NULL: no claim was given, and all of these do
	 * nothing and say GS_OK. */
	const char *file, *challenge;
	uint8_t *text;
	size_t len;
	struct gs_pool pool;
	struct gs_claim said;      /* if it is good */
	struct gs_report report;   /* else why not */
	bool good;
};

/* Whether the options go together, and the file.  GS_ERR_IO, said. */
GS_CHECKED int gs_claimed_read(struct gs_claimed *c);
/* Holds it against the memo; GS_OK if it could be judged. */
GS_CHECKED int gs_claimed_judge(struct gs_claimed *c,
    const struct gs_memo *memo);
/* What it proves, in words. */
void gs_claimed_print(const struct gs_claimed *c);
/* The same, as `authorship` of a verdict; NULL if memory is out. */
json_t *gs_claimed_json(const struct gs_claimed *c);
/* GS_OK, or GS_ERR_MISMATCH if there is one and it is not good. */
GS_CHECKED int gs_claimed_result(const struct gs_claimed *c);
void gs_claimed_close(struct gs_claimed *c);

#endif
