/* SPDX-License-Identifier: Apache-2.0 */
#include "core/bytes.h"
#include "lib/host.h"
#include "store/staff.h"

int gs_staff_draw_code(char code[GS_CODE_LEN])
{
	uint8_t bits[16];
	struct gs_writer w = gs_writer_of(code, GS_CODE_LEN);

	int err = gs_host_random(bits, sizeof bits);
	for (size_t i = 0; i < 8; i++) {
		if (i > 0)
			gs_write_u8(&w, '-');
		gs_write_hex(&w, bits + 2 * i, 2);
	}
	gs_write_u8(&w, 0);

	gs_host_wipe(bits, sizeof bits);
	return err == GS_OK ? gs_writer_end(&w) : err;
}
