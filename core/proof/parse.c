/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/parse.h"

#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/proof/cpu.h"

const uint8_t *gs_proof_tag(const uint8_t *proof, size_t proof_len)
{
	return proof_len < GS_TAG_LEN ? NULL : proof;
}

static int read_scalar(struct gs_sc *r, struct gs_reader *in)
{
	const uint8_t *bytes = gs_read_bytes(in, 32);

	if (bytes == NULL || gs_sc_decode(r, bytes) != GS_OK)
		return GS_ERR_PROOF;
	return GS_OK;
}

/* T A B X Y, absorbed as they come; then c. */
static int read_commitments(struct gs_decoded_proof *r, struct gs_transcript *t,
    struct gs_reader *in, const struct gs_roll *roll)
{
	static const uint8_t identity[32] = {0};
	struct gs_niels points[4 + GS_ROLL_LEVELS_MAX];
	const size_t m = roll->levels;
	const uint8_t *bytes = gs_read_bytes(in, 32 * (4 + m));

	if (bytes == NULL || memcmp(bytes, identity, 32) == 0 ||
	    gs_points_decode(points, bytes, 4 + m, roll->ops->pow_p58) !=
	    GS_OK)
		return GS_ERR_PROOF;

	r->tag = points[0];
	r->a = points[1];
	r->b = points[2];
	memcpy(r->x, points + 3, m * sizeof *points);
	r->y = points[3 + m];

	gs_transcript_absorb(t, "tag", bytes, 32);
	gs_transcript_absorb(t, "A", bytes + 32, 32);
	gs_transcript_absorb(t, "B", bytes + 64, 32);
	gs_transcript_absorb(t, "X", bytes + 96, 32 * m);
	gs_transcript_absorb(t, "Y", bytes + 96 + 32 * m, 32);
	gs_transcript_challenge(&r->c, t, "x");

	return gs_sc_is_zero(&r->c) ? GS_ERR_PROOF : GS_OK;
}

/* f zA z zH; f[j][0] = c - f[j][1] - f[j][2] - f[j][3]. */
static int read_responses(struct gs_decoded_proof *r, struct gs_reader *in,
    unsigned m)
{
	for (unsigned j = 0; j < m; j++) {
		r->f[j][0] = r->c;
		for (unsigned i = 1; i < 4; i++) {
			if (read_scalar(&r->f[j][i], in) != GS_OK)
				return GS_ERR_PROOF;
			gs_sc_sub(&r->f[j][0], &r->f[j][0], &r->f[j][i]);
		}
	}

	if (read_scalar(&r->z_a, in) != GS_OK ||
	    read_scalar(&r->z, in) != GS_OK ||
	    read_scalar(&r->z_h, in) != GS_OK)
		return GS_ERR_PROOF;

	return gs_reader_end(in) != GS_OK ? GS_ERR_PROOF : GS_OK;
}

/* Hashing to the curve is a tenth of what parsing takes, and a memo's
 * endorsements have one scope. */
static void tag_base(struct gs_decoded_proof *r,
    const struct gs_decoded_proof *near)
{
	const struct gs_statement *s = &r->statement;
	struct gs_point u;

	if (near != NULL && near->statement.scope_len == s->scope_len &&
	    (s->scope_len == 0 || memcmp(near->statement.scope, s->scope,
	    s->scope_len) == 0)) {
		r->u = near->u;
		return;
	}

	gs_tag_base(&u, s->scope, s->scope_len);
	gs_niels_of(&r->u, &u);
}

int gs_parse_proof(struct gs_decoded_proof *r, const struct gs_roll *roll,
    const struct gs_proof_ref *ref, const struct gs_decoded_proof *near)
{
	struct gs_reader in = gs_reader_of(ref->proof, ref->proof_len);
	struct gs_transcript t;

	if (ref->proof_len != GS_PROOF_LEN(roll->levels) ||
	    !gs_statement_fits(&ref->statement))
		return GS_ERR_PROOF;

	gs_member_transcript(&t, roll, &ref->statement);
	if (read_commitments(r, &t, &in, roll) != GS_OK ||
	    read_responses(r, &in, roll->levels) != GS_OK)
		return GS_ERR_PROOF;

	r->statement = ref->statement;
	tag_base(r, near);
	return GS_OK;
}
