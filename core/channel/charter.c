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

/* Registrar and second signer, who make the rolls, are the same. */
static bool same_makers(const struct gs_charter *a, const struct gs_charter *b)
{
	return same_holders(a, b, "registrar") && same_holders(a, b, "second");
}

/* It may be `c` itself.  What came between is undone. */
static const struct gs_charter *oldest_alike(const struct gs_charter *c)
{
	const struct gs_charter *found = c;

	for (const struct gs_charter *b = c->before; b != NULL; b = b->before)
		if (same_makers(b, c))
			found = b;
	return found;
}

/* By the rules of a charter a line more than the authority's is the second's;
 * a succession, which has two others, changes neither. */
const struct gs_charter *gs_charter_imposed(const struct gs_charter *c)
{
	while (c != NULL) {
		c = oldest_alike(c);
		if (c->before != NULL && gs_record_count(&c->rec,
		        "signature") <= c->before->threshold)
			return c;
		c = c->before;
	}
	return NULL;
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

/* Succession -------------------------------------------------------------- */

/* The next line of a charter, without its LF, that a succession leaves as it
 * is; empty behind the last one. */
static struct gs_span kept_line(struct gs_span *rest)
{
	static const char *const free[] = {"channel ", "version ",
	    "role authority ", "threshold "};
	struct gs_span line = {NULL, 0};
	bool skip = true;

	while (skip && rest->len > 0) {
		const uint8_t *lf = memchr(rest->ptr, '\n', rest->len);
		size_t len = lf == NULL ? rest->len :
		    (size_t)(lf - rest->ptr);

		line = (struct gs_span){rest->ptr, len};
		len += lf != NULL;
		rest->ptr += len;
		rest->len -= len;
		skip = false;
		for (size_t i = 0; i < sizeof free / sizeof *free; i++)
			skip |= line.len >= strlen(free[i]) &&
			    memcmp(line.ptr, free[i], strlen(free[i])) == 0;
	}
	return skip ? (struct gs_span){NULL, 0} : line;
}

/* Nothing but who the authority is. */
static bool changes_authority_alone(const struct gs_record *a,
    const struct gs_record *b)
{
	struct gs_span rest_a = {a->text, a->signed_len};
	struct gs_span rest_b = {b->text, b->signed_len};

	for (;;) {
		struct gs_span x = kept_line(&rest_a), y = kept_line(&rest_b);

		if (x.len != y.len || (x.len > 0 &&
		    memcmp(x.ptr, y.ptr, x.len) != 0))
			return false;
		if (x.len == 0)
			return true;
	}
}

static bool is_succession(const struct gs_record *rec)
{
	const struct gs_value *v = gs_record_value(rec, "signature", 0);

	return gs_part_is(&v->parts[0], "registrar");
}

/* The authority's keys are lost: registrar and second, who together make the
 * rolls, name new ones.  Everybody sees it come, and whoever has the keys after
 * all takes its place with another charter; it takes nobody's. */
static int judge_succession(struct gs_candidate *act, struct gs_charter *out)
{
	const struct gs_charter *before = act->state->charter;

	if (act->state->coming != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "succession-behind-another", "version {0} waits to come "
		    "into force; a charter that the authority has not signed "
		    "does not take its place", gs_say_number(
		        act->state->coming->version));
	if (!changes_authority_alone(&before->rec, act->rec))
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "succession-changes-more", "a charter that the authority "
		    "has not signed changes nothing but the authority's "
		    "holders, their keys and the threshold");
	if (gs_record_count(act->rec, "signature") != 2)
		return gs_refuse_tell(act->refusal, GS_ERR_SIGNATURE,
		    "succession-signatures", "the record has {0} signatures; "
		    "without the authority's it needs two, the registrar's and "
		    "then the second signer's", gs_say_number(
		        gs_record_count(act->rec, "signature")));

	int err = gs_require_signature(act, "registrar");
	if (err == GS_OK)
		err = gs_require_signature(act, "second");
	out->from += (int64_t)before->cooling * GS_DAY;
	return err;
}

static bool same_log_key(const struct gs_charter *a,
    const struct gs_charter *b)
{
	return equal_parts(&gs_charter_role(a, "log")->key,
	    &gs_charter_role(b, "log")->key);
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
	if (!same_log_key(before, out))
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "charter-changes-log", "the log's key never changes: it is "
		    "what everybody knows the log by");
	if (is_succession(act->rec))
		return judge_succession(act, out);

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
	out->index = out->since = act->index;
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
	state->charter->since = state->size;
	state->coming = NULL;
}
