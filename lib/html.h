/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody's words in a page. */
#ifndef GS_LIB_HTML_H
#define GS_LIB_HTML_H

#include "core/bytes.h"
#include "core/host.h"

/* As the text of an element or the value of an attribute in double quotes: no
 * byte of it is markup.  Valid UTF-8 stays so. */
void gs_html_write(struct gs_writer *w, struct gs_span text);

#endif
