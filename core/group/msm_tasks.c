/* SPDX-License-Identifier: Apache-2.0 */
/* Terms are few enough for numbers of 32 bits: a roll has at most 2^24 keys and
 * a sum some 2^14 terms beside them, so that 2 * term + 1 is below 2^26. */
#include "core/group/msm_tasks.h"

#include <string.h>

#define TASK_MIN 16  /* least bound on the terms of a task */
#define TASK_MAX 512 /* and largest */

/* gs_msm_digit without a branch, for many scalars of one window.  In the last
 * word `above` is zero: then the word itself stands in for the next one, and
 * nothing is taken of it. */
struct digit_rule {
	unsigned word, shift;
	uint64_t above, mask; /* what counts: of the next word, of a digit */
	int64_t half;
};

static struct digit_rule digit_rule_of(const struct gs_window *w)
{
	struct digit_rule d = {.word = w->bit / 64, .shift = w->bit % 64};

	d.above = d.word < 3 ? UINT64_MAX : 0;
	d.mask = (UINT64_C(1) << w->width) - 1;
	d.half = w->top ? 0 : INT64_C(1) << (w->width - 1);

	return d;
}

/* Twice its absolute value, plus 1 if it is negative: at most 2^width + 1.  The
 * next word is shifted in two steps, as a shift by 64 is undefined. */
static inline uint32_t window_digit(const struct digit_rule *d,
    const uint64_t s[4])
{
	const uint64_t next = s[d->word + (d->above & 1)] & d->above;
	const uint64_t v = (s[d->word] >> d->shift |
	    next << 1 << (63 - d->shift)) & d->mask;

	const int64_t x = (int64_t)v - d->half;
	const int64_t sign = x >> 63;

	return (uint32_t)(((x ^ sign) - sign) << 1) | (sign & 1);
}

/* Sorts the terms by the absolute value a of their digit, 0 <= a <= n, so that
 * bucket b has those of a = b + 1, and those of a = 0 come before bucket 0.
 *
 * First starts[a + 1] counts the terms of a; its last index is n + 1.  Summed
 * up, starts[a] is the number of terms below a, which is where a begins.
 * Placing a term moves starts[a] on, so that in the end it is where a ends and
 * a + 1 begins: bucket b is then starts[b] up to starts[b + 1]. */
static void sort_terms(struct gs_tasks *f)
{
	const struct gs_window *w = f->window;
	const struct digit_rule d = digit_rule_of(w);
	const size_t n = (size_t)1 << (w->width - 1);

	memset(f->starts, 0, (n + 2) * sizeof *f->starts);
	for (size_t k = 0; k < w->nruns; k++)
		for (size_t i = 0; i < w->runs[k].count; i++)
			f->starts[(window_digit(&d,
			    w->runs[k].scalars[i]) >> 1) + 1]++;

	for (size_t b = 1; b < n + 2; b++)
		f->starts[b] += f->starts[b - 1];

	uint32_t term = 0;
	for (size_t k = 0; k < w->nruns; k++) {
		for (size_t i = 0; i < w->runs[k].count; i++, term++) {
			uint32_t x = window_digit(&d, w->runs[k].scalars[i]);
			f->list[f->starts[x >> 1]++] = term << 1 | (x & 1);
		}
	}
}

/* Tasks of at most `limit` terms, the longest first, so that neighbours are of
 * about one length.  A bucket of len terms gives at most 1 + len / limit tasks,
 * and limit is at least TASK_MIN: there are no more than task_max.  A task has
 * 1 to TASK_MAX terms, so place[] has room for each length. */
static void make_tasks(struct gs_tasks *f)
{
	const size_t n = (size_t)1 << (f->window->width - 1);
	uint32_t place[TASK_MAX + 1] = {0};

	f->count = 0;

	for (size_t b = 0; b < n; b++) {
		uint32_t at = f->starts[b], end = f->starts[b + 1];

		while (at < end) {
			uint32_t len = end - at;
			if (len > f->limit)
				len = (uint32_t)f->limit;

			f->unsorted[f->count++] =
			    (struct gs_task){at, len, (uint32_t)b};
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

	for (size_t i = 0; i < f->count; i++)
		f->sorted[place[TASK_MAX - f->unsorted[i].len]++] =
		    f->unsorted[i];
}

/* To what an aligned part of the scratch takes. */
static size_t round_up(size_t bytes)
{
	return (bytes + 63) & ~(size_t)63;
}

static size_t task_max(size_t terms, size_t buckets)
{
	return buckets + terms / TASK_MIN;
}

size_t gs_tasks_scratch(size_t terms, size_t buckets)
{
	return round_up(terms * sizeof(uint32_t)) +
	    round_up((buckets + 2) * sizeof(uint32_t)) +
	    2 * round_up(task_max(terms, buckets) * sizeof(struct gs_task));
}

void gs_tasks_make(struct gs_tasks *f, const struct gs_window *window,
    void *scratch)
{
	const size_t n = (size_t)1 << (window->width - 1);
	uint8_t *at = scratch;

	*f = (struct gs_tasks){.window = window};

	for (size_t k = 0; k < window->nruns; k++)
		f->terms += window->runs[k].count;

	f->limit = 2 * f->terms / n;
	f->limit = f->limit < TASK_MIN ? TASK_MIN : f->limit;
	f->limit = f->limit > TASK_MAX ? TASK_MAX : f->limit;

	f->list = (uint32_t *)at;
	at += round_up(f->terms * sizeof *f->list);
	f->starts = (uint32_t *)at;
	at += round_up((n + 2) * sizeof *f->starts);
	f->unsorted = (struct gs_task *)at;
	at += round_up(task_max(f->terms, n) * sizeof *f->unsorted);
	f->sorted = (struct gs_task *)at;

	sort_terms(f);
	make_tasks(f);
}
