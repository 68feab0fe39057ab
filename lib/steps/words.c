/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/words.h"

#include <string.h>

void gs_words_write_values(struct gs_writer *w, const char *form,
    const struct gs_message_value *values)
{
	while (*form != '\0') {
		size_t plain = strcspn(form, "{");

		gs_write_bytes(w, form, plain);
		form += plain;
		if (*form == '\0')
			break;
		if (form[1] < '0' || form[1] > '9' || form[2] != '}') {
			gs_write_bytes(w, form++, 1);
			continue;
		}
		const struct gs_message_value *v = &values[form[1] - '0'];
		if (v->text != NULL)
			gs_write_bytes(w, v->text, v->len);
		else
			gs_write_decimal(w, v->number);
		form += 3;
	}
}

void gs_words_values(char *out, size_t max, const char *form,
    const struct gs_message_value *values)
{
	struct gs_writer w = gs_writer_of(out, max - 1);

	gs_words_write_values(&w, form, values);
	out[gs_writer_end(&w) == GS_OK ? w.len : 0] = '\0';
}
