/* SPDX-License-Identifier: Apache-2.0 */
/* Files are deleted by time; what the log has of them, their hashes and the
 * proofs, stays for ever. */
#include "core/channel/deleted.h"

#include "core/channel/calendar.h"

/* The schedule ---------------------------------------------------------- */

static uint64_t longest_kept(enum gs_clock_unit unit)
{
	return unit == GS_CLOCK_MONTHS ? GS_RETENTION_MONTHS_MAX :
	    GS_CLOCK_DAYS_MAX;
}

/* False: it counts what no schedule counts. */
static bool read_retention(struct gs_charter_clock *out,
    const struct gs_value *line)
{
	*out = (struct gs_charter_clock){
	    .count = (uint64_t)line->parts[1].number};
	return gs_clock_unit_of(&out->unit, &line->parts[0]) &&
	    out->unit != GS_CLOCK_WORKING && out->count >= 1 &&
	    out->count <= longest_kept(out->unit);
}

int gs_deleted_judge_line(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	struct gs_charter_clock length;

	if (read_retention(&length, line))
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-retention",
	    "the charter keeps files for {1} {0}; it must be calendar (days), "
	    "from 1 to {2}, or months, from 1 to {3}",
	    gs_say_part(line->parts[0]),
	    gs_say_number((uint64_t)line->parts[1].number),
	    gs_say_number(longest_kept(GS_CLOCK_CALENDAR)),
	    gs_say_number(longest_kept(GS_CLOCK_MONTHS)));
}

int gs_retention_of(struct gs_retention *out, const struct gs_memo *memo)
{
	const struct gs_value *line = gs_record_value(&memo->charter->rec,
	    "retention", 0);
	struct gs_charter_clock length;

	*out = (struct gs_retention){.until = 0};
	if (line == NULL || !read_retention(&length, line))
		return GS_ERR_UNKNOWN;
	out->schedule = line->parts[2];
	return memo->ended == 0 ? GS_ERR_UNKNOWN :
	    gs_deadline_from(&out->until, memo->charter,
	        gs_charter_day(memo->charter, memo->ended), length);
}

const struct gs_said *gs_deletion_of(const struct gs_memo *memo, int64_t at,
    bool published, int64_t now)
{
	const struct gs_said *first = NULL;

	for (const struct gs_said *s = memo->said[GS_SAID_DELETED]; s != NULL;
	    s = s->before) {
		struct gs_part what = gs_record_part(&s->rec, "what");

		if (s->at >= at && s->at <= now &&
		    (!published || gs_part_is(&what, "all")))
			first = s;
	}
	return first;
}

/* deleted --------------------------------------------------------------- */

static int judge_counting(struct gs_candidate *act)
{
	const struct gs_said *last = act->memo->said[GS_SAID_DELETED];
	uint64_t number = gs_record_number(act->rec, "deletion");
	uint64_t next = last == NULL ? 1 : last->number + 1;

	if (next > GS_DELETIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "deletions-over", "files of a memo are deleted at most {0} "
		    "times", gs_say_number(GS_DELETIONS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "deletion-number", "the deletion has number {0}; those of "
		    "a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	return GS_OK;
}

/* By the charter of the memo, which its author knew. */
static int judge_schedule(struct gs_candidate *act)
{
	struct gs_part named = gs_record_part(act->rec, "schedule");
	struct gs_part what = gs_record_part(act->rec, "what");
	struct gs_retention kept;

	int err = gs_retention_of(&kept, act->memo);
	if (kept.schedule.len == 0 || !gs_part_same(&named, &kept.schedule))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "deletion-schedule", "the memo's charter deletes nothing "
		    "under the schedule '{0}'; it must be the one of its "
		    "retention line, and without that nothing is deleted",
		    gs_say_part(named));
	if (!gs_part_is(&what, "sealed") && !gs_part_is(&what, "all"))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "deletion-what", "the deletion is of {0}; it must be of "
		    "sealed (files) or all", gs_say_part(what));
	if (err == GS_OK && act->header.at > kept.until)
		return GS_OK;

	const struct gs_part *line = gs_record_value(&act->memo->charter->rec,
	    "retention", 0)->parts;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "deletion-early",
	    "the memo's files are kept for {1} of {0} from the end of its "
	    "procedure on, under {2}; {3}", gs_say_part(line[0]),
	    gs_say_number((uint64_t)line[1].number), gs_say_part(line[2]),
	    gs_say_text(act->memo->ended == 0 ? "it has not ended" :
	        "that time is not over"));
}

/* What somebody still owes about the memo, or may decide, needs its files. */
static int judge_needed(struct gs_candidate *act)
{
	struct gs_duties all = gs_duties_of(act->memo, act->header.at);
	struct gs_duty duty;

	if (gs_memo_held(act->memo))
		return gs_refuse(act->refusal, GS_ERR_RULE, "deletion-held",
		    "the memo is held; nothing of it is deleted until that "
		    "ends");
	for (const struct gs_appeal *a = act->memo->appeal; a != NULL;
	    a = a->before)
		if (a->decided == 0)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "deletion-appeal", "appeal {0} is not decided; "
			    "nothing of the memo is deleted until it is",
			    gs_say_number(a->number));
	while (gs_duties_next(&duty, &all))
		if (duty.status == GS_DUTY_OPEN ||
		    duty.status == GS_DUTY_OVERDUE)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "deletion-owed", "{0} about the memo is owed "
			    "still, by {1}; nothing of it is deleted until "
			    "that is done", gs_say_text(duty.name),
			    gs_say_text(duty.owner));
	return all.err;
}

int gs_deleted_judge(struct gs_candidate *act)
{
	int err = judge_counting(act);

	if (err == GS_OK)
		err = judge_schedule(act);
	if (err == GS_OK)
		err = judge_needed(act);
	return err == GS_OK ? gs_require_signature(act, gs_charter_holder(
	    act->state->charter, "custodian", 0) == NULL ? "office" :
	    "custodian") : err;
}
