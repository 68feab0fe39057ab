/* SPDX-License-Identifier: Apache-2.0 */
/* The keys with which the server signs without a person.  Their folder, which
 * is DIR/keys unless another is named, has log.key, which never changes; of
 * enrol and promise ROLE.key, and ROLE-next.key where a charter that names
 * another is on its way: the one that the charter in force names is used. */
#ifndef GS_SERVER_BACK_OWN_KEYS_H
#define GS_SERVER_BACK_OWN_KEYS_H

#include "server/back/inside.h"

/* Reads what is there; the log's must be.  With a report. */
GS_CHECKED int gs_own_keys_load(struct gs_back *back,
    struct gs_report *report);
/* The log's key is the charter's: else GS_ERR_MISMATCH, with a report.  Of the
 * others the operator is warned: all else goes on, so that the next charter,
 * which names one that is here, can enter. */
GS_CHECKED int gs_own_keys_check(const struct gs_back *back,
    struct gs_report *report);
/* Whether the server will have the keys that this charter names. */
GS_CHECKED int gs_own_keys_fit(const struct gs_back *back,
    struct gs_answer *answer, const struct gs_record *charter);
/* NULL: it is not here. */
const uint8_t *gs_own_find(const struct gs_back *back, enum gs_own_role role);
/* The secret (64 bytes) of the key that the charter in force names for that
 * role; GS_ERR_BUSY, said in the answer: it is not here. */
GS_CHECKED int gs_own_secret(const uint8_t **out, const struct gs_back *back,
    struct gs_answer *answer, enum gs_own_role role);

#endif
