/* SPDX-License-Identifier: Apache-2.0 */
/* The terms of a window sorted by bucket and cut in tasks of about one length,
 * so that the lanes of a vector can each take one. */
#ifndef GS_CORE_GROUP_MSM_TASKS_H
#define GS_CORE_GROUP_MSM_TASKS_H

#include "core/group/msm.h"

/* Some terms of one bucket, list[at .. at + len). */
struct gs_task {
	uint32_t at, len, bucket;
};

/* All of it in the scratch. */
struct gs_tasks {
	const struct gs_window *window;
	size_t terms, limit;
	uint32_t *list;   /* 2 * term, plus 1 to subtract it */
	uint32_t *starts; /* of the buckets in the list, and its end */
	struct gs_task *unsorted, *sorted; /* the longest first */
	size_t count;
};

/* fill_scratch of struct gs_msm_ops. */
size_t gs_tasks_scratch(size_t terms, size_t buckets);
void gs_tasks_make(struct gs_tasks *f, const struct gs_window *window,
    void *scratch);

static inline const struct gs_niels *gs_task_point(const struct gs_window *w,
    size_t i)
{
	const struct gs_terms *run = w->runs;
	while (i >= run->count) {
		i -= run->count;
		run++;
	}
	return &run->points[i];
}

static inline void gs_task_look_ahead(const struct gs_tasks *f,
    const struct gs_task *t, uint32_t step)
{
	if (step >= t->len)
		return;
	const char *p = (const char *)gs_task_point(f->window,
	    f->list[t->at + step] >> 1);
	__builtin_prefetch(p);
	__builtin_prefetch(p + 64);
}

#endif
