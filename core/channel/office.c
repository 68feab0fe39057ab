/* SPDX-License-Identifier: Apache-2.0 */
/* What the registrar, the office and the author do in their own names. */
#include <string.h>

#include "core/channel/state.h"

static const char *const dispositions[] = {"accepted", "partly", "declined",
    "no-decision", "already-done", "out-of-scope"};

int gs_roll_judge(struct gs_act *act)
{
	const struct gs_record *rec = act->rec;
	const struct gs_roll_edition *last = act->state->roll;
	uint64_t size = gs_record_number(rec, "size");
	const struct gs_value *first = gs_record_value(rec, "signature", 0);
	if (!gs_part_is(&first->parts[0], "registrar"))
		return gs_refuse(act, GS_ERR_RULE,
		    "a roll is signed by the registrar, then by the second");
	if (size < GS_ROLL_MIN || size > GS_ROLL_MAX ||
	    size < act->state->charter->floor)
		return gs_refuse(act, GS_ERR_RULE,
		    "the roll is smaller than the charter's floor");
	if (size > gs_record_number(rec, "eligible"))
		return gs_refuse(act, GS_ERR_RULE,
		    "more keys on the roll than eligible members");
	if (last != NULL && gs_record_number(rec, "edition") <= last->edition)
		return gs_refuse(act, GS_ERR_RULE,
		    "a roll's edition is higher than the last");
	if (gs_state_roll_by(act->state, gs_record_hash(rec, "root")) != NULL)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this roll has been published already");
	int err = gs_require_signature(act, "registrar");
	if (err == GS_OK)
		err = gs_require_signature(act, "second");
	return err;
}

int gs_acknowledge_judge(struct gs_act *act)
{
	struct gs_part finding = gs_record_part(act->rec, "finding");
	if (act->memo->acknowledged != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has been acknowledged already");
	if (!gs_part_is(&finding, "matches") &&
	    !gs_part_is(&finding, "unreadable"))
		return gs_refuse(act, GS_ERR_RULE,
		    "a finding is matches or unreadable");
	if (gs_part_is(&finding, "unreadable") && act->memo->unreadable != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has been found unreadable already");
	return gs_require_signature(act, "office");
}

static bool disposition_ok(const struct gs_part *word)
{
	for (size_t i = 0; i < sizeof dispositions / sizeof *dispositions; i++)
		if (gs_part_is(word, dispositions[i]))
			return true;
	return false;
}

/* One line a request, in order; one line numbered 0 where there are none. */
static bool dispositions_complete(const struct gs_record *rec,
    uint32_t requests)
{
	size_t want = requests == 0 ? 1 : requests;
	if (gs_record_count(rec, "disposition") != want)
		return false;
	for (size_t i = 0; i < want; i++) {
		const struct gs_value *v = gs_record_value(rec, "disposition",
		    i);
		int64_t number = requests == 0 ? 0 : (int64_t)i + 1;
		if (v->parts[0].number != number ||
		    !disposition_ok(&v->parts[1]))
			return false;
	}
	return true;
}

int gs_reply_judge(struct gs_act *act)
{
	if (act->memo->acknowledged == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "a reply comes after an acknowledgement that matches");
	if (act->memo->replied != 0)
		return gs_refuse(act, GS_ERR_DUPLICATE,
		    "this memo has its reply already");
	if (!dispositions_complete(act->rec, act->memo->requests))
		return gs_refuse(act, GS_ERR_RULE,
		    "a reply has a disposition for each request, in order "
		    "(number 0 if the memo has none): accepted, partly, "
		    "declined, no-decision, already-done or out-of-scope");
	return gs_require_signature(act, "office");
}

/* The office cannot end what it has not answered; the author can. */
int gs_end_judge(struct gs_act *act)
{
	if (gs_record_signed_by(act->rec, "author")) {
		const uint8_t *key = gs_record_hash(&act->memo->rec, "author");
		if (gs_record_verify(act->rec, "author", key) != GS_OK)
			return gs_refuse(act, GS_ERR_SIGNATURE,
			    "the author's signature does not verify");
		return GS_OK;
	}
	if (act->memo->replied == 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "the office ends a procedure only after its reply");
	return gs_require_signature(act, "office");
}
