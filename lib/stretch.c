/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/stretch.h"

int gs_stretch(uint8_t out[GS_STRETCH_LEN], const struct gs_stretch *how,
    struct gs_span text)
{
	return gs_stretch_anew(out, how, text);
}
