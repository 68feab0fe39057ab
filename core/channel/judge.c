/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/judge.h"

#include <string.h>

int gs_require_channel(struct gs_refusal *refusal,
    const struct gs_record *rec, const uint8_t channel[32])
{
	const uint8_t *named = gs_record_hash(rec, "channel");

	/* Of all records the first charter alone names none. */
	if (named != NULL && memcmp(named, channel, 32) == 0)
		return GS_OK;
	return gs_refuse(refusal, GS_ERR_MISMATCH, "other-channel",
	    "the record belongs to another channel");
}

int gs_require_signature(struct gs_candidate *act, const char *role)
{
	const struct gs_charter *charter = act->state->charter;

	if (gs_charter_role(charter, role) == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "role-not-held", "the charter has nobody in the role {0}, "
		    "who must sign this", gs_say_text(role));

	int err = gs_charter_signed(NULL, charter, act->rec, role);
	if (err == GS_ERR_UNKNOWN)
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "signed-by-wrong-role", "signed by the wrong role, or not "
		    "at all: {0} must sign this", gs_say_text(role));
	if (err != GS_OK)
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "role-signature-invalid", "the signature does not verify "
		    "under a key that the charter names for the role {0}",
		    gs_say_text(role));
	return GS_OK;
}

int gs_require_author(struct gs_candidate *act)
{
	const uint8_t *key = gs_record_hash(&act->memo->rec, "author");
	int err = gs_record_verify(act->rec, "author", key);

	if (err == GS_ERR_UNKNOWN)
		return gs_refuse(act->refusal, GS_ERR_SIGNATURE,
		    "not-signed-by-author",
		    "not signed by the memo's author");
	if (err != GS_OK)
		return gs_refuse(act->refusal, GS_ERR_SIGNATURE,
		    "author-signature-invalid", "the author's signature does "
		    "not verify under the key in the memo's record");
	return GS_OK;
}

int gs_require_acknowledgement(struct gs_candidate *act)
{
	if (act->memo->acknowledged != 0)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE,
	    "not-acknowledged", "the memo has not been acknowledged yet; a "
	    "record of type {0} comes after that",
	    gs_say_text(act->rec->type->name));
}

int gs_refuse_ended(struct gs_refusal *refusal)
{
	return gs_refuse(refusal, GS_ERR_RULE, "memo-ended",
	    "the procedure of this memo has ended");
}

int gs_require_memo(struct gs_candidate *act)
{
	struct gs_memo *m = gs_memos_find(&act->state->memos,
	    gs_record_hash(act->rec, "memo"));

	if (m == NULL)
		return gs_refuse(act->refusal, GS_ERR_UNKNOWN, "memo-unknown",
		    "there is no such memo in this log");

	act->memo = m;
	return GS_OK;
}

int gs_refuse_banner(struct gs_refusal *refusal, struct gs_part banner)
{
	return gs_refuse_tell(refusal, GS_ERR_RULE, "banner-unknown",
	    "the banner {0} is none of the charter's style",
	    gs_say_part(banner));
}

int gs_refuse_recipient(struct gs_refusal *refusal, const char *field,
    struct gs_part type)
{
	return gs_refuse_tell(refusal, GS_ERR_RULE, "recipient-unknown",
	    "the {0} line has a recipient of the type {1}; known is {2}, with "
	    "a key of 32 bytes", gs_say_text(field), gs_say_part(type),
	    gs_say_text(GS_RECIPIENT_X25519));
}
