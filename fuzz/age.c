/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz.h"
#include "lib/age.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t identity[32] = {7};
	uint8_t *plain = NULL;
	size_t plain_len = 0;

	int err = gs_age_open(&plain, &plain_len, identity, data, len);
	gs_fuzz_reached += err == GS_OK || err == GS_ERR_DENIED;
	if (err == GS_OK)
		gs_age_free(&plain, plain_len);
	GS_HOLDS(plain == NULL);
	return 0;
}
