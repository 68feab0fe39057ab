/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/html.h"

void gs_html_write(struct gs_writer *w, struct gs_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];

		if (c == '&')
			gs_write_text(w, "&amp;");
		else if (c == '<')
			gs_write_text(w, "&lt;");
		else if (c == '>')
			gs_write_text(w, "&gt;");
		else if (c == '"')
			gs_write_text(w, "&quot;");
		else
			gs_write_u8(w, c);
	}
}
