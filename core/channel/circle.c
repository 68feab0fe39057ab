/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/circle.h"

#include "core/channel/dates.h"

static const struct said_row {
	enum gs_record_kind record;
	const char *number; /* its line; NULL: there is one of them */
	bool discharges;
} said_rows[GS_SAID_KINDS] = {
	[GS_SAID_COPY] = {GS_RECORD_COPY, "copy", true},
	[GS_SAID_RECEIVED] = {GS_RECORD_RECEIVED, "copy", true},
	[GS_SAID_RULING] = {GS_RECORD_RULING, NULL, false},
	[GS_SAID_PANEL] = {GS_RECORD_PANEL, "panel", false},
	[GS_SAID_REPORT] = {GS_RECORD_REPORT, NULL, true},
	[GS_SAID_REMARK] = {GS_RECORD_REMARK, "remark", true},
	[GS_SAID_EXTEND] = {GS_RECORD_EXTEND, "extension", false},
	[GS_SAID_REFER] = {GS_RECORD_REFER, NULL, false},
	[GS_SAID_DONE] = {GS_RECORD_DONE, "request", true},
	[GS_SAID_HOLD] = {GS_RECORD_HOLD, "hold", false},
	[GS_SAID_DELETED] = {GS_RECORD_DELETED, "deletion", false},
};

enum gs_record_kind gs_said_record(enum gs_said_kind kind)
{
	return said_rows[kind].record;
}

bool gs_said_discharges(enum gs_said_kind kind)
{
	return said_rows[kind].discharges;
}

const struct gs_said *gs_said_by(const struct gs_memo *memo,
    enum gs_said_kind kind, uint64_t number)
{
	const struct gs_said *s = memo->said[kind];

	while (s != NULL && s->number != number)
		s = s->before;
	return s;
}

void gs_said_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_said *s = act->room;
	size_t kind = 0;

	while (kind + 1 < GS_SAID_KINDS &&
	    !gs_record_is(act->rec, said_rows[kind].record))
		kind++;
	const char *field = said_rows[kind].number;

	s->number = field == NULL ? 1 : gs_record_number(act->rec, field);
	s->at = act->header.at;
	s->rec = *act->rec;
	s->before = act->memo->said[kind];
	act->memo->said[kind] = s;
	if (said_rows[kind].discharges)
		gs_event_enter(state, act->memo, &s->event, act->index);
}

/* How many there are, of a kind that is numbered in order. */
static uint64_t count_said(const struct gs_memo *memo, enum gs_said_kind kind)
{
	return memo->said[kind] == NULL ? 0 : memo->said[kind]->number;
}

/* Whether a line `field` of the record says the same. */
static bool names_part(const struct gs_record *rec, const char *field,
    const struct gs_part *part)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, field, i)) != NULL; i++)
		if (gs_part_same(&v->parts[0], part))
			return true;
	return false;
}

/* copy --------------------------------------------------------------------- */

static int judge_copy_number(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "copy");
	uint64_t next = count_said(act->memo, GS_SAID_COPY) + 1;

	if (next > GS_COPIES_OF_MEMO_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "copies-over",
		    "a memo has at most {0} copies",
		    gs_say_number(GS_COPIES_OF_MEMO_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "copy-number",
		    "the copy has number {0}; the copies of a memo are "
		    "numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	return GS_OK;
}

/* Whom the charter's list has needs no reason, anybody else does. */
static int judge_copy_reason(struct gs_candidate *act, struct gs_part to)
{
	bool listed = names_part(&act->memo->charter->rec, "copy", &to);
	bool reason = gs_record_count(act->rec, "reason") > 0;

	if (!listed && !reason)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "copy-reason-missing", "{0} is not on the copy list of the "
		    "memo's charter; a copy to somebody else needs a reason",
		    gs_say_part(to));
	if (listed && reason)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "copy-reason-needless", "{0} is on the copy list of the "
		    "memo's charter; a copy to them has no reason",
		    gs_say_part(to));
	return GS_OK;
}

/* Whom the memo is addressed to, its author has named too. */
static int judge_copy_wish(struct gs_candidate *act, struct gs_part to)
{
	const struct gs_record *memo = &act->memo->rec;
	const struct gs_said *ruling = act->memo->said[GS_SAID_RULING];

	if (gs_record_count(memo, "distribution") == 0 ||
	    names_part(memo, "distribution", &to) ||
	    names_part(memo, "addressee", &to))
		return GS_OK;
	if (ruling == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "copy-before-ruling", "the author wishes that others than "
		    "{0} are given the memo; the office rules on the wish "
		    "first", gs_say_part(to));

	struct gs_part word = gs_record_part(&ruling->rec, "ruling");
	if (gs_part_is(&word, "granted"))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "copy-against-ruling", "the office has granted the "
		    "author's wish, which does not name {0}",
		    gs_say_part(to));
	return GS_OK;
}

/* A copy that went wrong is made again, until its recipient has it. */
static int judge_copy_again(struct gs_candidate *act, struct gs_part to)
{
	const struct gs_memo *memo = act->memo;

	for (const struct gs_said *r = memo->said[GS_SAID_RECEIVED];
	    r != NULL; r = r->before) {
		const struct gs_said *copy = gs_said_by(memo, GS_SAID_COPY,
		    r->number);
		struct gs_part had = gs_record_part(&copy->rec, "to");

		if (gs_part_same(&had, &to))
			return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
			    "copy-again", "{0} has received copy {1} already",
			    gs_say_part(to), gs_say_number(r->number));
	}
	return GS_OK;
}

int gs_copy_judge(struct gs_candidate *act)
{
	struct gs_part to = gs_record_part(act->rec, "to");

	int err = gs_require_acknowledgement(act);
	if (err == GS_OK)
		err = judge_copy_number(act);
	if (err == GS_OK)
		err = judge_copy_reason(act, to);
	if (err == GS_OK)
		err = judge_copy_wish(act, to);
	if (err == GS_OK)
		err = judge_copy_again(act, to);
	return err == GS_OK ? gs_require_signature(act, "office") : err;
}

/* received ----------------------------------------------------------------- */

int gs_require_recipient(struct gs_candidate *act, struct gs_part to)
{
	const struct gs_role *held = NULL;

	int err = gs_require_signature(act, "recipient");
	if (err == GS_OK)
		err = gs_charter_signed(&held, act->state->charter, act->rec,
		    "recipient");
	if (err != GS_OK || gs_part_same(&held->holder, &to))
		return err;
	return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
	    "received-other-recipient", "signed by the recipient {0}; this "
	    "copy went to {1}", gs_say_part(held->holder), gs_say_part(to));
}

int gs_received_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "copy");
	const struct gs_said *copy = gs_said_by(act->memo, GS_SAID_COPY,
	    number);

	if (copy == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "copy-unknown", "there is no copy of number {0} of this "
		    "memo", gs_say_number(number));
	if (gs_said_by(act->memo, GS_SAID_RECEIVED, number) != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "already-received", "copy {0} has been received already",
		    gs_say_number(number));
	return gs_require_recipient(act, gs_record_part(&copy->rec, "to"));
}

/* ruling ------------------------------------------------------------------- */

int gs_ruling_judge(struct gs_candidate *act)
{
	struct gs_part word = gs_record_part(act->rec, "ruling");
	bool granted = gs_part_is(&word, "granted");

	int err = gs_require_acknowledgement(act);
	if (err != GS_OK)
		return err;

	if (gs_record_count(&act->memo->rec, "distribution") == 0)
		return gs_refuse(act->refusal, GS_ERR_RULE, "ruling-no-wish",
		    "the author of this memo has no wish about its "
		    "distribution");
	if (act->memo->said[GS_SAID_RULING] != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-ruled", "the office has ruled on this wish "
		    "already");
	if (!granted && !gs_part_is(&word, "partly") &&
	    !gs_part_is(&word, "refused"))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "ruling-word",
		    "the ruling is {0}; it must be granted, partly or refused",
		    gs_say_part(word));
	if (!granted && gs_record_count(act->rec, "reason") == 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "ruling-reason", "the ruling is {0}; unless it grants the "
		    "wish it needs a reason", gs_say_part(word));
	return gs_require_signature(act, "office");
}

/* panel, report ------------------------------------------------------------ */

/* How many members, and how many of them from the author's list: as many as the
 * charter says, or all of that list if it has fewer. */
static int judge_members(struct gs_candidate *act)
{
	const struct gs_value *rule = gs_record_value(
	    &act->memo->charter->rec, "panel", 0);
	size_t count = gs_record_count(act->rec, "member");
	size_t listed = gs_record_count(&act->memo->rec, "panel");
	uint64_t proposed = 0;

	for (size_t i = 0; i < count; i++) {
		const struct gs_part *who = gs_record_value(act->rec, "member",
		    i)->parts;
		for (size_t j = 0; j < i; j++)
			if (gs_part_same(gs_record_value(act->rec, "member",
			        j)->parts, who))
				return gs_refuse_tell(act->refusal,
				    GS_ERR_DUPLICATE, "panel-member-twice",
				    "the panel's member {0} is named twice",
				    gs_say_part(*who));
		proposed += names_part(&act->memo->rec, "panel", who);
	}
	if (rule == NULL)
		return GS_OK;

	uint64_t size = (uint64_t)rule->parts[0].number;
	uint64_t wanted = (uint64_t)rule->parts[1].number;
	if (count != size)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "panel-size",
		    "the panel has {0} members; the memo's charter asks for "
		    "{1}", gs_say_number(count), gs_say_number(size));
	if (wanted > listed)
		wanted = listed;
	if (proposed < wanted)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "panel-proposed", "{0} of the panel's members are from the "
		    "author's list; the memo's charter asks for {1}",
		    gs_say_number(proposed), gs_say_number(wanted));
	return GS_OK;
}

int gs_panel_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "panel");
	uint64_t next = count_said(act->memo, GS_SAID_PANEL) + 1;

	int err = gs_require_acknowledgement(act);
	if (err != GS_OK)
		return err;

	if (act->memo->said[GS_SAID_REPORT] != NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "panel-after-report", "the panel has reported already");
	if (next > GS_PANELS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "panels-over",
		    "a memo's panel is named at most {0} times",
		    gs_say_number(GS_PANELS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "panel-number", "the panel has number {0}; each that is "
		    "named instead of the last has the next, and that is {1}",
		    gs_say_number(number), gs_say_number(next));
	err = judge_members(act);
	return err == GS_OK ? gs_require_signature(act, "office") : err;
}

int gs_report_judge(struct gs_candidate *act)
{
	if (act->memo->said[GS_SAID_PANEL] == NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE, "report-no-panel",
		    "no panel was named for this memo that could report");
	if (act->memo->said[GS_SAID_REPORT] != NULL)
		return gs_refuse(act->refusal, GS_ERR_DUPLICATE,
		    "already-reported", "there is a report on this memo "
		    "already");
	return gs_require_signature(act, "panel");
}

/* remark ------------------------------------------------------------------- */

/* The monitor, unless it is signed as a role to which a duty about the memo may
 * go on. */
static const char *remark_role(const struct gs_candidate *act)
{
	const struct gs_charter *charter = act->memo->charter;
	struct gs_part signer = gs_record_part(act->rec, "signature");

	for (size_t i = 0; i < charter->escalation_count; i++)
		if (gs_part_is(&signer, charter->escalations[i].role))
			return charter->escalations[i].role;
	return "monitor";
}

int gs_remark_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "remark");
	uint64_t next = count_said(act->memo, GS_SAID_REMARK) + 1;

	if (next > GS_REMARKS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "remarks-over", "a memo has at most {0} remarks",
		    gs_say_number(GS_REMARKS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "remark-number", "the remark has number {0}; the remarks "
		    "on a memo are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	return gs_require_signature(act, remark_role(act));
}

/* hold --------------------------------------------------------------------- */

bool gs_memo_held(const struct gs_memo *memo)
{
	const struct gs_said *last = memo->said[GS_SAID_HOLD];

	/* They begin and end by turns. */
	return last != NULL && last->number % 2 == 1;
}

/* The record says which it is, so that whoever reads it alone knows. */
static int judge_hold_state(struct gs_candidate *act)
{
	struct gs_part state = gs_record_part(act->rec, "state");
	bool held = gs_memo_held(act->memo);

	if (gs_part_is(&state, held ? "ended" : "begun"))
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "hold-state",
	    "the hold is said to be {0}; the memo is {1}, so the next is {2}",
	    gs_say_part(state), gs_say_text(held ? "held" : "not held"),
	    gs_say_text(held ? "ended" : "begun"));
}

int gs_hold_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "hold");
	uint64_t next = count_said(act->memo, GS_SAID_HOLD) + 1;

	if (next > GS_HOLDS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "holds-over", "a memo has at most {0} records of a hold",
		    gs_say_number(GS_HOLDS_MAX));
	if (number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "hold-number", "the hold has number {0}; those of a memo "
		    "are numbered in order, and the next is {1}",
		    gs_say_number(number), gs_say_number(next));
	int err = judge_hold_state(act);
	if (err != GS_OK)
		return err;
	return gs_require_signature(act, gs_charter_holder(
	    act->state->charter, "custodian", 0) == NULL ? "office" :
	    "custodian");
}

/* Duties ------------------------------------------------------------------- */

/* The first copy to the n-th addressee. */
bool gs_copy_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_value *to = gs_record_value(&memo->rec, "addressee",
	    (size_t)n);

	if (to == NULL)
		return false;
	*out = (struct gs_duty_case){.number = n + 1};
	for (const struct gs_said *s = memo->said[GS_SAID_COPY]; s != NULL;
	    s = s->before)
		if (names_part(&s->rec, "to", &to->parts[0])) {
			out->done = s->at;
			out->event = &s->event;
		}
	return true;
}

/* The first receipt of the n-th copy, or of one that was made again for the
 * same recipient. */
bool gs_receive_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_said *copy = gs_said_by(memo, GS_SAID_COPY, n + 1);

	if (copy == NULL)
		return false;
	*out = (struct gs_duty_case){.number = n + 1, .start = copy->at,
	    .whose = gs_record_part(&copy->rec, "to")};
	for (const struct gs_said *s = memo->said[GS_SAID_RECEIVED];
	    s != NULL; s = s->before) {
		const struct gs_said *had = gs_said_by(memo, GS_SAID_COPY,
		    s->number);

		if (s->number > n && names_part(&had->rec, "to",
		    &out->whose)) {
			out->done = s->at;
			out->event = &s->event;
		}
	}
	return true;
}

/* From the first panel on: another one gives no time. */
bool gs_report_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_said *panel = gs_said_by(memo, GS_SAID_PANEL, 1);
	const struct gs_said *report = memo->said[GS_SAID_REPORT];

	if (panel == NULL)
		return false;
	*out = (struct gs_duty_case){.start = panel->at};
	if (report != NULL) {
		out->done = report->at;
		out->event = &report->event;
	}
	return n == 0;
}

/* The charter -------------------------------------------------------------- */

int gs_circle_judge_panel(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	int64_t size = line->parts[0].number, listed = line->parts[1].number;

	if (size >= 1 && size <= GS_PANEL_SIZE_MAX && listed <= size)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-panel",
	    "the charter's panel has {0} members, {1} of them from the "
	    "author's list; it must have from 1 to {2}, and not more from the "
	    "list than that", gs_say_number((uint64_t)size),
	    gs_say_number((uint64_t)listed),
	    gs_say_number(GS_PANEL_SIZE_MAX));
}

static size_t count_holders(const struct gs_charter *charter, const char *role)
{
	size_t n = 0;

	while (gs_charter_holder(charter, role, n) != NULL)
		n++;
	return n;
}

uint64_t gs_charter_signers(const struct gs_charter *charter, const char *line)
{
	uint64_t named = gs_record_number(&charter->rec, line);

	return named == 0 ? 1 : named;
}

/* The n-th signature, by one who stands behind the last who signed. */
static int judge_signed_line(struct gs_candidate *act, const char *role,
    size_t n, size_t *last)
{
	const struct gs_charter *by = act->state->charter;
	const struct gs_role *held = NULL;
	struct gs_part signs = gs_record_value(act->rec, "signature", n)->
	    parts[0];

	for (size_t i = *last; gs_part_is(&signs, role) &&
	    (held = gs_charter_holder(by, role, i)) != NULL; i++)
		if (gs_record_verify_at(act->rec, n, held->key.ptr) == GS_OK) {
			*last = i + 1;
			return GS_OK;
		}
	return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
	    "signer-invalid", "signature {0} is by none of those who hold {1} "
	    "and stand behind those that have signed before it",
	    gs_say_number(n + 1), gs_say_text(role));
}

int gs_require_signers(struct gs_candidate *act, const char *role,
    uint64_t wanted)
{
	size_t count = gs_record_count(act->rec, "signature"), last = 0;
	int err = GS_OK;

	if (count != wanted)
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "signers-count", "the record has {0} signatures; under the "
		    "charter in force it needs {1} of those who hold {2}",
		    gs_say_number(count), gs_say_number(wanted),
		    gs_say_text(role));
	if (wanted == 1)
		return gs_require_signature(act, role);
	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = judge_signed_line(act, role, i, &last);
	return err;
}

int gs_require_office(struct gs_candidate *act)
{
	return gs_require_signers(act, "office",
	    gs_charter_signers(act->state->charter, "reply-signers"));
}

/* Whoever is to see that clocks are kept sees no content; and a reply can be
 * signed by as many as it needs. */
int gs_circle_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter)
{
	uint64_t wanted = gs_charter_signers(charter, "reply-signers");
	size_t holders = count_holders(charter, "office");
	bool sealed = false;

	for (size_t i = 0; i < charter->seal_count; i++)
		sealed |= gs_part_is(&charter->seals[i].name, "monitor");
	for (size_t i = 0; i < charter->reveal_count; i++)
		sealed |= gs_part_is(&charter->reveals[i].name, "monitor");
	if (wanted > holders)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-reply-signers", "the charter has {0} who hold "
		    "office, and a reply needs {1} of them",
		    gs_say_number(holders),
		    gs_say_number(wanted));
	if (!sealed)
		return GS_OK;
	return gs_refuse(refusal, GS_ERR_RULE, "charter-monitor-sealed",
	    "the charter has a seal or reveal line of the role monitor, who "
	    "sees clocks and acts and never content: leave it out");
}
