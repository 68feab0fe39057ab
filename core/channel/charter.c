/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a charter admissible. */
#include <string.h>

#include "core/channel/calendar.h"
#include "core/channel/state.h"

/* Every charter names these; the others are the organisation's. */
static const char *const required_roles[] = {"authority", "registrar",
    "second", "office", "log", "enrol"};

static int read_holders(struct gs_role *out, size_t *count,
    const struct gs_record *rec, const char *field)
{
	const struct gs_value *v = NULL;
	size_t n = 0;
	while (n < GS_ROLES_MAX && (v = gs_record_value(rec, field, n))) {
		out[n] = (struct gs_role){v->parts[0], v->parts[1],
		    v->parts[2]};
		for (size_t i = 0; i < n; i++)
			if (memcmp(out[i].key.ptr, out[n].key.ptr, 32) == 0 ||
			    (out[i].name.len == out[n].name.len &&
			        memcmp(out[i].name.ptr, out[n].name.ptr,
			            out[n].name.len) == 0))
				return GS_ERR_DUPLICATE;
		n++;
	}
	*count = n;
	return GS_OK;
}

static bool word_among(const struct gs_record *rec, const char *field,
    const char *const *words, size_t count)
{
	struct gs_part part = gs_record_part(rec, field);
	for (size_t i = 0; i < count; i++)
		if (gs_part_is(&part, words[i]))
			return true;
	return false;
}

static int judge_words(struct gs_candidate *act, struct gs_charter *out)
{
	static const char *const yes_no[] = {"yes", "no"};
	static const char *const readers[] = {"members", "oversight", "public"};
	static const char *const styles[] = {"legacy", "cui"};
	const struct gs_record *rec = act->rec;
	struct gs_part part = gs_record_part(rec, "origin");
	if (part.len == 0 || memchr(part.ptr, '+', part.len) != NULL)
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's origin must not contain '+'");
	if (!word_among(rec, "exercise", yes_no, 2))
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's exercise is yes or no");
	if (!word_among(rec, "readers", readers, 3))
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's readers are members, oversight or public");
	if (!word_among(rec, "style", styles, 2))
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's style is legacy or cui");
	part = gs_record_part(rec, "exercise");
	out->exercise = gs_part_is(&part, "yes");
	part = gs_record_part(rec, "style");
	out->style = gs_part_is(&part, "cui") ? GS_MARK_CUI : GS_MARK_LEGACY;
	part = gs_record_part(rec, "ceiling");
	out->ceiling = gs_mark_rank(out->style, part.ptr, part.len);
	if (out->ceiling < 0)
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's ceiling is a portion mark of its style");
	return GS_OK;
}

struct bound {
	const char *name;
	size_t offset;
	uint64_t min, max;
};

static int judge_numbers(struct gs_candidate *act, struct gs_charter *out)
{
#define NUMBER(n, lo, hi) {#n, offsetof(struct gs_charter, n), lo, hi}
	static const struct bound bounds[] = {
		NUMBER(version, 1, UINT32_MAX), NUMBER(week, 1, 1234567),
		NUMBER(closing, 1, 1440), NUMBER(quota, 1, 1000),
		NUMBER(floor, GS_ROLL_MIN, GS_ROLL_MAX), NUMBER(age, 0, 8760),
		NUMBER(batch, 1, 10000), NUMBER(release, 1, 8760),
		NUMBER(gather, 1, 3650)};
#undef NUMBER
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		uint64_t v = gs_record_number(act->rec, bounds[i].name);
		if (v < bounds[i].min || v > bounds[i].max)
			return gs_refuse(act, GS_ERR_RULE,
			    "a number of the charter is out of its range "
			    "(docs/spec/records.md)");
		memcpy((uint8_t *)out + bounds[i].offset, &v, sizeof v);
	}
	return GS_OK;
}

static int judge_roles(struct gs_candidate *act, struct gs_charter *out)
{
	if (read_holders(out->roles, &out->role_count, act->rec, "role") !=
	        GS_OK ||
	    read_holders(out->seals, &out->seal_count, act->rec, "seal") !=
	        GS_OK)
		return gs_refuse(act, GS_ERR_RULE,
		    "roles and seals of a charter have different names and keys");
	for (size_t i = 0; i < sizeof required_roles / sizeof *required_roles;
	    i++)
		if (gs_charter_role(out, required_roles[i]) == NULL)
			return gs_refuse(act, GS_ERR_RULE,
			    "a charter names the roles authority, registrar, "
			    "second, office, log and enrol");
	if (!gs_part_is(&out->seals[0].name, "office"))
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's first seal is the office's");
	return GS_OK;
}

static int judge_first(struct gs_candidate *act, const struct gs_charter *out)
{
	struct gs_part origin = gs_record_part(act->rec, "origin");
	const struct gs_role *authority = gs_charter_role(out, "authority");
	uint8_t id[32];
	gs_channel_id(id, origin.ptr, origin.len, authority->key.ptr);
	if (out->version != 1)
		return gs_refuse(act, GS_ERR_RULE,
		    "the first charter has version 1");
	if (memcmp(id, out->channel, 32) != 0)
		return gs_refuse(act, GS_ERR_MISMATCH,
		    "the channel id is not that of origin and authority");
	if (gs_record_verify(act->rec, "authority", authority->key.ptr) !=
	    GS_OK)
		return gs_refuse(act, GS_ERR_SIGNATURE,
		    "the charter is not signed by its authority");
	return GS_OK;
}

static int judge_next(struct gs_candidate *act, const struct gs_charter *out)
{
	const struct gs_charter *before = act->state->charter;
	struct gs_part was = gs_record_part(&before->rec, "origin");
	struct gs_part is = gs_record_part(act->rec, "origin");
	if (out->version != before->version + 1)
		return gs_refuse(act, GS_ERR_RULE,
		    "a charter's version is one more than the last");
	if (was.len != is.len || memcmp(was.ptr, is.ptr, is.len) != 0 ||
	    out->exercise != before->exercise)
		return gs_refuse(act, GS_ERR_RULE,
		    "origin and exercise never change");
	return gs_require_signature(act, "authority");
}

int gs_charter_judge(struct gs_candidate *act, struct gs_charter *out)
{
	out->rec = *act->rec;
	out->at = act->at;
	out->index = act->index;
	out->before = act->state->charter;
	gs_record_digest(out->digest, act->rec);
	memcpy(out->channel, gs_record_hash(act->rec, "channel"), 32);
	int err = judge_words(act, out);
	if (err == GS_OK)
		err = judge_numbers(act, out);
	if (err == GS_OK)
		err = judge_roles(act, out);
	if (err == GS_OK) {
		const char *why = gs_calendar_fault(act->rec);
		if (why != NULL)
			err = gs_refuse(act, GS_ERR_RULE, why);
	}
	if (err != GS_OK)
		return err;
	return act->state->charter == NULL ? judge_first(act, out) :
	    judge_next(act, out);
}
