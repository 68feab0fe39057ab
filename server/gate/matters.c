/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/matters.h"

#include <string.h>

enum { TURN_SHARED, TURN_APART, TURN_LONG, TURNS };

void gs_matters_start(struct gs_matters *m)
{
	*m = (struct gs_matters){.cap = GS_BATCH_MAX};
}

static bool share_matter(const struct gs_job *a, const struct gs_job *b)
{
	return memcmp(a->matter, b->matter, sizeof a->matter) == 0;
}

static bool share_roll(const struct gs_job *a, const struct gs_job *b)
{
	return memcmp(a->root, b->root, sizeof a->root) == 0;
}

static bool is_long(const struct gs_job *job)
{
	return job->proofs >= GS_LONG_PROOFS;
}

/* Places apart ------------------------------------------------------------ */

static struct gs_apart *find_apart(struct gs_matters *m,
    const uint8_t matter[32])
{
	for (size_t i = 0; i < GS_APART_MATTERS; i++)
		if (m->places[i].until != 0 && memcmp(m->places[i].matter,
		        matter, 32) == 0)
			return &m->places[i];
	return NULL;
}

static void forget_good(struct gs_matters *m, int64_t now)
{
	for (size_t i = 0; i < GS_APART_MATTERS; i++)
		if (m->places[i].until != 0 && m->places[i].until <= now)
			m->places[i] = (struct gs_apart){.until = 0};
}

/* With at most that cap. */
static void put_apart(struct gs_matters *m, const uint8_t matter[32],
    size_t cap, int64_t now)
{
	struct gs_apart *a = find_apart(m, matter);

	if (a == NULL) {
		a = &m->places[0];
		for (size_t i = 1; i < GS_APART_MATTERS; i++)
			if (m->places[i].until < a->until)
				a = &m->places[i];
		*a = (struct gs_apart){.cap = GS_APART_MAX};
		memcpy(a->matter, matter, sizeof a->matter);
	}
	if (cap < a->cap)
		a->cap = cap;
	a->until = now + GS_APART_SECONDS;
}

/* Choosing ---------------------------------------------------------------- */

/* What a turn may take, and in what number. */
struct choice {
	struct gs_matters *m;
	struct gs_job **list, **end;
	struct gs_job *taken;
	size_t count, cap;
};

static struct gs_job *take_job(struct choice *c, struct gs_job **at)
{
	struct gs_job *job = *at;

	*at = job->next;
	job->next = NULL;
	job->verdict = GS_VERDICT_OPEN;
	*c->end = job;
	c->end = &job->next;
	c->count += job->proofs;
	return job;
}

static bool fits_batch(const struct choice *c, const struct gs_job *job)
{
	return c->taken == NULL || (share_roll(c->taken, job) &&
	    c->count + job->proofs <= c->cap);
}

/* Of the first one's matter, oldest first, as far as there is room. */
static void take_same(struct choice *c, struct gs_job **at,
    const struct gs_job *first)
{
	while (*at != NULL)
		if (!is_long(*at) && share_matter(first, *at) &&
		    fits_batch(c, *at))
			(void)take_job(c, at);
		else
			at = &(*at)->next;
}

static void take_matter(struct choice *c, struct gs_job **at)
{
	const struct gs_job *first = take_job(c, at);

	take_same(c, at, first);
}

/* Matter by matter, so that the halves of a failed batch part them. */
static void choose_shared(struct choice *c)
{
	struct gs_job **at = c->list;

	c->cap = c->m->cap;
	while (*at != NULL)
		if (!is_long(*at) && fits_batch(c, *at) &&
		    find_apart(c->m, (*at)->matter) == NULL)
			take_matter(c, at);
		else
			at = &(*at)->next;
}

static bool waits_apart(const struct gs_apart *a, const struct gs_job *job)
{
	return !is_long(job) && memcmp(job->matter, a->matter, 32) == 0;
}

/* How many older ones are left alone: none every fourth time, and then all, all
 * but one, all but two. */
static size_t count_older(uint64_t turn, size_t waiting)
{
	size_t newest = turn % 4;

	return newest != 0 && newest <= waiting ? waiting - newest : 0;
}

/* By age alone a good proof would wait for all that a flood has under way: what
 * is answered is sent again, and is newer.  By youth alone, whoever a burst
 * overtakes would wait for ever. */
static struct gs_job **find_recent(struct gs_apart *a, struct gs_job **list)
{
	struct gs_job **at = list;
	size_t waiting = 0;

	for (const struct gs_job *job = *list; job != NULL; job = job->next)
		waiting += waits_apart(a, job);
	size_t older = count_older(++a->picks, waiting);

	for (;; at = &(*at)->next)
		if (waits_apart(a, *at) && older-- == 0)
			return at;
}

static void choose_apart(struct choice *c)
{
	struct gs_apart *next = NULL;

	for (const struct gs_job *job = *c->list; job != NULL;
	    job = job->next) {
		struct gs_apart *a = is_long(job) ? NULL :
		    find_apart(c->m, job->matter);
		if (a != NULL && (next == NULL || a->turn < next->turn))
			next = a;
	}
	if (next == NULL)
		return;

	next->turn = ++c->m->turns;
	c->cap = next->cap;
	struct gs_job **at = find_recent(next, c->list);
	const struct gs_job *first = take_job(c, at);
	take_same(c, at, first);
	take_same(c, c->list, first);
}

/* Whoever sends thousands of proofs at once delays one batch of the others. */
static void choose_long(struct choice *c)
{
	struct gs_job **at = c->list;

	while (*at != NULL && !is_long(*at))
		at = &(*at)->next;
	if (*at != NULL)
		(void)take_job(c, at);
}

struct gs_job *gs_matters_choose(struct gs_matters *m, struct gs_job **list,
    int64_t now)
{
	static void (*const turns[TURNS])(struct choice *) = {
	    [TURN_SHARED] = choose_shared, [TURN_APART] = choose_apart,
	    [TURN_LONG] = choose_long};
	struct choice c = {.m = m, .list = list};

	forget_good(m, now);
	c.end = &c.taken;
	for (unsigned i = 0; i < TURNS && c.taken == NULL; i++) {
		unsigned turn = (m->turn + i) % TURNS;

		turns[turn](&c);
		m->apart = turn == TURN_APART;
		if (c.taken != NULL)
			m->turn = (turn + 1) % TURNS;
	}
	return c.taken;
}

void gs_matters_wait(struct gs_job **list, struct gs_job *jobs)
{
	while (jobs != NULL) {
		struct gs_job *job = jobs, **at = list;

		jobs = job->next;
		while (*at != NULL && (*at)->number < job->number)
			at = &(*at)->next;
		job->next = *at;
		*at = job;
	}
}

/* Learning ---------------------------------------------------------------- */

struct outcome {
	size_t count; /* proofs of the batch */
	bool failed;
	const struct gs_job *open; /* the first of those not decided */
	bool one_matter;           /* all of these are of it */
};

static struct outcome sum_batch(const struct gs_job *batch)
{
	struct outcome o = {.one_matter = true};

	for (; batch != NULL; batch = batch->next) {
		o.count += batch->proofs;
		o.failed = o.failed || batch->verdict != GS_VERDICT_GOOD;
		if (batch->verdict != GS_VERDICT_OPEN)
			continue;
		if (o.open == NULL)
			o.open = batch;
		o.one_matter = o.one_matter && share_matter(o.open, batch);
	}
	return o;
}

static size_t next_cap(size_t cap, const struct outcome *o, size_t max)
{
	size_t half = o->count / 2 > 0 ? o->count / 2 : 1;

	if (o->failed)
		return half < cap ? half : cap;
	return cap > max / 2 ? max : 2 * cap;
}

void gs_matters_learn(struct gs_matters *m, const struct gs_job *batch,
    int64_t now)
{
	const struct outcome o = sum_batch(batch);
	struct gs_apart *a = m->apart ? find_apart(m, batch->matter) : NULL;

	for (const struct gs_job *job = batch; job != NULL; job = job->next)
		if (job->verdict == GS_VERDICT_BAD)
			put_apart(m, job->matter, 1, now);

	if (a != NULL) {
		a->cap = next_cap(a->cap, &o, GS_APART_MAX);
		if (o.failed)
			a->until = now + GS_APART_SECONDS;
	} else if (o.open != NULL && o.one_matter) {
		put_apart(m, o.open->matter, o.count / 2, now);
	} else if (!is_long(batch) && (o.open != NULL || !o.failed)) {
		/* A bad one that is known has gone apart: no search. */
		m->cap = next_cap(m->cap, &o, GS_BATCH_MAX);
	}
}
