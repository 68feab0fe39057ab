/* SPDX-License-Identifier: Apache-2.0 */
/* How a member comes by the reading key of a channel that is for its members
 * (docs/spec/http.md, "Reading key"): from the charters and rolls, which are
 * open to everybody, by a proof of membership that tells no name. */
#ifndef GS_LIB_STEPS_READING_H
#define GS_LIB_STEPS_READING_H

#include "core/channel/channel.h"
#include "core/proof/member.h"
#include "lib/client/request.h"
#include "lib/client/state.h"
#include "lib/report.h"

/* The charters and rolls out of the answer of GET /editions, judged as those
 * of a log; that they are in the log nobody can see yet.  The state lives in
 * the arena.  GS_ERR_FORMAT, errors of gs_state_apply, GS_ERR_MEMORY, each with
 * a report. */
GS_CHECKED int gs_reading_editions(struct gs_state **out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_reply *reply);
/* Whether these are of the log that `vkey` names.  GS_ERR_MISMATCH. */
GS_CHECKED int gs_reading_is_of(struct gs_report *report,
    const struct gs_state *editions, const char *origin,
    const uint8_t log_key[32]);

/* The newest roll that has a reading key and the member on it: the request for
 * its keys.  GS_ERR_UNKNOWN: there is none. */
GS_CHECKED int gs_reading_find(const struct gs_roll_edition **edition,
    struct gs_request *request, struct gs_report *report,
    const struct gs_state *editions, const struct gs_client *client);
/* POST /reading, over the roll's keys as they came.  GS_ERR_MISMATCH: they are
 * not those of the edition, or the member's is not among them. */
GS_CHECKED int gs_reading_request(struct gs_request *out,
    struct gs_report *report, const struct gs_state *editions,
    const struct gs_roll_edition *edition, const struct gs_client *client,
    struct gs_span keys);
/* The key (secret) out of the answer.  GS_ERR_MISMATCH: it is not the one that
 * the roll's record names; GS_ERR_FORMAT. */
GS_CHECKED int gs_reading_take(uint8_t key[32], struct gs_report *report,
    const struct gs_roll_edition *edition, const struct gs_reply *reply);

#endif
