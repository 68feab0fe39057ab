/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/findings.h"

#include "core/record/time.h"

static int count_entries(struct gs_log_count *out, struct gs_case *e)
{
	const struct gs_log_entry **order = NULL;
	size_t n = 0;

	int err = gs_provenance_order(&order, &n, e->arena, &e->parts);
	for (size_t i = 0; err == GS_OK && i < n; i++)
		err = gs_log_count_entry(out, order[i]->bytes);
	return err;
}

/* The next finding's place; NULL if there are too many, which the sentences
 * below never are. */
static struct gs_report *next_checked(struct gs_findings *f)
{
	return f->checked_count == GS_FINDINGS_MAX ? NULL :
	    &f->checked[f->checked_count++];
}

static struct gs_report *next_unchecked(struct gs_findings *f)
{
	return f->unchecked_count == GS_FINDINGS_MAX ? NULL :
	    &f->unchecked[f->unchecked_count++];
}

static void say_signed(struct gs_findings *f, const struct gs_trust *t,
    uint64_t checkpoint)
{
	if (t->has_key)
		gs_report_tell(next_checked(f), "checked-by-key",
		    "the log's signature on checkpoint {0}, by the key given",
		    gs_say_number(checkpoint));
	else
		gs_report_tell(next_checked(f), "checked-by-policy-log",
		    "the log's signature on checkpoint {0}, by a log of the "
		    "policy", gs_say_number(checkpoint));

	if (t->has_policy && t->policy.quorum == GS_POLICY_NONE)
		gs_report_say(next_checked(f), "checked-policy-no-quorum",
		    "the policy, which asks for no cosignature");
	else if (t->has_policy)
		gs_report_tell(next_checked(f), "checked-quorum",
		    "the policy's quorum: {0} of its {1} witnesses have "
		    "cosigned, enough by its rule", gs_say_number(t->cosigned),
		    gs_say_number(t->policy.witness_count));
}

static void say_checked(struct gs_findings *f, const struct gs_case *e)
{
	const struct gs_verdict *v = &e->verdict;

	say_signed(f, &e->trust, v->checkpoint.size);
	gs_report_tell(next_checked(f), "checked-inclusion",
	    "inclusion: {0} entries are in the log that the checkpoint signs",
	    gs_say_number(f->count.entries));
	if (f->count.charters == 1)
		gs_report_say(next_checked(f), "checked-charter",
		    "the charter, signed by its authority");
	else
		gs_report_tell(next_checked(f), "checked-charters",
		    "the chain of {0} charters from the founding on, each "
		    "signed by the authority of the one before",
		    gs_say_number(f->count.charters));

	if (v->complete) {
		uint8_t at[GS_TIME_LEN];

		gs_time_format(at, v->anchored);
		gs_report_tell(next_checked(f), "checked-complete",
		    "nothing more about this memo, and no other charter, is in "
		    "the log up to {0}, as the log's anchor says: "
		    "'gainsay audit' checks the anchor",
		    gs_say_span(at, sizeof at));
	}
	gs_report_tell(next_checked(f), "checked-signatures",
	    "{0} signatures by the roles that the charter names",
	    gs_say_number(f->count.signatures));
	gs_report_tell(next_checked(f), "checked-proofs",
	    "{0} member proofs against the roll of {1} keys",
	    gs_say_number(f->count.proofs), gs_say_number(v->memo->roll->size));
	gs_report_tell(next_checked(f), "checked-text",
	    "the text: {0} of {1} blocks, as they were filed",
	    gs_say_number(v->opening.open_count),
	    gs_say_number(v->opening.count));
}

/* What the log may have beside the file. */
static void say_left_out(struct gs_findings *f, const struct gs_verdict *v)
{
	uint8_t at[GS_TIME_LEN];

	if (v->complete) {
		gs_time_format(at, v->anchored);
		gs_report_tell(next_unchecked(f), "unchecked-after-anchor",
		    "what the log has had about this memo since {0}: 'gainsay "
		    "audit' reads the whole log and can tell",
		    gs_say_span(at, sizeof at));
		return;
	}
	gs_report_say(next_unchecked(f), "unchecked-later-entries",
	    "that the log has nothing more about this memo (an "
	    "acknowledgement, a reply, a withdrawal), and no other charter, "
	    "than this file: 'gainsay audit' reads the whole log and can tell");
	gs_report_say(next_unchecked(f), "unchecked-who-fetched",
	    "that nothing in this copy shows who fetched it: the log has not "
	    "fixed its checkpoint's note");
}

static void say_unchecked(struct gs_findings *f, const struct gs_case *e)
{
	const struct gs_opening *o = &e->verdict.opening;

	say_left_out(f, &e->verdict);
	if (e->trust.cosigned == 0)
		gs_report_say(next_unchecked(f), "unchecked-one-log",
		    "that the operator shows everybody the same log: no "
		    "witness says so");
	gs_report_say(next_unchecked(f), "unchecked-who",
	    "who wrote or endorsed it: a proof says that a key of the roll "
	    "acted, and not which one");
	gs_report_say(next_unchecked(f), "unchecked-roll",
	    "that each key of the roll is one entitled person's: its "
	    "registrar and second signer say so");
	gs_report_say(next_unchecked(f), "unchecked-truth",
	    "that what it says is true");

	if (o->open_count != o->count)
		gs_report_tell(next_unchecked(f), "unchecked-withheld-blocks",
		    "what stands in the {0} blocks that the file withholds",
		    gs_say_number(o->count - o->open_count));
	if (o->part_count > 0)
		gs_report_tell(next_unchecked(f),
		    "unchecked-withheld-sentences",
		    "what stands in the sentences withheld in {0} blocks",
		    gs_say_number(o->part_count));
}

int gs_findings_of(struct gs_findings *out, struct gs_case *e)
{
	*out = (struct gs_findings){.checked_count = 0};

	int err = count_entries(&out->count, e);
	if (err != GS_OK)
		return err;

	say_checked(out, e);
	say_unchecked(out, e);
	gs_trust_say_time(&out->time, &e->trust, e->verdict.memo->charter);
	return GS_OK;
}
