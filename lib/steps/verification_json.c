/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict as JSON (docs/spec/provenance.md, "Verdicts as JSON"). */
#include "lib/compare/typography.h"
#include "lib/evidence/publication.h"
#include "lib/steps/asides.h"
#include "lib/steps/memo_json.h"
#include "lib/steps/trust_json.h"
#include "lib/steps/verification.h"

static void append_number(json_t *list, struct gs_json_object *o,
    size_t number)
{
	if (json_array_append_new(list, json_integer((json_int_t)number)) != 0)
		o->failed = true;
}

static void put_sentences(struct gs_json_object *o, const char *name,
    const struct gs_report *said, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(list, json_string(said[i].text)) !=
		    0)
			o->failed = true;
	gs_json_put(o, name, list);
}

static void put_findings(struct gs_json_object *o,
    const struct gs_findings *f, const struct gs_trust *t)
{
	gs_trust_put_json(o, t, &f->time);
	gs_json_put_number(o, "entries", f->count.entries);
	gs_json_put_number(o, "signatures", f->count.signatures);
	gs_json_put_number(o, "proofs", f->count.proofs);
	put_sentences(o, "checked", f->checked, f->checked_count);
	put_sentences(o, "not_checked", f->unchecked, f->unchecked_count);
}

static void put_withheld(struct gs_json_object *o,
    const struct gs_opening *opening)
{
	json_t *list = json_array();

	for (size_t i = 0; i < opening->count; i++)
		if (!opening->open[i])
			append_number(list, o, i + 1);
	gs_json_put(o, "withheld", list);
}

/* Blocks shown in part, with the sentences that are withheld. */
static void put_parts(struct gs_json_object *o,
    const struct gs_opening *opening)
{
	json_t *list = json_array();

	for (size_t i = 0; i < opening->count; i++) {
		if (opening->part[i] == NULL)
			continue;
		const struct gs_salt_leaves *s = &opening->part[i]->leaves;
		struct gs_json_object one = gs_json_object_start();
		json_t *withheld = json_array();
		for (size_t k = 0; k < s->count; k++)
			if (s->shown[k] == GS_WITHHELD)
				append_number(withheld, &one, k + 1);
		gs_json_put_number(&one, "block", i + 1);
		gs_json_put_number(&one, "sentences", s->count);
		gs_json_put(&one, "withheld", withheld);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "in_part", list);
}

static int put_verdict(struct gs_json_object *o, const struct gs_verdict *d)
{
	gs_json_put(o, "log", json_string(d->checkpoint.origin));
	gs_json_put_number(o, "entry", d->index);
	gs_json_put_number(o, "checkpoint", d->checkpoint.size);
	gs_json_put_number(o, "witnesses", d->witnesses);
	gs_json_put_time(o, "witnessed", (int64_t)d->witnessed);

	gs_json_put(o, "of", d->of.len == 0 ? json_string("memo") :
	    gs_json_of_span(d->of));
	gs_json_put_number(o, "blocks", d->opening.count);
	put_withheld(o, &d->opening);
	put_parts(o, &d->opening);
	gs_json_put_time(o, "complete_until", d->anchored);
	int err = gs_memo_put_json(o, d->memo, gs_state_at(d->state), NULL);
	if (err == GS_OK && !d->complete) {
		/* Who made the file may have left some out. */
		gs_json_put(o, "endorsed_later", json_null());
		gs_json_put(o, "withdrawn_later", json_null());
	}
	return err;
}

/* A path that is no UTF-8 has no place in JSON. */
static json_t *path_json(const char *path)
{
	return gs_utf8_valid((const uint8_t *)path, strlen(path)) ?
	    json_string(path) : json_null();
}

/* What a file shows of each annex, and what was given for it. */
static void put_annexes(struct gs_json_object *o,
    const struct gs_verification *v)
{
	const struct gs_opening *opening = &v->given.verdict.opening;
	const struct gs_annex_matches *m = &v->annexes;
	json_t *list = json_array(), *others = json_array();

	for (size_t i = 0; i < m->count; i++) {
		struct gs_json_object one = gs_json_object_start();
		const struct gs_annex *a = &opening->annex[i];

		gs_json_put_number(&one, "annex", i + 1);
		gs_json_put(&one, "status", json_string(
		    gs_annex_status_word(m->of[i].status)));
		if (opening->annex_open[i]) {
			gs_json_put_text(&one, "name", a->name);
			gs_json_put_text(&one, "kind", a->kind);
			gs_json_put_number(&one, "size", a->size);
			gs_json_put(&one, "sha256",
			    gs_json_of_hex(a->digest, 32));
		}
		if (m->of[i].path != NULL)
			gs_json_put(&one, "file", path_json(m->of[i].path));
		gs_json_append(list, o, one);
	}
	for (size_t i = 0; i < m->strangers; i++)
		if (json_array_append_new(others,
		    path_json(m->stranger[i])) != 0)
			break;

	gs_json_put(o, "annex_files", list);
	gs_json_put(o, "other_files", others);
}

static void put_claim(struct gs_json_object *o,
    const struct gs_verification *v)
{
	const struct gs_span *over = &v->claim.challenge;
	struct gs_json_object claim = gs_json_object_start();

	gs_json_put(&claim, "valid", json_boolean(v->claim_good));
	if (v->claim_good) {
		gs_json_put_text(&claim, "name", v->claim.name);
		gs_json_put(&claim, "challenge", over->len == 0 ?
		    json_null() : gs_json_of_span(*over));
		gs_json_put(&claim, "challenged",
		    json_boolean(v->challenge != NULL));
	} else {
		gs_json_put(&claim, "why", json_string(v->claim_report.text));
	}
	gs_json_put_object(o, "authorship", claim);
}

/* The kinds of typography, and of them those that are guesses. */
static void put_typography(struct gs_json_object *o, const struct gs_match *m)
{
	json_t *kinds_of = json_array(), *guesses = json_array();

	for (unsigned k = 0; k < GS_TYPO_KINDS; k++) {
		const char *code = gs_typography_code(k);
		if ((m->typography & GS_TYPO(k)) == 0)
			continue;
		if (json_array_append_new(kinds_of, json_string(code)) != 0 ||
		    (gs_typography_guess(k) != NULL &&
		    json_array_append_new(guesses, json_string(code)) != 0))
			o->failed = true;
	}
	gs_json_put(o, "typography", kinds_of);
	gs_json_put(o, "guesses", guesses);
	gs_json_put(o, "guessed", json_boolean(m->guessed));
}

static struct gs_json_object make_match(const struct gs_comparison *k,
    const struct gs_match *m)
{
	struct gs_json_object o = gs_json_object_start();
	json_t *changes = json_array();

	gs_json_put(&o, "kind", json_string(gs_summary_kind(m->kind)));
	if (m->block != GS_NOWHERE)
		gs_json_put_number(&o, "block", m->block + 1);
	if (m->text != GS_NOWHERE) {
		gs_json_put_text(&o, "text", k->text[m->text].text);
		gs_json_put_number(&o, "line", k->text[m->text].line);
	}

	gs_json_put(&o, "moved", json_boolean(m->moved));
	gs_json_put(&o, "merged", json_boolean(m->merged));
	gs_json_put(&o, "split", json_boolean(m->split));
	gs_json_put(&o, "part", json_boolean(m->quoted));
	gs_json_put(&o, "partly", json_boolean(m->shown_in_part));
	gs_json_put(&o, "shortened", json_boolean(m->gaps_in_text));
	gs_json_put(&o, "unseen", json_boolean(m->words_in_gap));
	put_typography(&o, m);

	for (size_t i = 0; i < m->change_count; i++) {
		struct gs_json_object change = gs_json_object_start();
		gs_json_put_text(&change, "memo", m->changes[i].was);
		gs_json_put_text(&change, "text", m->changes[i].is);
		gs_json_append(changes, &o, change);
	}
	gs_json_put(&o, "changes", changes);
	return o;
}

/* Why each gap of the text is there, if it is a publication. */
static void put_gap_reasons(struct gs_json_object *o,
    const struct gs_verification *v)
{
	json_t *list = json_array();
	struct gs_gap gap;
	struct gs_span words;
	size_t at = 0;

	while (v->published != NULL && gs_publication_gap(&gap, &words, &at,
	    v->published, v->text)) {
		struct gs_json_object one = gs_json_object_start();

		gs_json_put_number(&one, "block", gap.block);
		gs_json_put_number(&one, "from", gap.from);
		gs_json_put_number(&one, "to", gap.to);
		gs_json_put_text(&one, "code", gap.reason);
		gs_json_put_text(&one, "words", words);
		gs_json_append(list, o, one);
	}
	gs_json_put(o, "withheld_for", list);
}

static void put_comparison(struct gs_json_object *o,
    const struct gs_verification *v)
{
	const struct gs_comparison *k = &v->comparison;
	struct gs_json_object text = gs_json_object_start();
	struct gs_json_object counts = gs_json_object_start();
	json_t *matches = json_array();

	gs_json_put(&text, "summary", json_string(gs_summary_word(k)));
	for (size_t i = 0; i < GS_MATCH_KINDS; i++)
		gs_json_put_number(&counts,
		    gs_summary_kind((enum gs_match_kind)i), k->counts[i]);
	gs_json_put_object(&text, "counts", counts);
	gs_json_put_number(&text, "moved", k->moved);
	gs_json_put_number(&text, "merged", k->merged);
	gs_json_put_number(&text, "split", k->split);
	gs_json_put_number(&text, "part", k->quoted);
	gs_json_put_number(&text, "partly", k->shown_in_part);
	gs_json_put_number(&text, "shortened", k->gaps_in_text);
	gs_json_put_number(&text, "unseen", k->words_in_gap);
	gs_json_put_number(&text, "guessed", k->guessed);
	gs_json_put_number(&text, "gaps", k->gaps);
	gs_json_put_number(&text, "hidden", k->hidden);

	gs_json_put(&text, "publication", v->published == NULL ?
	    json_null() : json_integer((json_int_t)v->published->number));
	put_gap_reasons(&text, v);
	gs_json_put(&text, "bounded", json_boolean(k->bounded));
	for (size_t i = 0; i < k->match_count; i++)
		gs_json_append(matches, &text, make_match(k, &k->matches[i]));
	gs_json_put(&text, "matches", matches);
	gs_asides_put_json(&text, k);
	gs_json_put_object(o, "text", text);
}

int gs_verification_json(struct gs_json_object *out,
    const struct gs_verification *v, bool judged)
{
	const struct gs_case *e = &v->given;
	int err = GS_OK;

	*out = gs_json_object_start();
	gs_json_put(out, "valid", v->valid || judged ?
	    json_boolean(v->valid) : json_null());
	if (!v->valid) {
		gs_json_put(out, "why", json_string(e->report.text));
		return GS_OK;
	}

	put_findings(out, &v->findings, &e->trust);
	err = put_verdict(out, &e->verdict);
	put_annexes(out, v);
	gs_json_put(out, "shows_publication", v->shown == NULL ? json_null() :
	    json_integer((json_int_t)v->shown->number));
	if (v->has_claim)
		put_claim(out, v);
	if (v->has_text)
		put_comparison(out, v);
	return err;
}
