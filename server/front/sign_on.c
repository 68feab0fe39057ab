/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/sign_on.h"

#include <arpa/inet.h>

int gs_sign_on_parse(struct gs_sign_on *out, const char *text)
{
	*out = (struct gs_sign_on){.len = 0};
	if (text[0] == '\0')
		return GS_OK;
	if (inet_pton(AF_INET, text, out->bytes) == 1)
		out->len = 4;
	else if (inet_pton(AF_INET6, text, out->bytes) == 1)
		out->len = 16;
	return out->len > 0 ? GS_OK : GS_ERR_FORMAT;
}
