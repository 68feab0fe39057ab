/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/rules.h"

#include "core/channel/acts.h"
#include "core/channel/anchor.h"
#include "core/channel/appeal.h"
#include "core/channel/assets.h"
#include "core/channel/charter.h"
#include "core/channel/circle.h"
#include "core/channel/commitment.h"
#include "core/channel/deleted.h"
#include "core/channel/extend.h"
#include "core/channel/moved.h"
#include "core/channel/named.h"
#include "core/channel/notice.h"
#include "core/channel/office.h"
#include "core/channel/position.h"
#include "core/channel/publish.h"
#include "core/channel/reply.h"
#include "core/channel/reprisal.h"
#include "core/channel/roll.h"
#include "core/record/time.h"

static const struct gs_rule rules[] = {
	{GS_RECORD_CHARTER, gs_charter_judge, sizeof(struct gs_charter),
	    gs_charter_enter, .about_memo = false},
	{GS_RECORD_ROLL, gs_roll_judge, sizeof(struct gs_roll_edition),
	    gs_roll_enter, .about_memo = false},
	{GS_RECORD_MEMO, gs_memo_judge, sizeof(struct gs_memo),
	    gs_memo_enter, .about_memo = false},
	{GS_RECORD_ENDORSE, gs_act_judge, 0, gs_act_enter,
	    .about_memo = true, .in_filing = true, .leaves_nothing = true},
	{GS_RECORD_WITHDRAW, gs_act_judge, 0, gs_act_enter,
	    .about_memo = true, .in_filing = true, .leaves_nothing = true},
	/* What is owed to the endorsers is owed after the author's end too. */
	{GS_RECORD_ACKNOWLEDGE, gs_acknowledge_judge, 0, gs_acknowledge_enter,
	    .about_memo = true, .after_end = true, .leaves_nothing = true},
	/* Who replies and ends at once leaves no other time for it. */
	{GS_RECORD_UNREADABLE, gs_unreadable_judge,
	    sizeof(struct gs_unreadable), gs_unreadable_enter,
	    .about_memo = true, .after_end = true},
	{GS_RECORD_RESUPPLY, gs_resupply_judge, 0, gs_resupply_enter,
	    .about_memo = true},
	{GS_RECORD_REPLY, gs_reply_judge, sizeof(struct gs_memo_reply),
	    gs_reply_enter, .about_memo = true, .after_end = true},
	/* What is wrong is set right whenever it is found. */
	{GS_RECORD_CORRECT, gs_correct_judge, sizeof(struct gs_correction),
	    gs_correct_enter, .about_memo = true, .after_end = true},
	/* It may be made at once; and what is appealed is decided. */
	{GS_RECORD_RESPOND, gs_respond_judge, 0, gs_respond_enter,
	    .about_memo = true, .after_end = true},
	{GS_RECORD_APPEAL, gs_appeal_judge, sizeof(struct gs_appeal),
	    gs_appeal_enter, .about_memo = true},
	{GS_RECORD_DECIDE, gs_decide_judge, 0, gs_decide_enter,
	    .about_memo = true, .after_end = true},
	{GS_RECORD_ASK, gs_ask_judge, sizeof(struct gs_question),
	    gs_ask_enter, .about_memo = true},
	{GS_RECORD_ANSWER, gs_answer_judge, 0, gs_answer_enter,
	    .about_memo = true},
	/* Owed after the end as before; so an end silences no panel. */
	{GS_RECORD_COPY, gs_copy_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	/* What was given is in somebody's hands, whatever ended. */
	{GS_RECORD_RECEIVED, gs_received_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_RULING, gs_ruling_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true},
	{GS_RECORD_PANEL, gs_panel_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true},
	{GS_RECORD_REPORT, gs_report_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	/* A duty may be missed after the end as before. */
	{GS_RECORD_REMARK, gs_remark_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	/* What is asked of a court lasts longer than a procedure. */
	{GS_RECORD_HOLD, gs_hold_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	/* By time, which begins with the end. */
	{GS_RECORD_DELETED, gs_deleted_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	/* What was accepted is done, or put off, after the end as before. */
	{GS_RECORD_EXTEND, gs_extend_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_DONE, gs_done_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_REFER, gs_refer_judge, sizeof(struct gs_said),
	    gs_said_enter, .about_memo = true},
	/* What is said of a request, in private and in public, goes on after
	 * the procedure, and so do objection, disclosure and reading. */
	{GS_RECORD_POSITION, gs_position_judge, sizeof(struct gs_position),
	    gs_position_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_DISPUTE, gs_dispute_judge, 0, gs_dispute_enter,
	    .about_memo = true, .after_end = true},
	/* Declassification takes years: a text may come out long after. */
	{GS_RECORD_PUBLISH, gs_publish_judge, sizeof(struct gs_publication),
	    gs_publish_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_NOTICE, gs_notice_judge, sizeof(struct gs_notice),
	    gs_notice_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_OPENED, gs_opened_judge, sizeof(struct gs_opened),
	    gs_opened_enter, .about_memo = true, .after_end = true},
	/* Who endorsed may say so whenever they like, after the end too. */
	{GS_RECORD_NAMED, gs_named_judge, sizeof(struct gs_named),
	    gs_named_enter, .about_memo = true, .after_end = true},
	{GS_RECORD_END, gs_end_judge, 0, gs_end_enter, .about_memo = true},
	{GS_RECORD_MOVED, gs_moved_judge, 0, gs_moved_enter,
	    .about_memo = false, .leaves_nothing = true},
	{GS_RECORD_REPRISAL, gs_reprisal_judge, sizeof(struct gs_reprisal),
	    gs_reprisal_enter, .about_memo = false, .leaves_nothing = true},
	{GS_RECORD_ASSETS, gs_assets_judge, sizeof(struct gs_assets),
	    gs_assets_enter, .about_memo = false},
	{GS_RECORD_ANCHOR, gs_anchor_judge, 0, gs_anchor_enter,
	    .about_memo = false, .leaves_nothing = true},
};

int gs_rule_of(const struct gs_rule **out, struct gs_refusal *refusal,
    const struct gs_type *type)
{
	if (!type->logged)
		return gs_refuse_tell(refusal, GS_ERR_RULE, "type-not-logged",
		    "records of type {0} do not enter the log",
		    gs_say_text(type->name));

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].kind == type->kind) {
			*out = &rules[i];
			return GS_OK;
		}
	return gs_refuse_tell(refusal, GS_ERR_INTERNAL, "type-without-rule",
	    "this program has no rule for records of type {0}",
	    gs_say_text(type->name));
}

static bool filing_open(const struct gs_state *state)
{
	const struct gs_memo *m = state->memo;

	return m != NULL &&
	    m->pending_endorsements + m->pending_withdrawals > 0;
}

/* See GS_ENTRY_AT_MIN. */
static int judge_time(const struct gs_candidate *act)
{
	int64_t at = act->header.at;

	if (at >= GS_ENTRY_AT_MIN && at <= GS_ENTRY_AT_MAX)
		return GS_OK;
	return gs_refuse(act->refusal, GS_ERR_RULE, "entry-time", "an entry's "
	    "`at` must be from 1970-01-02T00:00:00Z to 9899-12-31T23:59:59Z");
}

/* What holds for a record of any type. */
static int judge_place(struct gs_candidate *act, const struct gs_rule *rule)
{
	const struct gs_state *state = act->state;

	int err = judge_time(act);
	if (err != GS_OK)
		return err;
	if (act->header.at < state->at)
		return gs_refuse(act->refusal, GS_ERR_RULE, "time-backwards",
		    "time runs backwards: `at` is before the last entry's");
	if (state->charter == NULL)
		return rule->kind == GS_RECORD_CHARTER ? GS_OK :
		    gs_refuse(act->refusal, GS_ERR_RULE, "charter-not-first",
		        "the first entry of a log is its charter");
	err = gs_require_channel(act->refusal, act->rec,
	    state->charter->channel);
	if (err != GS_OK)
		return err;

	if (filing_open(state) && !rule->in_filing)
		return gs_refuse(act->refusal, GS_ERR_RULE, "filing-unfinished",
		    "a filing's endorsements and withdrawals follow its memo");
	return GS_OK;
}

/* Sets act->memo, unless the caller has done so: while a filing is open, acts
 * are about its memo. */
static int judge_memo(struct gs_candidate *act, const struct gs_rule *rule)
{
	if (act->memo != NULL)
		return GS_OK;
	if (filing_open(act->state)) {
		act->memo = act->state->memo;
		return GS_OK;
	}

	int err = gs_require_memo(act);
	if (err == GS_OK && act->memo->ended != 0 && !rule->after_end)
		return gs_refuse_ended(act->refusal);
	return err;
}

int gs_rule_judge(struct gs_candidate *act, const struct gs_rule *rule)
{
	int err = judge_place(act, rule);

	if (err == GS_OK && rule->about_memo)
		err = judge_memo(act, rule);
	return err == GS_OK ? rule->judge(act) : err;
}
