/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/decode.h"

#define AT_ONCE 16 /* two vectors of eight */

void gs_pow_p58_portable(struct gs_fe *r, const struct gs_fe *a, size_t n)
{
	for (size_t i = 0; i < n; i++)
		gs_fe_pow_p58(&r[i], &a[i]);
}

int gs_points_decode(struct gs_niels *r, const uint8_t *bytes, size_t n,
    gs_pow_p58_fn *pow_p58)
{
	struct gs_decoding parts[AT_ONCE];
	struct gs_fe power[AT_ONCE];
	int err = GS_OK;

	for (size_t at = 0; err == GS_OK && at < n; at += AT_ONCE) {
		size_t some = n - at < AT_ONCE ? n - at : AT_ONCE;

		for (size_t i = 0; i < some; i++)
			gs_decode_begin(&power[i], &parts[i],
			    bytes + 32 * (at + i));

		pow_p58(power, power, some);

		for (size_t i = 0; err == GS_OK && i < some; i++) {
			struct gs_point p;
			err = gs_decode_end(&p, &parts[i], &power[i]);

			if (err == GS_OK)
				gs_niels_of_affine(&r[at + i], &p);
		}
	}

	return err;
}
