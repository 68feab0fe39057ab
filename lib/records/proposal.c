/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/proposal.h"

#include <string.h>

#include "core/record/record.h"
#include "core/record/time.h"
#include "lib/misread.h"
#include "lib/sign.h"

/* The record as it is or, if it has no signature, with one of nobody: the
 * reader takes whole records only. */
static int parse_proposal(struct gs_record *rec, bool *bare,
    size_t *line, struct gs_arena *arena, struct gs_span text)
{
	static const uint8_t nobody[GS_SIGNATURE_LEN];
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	struct gs_record_writer d = {.w = gs_writer_of(buf, GS_RECORD_MAX)};

	if (buf == NULL)
		return GS_ERR_MEMORY;
	gs_write_bytes(&d.w, text.ptr, text.len);
	int err = gs_writer_end(&d.w);
	if (err == GS_OK)
		err = gs_record_parse(rec, line, arena, buf, d.w.len);

	*bare = err == GS_ERR_SIGNATURE;
	if (*bare) {
		gs_record_line(&d, "signature", gs_part_word("authority"),
		    gs_part_bytes(nobody, sizeof nobody));
		err = gs_writer_end(&d.w);
		if (err == GS_OK)
			err = gs_record_parse(rec, line, arena, buf, d.w.len);
	}
	return err == GS_OK && !gs_record_is(rec, GS_RECORD_CHARTER) ?
	    GS_ERR_FORMAT : err;
}

static int read_proposed(struct gs_charter *out, struct gs_report *report,
    const struct gs_record *rec)
{
	struct gs_refusal refusal = {.why = NULL};

	int err = gs_charter_read(out, &refusal, rec);
	if (err != GS_OK)
		gs_report_refusal(report, &refusal);
	return err;
}

/* Where the signature of a role's i-th holder stands. */
static struct gs_part *place_of(struct gs_proposal *p, const char *role,
    size_t i)
{
	if (strcmp(role, "second") == 0)
		return &p->second;
	return strcmp(role, "registrar") == 0 ? &p->registrar :
	    &p->signatures[i];
}

/* Whose signature line `n` is. */
static int place_signature(struct gs_proposal *p, size_t n)
{
	const struct gs_record *rec = &p->charter.rec;
	const struct gs_value *v = gs_record_value(rec, "signature", n);
	const struct gs_role *held = NULL;
	const char *role = gs_part_is(&v->parts[0], "second") ? "second" :
	    gs_part_is(&v->parts[0], "registrar") ? "registrar" : "authority";

	for (size_t i = 0; (held = gs_charter_holder(p->by, role, i)) != NULL;
	    i++) {
		struct gs_part *place = place_of(p, role, i);

		if (place->ptr != NULL ||
		    gs_record_verify_at(rec, n, held->key.ptr) != GS_OK)
			continue;
		*place = v->parts[1];
		p->signed_count += strcmp(role, "authority") == 0;
		return GS_OK;
	}
	return GS_ERR_SIGNATURE;
}

static int read_signatures(struct gs_proposal *p, struct gs_report *report)
{
	size_t count = gs_record_count(&p->charter.rec, "signature");

	for (size_t i = 0; i < count; i++)
		if (place_signature(p, i) != GS_OK) {
			gs_report_tell(report, "proposal-signature",
			    "signature {0} is by nobody who may sign this "
			    "charter, or over another text",
			    gs_say_number(i + 1));
			return GS_ERR_SIGNATURE;
		}
	return GS_OK;
}

static int read_any_proposal(struct gs_charter *out, bool *bare,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text)
{
	struct gs_record rec;
	struct gs_report why;
	size_t line = 0;

	int err = parse_proposal(&rec, bare, &line, arena, text);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_misread_tell(&why, arena, "charter", text, line);
		gs_report_tell(report, "proposal-form", "this is not a "
		    "charter's record, with or without its signatures: {0}; "
		    "'gainsay charter draft' writes one",
		    gs_say_text(why.text));
		return GS_ERR_FORMAT;
	}

	return read_proposed(out, report, &rec);
}

int gs_proposal_terms(struct gs_charter *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text)
{
	bool bare = false;

	return read_any_proposal(out, &bare, report, arena, text);
}

int gs_proposal_read(struct gs_proposal *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text,
    const struct gs_charter *before)
{
	bool bare = false;

	*out = (struct gs_proposal){.text = text};
	int err = read_any_proposal(&out->charter, &bare, report, arena, text);
	if (err != GS_OK)
		return err;

	out->by = before == NULL ? &out->charter : before;
	out->body = out->charter.rec.signed_len;
	out->changes_signers = before != NULL &&
	    gs_charter_changes_signers(before, &out->charter);
	while (gs_charter_holder(out->by, "authority", out->holders) != NULL)
		out->holders++;
	return bare ? GS_OK : read_signatures(out, report);
}

bool gs_proposal_complete(const struct gs_proposal *proposal)
{
	if (proposal->registrar.ptr != NULL)
		return proposal->second.ptr != NULL;
	return proposal->signed_count == proposal->by->threshold;
}

/* The place of the signature that this secret gives. */
static int find_signer(struct gs_part **place, struct gs_report *report,
    struct gs_proposal *p, const char *role, const uint8_t *secret)
{
	const bool registrar = strcmp(role, "registrar") == 0;
	const struct gs_role *held = NULL;

	if (registrar ? p->signed_count > 0 || p->by == &p->charter :
	    strcmp(role, "authority") == 0 && p->registrar.ptr != NULL) {
		gs_report_say(report, "proposal-either", "a charter is signed "
		    "by the authority; or, if its keys are lost, by the "
		    "registrar and then the second signer, which no first "
		    "charter is");
		return GS_ERR_RULE;
	}
	if (strcmp(role, "second") == 0 && !p->changes_signers) {
		gs_report_say(report, "proposal-second-not-asked", "the "
		    "second signer does not sign this charter: it changes "
		    "nobody who signs");
		return GS_ERR_RULE;
	}

	/* libsodium keeps the public key behind the seed. */
	for (size_t i = 0; (held = gs_charter_holder(p->by, role, i)) != NULL;
	    i++)
		if (gs_bytes_equal(secret + 32, held->key.ptr, 32)) {
			*place = place_of(p, role, i);
			return GS_OK;
		}
	gs_report_tell(report, "proposal-key-not-of-role", "this is not a key "
	    "of the {0} who may sign this charter", gs_say_text(role));
	return GS_ERR_SIGNATURE;
}

static int judge_signer_place(struct gs_report *report,
    const struct gs_proposal *p, const struct gs_part *place)
{
	if (place->ptr != NULL) {
		gs_report_say(report, "proposal-signed", "the charter has the "
		    "signature of this key already");
		return GS_ERR_DUPLICATE;
	}
	if (place == &p->second || place == &p->registrar ||
	    !gs_proposal_complete(p))
		return GS_OK;
	gs_report_tell(report, "proposal-complete", "the charter has all {0} "
	    "signatures of the authority that it needs",
	    gs_say_number(p->by->threshold));
	return GS_ERR_RULE;
}

static void write_signatures(struct gs_record_writer *d,
    const struct gs_proposal *p)
{
	gs_write_bytes(&d->w, p->text.ptr, p->body);
	for (size_t i = 0; i < p->holders; i++)
		if (p->signatures[i].ptr != NULL)
			gs_record_line(d, "signature",
			    gs_part_word("authority"), p->signatures[i]);
	if (p->registrar.ptr != NULL)
		gs_record_line(d, "signature", gs_part_word("registrar"),
		    p->registrar);
	if (p->second.ptr != NULL)
		gs_record_line(d, "signature", gs_part_word("second"),
		    p->second);
}

/* The signature as gs_record_countersign makes it, out of its line; `w` is
 * scratch. */
static int make_signature(uint8_t out[GS_SIGNATURE_LEN], struct gs_writer *w,
    const struct gs_proposal *p, const char *role, const uint8_t *secret)
{
	struct gs_record_writer d = {.w = gs_writer_of(w->ptr, w->max)};
	size_t len = 0, line = GS_BASE64_LEN(GS_SIGNATURE_LEN) + 1;

	gs_write_bytes(&d.w, p->text.ptr, p->body);
	int err = gs_record_countersign(&d, role, secret, p->body);
	return err != GS_OK ? err : gs_base64_decode(out, &len,
	    GS_SIGNATURE_LEN, d.w.ptr + d.w.len - line, line - 1);
}

int gs_proposal_sign(struct gs_writer *w, struct gs_report *report,
    const struct gs_proposal *proposal, const char *role,
    const uint8_t secret[64])
{
	struct gs_proposal p = *proposal;
	struct gs_record_writer d = {.w = gs_writer_of(w->ptr, w->max)};
	struct gs_part *place = NULL;
	uint8_t signature[GS_SIGNATURE_LEN];

	if (proposal->by == &proposal->charter)
		p.by = &p.charter;
	int err = find_signer(&place, report, &p, role, secret);
	if (err == GS_OK)
		err = judge_signer_place(report, &p, place);
	if (err == GS_OK)
		err = make_signature(signature, w, &p, role, secret);
	if (err != GS_OK)
		return err;

	*place = gs_part_bytes(signature, sizeof signature);
	write_signatures(&d, &p);
	err = gs_writer_end(&d.w);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* Core judges signatures last: if nothing else is wrong with a proposal that
 * lacks some, all else is good.  One that has none has one of nobody here. */
int gs_proposal_judge(struct gs_report *report, struct gs_arena *arena,
    const struct gs_proposal *proposal, const struct gs_state *state)
{
	const struct gs_record *rec = &proposal->charter.rec;
	const struct gs_span text = {rec->text, rec->len};
	const int64_t last = gs_state_at(state); /* 0: there is no log yet */
	const struct gs_candidates alone = {last < GS_ENTRY_AT_MIN ?
	    GS_ENTRY_AT_MIN : last, &text, 1};
	struct gs_refusal refusal = {.why = NULL};
	struct gs_entry_proof proof;
	size_t count = 0;

	int err = gs_state_check(&proof, &count, &refusal, arena, state,
	    &alone);
	if (err == GS_ERR_SIGNATURE && !gs_proposal_complete(proposal))
		return GS_OK;
	if (err != GS_OK)
		gs_report_refusal(report, &refusal);
	return err;
}
