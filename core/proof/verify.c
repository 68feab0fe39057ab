/* SPDX-License-Identifier: Apache-2.0 */
/* Many proofs over one roll, judged together. */
#include <string.h>

#include "core/host.h"
#include "core/proof/equations.h"
#include "core/group/parts.h"

typedef bool check_fn(struct gs_equations *e,
    struct gs_decoded_proof *const *proofs, size_t n);

/* Sets to NULL every proof that fails `check`.  `guilty` says that the whole
 * is known to fail; then a half whose other half holds need not be checked
 * again. */
static int sift_proofs(struct gs_equations *e, check_fn *check,
    struct gs_decoded_proof **proofs, size_t n, bool guilty, bool *all_good)
{
	*all_good = !guilty;
	if (n == 0)
		return GS_OK;

	if (!guilty) {
		int err = gs_draw_weights(proofs, n);
		if (err != GS_OK)
			return err;

		*all_good = check(e, proofs, n);
	}

	if (*all_good)
		return GS_OK;

	if (n == 1) {
		proofs[0] = NULL;
		return GS_OK;
	}

	bool first_good = false, second_good = false;
	int err = sift_proofs(e, check, proofs, n / 2, false, &first_good);
	if (err == GS_OK)
		err = sift_proofs(e, check, proofs + n / 2, n - n / 2,
		    first_good, &second_good);
	return err;
}

static size_t without_nulls(struct gs_decoded_proof **proofs, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (proofs[i] != NULL)
			proofs[kept++] = proofs[i];

	return kept;
}

/* (1) and (3) are cheap, so whatever fails them never meets the sum over the
 * roll. */
static int judge_chunk(bool *valid, struct gs_equations *e,
    struct gs_decoded_proof **proofs, size_t n)
{
	bool good = false;
	int err = sift_proofs(e, gs_check_small, proofs, n, false, &good);
	if (err != GS_OK)
		return err;

	n = without_nulls(proofs, n);
	err = sift_proofs(e, gs_check_sum, proofs, n, false, &good);
	if (err != GS_OK)
		return err;

	n = without_nulls(proofs, n);
	for (size_t i = 0; i < n; i++)
		valid[proofs[i]->at] = true;

	return GS_OK;
}

/* A chunk to be decoded, by jobs that share it. */
struct parsing {
	struct gs_decoded_proof *parsed;
	const struct gs_roll *roll;
	const struct gs_proof_ref *proofs;
	size_t n, parts;
};

static void parse_part(void *ctx, size_t i)
{
	const struct parsing *p = ctx;
	const size_t end = gs_parts_bound(p->n, p->parts, i + 1, 1);
	const struct gs_decoded_proof *near = NULL;

	for (size_t k = gs_parts_bound(p->n, p->parts, i, 1); k < end; k++) {
		struct gs_decoded_proof *to = &p->parsed[k];

		to->whole = gs_parse_proof(to, p->roll, &p->proofs[k], near) ==
		    GS_OK;

		if (to->whole)
			near = to;
	}
}

/* The next chunk; returns how many of it could be parsed, in `list`. */
static size_t parse_chunk(struct gs_decoded_proof **list, struct parsing *p,
    size_t at)
{
	size_t kept = 0;

	gs_host_each(parse_part, p, p->parts);

	for (size_t k = 0; k < p->n; k++) {
		p->parsed[k].at = at + k;
		if (p->parsed[k].whole)
			list[kept++] = &p->parsed[k];
	}

	return kept;
}

int gs_member_verify_batch(bool *valid, const struct gs_roll *roll,
    const struct gs_proof_ref *proofs, size_t count, struct gs_arena *scratch)
{
	struct gs_equations e;
	struct gs_decoded_proof *parsed = NULL, **list = NULL;
	const size_t max = count < GS_CHUNK_MAX ? count : GS_CHUNK_MAX;
	int err = GS_OK;

	for (size_t i = 0; i < count; i++)
		valid[i] = false;

	if (count == 0)
		return GS_OK;

	parsed = gs_arena_take(scratch, max, sizeof *parsed);
	list = gs_arena_take(scratch, max, sizeof *list);
	if (parsed == NULL || list == NULL)
		return GS_ERR_MEMORY;

	err = gs_equations_open(&e, roll, max, scratch);
	struct parsing p = {parsed, roll, proofs, 0, e.workers};

	for (size_t done = 0; err == GS_OK && done < count; done += p.n) {
		p.proofs = proofs + done;
		p.n = count - done < max ? count - done : max;

		err = judge_chunk(valid, &e, list, parse_chunk(list, &p, done));
	}

	for (size_t i = 0; err != GS_OK && i < count; i++)
		valid[i] = false;
	return err;
}

_Static_assert(GS_VERIFY_ONCE_MAX <= GS_CHUNK_MAX, "one chunk");

int gs_member_verify_once(bool *valid, bool *open, const struct gs_roll *roll,
    const struct gs_proof_ref *proofs, size_t count, struct gs_arena *scratch)
{
	struct gs_equations e;
	bool good = false;

	*open = false;
	for (size_t i = 0; i < count; i++)
		valid[i] = false;
	if (count == 0)
		return GS_OK;
	if (count > GS_VERIFY_ONCE_MAX)
		return GS_ERR_RANGE;

	struct gs_decoded_proof *parsed = gs_arena_take(scratch, count,
	    sizeof *parsed);
	struct gs_decoded_proof **list = gs_arena_take(scratch, count,
	    sizeof *list);
	if (parsed == NULL || list == NULL)
		return GS_ERR_MEMORY;

	int err = gs_equations_open(&e, roll, count, scratch);
	if (err != GS_OK)
		return err;
	struct parsing p = {parsed, roll, proofs, count, e.workers};
	size_t n = parse_chunk(list, &p, 0);

	err = sift_proofs(&e, gs_check_small, list, n, false, &good);
	n = without_nulls(list, n);
	if (err == GS_OK)
		err = gs_draw_weights(list, n);
	if (err != GS_OK || n == 0)
		return err;

	good = gs_check_sum(&e, list, n);
	*open = !good && n > 1;
	for (size_t i = 0; i < n; i++)
		valid[list[i]->at] = good || *open;
	return GS_OK;
}

/* One chunk, without looking for who is guilty. */
static int judge_all(struct gs_equations *e, struct gs_decoded_proof **proofs,
    size_t n)
{
	int err = gs_draw_weights(proofs, n);

	if (err != GS_OK)
		return err;

	return gs_check_small(e, proofs, n) && gs_check_sum(e, proofs, n) ?
	    GS_OK : GS_ERR_PROOF;
}

/* Room for the sum is made only for what could be parsed: it costs more than
 * parsing does. */
static int verify_single(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch)
{
	struct gs_equations e;
	struct gs_decoded_proof parsed, *list[1] = {NULL};
	struct parsing p = {&parsed, roll, proof, 1, 1};

	if (parse_chunk(list, &p, 0) != 1)
		return GS_ERR_PROOF;

	int err = gs_equations_open(&e, roll, 1, scratch);
	return err == GS_OK ? judge_all(&e, list, 1) : err;
}

int gs_member_verify_all(const struct gs_roll *roll,
    const struct gs_proof_ref *proofs, size_t count, struct gs_arena *scratch)
{
	struct gs_equations e;
	const size_t max = count < GS_CHUNK_MAX ? count : GS_CHUNK_MAX;

	if (count == 0)
		return GS_OK;
	if (count == 1)
		return verify_single(roll, proofs, scratch);

	struct gs_decoded_proof *parsed = gs_arena_take(scratch, max,
	    sizeof *parsed);
	struct gs_decoded_proof **list = gs_arena_take(scratch, max,
	    sizeof *list);
	if (parsed == NULL || list == NULL)
		return GS_ERR_MEMORY;

	int err = gs_equations_open(&e, roll, max, scratch);
	struct parsing p = {parsed, roll, proofs, 0, e.workers};

	for (size_t done = 0; err == GS_OK && done < count; done += p.n) {
		p.proofs = proofs + done;
		p.n = count - done < max ? count - done : max;

		err = parse_chunk(list, &p, done) == p.n ?
		    judge_all(&e, list, p.n) : GS_ERR_PROOF;
	}

	return err;
}

int gs_member_verify(const struct gs_roll *roll,
    const struct gs_proof_ref *proof, struct gs_arena *scratch)
{
	bool valid = false;
	int err = gs_member_verify_batch(&valid, roll, proof, 1, scratch);

	if (err != GS_OK)
		return err;
	return valid ? GS_OK : GS_ERR_PROOF;
}
