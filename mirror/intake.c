/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/intake.h"

#include <pthread.h>
#include <stdlib.h>

struct gs_mirror_intake {
	struct gs_mirror_filings *filings;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct gs_intake_job *first, **last;
	size_t count;
	bool ends;   /* under the mutex */
	bool joined; /* of the thread that ends it */
};

/* NULL: it ends. */
static struct gs_intake_job *next_job(struct gs_mirror_intake *i, bool *ends)
{
	pthread_mutex_lock(&i->mutex);
	while (i->first == NULL && !i->ends)
		(void)pthread_cond_wait(&i->changed, &i->mutex);
	struct gs_intake_job *job = i->first;
	if (job != NULL) {
		i->first = job->next;
		if (i->first == NULL)
			i->last = &i->first;
		i->count--;
	}
	*ends = i->ends;
	pthread_mutex_unlock(&i->mutex);
	return job;
}

static void *judge_jobs(void *ctx)
{
	struct gs_mirror_intake *i = ctx;
	struct gs_intake_job *job = NULL;
	bool ends = false;

	while ((job = next_job(i, &ends)) != NULL) {
		if (ends) {
			gs_report_say(&job->report, "mirror-ends",
			    "this mirror is ending");
			job->err = GS_ERR_BUSY;
		} else {
			job->err = gs_mirror_filings_take(i->filings,
			    &job->until, &job->report, job->body);
		}
		job->done(job->ctx);
	}
	return NULL;
}

int gs_mirror_intake_start(struct gs_mirror_intake **out,
    struct gs_mirror_filings *filings)
{
	struct gs_mirror_intake *i = calloc(1, sizeof *i);

	if (i == NULL)
		return GS_ERR_MEMORY;
	i->filings = filings;
	i->last = &i->first;
	if (pthread_mutex_init(&i->mutex, NULL) != 0)
		goto no_mutex;
	if (pthread_cond_init(&i->changed, NULL) != 0)
		goto no_cond;
	if (pthread_create(&i->thread, NULL, judge_jobs, i) != 0)
		goto no_thread;
	*out = i;
	return GS_OK;

no_thread:
	(void)pthread_cond_destroy(&i->changed);
no_cond:
	(void)pthread_mutex_destroy(&i->mutex);
no_mutex:
	free(i);
	return GS_ERR_MEMORY;
}

void gs_mirror_intake_end(struct gs_mirror_intake *i)
{
	if (i == NULL || i->joined)
		return;
	pthread_mutex_lock(&i->mutex);
	i->ends = true;
	(void)pthread_cond_signal(&i->changed);
	pthread_mutex_unlock(&i->mutex);
	(void)pthread_join(i->thread, NULL);
	i->joined = true;
}

void gs_mirror_intake_free(struct gs_mirror_intake **intake)
{
	struct gs_mirror_intake *i = *intake;

	if (i == NULL)
		return;
	gs_mirror_intake_end(i);
	(void)pthread_cond_destroy(&i->changed);
	(void)pthread_mutex_destroy(&i->mutex);
	free(i);
	*intake = NULL;
}

bool gs_mirror_intake_add(struct gs_mirror_intake *i,
    struct gs_intake_job *job)
{
	pthread_mutex_lock(&i->mutex);
	bool taken = i->count < GS_INTAKE_MAX && !i->ends;
	if (taken) {
		job->next = NULL;
		*i->last = job;
		i->last = &job->next;
		i->count++;
		(void)pthread_cond_signal(&i->changed);
	}
	pthread_mutex_unlock(&i->mutex);
	return taken;
}
