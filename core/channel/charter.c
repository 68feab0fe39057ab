/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs a charter, and from when on it is in force. */
#include "core/channel/charter.h"

#include <string.h>

#include "core/record/time.h"

static bool equal_parts(const struct gs_part *a, const struct gs_part *b)
{
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* One signature line, which must be of the authority and by one who stands
 * behind `*last` in its role lines: nobody signs twice. */
static int judge_signer(struct gs_candidate *act,
    const struct gs_charter *by, size_t line, size_t *last)
{
	const struct gs_value *v = gs_record_value(act->rec, "signature",
	    line);
	const struct gs_role *held = NULL;

	if (!gs_part_is(&v->parts[0], "authority"))
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "authority-signature-role", "signature {0} is "
		    "the {1}'s; the first {2} are the authority's",
		    gs_say_number(line + 1), gs_say_part(v->parts[0]),
		    gs_say_number(by->threshold));
	for (size_t i = *last; (held = gs_charter_holder(by, "authority", i));
	    i++)
		if (gs_record_verify_at(act->rec, line, held->key.ptr) ==
		    GS_OK) {
			*last = i + 1;
			return GS_OK;
		}
	return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
	    "authority-signature-invalid", "signature {0} is by "
	    "none of the authority's holders who stand behind those that have "
	    "signed before it", gs_say_number(line + 1));
}

/* `by` says whose signatures the record needs; the outgoing second's may
 * follow, if `second`. */
static int judge_signers(struct gs_candidate *act,
    const struct gs_charter *by, bool second)
{
	size_t count = gs_record_count(act->rec, "signature"), last = 0;
	size_t most = (size_t)by->threshold + second;
	int err = GS_OK;

	if (count < by->threshold || count > most)
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "authority-signature-count", "the record has {0} "
		    "signatures; it needs {1} of the authority's, and {2} may "
		    "follow", gs_say_number(count),
		    gs_say_number(by->threshold),
		    gs_say_text(second ? "the second signer's" : "none"));

	for (size_t i = 0; err == GS_OK && i < by->threshold; i++)
		err = judge_signer(act, by, i, &last);
	return err;
}

int gs_require_authority(struct gs_candidate *act)
{
	return judge_signers(act, act->state->charter, false);
}

static int judge_first(struct gs_candidate *act, const struct gs_charter *out)
{
	if (out->version != 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-first-version", "the first charter has version "
		    "{0}; it must have version 1", gs_say_number(out->version));
	if (gs_record_hash(act->rec, "channel") != NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "charter-first-channel", "the first charter names a "
		    "channel; the channel id is the first charter's own "
		    "SHA-256, which it cannot name");
	return judge_signers(act, out, false);
}

static bool same_holders(const struct gs_charter *a,
    const struct gs_charter *b, const char *role)
{
	for (size_t i = 0;; i++) {
		const struct gs_role *x = gs_charter_holder(a, role, i);
		const struct gs_role *y = gs_charter_holder(b, role, i);

		if (x == NULL || y == NULL)
			return x == y;
		if (!equal_parts(&x->key, &y->key))
			return false;
	}
}

/* Whether the charter changes who may make a roll or a charter, or who keeps
 * the log from being two: then the outgoing second says so too, or everybody
 * has time to see it come. */
bool gs_charter_changes_signers(const struct gs_charter *a,
    const struct gs_charter *b)
{
	return a->threshold != b->threshold || a->cooling != b->cooling ||
	    !same_holders(a, b, "authority") ||
	    !same_holders(a, b, "registrar") ||
	    !same_holders(a, b, "second") || gs_charter_changes_witnesses(a, b);
}

static int judge_second(struct gs_candidate *act, struct gs_charter *out,
    bool changes)
{
	const struct gs_charter *by = act->state->charter;

	/* A line more than the authority's is the second's or nobody's. */
	if (gs_record_count(act->rec, "signature") > by->threshold)
		return gs_require_signature(act, "second");
	if (changes)
		out->from += (int64_t)by->cooling * GS_DAY;
	return GS_OK;
}

static int judge_next(struct gs_candidate *act, struct gs_charter *out)
{
	const struct gs_charter *before = act->state->charter;
	const struct gs_charter *newest = act->state->coming == NULL ? before :
	    act->state->coming;
	struct gs_part was = gs_record_part(&before->rec, "origin");
	struct gs_part is = gs_record_part(act->rec, "origin");
	bool changes = gs_charter_changes_signers(before, out);

	if (out->version != newest->version + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-version", "the charter has version {0}; the last "
		    "had {1}, and each has one more",
		    gs_say_number(out->version),
		    gs_say_number(newest->version));
	if (!equal_parts(&was, &is) || out->exercise != before->exercise)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "charter-changes-origin",
		    "a charter's origin and exercise never change");

	int err = judge_signers(act, before, changes);
	return err == GS_OK ? judge_second(act, out, changes) : err;
}

int gs_charter_judge(struct gs_candidate *act)
{
	struct gs_charter *out = act->room;

	int err = gs_charter_read(out, act->refusal, act->rec);
	if (err != GS_OK)
		return err;

	out->at = out->from = act->header.at;
	out->index = act->index;
	out->before = act->state->charter;
	return out->before == NULL ? judge_first(act, out) :
	    judge_next(act, out);
}

void gs_charter_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_charter *charter = act->room;

	state->coming = charter->from > charter->at ? charter : NULL;
	if (state->coming == NULL)
		state->charter = charter;
}

const struct gs_charter *gs_state_charter_at(const struct gs_state *state,
    int64_t at)
{
	return state->coming == NULL || state->coming->from > at ?
	    state->charter : state->coming;
}

void gs_state_pass(struct gs_state *state, int64_t at)
{
	if (gs_state_charter_at(state, at) == state->charter)
		return;
	state->charter = state->coming;
	state->coming = NULL;
}
