/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment: keys are made here, handed in under a one-time code with proofs
 * of possession, and receipted (docs/spec/http.md, "Enrolment"). */
#ifndef GS_LIB_CLIENT_ENROL_H
#define GS_LIB_CLIENT_ENROL_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/proof/member.h"
#include "lib/client/http.h"
#include "lib/client/state.h"
#include "lib/report.h"

/* What the log says about the channel. */
struct gs_enrol_ground {
	const char *code;         /* secret until it is used */
	const uint8_t *channel;   /* 32 */
	const uint8_t *enrol_key; /* 32: the charter's role `enrol` */
};

/* Keys for editions first, first + 1, ...; without receipts.  GS_ERR_RANDOM. */
GS_CHECKED int gs_enrol_make(struct gs_client_key *keys, size_t count,
    uint64_t first_edition);
/* Hands them in and sets their receipts, which verify.  The same keys again
 * under the same code get the same receipts, so that a request whose answer was
 * lost can be repeated.  GS_ERR_SIGNATURE, GS_ERR_MISMATCH: a receipt is not
 * one for these keys; the server's refusals (lib/client/http.h). */
GS_CHECKED int gs_enrol_send(struct gs_http *http, struct gs_report *report,
    struct gs_client_key *keys, size_t count,
    const struct gs_enrol_ground *ground);
/* gs_enrol_make, then gs_enrol_send. */
GS_CHECKED int gs_enrol(struct gs_http *http, struct gs_report *report,
    struct gs_client_key *keys, size_t count, uint64_t first_edition,
    const struct gs_enrol_ground *ground);

#endif
