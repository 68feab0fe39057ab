/* SPDX-License-Identifier: Apache-2.0 */
/* The tag has endorsed and counts; its name adds to no number. */
#include "core/channel/named.h"

#include <string.h>

static int judge_name_length(struct gs_candidate *act)
{
	struct gs_part name = gs_record_part(act->rec, "name");

	if (name.len <= GS_NAMED_NAME_MAX)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "named-name-long",
	    "the name has {0} bytes; it has at most {1}",
	    gs_say_number(name.len), gs_say_number(GS_NAMED_NAME_MAX));
}

/* It follows the endorsement's own entry, so that nothing anonymous is dated
 * by it. */
static int judge_named_tag(struct gs_candidate *act, const uint8_t tag[32])
{
	const struct gs_memo *memo = act->memo;
	enum gs_tag_status status = gs_tag_get(act->state, memo->id, tag);

	if (status == GS_TAG_NONE)
		return gs_refuse(act->refusal, GS_ERR_UNKNOWN,
		    "named-not-endorsed", "the log has no endorsement of this "
		    "memo by this tag: a name follows it, after the release "
		    "with which it enters");
	if (status == GS_TAG_WITHDRAWN)
		return gs_refuse(act->refusal, GS_ERR_RULE, "named-withdrawn",
		    "this endorsement was taken back: nobody is named for it");
	if (status == GS_TAG_NAMED)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "named-already", "this endorsement has a name already, "
		    "and no other follows");
	return GS_OK;
}

static int judge_naming_proof(struct gs_candidate *act, const uint8_t tag[32])
{
	struct gs_part name = gs_record_part(act->rec, "name");
	struct gs_part proof = gs_record_part(act->rec, "proof");
	uint8_t scope[GS_SCOPE_MAX];
	struct gs_naming of = {.scope = scope, .tag = tag,
	    .name = {name.ptr, name.len}};

	int err = gs_scope_memo(scope, &of.scope_len, sizeof scope,
	    act->memo->charter->channel, act->memo->id);
	if (err != GS_OK)
		return err;
	if (proof.len == GS_NAMING_LEN &&
	    gs_naming_verify(proof.ptr, &of) == GS_OK)
		return GS_OK;
	return gs_refuse(act->refusal, GS_ERR_PROOF, "named-proof", "the "
	    "proof does not show that who endorsed with this tag says this "
	    "name");
}

int gs_named_judge(struct gs_candidate *act)
{
	const uint8_t *tag = gs_record_hash(act->rec, "tag");

	int err = judge_name_length(act);
	if (err == GS_OK)
		err = judge_named_tag(act, tag);
	return err == GS_OK ? judge_naming_proof(act, tag) : err;
}

void gs_named_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_named *one = act->room;
	struct gs_memo *memo = act->memo;

	gs_tag_set(state, memo, gs_record_hash(act->rec, "tag"),
	    GS_TAG_NAMED);
	one->at = act->header.at;
	one->rec = *act->rec;
	one->before = memo->named;
	memo->named = one;
}

void gs_named_withdraw(struct gs_memo *memo, const uint8_t tag[32],
    int64_t at)
{
	for (struct gs_named *one = memo->named; one != NULL;
	    one = one->before)
		if (memcmp(gs_record_hash(&one->rec, "tag"), tag, 32) == 0)
			one->withdrawn = at;
}

uint64_t gs_named_count(const struct gs_memo *memo, int64_t now)
{
	uint64_t n = 0;

	for (const struct gs_named *one = memo->named; one != NULL;
	    one = one->before)
		n += one->at <= now && (one->withdrawn == 0 ||
		    one->withdrawn > now);
	return n;
}
