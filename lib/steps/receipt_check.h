/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what a receipt promised was kept (docs/spec/records.md,
 * "receipt"). */
#ifndef GS_LIB_STEPS_RECEIPT_CHECK_H
#define GS_LIB_STEPS_RECEIPT_CHECK_H

#include "core/channel/channel.h"
#include "lib/report.h"

enum gs_receipt_status {
	GS_RECEIPT_WAITS,    /* the edition's roll is not out */
	GS_RECEIPT_KEPT,     /* the key is on it */
	GS_RECEIPT_REPLACED, /* it is not; the roll's signers say why */
	GS_RECEIPT_BROKEN    /* it is not, and nobody says why */
};

/* A receipt that the channel's enrolment desk signed. */
struct gs_receipt_claim {
	uint64_t edition;
	uint8_t key[32];
	const struct gs_roll_edition *roll; /* of the edition; NULL: not out */
};

/* Reads one, under the `enrol` key of any of the channel's charters.
 * GS_ERR_FORMAT: it is no receipt; GS_ERR_MISMATCH: of another channel;
 * GS_ERR_SIGNATURE; GS_ERR_MEMORY. */
GS_CHECKED int gs_receipt_claim_read(struct gs_receipt_claim *out,
    struct gs_report *report, const struct gs_state *state,
    const void *text, size_t len);
/* `keys`: of claim->roll, checked against its root; NULL if that is NULL. */
enum gs_receipt_status gs_receipt_claim_judge(
    const struct gs_receipt_claim *claim, const struct gs_roll *keys);

#endif
