/* SPDX-License-Identifier: Apache-2.0 */
/* Whose cosignatures a checkpoint of the channel needs (docs/spec/records.md,
 * "Witnesses"). */
#include <string.h>

#include "core/channel/judge.h"
#include "core/tree/signed_note.h"

int gs_charter_judge_witness(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	const struct gs_part *type = &line->parts[0], *name = &line->parts[2];

	if (!gs_part_is(type, GS_WITNESS_COSIGNATURE) ||
	    line->parts[1].len != 32)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-witness-type", "the witness {0} has a key of "
		    "the type {1}; known is {2}, with a key of 32 bytes",
		    gs_say_part(*name), gs_say_part(*type),
		    gs_say_text(GS_WITNESS_COSIGNATURE));
	if (!gs_note_name_valid(name->ptr, name->len))
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-witness-name", "a witness is called {0}; its "
		    "name must be printable ASCII without space and '+', at "
		    "most {1} bytes", gs_say_part(*name),
		    gs_say_number(GS_NOTE_NAME_MAX));
	return GS_OK;
}

int gs_witness_order(const struct gs_part *a, const struct gs_part *b)
{
	size_t common = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->ptr, b->ptr, common);

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

/* A key that has another duty here is nobody's independent word: the log would
 * be its own witness. */
static int judge_witness_key(const struct gs_charter *out,
    struct gs_refusal *refusal, const struct gs_witness *w)
{
	for (size_t i = 0; i < out->role_count; i++)
		if (memcmp(out->roles[i].key.ptr, w->key.ptr, 32) == 0)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-witness-role", "the key of the witness "
			    "{0} is that of the role {1} too; a witness has "
			    "a key of its own", gs_say_part(w->name),
			    gs_say_part(out->roles[i].name));
	for (size_t i = 0; i < out->witness_count; i++)
		if (memcmp(out->witnesses[i].key.ptr, w->key.ptr, 32) == 0)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-witness-twice", "the witnesses {0} and "
			    "{1} have the same key; all must differ",
			    gs_say_part(out->witnesses[i].name),
			    gs_say_part(w->name));
	return GS_OK;
}

static int take_witness(struct gs_charter *out, struct gs_refusal *refusal,
    const struct gs_value *line)
{
	const struct gs_witness w = {line->parts[0], line->parts[1],
	    line->parts[2]};
	const struct gs_witness *last = out->witness_count == 0 ? NULL :
	    &out->witnesses[out->witness_count - 1];

	if (last != NULL && gs_witness_order(&last->name, &w.name) >= 0)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-witness-order", "the witness {0} stands behind "
		    "{1}; their names ascend, and all differ",
		    gs_say_part(w.name), gs_say_part(last->name));

	int err = judge_witness_key(out, refusal, &w);
	if (err == GS_OK)
		out->witnesses[out->witness_count++] = w;
	return err;
}

int gs_charter_read_witnesses(struct gs_charter *out,
    struct gs_refusal *refusal)
{
	const struct gs_value *v = NULL;
	size_t quorums = gs_record_count(&out->rec, "quorum");
	int err = GS_OK;

	for (size_t n = 0; err == GS_OK && n < GS_WITNESSES_MAX &&
	    (v = gs_record_value(&out->rec, "witness", n)) != NULL; n++)
		err = take_witness(out, refusal, v);
	if (err != GS_OK)
		return err;

	if ((quorums != 0) != (out->witness_count != 0))
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-quorum-needless", "the charter has {0} witnesses "
		    "and {1} quorum; where there are witnesses, and only "
		    "there, a line 'quorum' says how many of them must have "
		    "cosigned", gs_say_number(out->witness_count),
		    gs_say_number(quorums));
	out->quorum = quorums == 0 ? 0 :
	    gs_record_number(&out->rec, "quorum");
	if (out->quorum > out->witness_count)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-quorum-unreachable", "the charter's quorum is "
		    "{0}, and there are {1} witnesses: it can never be "
		    "reached", gs_say_number(out->quorum),
		    gs_say_number(out->witness_count));
	return GS_OK;
}

bool gs_charter_changes_witnesses(const struct gs_charter *a,
    const struct gs_charter *b)
{
	if (a->quorum != b->quorum || a->witness_count != b->witness_count)
		return true;
	for (size_t i = 0; i < a->witness_count; i++) {
		const struct gs_witness *x = &a->witnesses[i];
		const struct gs_witness *y = &b->witnesses[i];

		if (!gs_part_same(&x->type, &y->type) ||
		    !gs_part_same(&x->key, &y->key) ||
		    !gs_part_same(&x->name, &y->name))
			return true;
	}
	return false;
}
