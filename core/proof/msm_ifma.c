/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets filled by AVX-512 IFMA: the terms of a window are sorted by bucket,
 * and eight buckets are summed at a time, a lane each. */
#include "core/proof/cpu.h"
#include "core/proof/fe_ifma.h"
#include "core/proof/ifma.h"
#include "core/proof/msm_tasks.h"

#include <string.h>

#define WORDS 15       /* of a struct gs_niels */
#define AHEAD 4        /* steps between a prefetch and its use */

struct point8 {
	struct fe8 x, y, z, t;
};

static const struct gs_niels identity = {{{1, 0, 0, 0, 0}},
    {{1, 0, 0, 0, 0}}, {{0, 0, 0, 0, 0}}};

/* r += p, or -= p in the lanes of `minus`: the complete formulas of
 * gs_point_add_niels. */
static void add_niels(struct point8 *r, const struct fe8 p[3],
    __mmask8 minus)
{
	struct fe8 a, b, c, d, e, f, g, h;
	for (int i = 0; i < 5; i++) {
		a.v[i] = _mm512_mask_blend_epi64(minus, p[1].v[i], p[0].v[i]);
		b.v[i] = _mm512_mask_blend_epi64(minus, p[0].v[i], p[1].v[i]);
		d.v[i] = _mm512_slli_epi64(r->z.v[i], 1);
	}
	fe8_sub(&e, &r->y, &r->x);
	fe8_add(&h, &r->y, &r->x);
	fe8_mul(&a, &e, &a);
	fe8_mul(&b, &h, &b);
	fe8_mul(&c, &r->t, &p[2]);
	fe8_sub(&e, &b, &a);
	fe8_add(&h, &b, &a);
	fe8_sub(&a, &d, &c);
	fe8_add(&b, &d, &c);
	for (int i = 0; i < 5; i++) {
		f.v[i] = _mm512_mask_blend_epi64(minus, a.v[i], b.v[i]);
		g.v[i] = _mm512_mask_blend_epi64(minus, b.v[i], a.v[i]);
	}
	fe8_mul(&r->x, &e, &f);
	fe8_mul(&r->y, &g, &h);
	fe8_mul(&r->z, &f, &g);
	fe8_mul(&r->t, &e, &h);
}

/* Eight rows of eight words to eight columns. */
__attribute__((always_inline)) static inline void transpose(__m512i r[8])
{
	__m512i t[8];
	for (int i = 0; i < 4; i++) {
		t[i] = _mm512_unpacklo_epi64(r[2 * i], r[2 * i + 1]);
		t[i + 4] = _mm512_unpackhi_epi64(r[2 * i], r[2 * i + 1]);
	}
	for (int odd = 0; odd < 2; odd++) {
		const __m512i *s = t + 4 * odd;
		const __m512i a = _mm512_shuffle_i64x2(s[0], s[1], 0x88);
		const __m512i b = _mm512_shuffle_i64x2(s[2], s[3], 0x88);
		const __m512i c = _mm512_shuffle_i64x2(s[0], s[1], 0xdd);
		const __m512i d = _mm512_shuffle_i64x2(s[2], s[3], 0xdd);
		r[odd] = _mm512_shuffle_i64x2(a, b, 0x88);
		r[odd + 4] = _mm512_shuffle_i64x2(a, b, 0xdd);
		r[odd + 2] = _mm512_shuffle_i64x2(c, d, 0x88);
		r[odd + 6] = _mm512_shuffle_i64x2(c, d, 0xdd);
	}
}

/* A point a lane. */
static void load(struct fe8 p[3], const struct gs_niels *const at[LANES])
{
	__m512i first[8], second[8];
	for (int l = 0; l < LANES; l++) {
		const uint64_t *w = at[l]->y_plus_x.v;
		first[l] = _mm512_loadu_si512(w);
		second[l] = _mm512_maskz_loadu_epi64(0x7f, w + 8);
	}
	transpose(first);
	transpose(second);
	for (int i = 0; i < WORDS; i++)
		p[i / 5].v[i % 5] = i < 8 ? first[i] : second[i - 8];
}

static void put(struct gs_point *bucket, uint64_t words[20][LANES], size_t l)
{
	struct gs_point p;
	for (int i = 0; i < 5; i++) {
		p.x.v[i] = words[i][l];
		p.y.v[i] = words[5 + i][l];
		p.z.v[i] = words[10 + i][l];
		p.t.v[i] = words[15 + i][l];
	}
	if (gs_bucket_is_empty(bucket))
		*bucket = p;
	else
		gs_point_add(bucket, bucket, &p);
}

/* The sums of `n` tasks, none longer than the first. */
static void sum_tasks(struct gs_point *buckets, const struct gs_tasks *f,
    const struct gs_task *tasks, size_t n)
{
	const struct gs_niels *at[LANES];
	struct point8 r;
	uint64_t words[20][LANES];
	memset(&r, 0, sizeof r);
	r.y.v[0] = r.z.v[0] = ALL(1);
	for (uint32_t s = 0; s < tasks[0].len; s++) {
		struct fe8 p[3];
		unsigned minus = 0;
		for (unsigned l = 0; l < LANES; l++) {
			at[l] = &identity;
			if (l >= n || s >= tasks[l].len)
				continue;
			uint32_t entry = f->list[tasks[l].at + s];
			at[l] = gs_task_point(f->window, entry >> 1);
			minus |= (entry & 1) << l;
			gs_task_look_ahead(f, &tasks[l], s + AHEAD);
		}
		load(p, at);
		add_niels(&r, p, (__mmask8)minus);
	}
	for (int i = 0; i < 5; i++) {
		_mm512_storeu_si512(words[i], r.x.v[i]);
		_mm512_storeu_si512(words[5 + i], r.y.v[i]);
		_mm512_storeu_si512(words[10 + i], r.z.v[i]);
		_mm512_storeu_si512(words[15 + i], r.t.v[i]);
	}
	for (size_t l = 0; l < n; l++)
		put(&buckets[tasks[l].bucket], words, l);
}

static void fill(struct gs_point *buckets, const struct gs_window *window,
    void *scratch)
{
	struct gs_tasks f;
	gs_tasks_make(&f, window, scratch);
	for (size_t i = 0; i < f.count; i += LANES) {
		size_t left = f.count - i;
		sum_tasks(buckets, &f, f.sorted + i,
		    left < LANES ? left : LANES);
	}
}

/* Measured: a bucket is two additions out of line, a term an eighth of one in
 * the lanes and its share of the sorting. */
const struct gs_msm_ops gs_msm_ifma = {
    .term_cost = 1,
    .bucket_cost = 12,
    .fill_scratch = gs_tasks_scratch,
    .fill = fill,
};
