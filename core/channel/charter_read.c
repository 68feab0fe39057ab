/* SPDX-License-Identifier: Apache-2.0 */
/* What a charter says, whoever signs it. */
#include <string.h>

#include "core/channel/appeal.h"
#include "core/channel/assets.h"
#include "core/channel/calendar.h"
#include "core/channel/circle.h"
#include "core/channel/duties.h"
#include "core/channel/escalation.h"
#include "core/channel/extend.h"
#include "core/channel/judge.h"
#include "core/channel/publish.h"

/* Every charter names these; the others are the organisation's. */
static const char *const required_roles[] = {"authority", "registrar",
    "second", "office", "log", "enrol", "promise"};

static int refuse_twice(struct gs_refusal *refusal, const char *field,
    struct gs_part first, struct gs_part second)
{
	return gs_refuse_tell(refusal, GS_ERR_RULE,
	    "charter-holder-twice", "the charter's {0} lines {1} and {2} have "
	    "the same name or key; all must differ", gs_say_text(field),
	    gs_say_part(first), gs_say_part(second));
}

/* The n-th role line beside those before it: its key is new, and its role too,
 * unless the line before is of the same role. */
static int judge_role_line(struct gs_refusal *refusal,
    const struct gs_role *roles, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gs_part_same(&roles[i].key, &roles[n].key))
			return refuse_twice(refusal, "role", roles[i].name,
			    roles[n].name);
		if (gs_part_same(&roles[i].name, &roles[n].name) &&
		    !gs_part_same(&roles[n - 1].name, &roles[n].name))
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-role-apart", "the charter's lines of the "
			    "role {0} do not stand together",
			    gs_say_part(roles[n].name));
	}
	return GS_OK;
}

static int read_roles(struct gs_charter *out, struct gs_refusal *refusal)
{
	const struct gs_value *v = NULL;
	struct gs_role *roles = out->roles;
	size_t n = 0;

	while (n < GS_ROLES_MAX &&
	    (v = gs_record_value(&out->rec, "role", n)) != NULL) {
		roles[n] = (struct gs_role){v->parts[0], v->parts[1],
		    v->parts[2]};
		int err = judge_role_line(refusal, roles, n);
		if (err != GS_OK)
			return err;
		n++;
	}

	out->role_count = n;
	return GS_OK;
}

/* Of a server's roles a promise or a checkpoint must name one key. */
static int judge_single_roles(struct gs_refusal *refusal,
    const struct gs_charter *out)
{
	static const char *const single[] = {"log", "enrol", "promise"};

	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		if (gs_charter_holder(out, single[i], 1) != NULL)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-role-single", "the charter has several "
			    "role lines {0}; it must have one",
			    gs_say_text(single[i]));
	return GS_OK;
}

/* The lines `seal` or `reveal`.  A memo is sealed to several who hold a role; a
 * member reveals themselves to one reader a line. */
static int read_seals(struct gs_seal *out, size_t *count, size_t max,
    const struct gs_record *rec, struct gs_refusal *refusal,
    const char *field)
{
	const struct gs_value *v = NULL;
	bool alone = strcmp(field, "reveal") == 0;
	size_t n = 0;

	while (n < max && (v = gs_record_value(rec, field, n)) != NULL) {
		out[n] = (struct gs_seal){v->parts[0], v->parts[1],
		    v->parts[2], v->parts[3]};
		for (size_t i = 0; i < n; i++)
			if (gs_part_same(&out[i].key, &out[n].key) ||
			    (alone &&
			    gs_part_same(&out[i].name, &out[n].name)))
				return refuse_twice(refusal, field, out[i].name,
				    out[n].name);
		n++;
	}

	*count = n;
	return GS_OK;
}

static int judge_lines(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < rec->count; i++)
		err = gs_charter_judge_line(refusal, &rec->values[i]);
	return err;
}

/* Words of its own has the style `own`, and no other. */
static int judge_levels(struct gs_refusal *refusal,
    const struct gs_marks *marks)
{
	bool own = marks->style == GS_MARK_OWN;

	if (own && marks->levels == 0)
		return gs_refuse(refusal, GS_ERR_RULE,
		    "charter-marking-missing", "the charter's style is own, "
		    "and no line 'marking' gives its words, the lowest first");
	if (!own && marks->levels > 0)
		return gs_refuse(refusal, GS_ERR_RULE,
		    "charter-marking-unused", "the charter has a line "
		    "'marking'; only the style own has words of its own: "
		    "leave it out ('without marking')");

	for (size_t i = 0; i < marks->levels; i++) {
		const struct gs_span word = marks->level[i];
		struct gs_marks before = *marks;

		before.levels = i;
		if (gs_is_level(word.ptr, word.len) &&
		    gs_mark_rank(&before, word.ptr, word.len) < 0)
			continue;
		return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-marking",
		    "the charter's marking {0} stands there twice, has a "
		    "parenthesis or more than {1} bytes",
		    gs_say_span(word.ptr, word.len),
		    gs_say_number(GS_LEVEL_LEN_MAX));
	}
	return GS_OK;
}

/* What no heading can read is no heading of requests.  Which characters a memo
 * may have is not the log's to know. */
static int judge_headings(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	struct gs_request_headings all;

	gs_request_headings_of(&all, rec);
	for (size_t i = 0; i < all.count; i++) {
		const struct gs_span text = all.text[i];
		struct gs_request_headings before = all;

		before.count = i;
		if (text.len <= GS_REQUEST_HEADING_LEN_MAX &&
		    text.ptr[text.len - 1] != '#' && (i == 0 ||
		    !gs_is_request_heading(&before, text.ptr, text.len)))
			continue;
		return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-requests",
		    "the charter's heading of requests {0} stands there twice, "
		    "ends in '#' or has more than {1} bytes",
		    gs_say_span(text.ptr, text.len),
		    gs_say_number(GS_REQUEST_HEADING_LEN_MAX));
	}
	return GS_OK;
}

static int read_ceiling(struct gs_charter *out, struct gs_refusal *refusal)
{
	struct gs_part part = gs_record_part(&out->rec, "ceiling");

	if (out->marks.style == GS_MARK_NONE && part.len > 0)
		return gs_refuse(refusal, GS_ERR_RULE,
		    "charter-ceiling-unused", "the charter's style is none, "
		    "which has no ceiling: leave that line out ('without "
		    "ceiling')");

	if (part.len == 0 && (out->marks.style == GS_MARK_LEGACY ||
	    out->marks.style == GS_MARK_CUI))
		return gs_refuse(refusal, GS_ERR_RULE,
		    "charter-ceiling-missing", "the charter has no line "
		    "'ceiling'; the styles legacy and cui need one");
	out->ceiling = gs_marks_ceiling(&out->marks, (struct gs_span){part.ptr,
	    part.len});
	if (out->ceiling >= 0)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-ceiling",
	    "the charter's ceiling {0} is no portion mark of its style",
	    gs_say_part(part));
}

static int read_words(struct gs_charter *out, struct gs_refusal *refusal)
{
	struct gs_part part = gs_record_part(&out->rec, "exercise");

	out->exercise = gs_part_is(&part, "yes");
	gs_marks_of(&out->marks, &out->rec);
	int err = judge_levels(refusal, &out->marks);
	if (err == GS_OK)
		err = judge_headings(refusal, &out->rec);
	return err == GS_OK ? read_ceiling(out, refusal) : err;
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

	/* Lines of one name stand together: the others follow the first. */
	out->offsets = gs_record_value(rec, "offset", 0);
	out->offset_count = gs_record_count(rec, "offset");
	out->closed = gs_record_value(rec, "closed", 0);
	out->closed_count = gs_record_count(rec, "closed");

	const struct gs_value *late = gs_record_value(rec, "late", 0);
	out->late_weeks = (uint64_t)late->parts[0].number;
	out->late_weekday = (uint64_t)late->parts[1].number;
}

/* How many of the authority's holders sign. */
static int read_threshold(struct gs_charter *out, struct gs_refusal *refusal)
{
	size_t holders = 0;

	while (gs_charter_holder(out, "authority", holders) != NULL)
		holders++;
	out->threshold = gs_record_number(&out->rec, "threshold");
	if (out->threshold >= 1 && out->threshold <= holders)
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "charter-threshold",
	    "the charter's threshold is {0}; it must be from 1 to {1}, the "
	    "number of the authority's holders", gs_say_number(out->threshold),
	    gs_say_number(holders));
}

static int read_holders(struct gs_charter *out, struct gs_refusal *refusal)
{
	int err = read_roles(out, refusal);
	if (err == GS_OK)
		err = read_seals(out->seals, &out->seal_count, GS_SEALS_MAX,
		    &out->rec, refusal, "seal");
	if (err == GS_OK)
		err = read_seals(out->reveals, &out->reveal_count,
		    GS_REVEALS_MAX, &out->rec, refusal, "reveal");
	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < sizeof required_roles / sizeof *required_roles;
	    i++)
		if (gs_charter_role(out, required_roles[i]) == NULL)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "charter-role-missing", "the charter has no role "
			    "{0}; it must name authority, registrar, second, "
			    "office, log, enrol and promise",
			    gs_say_text(required_roles[i]));
	err = judge_single_roles(refusal, out);
	if (err == GS_OK)
		err = read_threshold(out, refusal);
	if (err == GS_OK)
		err = gs_charter_read_witnesses(out, refusal);
	if (err == GS_OK)
		err = gs_circle_judge_charter(refusal, out);
	if (err == GS_OK)
		err = gs_appeal_judge_charter(refusal, out);
	if (err == GS_OK)
		err = gs_publish_judge_charter(refusal, out);
	if (err == GS_OK)
		err = gs_assets_judge_charter(refusal, out);
	if (err != GS_OK)
		return err;
	if (!gs_part_is(&out->seals[0].name, "office"))
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-first-seal", "the charter's first seal is for "
		    "{0}; it must be for the office",
		    gs_say_part(out->seals[0].name));
	return GS_OK;
}

static int judge_clocks(struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	const char *missing = gs_duty_clock_missing(rec);

	if (missing == NULL) {
		int err = gs_duty_judge_starts(refusal, rec);

		return err == GS_OK ? gs_extend_judge_charter(refusal, rec,
		    gs_duty_ends) : err;
	}
	return gs_refuse_tell(refusal, GS_ERR_RULE,
	    "charter-clock-missing", "the charter has no clock {0}",
	    gs_say_text(missing));
}

int gs_charter_read(struct gs_charter *out, struct gs_refusal *refusal,
    const struct gs_record *rec)
{
	*out = (struct gs_charter){.rec = *rec};
	int err = judge_lines(refusal, rec);
	if (err == GS_OK)
		err = read_words(out, refusal);
	if (err == GS_OK)
		err = read_holders(out, refusal);
	if (err == GS_OK)
		err = gs_calendar_judge(refusal, rec);
	if (err == GS_OK)
		err = judge_clocks(refusal, rec);
	if (err == GS_OK)
		err = gs_escalation_read(out, refusal, gs_duty_passes_on);
	if (err != GS_OK)
		return err;

	gs_record_digest(out->digest, rec);
	gs_channel_id(out->channel, rec);
	read_numbers(out, rec);
	return GS_OK;
}
