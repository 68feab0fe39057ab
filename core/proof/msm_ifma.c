/* SPDX-License-Identifier: Apache-2.0 */
/* Buckets filled by AVX-512 IFMA: the terms of a window are sorted by bucket,
 * and eight buckets are summed at a time, a lane each. */
#include "core/proof/cpu.h"
#include "core/proof/fe_ifma.h"
#include "core/proof/ifma.h"

#include <string.h>

#define WORDS 15       /* of a struct gs_niels */
#define TASK_MIN 16    /* least bound on the terms of a task */
#define TASK_MAX 512   /* and largest */
#define AHEAD 4        /* steps between a prefetch and its use */

struct point8 {
	struct fe8 x, y, z, t;
};

/* Some terms of one bucket, list[at .. at + len). */
struct task {
	uint32_t at, len, bucket;
};

struct fill {
	const struct gs_window *window;
	size_t terms, limit;
	uint32_t *list;   /* 2 * term, plus 1 to subtract it */
	uint32_t *starts; /* of the buckets in the list, and its end */
	struct task *tasks, *sorted;
	size_t task_count;
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

static const struct gs_niels *point_at(const struct gs_window *w, size_t i)
{
	const struct gs_terms *run = w->runs;
	while (i >= run->count) {
		i -= run->count;
		run++;
	}
	return &run->points[i];
}

static void look_ahead(const struct fill *f, const struct task *t,
    uint32_t step)
{
	if (step >= t->len)
		return;
	const char *p = (const char *)point_at(f->window,
	    f->list[t->at + step] >> 1);
	__builtin_prefetch(p);
	__builtin_prefetch(p + 64);
	__builtin_prefetch(p + sizeof(struct gs_niels) - 1);
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
static void sum_tasks(struct gs_point *buckets, const struct fill *f,
    const struct task *tasks, size_t n)
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
			at[l] = point_at(f->window, entry >> 1);
			minus |= (entry & 1) << l;
			look_ahead(f, &tasks[l], s + AHEAD);
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

/* Counts, then places: starts[b + 1] runs from the start of bucket b to its
 * end. */
static void sort_terms(struct fill *f)
{
	const struct gs_window *w = f->window;
	const size_t n = (size_t)1 << (w->width - 1);
	memset(f->starts, 0, (n + 2) * sizeof *f->starts);
	for (size_t k = 0; k < w->nruns; k++) {
		for (size_t i = 0; i < w->runs[k].count; i++) {
			int d = gs_msm_digit(w->runs[k].scalars[i], w->bit,
			    w->width, w->top);
			if (d != 0)
				f->starts[(d < 0 ? -d : d) + 1]++;
		}
	}
	for (size_t b = 1; b < n + 2; b++)
		f->starts[b] += f->starts[b - 1];
	uint32_t term = 0;
	for (size_t k = 0; k < w->nruns; k++) {
		for (size_t i = 0; i < w->runs[k].count; i++, term++) {
			int d = gs_msm_digit(w->runs[k].scalars[i], w->bit,
			    w->width, w->top);
			if (d != 0)
				f->list[f->starts[d < 0 ? -d : d]++] =
				    term << 1 | (d < 0);
		}
	}
}

/* Tasks of at most `limit` terms, the longest first, so that eight neighbours
 * are of about one length. */
static void make_tasks(struct fill *f)
{
	const size_t n = (size_t)1 << (f->window->width - 1);
	uint32_t place[TASK_MAX + 1] = {0};
	f->task_count = 0;
	for (size_t b = 0; b < n; b++) {
		uint32_t at = f->starts[b], end = f->starts[b + 1];
		while (at < end) {
			uint32_t len = end - at;
			if (len > f->limit)
				len = (uint32_t)f->limit;
			f->tasks[f->task_count++] =
			    (struct task){at, len, (uint32_t)b};
			place[TASK_MAX - len]++;
			at += len;
		}
	}
	uint32_t sum = 0;
	for (size_t i = 0; i <= TASK_MAX; i++) {
		uint32_t here = place[i];
		place[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < f->task_count; i++)
		f->sorted[place[TASK_MAX - f->tasks[i].len]++] = f->tasks[i];
}

static size_t round_up(size_t bytes)
{
	return (bytes + 63) & ~(size_t)63;
}

static size_t task_max(size_t terms, size_t buckets)
{
	return buckets + terms / TASK_MIN;
}

static size_t fill_scratch(size_t terms, size_t buckets)
{
	return round_up(terms * sizeof(uint32_t)) +
	    round_up((buckets + 2) * sizeof(uint32_t)) +
	    2 * round_up(task_max(terms, buckets) * sizeof(struct task));
}

static void fill(struct gs_point *buckets, const struct gs_window *window,
    void *scratch)
{
	const size_t n = (size_t)1 << (window->width - 1);
	struct fill f = {.window = window};
	uint8_t *at = scratch;
	for (size_t k = 0; k < window->nruns; k++)
		f.terms += window->runs[k].count;
	f.limit = 2 * f.terms / n;
	f.limit = f.limit < TASK_MIN ? TASK_MIN : f.limit;
	f.limit = f.limit > TASK_MAX ? TASK_MAX : f.limit;
	f.list = (uint32_t *)at;
	at += round_up(f.terms * sizeof *f.list);
	f.starts = (uint32_t *)at;
	at += round_up((n + 2) * sizeof *f.starts);
	f.tasks = (struct task *)at;
	at += round_up(task_max(f.terms, n) * sizeof *f.tasks);
	f.sorted = (struct task *)at;
	sort_terms(&f);
	make_tasks(&f);
	for (size_t i = 0; i < f.task_count; i += LANES) {
		size_t left = f.task_count - i;
		sum_tasks(buckets, &f, f.sorted + i,
		    left < LANES ? left : LANES);
	}
}

/* Measured: a bucket is two additions out of line, a term an eighth of one in
 * the lanes and its share of the sorting. */
const struct gs_msm_ops gs_msm_ifma = {
    .term_cost = 1,
    .bucket_cost = 12,
    .fill_scratch = fill_scratch,
    .fill = fill,
};
