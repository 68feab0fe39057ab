/* SPDX-License-Identifier: Apache-2.0 */
/* The prover (docs/spec/member-proof.md, "Prove", by whose steps it goes).
 * What is secret stands in one object of the arena and is wiped with it; no
 * branch and no address depends on it. */
#include <string.h>

#include "core/bytes.h"
#include "core/ct.h"
#include "core/host.h"
#include "core/proof/fold.h"
#include "core/proof/member.h"
#include "core/group/msm.h"
#include "core/proof/nonce.h"
#include "core/proof/roll.h"
#include "core/proof/secret.h"

#define COM_TERMS (8 * GS_ROLL_LEVELS_MAX + 1)

/* All of it secret until it is encoded. */
struct prover {
	const struct gs_roll *roll;
	const struct gs_statement *statement;
	unsigned m;
	struct gs_sc x, y, t, ra, rb, rho[GS_ROLL_LEVELS_MAX];
	uint64_t index;
	struct gs_fold_secret digits; /* a and d */
	struct gs_nonce_key nonce;
	struct gs_point w[GS_ROLL_LEVELS_MAX]; /* then X */
	struct gs_point tag, y_point, a_point, b_point, g, h;
	struct gs_sc c;
	/* for Com */
	struct gs_point points[COM_TERMS];
	struct gs_digits scalars[COM_TERMS];
	struct gs_ct_table tables[COM_TERMS];
	uint8_t key[32];
	uint8_t encoded[32];
	uint8_t out[GS_PROOF_LEN_MAX];
	struct gs_writer writer;
};

/* The index of the own key: every key of the roll is compared with it, byte by
 * byte.  Whether it was there becomes public, where does not. */
static int find_key(struct prover *p, const struct gs_secret *secret)
{
	uint64_t found = 0;
	int err = gs_secret_key(p->key, secret);

	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < p->roll->size; i++) {
		const uint8_t *key = p->roll->keys + 32 * i;
		uint64_t differs = 0;

		for (size_t k = 0; k < 32; k++)
			differs |= (uint64_t)(key[k] ^ p->key[k]);

		uint64_t here = gs_ct_is_zero(differs);
		found |= here;
		p->index |= here & i;
	}

	GS_DECLASSIFY(&found, sizeof found);
	return found ? GS_OK : GS_ERR_UNKNOWN;
}

static void start_nonces(struct prover *p, const struct gs_secret *secret,
    const uint8_t fresh[GS_NONCE_LEN])
{
	uint8_t index[8], size[8], scope_len[4], message_len[4];
	const struct gs_statement *s = p->statement;
	const struct gs_span rest[] = {{index, 8}, {p->roll->root, 32},
	    {size, 8}, {scope_len, 4}, {s->scope, s->scope_len},
	    {message_len, 4}, {s->message, s->message_len}};

	gs_put_u64(index, p->index);
	gs_put_u64(size, p->roll->size);
	gs_put_u32(scope_len, (uint32_t)s->scope_len);
	gs_put_u32(message_len, (uint32_t)s->message_len);

	gs_nonce_start(&p->nonce, fresh, secret, rest, 7);
	gs_host_wipe(index, sizeof index);
}

/* Step 2 and all other random values. */
static void draw_nonces(struct prover *p)
{
	gs_nonce_get(&p->t, &p->nonce, "t", 0, 0);
	gs_nonce_get(&p->ra, &p->nonce, "rA", 0, 0);
	gs_nonce_get(&p->rb, &p->nonce, "rB", 0, 0);

	for (unsigned j = 0; j < p->m; j++) {
		struct gs_sc *a = p->digits.a[j];
		gs_nonce_get(&p->rho[j], &p->nonce, "rho", j, 0);

		a[0] = GS_SC_ZERO;
		for (unsigned i = 1; i < 4; i++) {
			gs_nonce_get(&a[i], &p->nonce, "a", j, i);
			gs_sc_sub(&a[0], &a[0], &a[i]);
		}

		for (unsigned i = 0; i < 4; i++)
			p->digits.is[j][i] =
			    gs_ct_equal(p->index >> (2 * j) & 3, i);
	}
}

/* r = Com(s, a; r) with s and a given row by row in p->scalars. */
static void commit_rows(struct gs_point *r, struct prover *p)
{
	size_t n = 0;

	p->points[n++] = p->h;

	for (unsigned j = 0; j < p->m; j++) {
		for (unsigned i = 0; i < 4; i++) {
			const struct gs_generators *g = &p->roll->generators;
			gs_point_of_niels(&p->points[n++], &g->e[j][i]);
			gs_point_of_niels(&p->points[n++], &g->f[j][i]);
		}
	}

	gs_msm_ct(r, p->points, p->scalars, n, p->tables);
}

/* Step 3. */
static void commit_digits(struct prover *p)
{
	struct gs_sc v;
	size_t n = 0;

	gs_digits_of(&p->scalars[n++], &p->ra);

	for (unsigned j = 0; j < p->m; j++) {
		for (unsigned i = 0; i < 4; i++) {
			const struct gs_sc *a = &p->digits.a[j][i];
			gs_digits_of(&p->scalars[n++], a);

			gs_sc_mul(&v, a, a);
			gs_sc_negate(&v, &v);
			gs_digits_of(&p->scalars[n++], &v);
		}
	}

	commit_rows(&p->a_point, p);

	n = 0;
	gs_digits_of(&p->scalars[n++], &p->rb);
	for (unsigned j = 0; j < p->m; j++) {
		for (unsigned i = 0; i < 4; i++) {
			const struct gs_sc *a = &p->digits.a[j][i];
			struct gs_sc d, minus;
			uint64_t is = p->digits.is[j][i];

			gs_sc_negate(&minus, a);

			for (unsigned k = 0; k < 4; k++) {
				d.v[k] = is & gs_sc_one.v[k];
				v.v[k] = gs_ct_select(is, minus.v[k], a->v[k]);
			}

			gs_digits_of(&p->scalars[n++], &d);
			gs_digits_of(&p->scalars[n++], &v);
			gs_host_wipe(&minus, sizeof minus);
		}
	}

	commit_rows(&p->b_point, p);

	gs_host_wipe(&v, sizeof v);
}

/* Step 4: X_k = rho_k*H - w_k, and t*G on the last. */
static int commit_sums(struct prover *p, struct gs_arena *scratch)
{
	int err = gs_fold(p->w, p->roll, &p->digits, scratch);

	if (err != GS_OK)
		return err;

	for (unsigned k = 0; k < p->m; k++) {
		const struct gs_sc *t = k + 1 == p->m ? &p->t : &GS_SC_ZERO;
		gs_mul2_ct(&p->tag, &p->rho[k], &p->h, t, &p->g);

		gs_point_sub(&p->w[k], &p->tag, &p->w[k]);
	}
	return GS_OK;
}

/* From here on the point is public. */
static const uint8_t *put_point(struct prover *p, const struct gs_point *point)
{
	gs_point_encode(p->encoded, point);
	GS_DECLASSIFY(p->encoded, 32);

	gs_write_bytes(&p->writer, p->encoded, 32);
	return p->encoded;
}

static void put_scalar(struct prover *p, const struct gs_sc *s)
{
	gs_sc_encode(p->encoded, s);
	GS_DECLASSIFY(p->encoded, 32);
	gs_write_bytes(&p->writer, p->encoded, 32);
}

/* Writes T A B X Y and makes the challenge.  A zero challenge is as likely as
 * guessing a key: it ends in GS_ERR_INTERNAL when the proof is verified. */
static void put_commitments(struct prover *p)
{
	struct gs_transcript transcript;

	gs_member_transcript(&transcript, p->roll, p->statement);
	gs_transcript_absorb(&transcript, "tag", put_point(p, &p->tag), 32);
	gs_transcript_absorb(&transcript, "A", put_point(p, &p->a_point), 32);
	gs_transcript_absorb(&transcript, "B", put_point(p, &p->b_point), 32);

	const uint8_t *x = p->out + p->writer.len;
	for (unsigned k = 0; k < p->m; k++)
		(void)put_point(p, &p->w[k]);
	gs_transcript_absorb(&transcript, "X", x, 32 * (size_t)p->m);

	gs_transcript_absorb(&transcript, "Y", put_point(p, &p->y_point), 32);
	gs_transcript_challenge(&p->c, &transcript, "x");
}

/* Step 5. */
static void put_responses(struct prover *p)
{
	struct gs_sc power = gs_sc_one, z_h = GS_SC_ZERO, v = GS_SC_ZERO;

	for (unsigned j = 0; j < p->m; j++) {
		for (unsigned i = 1; i < 4; i++) {
			for (unsigned k = 0; k < 4; k++)
				v.v[k] = p->digits.is[j][i] & p->c.v[k];
			gs_sc_add(&v, &v, &p->digits.a[j][i]);
			put_scalar(p, &v);
		}

		gs_sc_muladd(&z_h, &p->rho[j], &power);
		gs_sc_mul(&power, &power, &p->c);
	}

	gs_sc_muladd(&z_h, &p->y, &power);

	v = p->ra;
	gs_sc_muladd(&v, &p->c, &p->rb);
	put_scalar(p, &v);

	v = p->t;
	gs_sc_muladd(&v, &p->c, &p->x);
	put_scalar(p, &v);

	put_scalar(p, &z_h);

	gs_host_wipe(&v, sizeof v);
	gs_host_wipe(&z_h, sizeof z_h);
}

static int make_proof(struct prover *p, const struct gs_secret *secret,
    const uint8_t fresh[GS_NONCE_LEN], struct gs_arena *scratch)
{
	struct gs_point u;
	int err = gs_secret_open(&p->x, &p->y, secret);

	if (err == GS_OK)
		err = find_key(p, secret);
	if (err != GS_OK)
		return err;

	start_nonces(p, secret, fresh);
	draw_nonces(p);

	gs_point_of_niels(&p->g, &p->roll->generators.g);
	gs_point_of_niels(&p->h, &p->roll->generators.h);
	commit_digits(p);

	err = commit_sums(p, scratch);
	if (err != GS_OK)
		return err;

	gs_tag_base(&u, p->statement->scope, p->statement->scope_len);
	gs_mul_ct(&p->tag, &p->x, &u);
	gs_mul_ct(&p->y_point, &p->t, &u);

	p->writer = gs_writer_of(p->out, GS_PROOF_LEN(p->m));
	put_commitments(p);
	put_responses(p);

	err = gs_writer_end(&p->writer);
	return err != GS_OK ? GS_ERR_INTERNAL : GS_OK;
}

/* Nothing that fails its own check is handed out: a fault in the computation
 * could otherwise give the secret away. */
static int check_own(const struct prover *p, struct gs_arena *scratch)
{
	const struct gs_proof_ref ref = {*p->statement, p->out,
	    p->writer.len};
	int err = gs_member_verify(p->roll, &ref, scratch);
	return err == GS_ERR_PROOF ? GS_ERR_INTERNAL : err;
}

int gs_member_prove_derand(uint8_t *proof, size_t *proof_len,
    size_t proof_max, const struct gs_proof_inputs *inputs,
    const uint8_t fresh[GS_NONCE_LEN], struct gs_arena *scratch)
{
	const struct gs_roll *roll = inputs->roll;
	struct prover *p = NULL;
	int err = GS_OK;

	*proof_len = 0;
	if (!gs_statement_fits(inputs->statement))
		return GS_ERR_RANGE;
	if (proof_max < GS_PROOF_LEN(roll->levels))
		return GS_ERR_SPACE;

	p = gs_arena_take(scratch, 1, sizeof *p);
	if (p == NULL)
		return GS_ERR_MEMORY;
	p->roll = roll;
	p->statement = inputs->statement;
	p->m = roll->levels;

	err = make_proof(p, inputs->secret, fresh, scratch);
	if (err == GS_OK)
		err = check_own(p, scratch);

	if (err == GS_OK) {
		memcpy(proof, p->out, p->writer.len);
		*proof_len = p->writer.len;
		gs_host_progress(1, 1);
	}

	gs_host_wipe(p, sizeof *p);
	return err;
}

int gs_member_prove(uint8_t *proof, size_t *proof_len, size_t proof_max,
    const struct gs_proof_inputs *inputs, struct gs_arena *scratch)
{
	uint8_t fresh[GS_NONCE_LEN];

	*proof_len = 0;
	int err = gs_host_random(fresh, sizeof fresh);
	if (err == GS_OK) {
		GS_SECRET(fresh, sizeof fresh);
		err = gs_member_prove_derand(proof, proof_len, proof_max,
		    inputs, fresh, scratch);
	}

	gs_host_wipe(fresh, sizeof fresh);
	return err;
}
