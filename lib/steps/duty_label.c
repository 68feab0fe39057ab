/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/duty_label.h"

#include "core/bytes.h"

void gs_duty_label(char out[GS_DUTY_LABEL_MAX], const char *word,
    const struct gs_duty *duty)
{
	struct gs_writer w = gs_writer_of(out, GS_DUTY_LABEL_MAX - 1);

	gs_write_text(&w, word);
	if (duty->number != 0) {
		gs_write_text(&w, " ");
		gs_write_decimal(&w, duty->number);
	}
	if (duty->missed != NULL) {
		gs_write_text(&w, " of ");
		gs_write_text(&w, duty->missed);
	}
	if (duty->missed_number != 0) {
		gs_write_text(&w, " ");
		gs_write_decimal(&w, duty->missed_number);
	}
	out[gs_writer_end(&w) == GS_OK ? w.len : 0] = '\0';
}
