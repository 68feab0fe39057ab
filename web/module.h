/* SPDX-License-Identifier: Apache-2.0 */
/* What the WebAssembly module exports.  Inputs are written into rooms that the
 * module gives, and no function takes an address: whatever the caller does,
 * nothing outside the rooms is read.  One module holds one roll.  Results are
 * values of enum gs_err. */
#ifndef GS_WEB_MODULE_H
#define GS_WEB_MODULE_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "web/kinds.h"

/* A room of `len` bytes for an input; NULL without memory or for a number
 * that is no input.  A second room for one input replaces the first. */
uint8_t *gs_web_room(uint32_t input, size_t len);

/* Takes all rooms back, wiped, for a call that will not be made. */
void gs_web_forget(void);

/* Opens the roll whose keys were given, in place of an earlier one.  As
 * gs_roll_open; keys that are no multiple of 32 bytes: GS_ERR_FORMAT.  Takes
 * all rooms back. */
GS_CHECKED int gs_web_open(void);
size_t gs_web_roll_size(void);        /* 0: none is open */
const uint8_t *gs_web_roll_root(void); /* 32 bytes; NULL */

/* As gs_member_prove for the secret, scope and message that were given; the
 * proof is in gs_web_proof.  GS_ERR_UNKNOWN also if no roll is open.  Then
 * takes all rooms back and wipes whatever it used, the stack included. */
GS_CHECKED int gs_web_prove(void);
const uint8_t *gs_web_proof(void);
size_t gs_web_proof_len(void); /* 0: none was made */

/* As gs_member_verify for the proof, scope and message that were given.  Takes
 * all rooms back. */
GS_CHECKED int gs_web_verify(void);

/* As `gainsay verify --json`: the file that was given is judged by the keys,
 * the policy, the roll's keys (GS_WEB_KEYS), the text and the claim that were.
 * GS_OK: there is a verdict, whatever it says; other errors: there is none, and
 * GS_WEB_WHY says why.  Takes all rooms back. */
GS_CHECKED int gs_web_judge(void);
/* Of the last call of gs_web_judge, until the next room is asked for; NULL: it
 * has none of that kind. */
const uint8_t *gs_web_answer(uint32_t kind);
size_t gs_web_answer_len(uint32_t kind);

#endif
