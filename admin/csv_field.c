/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/csv_field.h"

#include <csv.h>

void gs_csv_field(struct gs_writer *w, struct gs_span field, char end)
{
	size_t n = csv_write(NULL, 0, field.ptr, field.len);

	if (w->max - w->len < n) {
		w->err = GS_ERR_SPACE;
		return;
	}
	(void)csv_write(w->ptr + w->len, n, field.ptr, field.len);
	w->len += n;
	gs_write_u8(w, (uint8_t)end);
}
