/* SPDX-License-Identifier: Apache-2.0 */
/* Who may read what (docs/spec/http.md, "Reading"), by what an ask shows of
 * its asker. */
#ifndef GS_SERVER_BACK_READER_H
#define GS_SERVER_BACK_READER_H

#include "server/back/inside.h"

/* The asker may read the log; otherwise the answer says what is needed, and
 * this is its error.  Sets answer->channel.open. */
GS_CHECKED int gs_back_require_reader(struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask);
/* The asker may have the file of this hash.  GS_ERR_UNKNOWN: no entry of the
 * log names it. */
GS_CHECKED int gs_back_require_content(struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask);
/* If the ask carries a signed request, it must be a good one. */
GS_CHECKED int gs_back_check_request(struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask);

/* Likewise, and it must carry one, of one of these roles, which `named` says to
 * people; `other` may be NULL. */
struct gs_back_roles {
	const char *role, *other, *named;
};
GS_CHECKED int gs_back_require_role(struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask,
    const struct gs_back_roles *roles);

/* answer->charter: what whoever answers by itself goes by. */
void gs_back_tell_charter(const struct gs_back *back,
    struct gs_answer *answer);

/* The reading key of a roll, for a proof of membership. */
void gs_back_reading(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
