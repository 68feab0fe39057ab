/* SPDX-License-Identifier: Apache-2.0 */
/* One file, whatever its kind, as text and asides. */
#ifndef GS_CONVERT_READ_H
#define GS_CONVERT_READ_H

#include "convert/flow.h"
#include "lib/file_kind.h"

/* Lets the libraries do what they do once, while files may be opened; of the
 * file its beginning alone is looked at. */
void gs_read_start(struct gs_span file);
void gs_read_start_pdf(void);
void gs_read_start_mail(void);
/* Of f->file, which is taken for `kind` where its bytes do not tell;
 * f->unread says whether it has worked.  Bounded by the limits of
 * flow.h and of the process. */
void gs_read(struct gs_flow *f, enum gs_file_kind kind);

struct gs_package;

/* Each kind's; they leave by gs_flow_stop. */
void gs_read_docx(struct gs_package *p);
void gs_read_odt(struct gs_package *p);
void gs_read_html(struct gs_flow *f, struct gs_span html,
    const char *charset);
void gs_read_mail(struct gs_flow *f);
void gs_read_pdf(struct gs_flow *f);

#endif
