/* SPDX-License-Identifier: Apache-2.0 */
/* What several ways into the log share. */
#ifndef GS_SERVER_BACK_ENTER_H
#define GS_SERVER_BACK_ENTER_H

#include "server/back/inside.h"

bool gs_back_is_token(const uint8_t token[32], const uint8_t token_hash[32]);
/* What came as a sealed file is one, as far as can be seen without a key: it
 * stays in the log for good, and discharges what its record discharges. */
GS_CHECKED int gs_back_check_sealed(struct gs_answer *answer,
    struct gs_span file);
/* The files are exactly those that the record names, in its order, and sealed
 * files but for a publication's. */
GS_CHECKED int gs_back_check_contents(struct gs_answer *answer,
    struct gs_span text, const struct gs_span *contents, size_t count);
/* Whether a sealed file of so many bytes may wait for a release. */
GS_CHECKED int gs_back_check_room(struct gs_answer *answer,
    struct gs_back *back, size_t len);
/* The record that a text begins with; what is behind it is left in the text:
 * an endorsement's files for readers of names. */
struct gs_span gs_back_record(struct gs_span *text);
/* SHA-256 of it. */
void gs_back_record_hash(uint8_t hash[32], struct gs_span text);
GS_CHECKED int gs_back_check_reveals(struct gs_answer *answer,
    const struct gs_record *rec, struct gs_span behind);
/* For those readers to fetch, now that the log names them. */
void gs_back_put_reveals(struct gs_back *back, const uint8_t memo[32],
    struct gs_span behind);
void gs_back_put_contents(struct gs_back *back,
    const struct gs_span *contents, size_t count);
/* Files and records, after all checks. */
void gs_back_enter(struct gs_back *back, struct gs_answer *answer,
    const struct gs_span *texts, size_t text_count,
    const struct gs_span *contents, size_t content_count);

#endif
