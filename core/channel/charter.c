/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/charter.h"

#include <string.h>

#include "core/channel/calendar.h"
#include "core/channel/duties.h"
#include "core/record/time.h"

/* Every charter names these; the others are the organisation's. */
static const char *const required_roles[] = {"authority", "registrar",
    "second", "office", "log", "enrol", "promise"};

static int refuse_twice(const struct gs_candidate *act, const char *field,
    struct gs_part first, struct gs_part second)
{
	return gs_refuse_tell(act->refusal, GS_ERR_RULE,
	    "charter-holder-twice", "the charter's {0} lines {1} and {2} have "
	    "the same name or key; all must differ", gs_say_text(field),
	    gs_say_part(first), gs_say_part(second));
}

/* The n-th role line beside those before it: its key is new, and its role too,
 * unless the line before is of the same role. */
static int judge_role_line(const struct gs_candidate *act,
    const struct gs_role *roles, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gs_part_same(&roles[i].key, &roles[n].key))
			return refuse_twice(act, "role", roles[i].name,
			    roles[n].name);
		if (gs_part_same(&roles[i].name, &roles[n].name) &&
		    !gs_part_same(&roles[n - 1].name, &roles[n].name))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "charter-role-apart", "the charter's lines of the "
			    "role {0} do not stand together",
			    gs_say_part(roles[n].name));
	}
	return GS_OK;
}

static int read_roles(struct gs_charter *out, const struct gs_candidate *act)
{
	const struct gs_value *v = NULL;
	struct gs_role *roles = out->roles;
	size_t n = 0;

	while (n < GS_ROLES_MAX &&
	    (v = gs_record_value(act->rec, "role", n)) != NULL) {
		roles[n] = (struct gs_role){v->parts[0], v->parts[1],
		    v->parts[2]};
		int err = judge_role_line(act, roles, n);
		if (err != GS_OK)
			return err;
		n++;
	}

	out->role_count = n;
	return GS_OK;
}

/* Of a server's roles a promise or a checkpoint must name one key. */
static int judge_single_roles(const struct gs_candidate *act,
    const struct gs_charter *out)
{
	static const char *const single[] = {"log", "enrol", "promise"};

	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		if (gs_charter_holder(out, single[i], 1) != NULL)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "charter-role-single", "the charter has several "
			    "role lines {0}; it must have one",
			    gs_say_text(single[i]));
	return GS_OK;
}

/* The lines `seal` or `reveal`.  A memo is sealed to several who hold a role; a
 * member reveals themselves to one reader a line. */
static int read_seals(struct gs_seal *out, size_t *count, size_t max,
    const struct gs_candidate *act, const char *field)
{
	const struct gs_value *v = NULL;
	bool alone = strcmp(field, "reveal") == 0;
	size_t n = 0;

	while (n < max && (v = gs_record_value(act->rec, field, n)) != NULL) {
		out[n] = (struct gs_seal){v->parts[0], v->parts[1],
		    v->parts[2], v->parts[3]};
		for (size_t i = 0; i < n; i++)
			if (gs_part_same(&out[i].key, &out[n].key) ||
			    (alone &&
			    gs_part_same(&out[i].name, &out[n].name)))
				return refuse_twice(act, field, out[i].name,
				    out[n].name);
		n++;
	}

	*count = n;
	return GS_OK;
}

static int judge_lines(const struct gs_candidate *act)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < act->rec->count; i++)
		err = gs_charter_judge_line(act->refusal,
		    &act->rec->values[i]);
	return err;
}

static int read_words(struct gs_candidate *act, struct gs_charter *out)
{
	struct gs_part part = gs_record_part(act->rec, "exercise");

	out->exercise = gs_part_is(&part, "yes");
	part = gs_record_part(act->rec, "style");
	out->style = gs_part_is(&part, "cui") ? GS_MARK_CUI : GS_MARK_LEGACY;

	part = gs_record_part(act->rec, "ceiling");
	out->ceiling = gs_mark_rank(out->style, part.ptr, part.len);
	if (out->ceiling >= 0)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "charter-ceiling",
	    "the charter's ceiling {0} is no portion mark of its style",
	    gs_say_part(part));
}

static void read_numbers(struct gs_charter *out, const struct gs_record *rec)
{
	out->version = gs_record_number(rec, "version");
	out->week = gs_record_number(rec, "week");
	out->closing = gs_record_number(rec, "closing");
	out->quota = gs_record_number(rec, "quota");
	out->floor = gs_record_number(rec, "floor");
	out->age = gs_record_number(rec, "age");
	out->batch = gs_record_number(rec, "batch");
	out->release = gs_record_number(rec, "release");
	out->gather = gs_record_number(rec, "gather");
	out->cooling = gs_record_number(rec, "cooling");

	const struct gs_value *late = gs_record_value(rec, "late", 0);
	out->late_weeks = (uint64_t)late->parts[0].number;
	out->late_weekday = (uint64_t)late->parts[1].number;
}

/* How many of the authority's holders sign. */
static int judge_threshold(struct gs_candidate *act, struct gs_charter *out)
{
	size_t holders = 0;

	while (gs_charter_holder(out, "authority", holders) != NULL)
		holders++;
	out->threshold = gs_record_number(act->rec, "threshold");
	if (out->threshold >= 1 && out->threshold <= holders)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "charter-threshold",
	    "the charter's threshold is {0}; it must be from 1 to {1}, the "
	    "number of the authority's holders", gs_say_number(out->threshold),
	    gs_say_number(holders));
}

static int judge_roles(struct gs_candidate *act, struct gs_charter *out)
{
	int err = read_roles(out, act);
	if (err == GS_OK)
		err = read_seals(out->seals, &out->seal_count, GS_SEALS_MAX,
		    act, "seal");
	if (err == GS_OK)
		err = read_seals(out->reveals, &out->reveal_count,
		    GS_REVEALS_MAX, act, "reveal");
	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < sizeof required_roles / sizeof *required_roles;
	    i++)
		if (gs_charter_role(out, required_roles[i]) == NULL)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "charter-role-missing", "the charter has no role "
			    "{0}; it must name authority, registrar, second, "
			    "office, log, enrol and promise",
			    gs_say_text(required_roles[i]));
	err = judge_single_roles(act, out);
	if (err == GS_OK)
		err = judge_threshold(act, out);
	if (err != GS_OK)
		return err;
	if (!gs_part_is(&out->seals[0].name, "office"))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-first-seal", "the charter's first seal is for "
		    "{0}; it must be for the office",
		    gs_say_part(out->seals[0].name));
	return GS_OK;
}

static int judge_clocks(struct gs_candidate *act)
{
	const char *missing = gs_duty_clock_missing(act->rec);

	if (missing == NULL)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE,
	    "charter-clock-missing", "the charter has no clock {0}",
	    gs_say_text(missing));
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
		if (!gs_part_same(&x->key, &y->key))
			return false;
	}
}

/* Whether the charter changes who may make a roll or a charter: then the
 * outgoing second says so too, or everybody has time to see it come. */
static bool changes_signers(const struct gs_charter *a,
    const struct gs_charter *b)
{
	return a->threshold != b->threshold || a->cooling != b->cooling ||
	    !same_holders(a, b, "authority") ||
	    !same_holders(a, b, "registrar") || !same_holders(a, b, "second");
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
	bool changes = changes_signers(before, out);

	if (out->version != newest->version + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-version", "the charter has version {0}; the last "
		    "had {1}, and each has one more",
		    gs_say_number(out->version),
		    gs_say_number(newest->version));
	if (!gs_part_same(&was, &is) || out->exercise != before->exercise)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "charter-changes-origin",
		    "a charter's origin and exercise never change");

	int err = judge_signers(act, before, changes);
	return err == GS_OK ? judge_second(act, out, changes) : err;
}

int gs_charter_judge(struct gs_candidate *act)
{
	struct gs_charter *out = act->room;

	out->rec = *act->rec;
	out->at = out->from = act->header.at;
	out->index = act->index;
	out->before = act->state->charter;
	gs_record_digest(out->digest, act->rec);
	gs_channel_id(out->channel, act->rec);

	int err = judge_lines(act);
	if (err == GS_OK)
		err = read_words(act, out);
	if (err == GS_OK)
		err = judge_roles(act, out);
	if (err == GS_OK)
		err = gs_calendar_judge(act->refusal, act->rec);
	if (err == GS_OK)
		err = judge_clocks(act);
	if (err != GS_OK)
		return err;

	read_numbers(out, act->rec);
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

void gs_charter_advance(struct gs_state *state, int64_t at)
{
	if (state->coming == NULL || state->coming->from > at)
		return;
	state->charter = state->coming;
	state->coming = NULL;
}
