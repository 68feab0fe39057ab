/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/vouch.h"

#include <sodium.h>
#include <string.h>

#include "core/channel/state.h"
#include "core/ct.h"
#include "core/group/point.h"
#include "core/group/sc.h"
#include "core/memo/memo.h"
#include "core/proof/generators.h"
#include "core/proof/transcript.h"
#include "lib/host.h"

#define RECORD_ROOM 1024

/* Proof ------------------------------------------------------------------- */

/* c1 c2 s1 s2, and the commitments that they give. */
struct vouching {
	uint8_t c1[32], c2[32], s1[32], s2[32];
	uint8_t r1[32], r2[32];
	uint8_t base[32]; /* U(scope) */
};

static void take_base(uint8_t base[32], const struct gs_vouch *of)
{
	struct gs_point u;

	gs_tag_base(&u, of->scope, of->scope_len);
	gs_point_encode(base, &u);
}

static void take_challenge(uint8_t c[32], const struct vouching *v,
    const struct gs_vouch *of)
{
	struct gs_transcript t;
	uint8_t text[32];
	struct gs_sc sum;

	gs_host_sha256(text, &of->text, 1);
	gs_transcript_start(&t, "gainsay/v1/vouch");
	gs_transcript_absorb(&t, "officer", of->officer, 32);
	gs_transcript_absorb(&t, "scope", of->scope, of->scope_len);
	gs_transcript_absorb(&t, "tag", of->tag, 32);
	gs_transcript_absorb(&t, "text", text, sizeof text);
	gs_transcript_absorb_parts(&t, "t", (const struct gs_span[]){
	    {v->r1, 32}, {v->r2, 32}}, 2);
	gs_transcript_challenge(&sum, &t, "x");
	gs_sc_encode(c, &sum);
}

/* r1 = s1*U - c1*T; false: a point is none. */
static bool commit_member(struct vouching *v, const struct gs_vouch *of)
{
	uint8_t a[32], b[32];

	return crypto_scalarmult_ristretto255(a, v->s1, v->base) == 0 &&
	    crypto_scalarmult_ristretto255(b, v->c1, of->tag) == 0 &&
	    crypto_core_ristretto255_sub(v->r1, a, b) == 0;
}

/* r2 = s2*B - c2*A. */
static bool commit_officer(struct vouching *v, const struct gs_vouch *of)
{
	uint8_t a[32], b[32];

	return crypto_core_ed25519_is_valid_point(of->officer) == 1 &&
	    crypto_scalarmult_ed25519_base_noclamp(a, v->s2) == 0 &&
	    crypto_scalarmult_ed25519_noclamp(b, v->c2, of->officer) == 0 &&
	    crypto_core_ed25519_sub(v->r2, a, b) == 0;
}

int gs_vouch_verify(const uint8_t proof[GS_VOUCH_LEN],
    const struct gs_vouch *of)
{
	struct vouching v;
	uint8_t *const parts[] = {v.c1, v.c2, v.s1, v.s2};
	uint8_t c[32], sum[32];
	struct gs_sc scalar;

	for (size_t i = 0; i < 4; i++) {
		memcpy(parts[i], proof + 32 * i, 32);
		if (gs_sc_decode(&scalar, parts[i]) != GS_OK)
			return GS_ERR_PROOF;
	}
	take_base(v.base, of);
	if (!commit_member(&v, of) || !commit_officer(&v, of))
		return GS_ERR_PROOF;

	take_challenge(c, &v, of);
	crypto_core_ristretto255_scalar_add(sum, v.c1, v.c2);
	return memcmp(c, sum, 32) == 0 ? GS_OK : GS_ERR_PROOF;
}

static int draw_scalar(uint8_t out[32])
{
	uint8_t wide[64];
	int err = gs_host_random(wide, sizeof wide);

	if (err == GS_OK)
		crypto_core_ristretto255_scalar_reduce(out, wide);
	gs_host_wipe(wide, sizeof wide);
	return err;
}

/* The officer's part is simulated, the member's proved. */
static int answer_member(struct vouching *v, const struct gs_vouch *of,
    const struct gs_secret *secret)
{
	uint8_t k[32], c[32];

	int err = draw_scalar(k);
	if (err == GS_OK)
		err = draw_scalar(v->c2);
	if (err == GS_OK)
		err = draw_scalar(v->s2);
	if (err == GS_OK && (!commit_officer(v, of) ||
	    crypto_scalarmult_ristretto255(v->r1, k, v->base) != 0))
		err = GS_ERR_FORMAT;
	if (err == GS_OK) {
		GS_DECLASSIFY(v->r1, 32);
		take_challenge(c, v, of);
		crypto_core_ristretto255_scalar_sub(v->c1, c, v->c2);
		crypto_core_ristretto255_scalar_mul(v->s1, v->c1, secret->x);
		crypto_core_ristretto255_scalar_add(v->s1, v->s1, k);
		GS_DECLASSIFY(v->s1, 32);
	}
	gs_host_wipe(k, sizeof k);
	return err;
}

int gs_vouch_prove(uint8_t proof[GS_VOUCH_LEN], const struct gs_vouch *of,
    const struct gs_secret *secret)
{
	struct vouching v;
	uint8_t tag[32];

	memset(proof, 0, GS_VOUCH_LEN);
	int err = gs_secret_tag(tag, secret, of->scope, of->scope_len);
	if (err != GS_OK)
		return err;
	GS_DECLASSIFY(tag, 32);
	if (memcmp(tag, of->tag, 32) != 0)
		return GS_ERR_MISMATCH;

	take_base(v.base, of);
	err = answer_member(&v, of, secret);
	if (err == GS_OK) {
		memcpy(proof, v.c1, 32);
		memcpy(proof + 32, v.c2, 32);
		memcpy(proof + 64, v.s1, 32);
		memcpy(proof + 96, v.s2, 32);
		if (gs_vouch_verify(proof, of) != GS_OK)
			err = GS_ERR_INTERNAL;
	}
	if (err != GS_OK)
		memset(proof, 0, GS_VOUCH_LEN);
	gs_host_wipe(&v, sizeof v);
	return err;
}

/* Acts -------------------------------------------------------------------- */

/* The memo's own tag: whoever filed it. */
static const uint8_t *filing_tag(const struct gs_memo *memo)
{
	struct gs_part proof = gs_record_part(&memo->rec, "proof");

	return gs_proof_tag(proof.ptr, proof.len);
}

static int scope_of(struct gs_vouch_act *act, const struct gs_state *state)
{
	const struct gs_record *rec = &act->memo->rec;
	const uint8_t *channel = gs_state_charter(state)->channel;

	if (strcmp(act->act, "endorse") == 0)
		return gs_scope_memo(act->scope, &act->scope_len,
		    sizeof act->scope, channel, act->memo->id);
	return gs_scope_file(act->scope, &act->scope_len, sizeof act->scope,
	    channel, gs_record_hash(rec, "roll"),
	    (uint32_t)gs_record_number(rec, "slot"));
}

/* Whether the log has an act of this tag and kind. */
static bool has_act(struct gs_vouch_act *act, const struct gs_state *state)
{
	const uint8_t *filing = filing_tag(act->memo);

	if (strcmp(act->act, "endorse") != 0)
		return filing != NULL && memcmp(filing, act->tag, 32) == 0;
	enum gs_tag_status status = gs_tag_get(state, act->memo->id,
	    act->tag);

	act->withdrawn = status == GS_TAG_WITHDRAWN;
	return status != GS_TAG_NONE;
}

int gs_vouch_find(struct gs_vouch_act *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_memo *memo,
    const struct gs_secret *secret)
{
	static const char *const acts[] = {"endorse", "file"};

	for (size_t i = 0; i < 2; i++) {
		*out = (struct gs_vouch_act){.memo = memo, .act = acts[i]};
		int err = scope_of(out, state);
		if (err == GS_OK)
			err = gs_secret_tag(out->tag, secret, out->scope,
			    out->scope_len);
		if (err != GS_OK || has_act(out, state))
			return err;
	}
	gs_report_say(report, "vouch-no-act", "the log has no act of yours on "
	    "this memo: you have neither endorsed nor filed it, or what you "
	    "sent has not entered yet");
	return GS_ERR_UNKNOWN;
}

/* The record -------------------------------------------------------------- */

int gs_vouch_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_charter *charter, const struct gs_vouch_act *act,
    struct gs_span text, const struct gs_secret *secret)
{
	const struct gs_role *officer = gs_charter_role(charter,
	    "protection");
	uint8_t buf[RECORD_ROOM], proof[GS_VOUCH_LEN];
	struct gs_record_writer d;
	struct gs_pool pool;

	if (officer == NULL) {
		gs_report_say(report, "vouch-no-officer", "the charter in "
		    "force has no role protection, to whose key alone it could "
		    "be proved");
		return GS_ERR_UNKNOWN;
	}
	const struct gs_vouch of = {officer->key.ptr, act->tag, act->scope,
	    act->scope_len, text};
	int err = gs_vouch_prove(proof, &of, secret);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, buf, sizeof buf, "vouch");
	gs_record_line(&d, "channel", gs_part_hash(charter->channel));
	gs_record_line(&d, "memo", gs_part_hash(act->memo->id));
	gs_record_line(&d, "act", gs_part_word(act->act));
	gs_record_line(&d, "tag", gs_part_hash(act->tag));
	gs_record_line(&d, "officer", gs_part_hash(officer->key.ptr));
	gs_record_line(&d, "proof", gs_part_bytes(proof, sizeof proof));
	err = gs_record_end(&d, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err != GS_OK)
		return err;
	gs_write_bytes(w, buf, d.w.len);
	gs_write_bytes(w, text.ptr, text.len);
	return gs_writer_end(w);
}

/* Its lines are as many as the type has: the words may begin with anything. */
bool gs_vouch_split(struct gs_record *rec, struct gs_span *text,
    struct gs_arena *arena, struct gs_span whole)
{
	size_t len = 0;

	*text = whole;
	for (int lines = 0; lines < 7 && len < whole.len; len++)
		lines += whole.ptr[len] == '\n';
	if (gs_record_parse(rec, NULL, arena, whole.ptr, len) != GS_OK ||
	    !gs_record_is(rec, GS_RECORD_VOUCH))
		return false;
	*text = (struct gs_span){whole.ptr + len, whole.len - len};
	return true;
}

static bool is_officer(const struct gs_charter *charter, const uint8_t key[32])
{
	const struct gs_role *held = NULL;

	for (size_t i = 0; (held = gs_charter_holder(charter, "protection",
	    i)) != NULL; i++)
		if (memcmp(held->key.ptr, key, 32) == 0)
			return true;
	return false;
}

/* The act that the record names.  GS_ERR_UNKNOWN, with the report. */
static int look_up_act(struct gs_vouch_act *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_record *rec)
{
	struct gs_part word = gs_record_part(rec, "act");
	bool filed = gs_part_is(&word, "file");

	*out = (struct gs_vouch_act){.memo = gs_state_memo_by(state,
	    gs_record_hash(rec, "memo")), .act = filed ? "file" : "endorse"};
	memcpy(out->tag, gs_record_hash(rec, "tag"), 32);
	int err = GS_ERR_UNKNOWN;
	if (out->memo != NULL && (filed || gs_part_is(&word, "endorse")))
		err = scope_of(out, state);
	if (err == GS_OK && has_act(out, state))
		return GS_OK;
	gs_report_say(report, "vouch-act-unknown", "the case is said to be of "
	    "somebody who acted on a memo, and the log has no such act");
	return err == GS_OK ? GS_ERR_UNKNOWN : err;
}

int gs_vouch_judge(struct gs_vouch_act *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_record *rec,
    struct gs_span text)
{
	const struct gs_charter *charter = gs_state_charter(state);
	struct gs_part proof = gs_record_part(rec, "proof");
	const uint8_t *officer = gs_record_hash(rec, "officer");

	if (memcmp(gs_record_hash(rec, "channel"), charter->channel, 32) != 0 ||
	    !is_officer(charter, officer)) {
		gs_report_say(report, "vouch-other", "the case is of another "
		    "channel, or to a key that is not the protection "
		    "officer's in the charter in force");
		return GS_ERR_MISMATCH;
	}
	int err = look_up_act(out, report, state, rec);
	if (err != GS_OK)
		return err;

	const struct gs_vouch of = {officer, out->tag, out->scope,
	    out->scope_len, text};
	if (proof.len == GS_VOUCH_LEN &&
	    gs_vouch_verify(proof.ptr, &of) == GS_OK)
		return GS_OK;
	gs_report_say(report, "vouch-invalid", "the case is said to be of "
	    "somebody who acted on a memo, and the proof does not show it: it "
	    "is of another text or another member, or was altered");
	return GS_ERR_PROOF;
}
