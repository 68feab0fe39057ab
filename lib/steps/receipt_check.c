/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/receipt_check.h"

#include <string.h>

#include "core/proof/member.h"
#include "lib/host.h"
#include "lib/misread.h"
#include "lib/records/receipt.h"

/* The desk that signed it may have been replaced since. */
static int check_desks(const struct gs_receipt *receipt,
    const struct gs_state *state, const void *text, size_t len)
{
	int err = GS_ERR_SIGNATURE;

	for (const struct gs_charter *c = gs_state_charter(state);
	    c != NULL && err == GS_ERR_SIGNATURE; c = c->before)
		err = gs_receipt_check(receipt,
		    gs_charter_role(c, "enrol")->key.ptr, text, len);
	return err;
}

static const struct gs_roll_edition *find_edition(
    const struct gs_state *state, uint64_t edition)
{
	const struct gs_roll_edition *roll = gs_state_roll(state);

	while (roll != NULL && roll->edition != edition)
		roll = roll->before;
	return roll;
}

int gs_receipt_claim_read(struct gs_receipt_claim *out,
    struct gs_report *report, const struct gs_state *state,
    const void *text, size_t len)
{
	struct gs_receipt_claim claim = {.edition = 0};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_record rec;
	struct gs_report why = {.text = ""};
	size_t line = 0;

	int err = gs_record_parse(&rec, &line, arena, text, len);
	if (err == GS_OK && strcmp(rec.type->name, "receipt") != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK) {
		claim.edition = gs_record_number(&rec, "edition");
		memcpy(claim.key, gs_record_hash(&rec, "key"), 32);
		const struct gs_receipt receipt = {
		    gs_state_charter(state)->channel, claim.edition,
		    claim.key};
		err = check_desks(&receipt, state, text, len);
	} else if (err != GS_ERR_MEMORY) {
		err = GS_ERR_FORMAT;
		gs_misread_tell(&why, arena, "receipt",
		    (struct gs_span){text, len}, line);
	}
	gs_pool_free(&pool);
	if (err != GS_OK) {
		gs_report_tell(report, "receipt-not-the-channels", "this is "
		    "no receipt of the channel's enrolment desk: {0}",
		    gs_say_text(why.text[0] != '\0' ? why.text :
		        gs_strerror(err)));
		return err;
	}

	claim.roll = find_edition(state, claim.edition);
	*out = claim;
	return GS_OK;
}

enum gs_receipt_status gs_receipt_claim_judge(
    const struct gs_receipt_claim *claim, const struct gs_roll *keys)
{
	if (claim->roll == NULL)
		return GS_RECEIPT_WAITS;

	for (size_t i = 0; i < gs_roll_size(keys); i++)
		if (memcmp(gs_roll_keys(keys) + 32 * i, claim->key, 32) == 0)
			return GS_RECEIPT_KEPT;
	return gs_roll_replaced(claim->roll, claim->key) ?
	    GS_RECEIPT_REPLACED : GS_RECEIPT_BROKEN;
}
