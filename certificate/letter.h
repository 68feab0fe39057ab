/* SPDX-License-Identifier: Apache-2.0 */
/* An invitation on paper: one page, with what somebody needs who joins, and
 * what they should know beforehand; and a recovery sheet. */
#ifndef GS_CERTIFICATE_LETTER_H
#define GS_CERTIFICATE_LETTER_H

#include "lib/records/invitation.h"
#include "lib/steps/letter_text.h"

struct gs_letter_plan {
	const struct gs_invitation *invitation;
	struct gs_span text; /* the record; secret until its code is used */
	const char *whose;   /* stands at its foot; NULL: nothing does */
	int64_t date;        /* the document says that it is of then */
	const struct gs_letter_text *own; /* in its words; NULL: in ours */
};

/* A PDF of one page, or of two if its own words are long.  GS_ERR_RANGE (too
 * long for the code), GS_ERR_FORMAT, GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_letter_page(struct gs_writer *pdf,
    const struct gs_letter_plan *plan);

/* The same of a recovery sheet; `text` is the record, secret. */
GS_CHECKED int gs_sheet_page(struct gs_writer *pdf, struct gs_span text,
    int64_t date);

#endif
