/* SPDX-License-Identifier: Apache-2.0 */
/* Filings, through a box or without one: promised at once, entered at the next
 * release with every act of the memo (release.h). */
#ifndef GS_SERVER_BACK_FILING_H
#define GS_SERVER_BACK_FILING_H

#include "server/back/inside.h"

/* GS_ASK_FILING. */
void gs_back_filing(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);
/* GS_ASK_BOX_FILE, the token checked. */
void gs_back_file_box(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_box *box);

#endif
