/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/answer.h"

#include <sodium.h>

#include "core/host.h"
#include "lib/age.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"

int gs_answer_key(uint8_t secret[64], struct gs_report *report,
    const struct gs_memo *memo, const uint8_t seed[32])
{
	uint8_t public[32];

	if (crypto_sign_seed_keypair(public, secret, seed) != 0)
		return GS_ERR_INTERNAL;
	if (gs_bytes_equal(public, gs_record_hash(&memo->rec, "author"), 32))
		return GS_OK;

	gs_host_wipe(secret, 64);
	gs_report_say(report, "answer-seed-not-the-authors", "this is not the "
	    "seed of this memo's author; it is what 'gainsay compose' wrote "
	    "beside the package, PACKAGE.author");
	return GS_ERR_MISMATCH;
}

static int seal_text(uint8_t **sealed, size_t *len, struct gs_report *report,
    const struct gs_answer_order *order)
{
	struct gs_recipients to;

	if (order->text.len > GS_ANSWER_MAX) {
		gs_report_tell(report, "answer-too-long", "the text has {0} "
		    "bytes; at most {1} can be sent",
		    gs_say_number(order->text.len),
		    gs_say_number(GS_ANSWER_MAX));
		return GS_ERR_RANGE;
	}
	int err = gs_plain_check(report, order->text);
	if (err != GS_OK)
		return err;
	gs_recipients_of(&to, &order->memo->charter->rec, "seal");
	return gs_seal(sealed, len, &to, order->text);
}

int gs_answer_make(struct gs_writer *w, uint8_t **sealed, size_t *sealed_len,
    struct gs_report *report, const struct gs_answer_order *order)
{
	uint8_t secret[64], digest[32], *file = NULL;
	size_t len = 0;

	int err = gs_answer_key(secret, report, order->memo, order->seed);
	if (err != GS_OK)
		return err;
	err = seal_text(&file, &len, report, order);
	if (err == GS_OK) {
		gs_host_sha256(digest, &(struct gs_span){file, len}, 1);
		err = order->grounds == NULL ? order->write(w, order->memo,
		    order->number, digest, secret) : gs_appeal_make(w,
		    order->memo, order->number, order->grounds, digest,
		    secret);
	}
	gs_host_wipe(secret, sizeof secret);
	if (err != GS_OK) {
		gs_age_free(&file, len);
		return err;
	}

	*sealed = file;
	*sealed_len = len;
	return GS_OK;
}
