/* SPDX-License-Identifier: Apache-2.0 */
/* Whom the reader trusts, as --key, --witness and --policy say. */
#ifndef GS_CLI_COMMON_TRUST_H
#define GS_CLI_COMMON_TRUST_H

#include "cli/common/options.h"
#include "lib/steps/trust.h"

struct gs_trust_options {
	/* `key` may be NULL if there is a policy with a log. */
	const char *key, *policy_file;
	struct gs_values witnesses;
	uint8_t *policy_text; /* set by gs_trust_read, borrowed by the trust */
};

/* Reads keys and policy, says what is wrong with them.  GS_ERR_IO: nothing can
 * be judged.  Release with gs_trust_close in any case. */
GS_CHECKED int gs_trust_read(struct gs_trust *out,
    struct gs_trust_options *options);
void gs_trust_close(struct gs_trust_options *options);

#endif
