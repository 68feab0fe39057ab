/* SPDX-License-Identifier: Apache-2.0 */
#include "core/proof/msm_tasks.h"

#include <string.h>

#define TASK_MIN 16  /* least bound on the terms of a task */
#define TASK_MAX 512 /* and largest */

/* Counts, then places: starts[b + 1] runs from the start of bucket b to its
 * end. */
static void sort_terms(struct gs_tasks *f)
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

/* Tasks of at most `limit` terms, the longest first, so that neighbours
 * are of about one length. */
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
		f->sorted[place[TASK_MAX - f->unsorted[i].len]++] = f->unsorted[i];
}

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
