/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/charter.h"

#include <string.h>

#include "core/channel/calendar.h"
#include "core/channel/duties.h"

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

/* The lines `role`: no name and no key occurs twice. */
static int read_roles(struct gs_charter *out, const struct gs_candidate *act)
{
	const struct gs_value *v = NULL;
	struct gs_role *roles = out->roles;
	size_t n = 0;

	while (n < GS_ROLES_MAX &&
	    (v = gs_record_value(act->rec, "role", n)) != NULL) {
		roles[n] = (struct gs_role){v->parts[0], v->parts[1],
		    v->parts[2]};
		for (size_t i = 0; i < n; i++)
			if (gs_part_same(&roles[i].key, &roles[n].key) ||
			    gs_part_same(&roles[i].name, &roles[n].name))
				return refuse_twice(act, "role", roles[i].name,
				    roles[n].name);
		n++;
	}

	out->role_count = n;
	return GS_OK;
}

/* The lines `seal` or `reveal`, by the same rule. */
static int read_seals(struct gs_seal *out, size_t *count, size_t max,
    const struct gs_candidate *act, const char *field)
{
	const struct gs_value *v = NULL;
	size_t n = 0;

	while (n < max && (v = gs_record_value(act->rec, field, n)) != NULL) {
		out[n] = (struct gs_seal){v->parts[0], v->parts[1],
		    v->parts[2], v->parts[3]};
		if (!gs_recipient_is_known(&out[n].type, &out[n].key))
			return gs_refuse_recipient(act->refusal, field,
			    out[n].type);
		for (size_t i = 0; i < n; i++)
			if (gs_part_same(&out[i].key, &out[n].key) ||
			    gs_part_same(&out[i].name, &out[n].name))
				return refuse_twice(act, field, out[i].name,
				    out[n].name);
		n++;
	}

	*count = n;
	return GS_OK;
}

/* The last of `words` stands before a NULL; `legal` names them all. */
static int require_word(const struct gs_candidate *act, const char *field,
    const char *const *words, const char *legal)
{
	struct gs_part part = gs_record_part(act->rec, field);

	for (size_t i = 0; words[i] != NULL; i++)
		if (gs_part_is(&part, words[i]))
			return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "charter-word",
	    "the charter's {0} is {1}; it must be {2}", gs_say_text(field),
	    gs_say_part(part), gs_say_text(legal));
}

static int judge_words(struct gs_candidate *act, struct gs_charter *out)
{
	static const char *const yes_no[] = {"yes", "no", NULL};
	static const char *const readers[] = {"members", "oversight", "public",
	    NULL};
	static const char *const styles[] = {"legacy", "cui", NULL};

	struct gs_part part = gs_record_part(act->rec, "origin");
	if (part.len == 0 || memchr(part.ptr, '+', part.len) != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-origin-plus", "the charter's origin is {0}; an "
		    "origin must not contain '+'", gs_say_part(part));

	int err = require_word(act, "exercise", yes_no, "yes or no");
	if (err == GS_OK)
		err = require_word(act, "readers", readers,
		    "members, oversight or public");
	if (err == GS_OK)
		err = require_word(act, "style", styles, "legacy or cui");
	if (err != GS_OK)
		return err;

	part = gs_record_part(act->rec, "exercise");
	out->exercise = gs_part_is(&part, "yes");
	part = gs_record_part(act->rec, "style");
	out->style = gs_part_is(&part, "cui") ? GS_MARK_CUI : GS_MARK_LEGACY;

	part = gs_record_part(act->rec, "ceiling");
	out->ceiling = gs_mark_rank(out->style, part.ptr, part.len);
	if (out->ceiling < 0)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-ceiling", "the charter's ceiling {0} is no "
		    "portion mark of its style", gs_say_part(part));
	return GS_OK;
}

static int judge_numbers(struct gs_candidate *act)
{
	static const struct {
		const char *name;
		uint64_t min, max;
	} bounds[] = {
		{"version", 1, UINT32_MAX},
		{"week", 1, 1234567},
		{"closing", 1, 1440},
		{"quota", 1, 1000},
		{"floor", GS_ROLL_MIN, GS_ROLL_MAX},
		{"age", 0, 8760},
		{"batch", 1, 10000},
		{"release", 1, 24},
		{"gather", 1, 3650},
	};

	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		uint64_t v = gs_record_number(act->rec, bounds[i].name);
		if (v < bounds[i].min || v > bounds[i].max)
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "charter-number", "the charter's {0} is {1}; it "
			    "must be from {2} to {3}",
			    gs_say_text(bounds[i].name), gs_say_number(v),
			    gs_say_number(bounds[i].min),
			    gs_say_number(bounds[i].max));
	}
	return GS_OK;
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

	const struct gs_value *late = gs_record_value(rec, "late", 0);
	out->late_weeks = (uint64_t)late->parts[0].number;
	out->late_weekday = (uint64_t)late->parts[1].number;
}

static int judge_roles(struct gs_candidate *act, struct gs_charter *out)
{
	int err = read_roles(out, act);
	if (err == GS_OK)
		err = read_seals(out->seals, &out->seal_count, GS_ROLES_MAX,
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

static int judge_first(struct gs_candidate *act, const struct gs_charter *out)
{
	struct gs_part origin = gs_record_part(act->rec, "origin");
	const struct gs_role *authority = gs_charter_role(out, "authority");
	uint8_t id[32];

	if (out->version != 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-first-version", "the first charter has version "
		    "{0}; it must have version 1", gs_say_number(out->version));
	gs_channel_id(id, origin.ptr, origin.len, authority->key.ptr);
	if (memcmp(id, out->channel, 32) != 0)
		return gs_refuse(act->refusal, GS_ERR_MISMATCH,
		    "charter-channel-id", "the channel id is not the hash of "
		    "the charter's origin and authority");
	if (gs_record_verify(act->rec, "authority", authority->key.ptr) !=
	    GS_OK)
		return gs_refuse(act->refusal, GS_ERR_SIGNATURE,
		    "charter-not-signed",
		    "the charter is not signed by its authority");
	return GS_OK;
}

static int judge_next(struct gs_candidate *act, const struct gs_charter *out)
{
	const struct gs_charter *before = act->state->charter;
	struct gs_part was = gs_record_part(&before->rec, "origin");
	struct gs_part is = gs_record_part(act->rec, "origin");

	if (out->version != before->version + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "charter-version", "the charter has version {0}; the last "
		    "had {1}, and each has one more",
		    gs_say_number(out->version),
		    gs_say_number(before->version));
	if (!gs_part_same(&was, &is) || out->exercise != before->exercise)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "charter-changes-origin",
		    "a charter's origin and exercise never change");
	return gs_require_signature(act, "authority");
}

int gs_charter_judge(struct gs_candidate *act)
{
	struct gs_charter *out = act->room;

	out->rec = *act->rec;
	out->at = act->header.at;
	out->index = act->index;
	out->before = act->state->charter;
	gs_record_digest(out->digest, act->rec);
	memcpy(out->channel, gs_record_hash(act->rec, "channel"), 32);

	int err = judge_words(act, out);
	if (err == GS_OK)
		err = judge_numbers(act);
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
	state->charter = act->room;
}
