/* SPDX-License-Identifier: Apache-2.0 */
#include "server/gate/proofs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/proof/member.h"
#include "server/wire/queue.h"

#define ROLLS 4
#define COMPANY_SHARE 8 /* of the last verification's time ... */
#define COMPANY_MOST 10000000 /* ... but no more nanoseconds */

struct known_roll {
	struct gs_pool pool;
	const struct gs_roll *roll; /* NULL: a free place */
	uint64_t used;
};

struct gs_proofs {
	struct gs_way back;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t asked;
	bool has_mutex, has_asked, running; /* what gs_proofs_stop ends */
	struct gs_job *first, **last; /* what waits, oldest first */
	uint64_t put; /* how many came, ever */
	bool closed;
	/* The thread's own: */
	struct gs_matters matters;
	int64_t company; /* nanoseconds that it waits for more to come */
	struct known_roll rolls[ROLLS];
	uint64_t uses;
};

/* Rolls ------------------------------------------------------------------ */

/* The place of `root`, or the one to give up for it. */
static struct known_roll *find_place(struct gs_proofs *p,
    const uint8_t root[32])
{
	struct known_roll *oldest = &p->rolls[0];

	for (size_t i = 0; i < ROLLS; i++) {
		struct known_roll *k = &p->rolls[i];
		if (k->roll != NULL &&
		    memcmp(gs_roll_root(k->roll), root, 32) == 0)
			return k;
		if (k->roll == NULL || (oldest->roll != NULL &&
		    k->used < oldest->used))
			oldest = k;
	}

	gs_pool_free(&oldest->pool);
	oldest->roll = NULL;
	return oldest;
}

static int fetch_roll(struct known_roll *place, struct gs_proofs *p,
    const uint8_t root[32])
{
	struct gs_ask ask = {.kind = GS_ASK_ROLL};
	struct gs_answer answer;
	struct gs_roll *roll = NULL;

	memcpy(ask.id, root, 32);
	gs_answer_start(&answer);
	gs_way_ask(p->back, &answer, &ask);

	int err = answer.err;
	if (err == GS_OK)
		err = gs_roll_open(&roll, gs_pool_start(&place->pool),
		    answer.bytes.ptr, answer.bytes.len / 32);
	if (err == GS_OK && memcmp(gs_roll_root(roll), root, 32) != 0)
		err = GS_ERR_CORRUPT;
	if (err == GS_OK)
		place->roll = roll;
	else
		gs_pool_free(&place->pool);
	gs_answer_free(&answer);
	return err;
}

static int find_roll(const struct gs_roll **out, struct gs_proofs *p,
    const uint8_t root[32])
{
	struct known_roll *place = find_place(p, root);

	int err = place->roll == NULL ? fetch_roll(place, p, root) : GS_OK;
	if (err == GS_OK) {
		place->used = ++p->uses;
		*out = place->roll;
	}
	return err;
}

/* One batch -------------------------------------------------------------- */

static const struct gs_answer *answer_of(const struct gs_job *job)
{
	return ((const struct gs_check *)job)->answer;
}

static size_t fill_refs(struct gs_proof_ref *refs, const struct gs_job *batch)
{
	size_t n = 0;

	for (; batch != NULL; batch = batch->next)
		for (size_t i = 0; i < batch->proofs; i++) {
			const struct gs_wire_proof *p =
			    &answer_of(batch)->proofs[i];
			refs[n++] = (struct gs_proof_ref){
			    .statement = {p->scope.ptr, p->scope.len,
			        p->message.ptr, p->message.len},
			    .proof = p->proof.ptr, .proof_len = p->proof.len};
		}
	return n;
}

/* One answer, which stands or falls as one. */
static int verify_alone(struct gs_job *job, const struct gs_roll *roll,
    const struct gs_proof_ref *refs, struct gs_arena *arena)
{
	int err = gs_member_verify_all(roll, refs, job->proofs, arena);

	job->verdict = err == GS_OK ? GS_VERDICT_GOOD : GS_VERDICT_BAD;
	return err == GS_ERR_PROOF ? GS_OK : err;
}

/* Answers of several people. */
static int verify_together(struct gs_job *batch, const struct gs_roll *roll,
    const struct gs_proof_ref *refs, size_t count, struct gs_arena *arena)
{
	bool open = false, *valid = gs_arena_take(arena, count, sizeof *valid);
	size_t n = 0;

	if (valid == NULL)
		return GS_ERR_MEMORY;
	int err = gs_member_verify_once(valid, &open, roll, refs, count, arena);
	if (err != GS_OK)
		return err;

	/* The sum was over all that is not bad by itself. */
	for (struct gs_job *job = batch; job != NULL; job = job->next) {
		job->verdict = open ? GS_VERDICT_OPEN : GS_VERDICT_GOOD;
		for (size_t i = 0; i < job->proofs; i++)
			if (!valid[n++])
				job->verdict = GS_VERDICT_BAD;
	}
	return GS_OK;
}

static int run_batch(struct gs_proofs *p, struct gs_job *batch)
{
	const struct gs_roll *roll = NULL;
	struct gs_pool pool;
	size_t count = 0;

	for (struct gs_job *job = batch; job != NULL; job = job->next)
		count += job->proofs;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_proof_ref *refs = gs_arena_take(arena, count, sizeof *refs);

	int err = refs == NULL ? GS_ERR_MEMORY :
	    find_roll(&roll, p, batch->root);
	if (err == GS_OK) {
		(void)fill_refs(refs, batch);
		err = batch->next == NULL ?
		    verify_alone(batch, roll, refs, arena) :
		    verify_together(batch, roll, refs, count, arena);
	}
	gs_pool_free(&pool);
	return err;
}

/* What waits ------------------------------------------------------------- */

static int64_t proofs_nanoseconds(void)
{
	struct timespec now = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t proofs_seconds(void)
{
	return proofs_nanoseconds() / 1000000000;
}

static void tell_checked(struct gs_job *job, int err)
{
	struct gs_check *check = (struct gs_check *)job;

	(void)gs_answer_fail(check->answer, err);
	check->checked(check);
}

static void find_last(struct gs_proofs *p)
{
	p->last = &p->first;
	while (*p->last != NULL)
		p->last = &(*p->last)->next;
}

/* Out of the list: who has waited too long. */
static struct gs_job *take_late(struct gs_proofs *p, int64_t now)
{
	struct gs_job *late = NULL, **end = &late, **at = &p->first;

	while (*at != NULL) {
		struct gs_job *job = *at;

		if (now - job->arrived <= GS_TURN_SECONDS) {
			at = &job->next;
			continue;
		}
		*at = job->next;
		job->next = NULL;
		*end = job;
		end = &job->next;
	}
	return late;
}

/* Those who come together do not come at once: the first would be verified
 * alone, at the price of all. */
static void await_company(struct gs_proofs *p)
{
	int64_t end = proofs_nanoseconds() + p->company;
	const struct timespec until = {.tv_sec = (time_t)(end / 1000000000),
	    .tv_nsec = (long)(end % 1000000000)};
	int rc = 0;

	while (rc == 0 && !p->closed)
		rc = pthread_cond_timedwait(&p->asked, &p->mutex, &until);
}

/* False: nothing will come any more.  Either list may be empty. */
static bool take_batch(struct gs_job **batch, struct gs_job **late,
    struct gs_proofs *p)
{
	pthread_mutex_lock(&p->mutex);
	bool idle = p->first == NULL;
	while (p->first == NULL && !p->closed)
		pthread_cond_wait(&p->asked, &p->mutex);
	if (idle)
		await_company(p);
	bool some = p->first != NULL;
	int64_t now = proofs_seconds();

	*late = take_late(p, now);
	*batch = p->first == NULL ? NULL :
	    gs_matters_choose(&p->matters, &p->first, now);
	find_last(p);
	pthread_mutex_unlock(&p->mutex);
	return some;
}

static void wait_again(struct gs_proofs *p, struct gs_job *open)
{
	pthread_mutex_lock(&p->mutex);
	gs_matters_wait(&p->first, open);
	find_last(p);
	pthread_mutex_unlock(&p->mutex);
}

static void tell_batch(struct gs_proofs *p, struct gs_job *batch, int err)
{
	struct gs_job *open = NULL;

	while (batch != NULL) {
		struct gs_job *next = batch->next;

		if (err == GS_OK && batch->verdict == GS_VERDICT_OPEN) {
			batch->next = open;
			open = batch;
		} else {
			tell_checked(batch, err != GS_OK ? err :
			    batch->verdict == GS_VERDICT_GOOD ? GS_OK :
			    GS_ERR_PROOF);
		}
		batch = next;
	}
	if (open != NULL)
		wait_again(p, open);
}

static void tell_late(struct gs_job *late)
{
	while (late != NULL) {
		struct gs_job *next = late->next;
		struct gs_check *check = (struct gs_check *)late;

		gs_report_tell(&check->answer->report, "proofs-too-many",
		    "the server did not come to this proof within {0} "
		    "seconds; nothing was done",
		    gs_say_number(GS_TURN_SECONDS));
		tell_checked(late, GS_ERR_BUSY);
		late = next;
	}
}

static void *check_batches(void *ctx)
{
	struct gs_proofs *p = ctx;
	struct gs_job *batch = NULL, *late = NULL;

	while (take_batch(&batch, &late, p)) {
		tell_late(late);
		if (batch == NULL)
			continue;
		int64_t begun = proofs_nanoseconds();
		int err = run_batch(p, batch);
		p->company = (proofs_nanoseconds() - begun) / COMPANY_SHARE;
		if (p->company > COMPANY_MOST)
			p->company = COMPANY_MOST;
		if (err == GS_OK)
			gs_matters_learn(&p->matters, batch, proofs_seconds());
		tell_batch(p, batch, err);
	}
	return NULL;
}

int gs_proofs_start(struct gs_proofs **out, struct gs_way back)
{
	struct gs_proofs *p = calloc(1, sizeof *p);
	if (p == NULL)
		return GS_ERR_MEMORY;

	p->back = back;
	p->last = &p->first;
	gs_matters_start(&p->matters);
	p->has_mutex = pthread_mutex_init(&p->mutex, NULL) == 0;
	p->has_asked = gs_queue_cond(&p->asked);
	p->running = p->has_mutex && p->has_asked &&
	    pthread_create(&p->thread, NULL, check_batches, p) == 0;
	if (!p->running) {
		gs_proofs_stop(&p);
		return GS_ERR_MEMORY;
	}

	*out = p;
	return GS_OK;
}

void gs_proofs_stop(struct gs_proofs **proofs)
{
	struct gs_proofs *p = *proofs;
	if (p == NULL)
		return;

	if (p->running) {
		pthread_mutex_lock(&p->mutex);
		p->closed = true;
		pthread_cond_signal(&p->asked);
		pthread_mutex_unlock(&p->mutex);
		pthread_join(p->thread, NULL);
	}
	if (p->has_asked)
		pthread_cond_destroy(&p->asked);
	if (p->has_mutex)
		pthread_mutex_destroy(&p->mutex);
	for (size_t i = 0; i < ROLLS; i++)
		gs_pool_free(&p->rolls[i].pool);
	free(p);
	*proofs = NULL;
}

/* By what the back said that they are about, not by what the asker shows: it
 * has refused whoever does not hold the token, and others make none up. */
static void name_matter(struct gs_job *job, const struct gs_wire_proof *proof,
    enum gs_ask_kind kind)
{
	const uint8_t route = (uint8_t)kind;
	const struct gs_span parts[] = {{&route, 1},
	    {proof->root, sizeof proof->root}, proof->scope};

	memcpy(job->root, proof->root, sizeof job->root);
	gs_host_sha256(job->matter, parts, sizeof parts / sizeof *parts);
}

void gs_proofs_put(struct gs_proofs *p, struct gs_check *check,
    enum gs_ask_kind kind)
{
	const struct gs_answer *answer = check->answer;
	struct gs_job *job = &check->job;

	for (size_t i = 1; i < answer->proof_count; i++)
		if (memcmp(answer->proofs[i].root, answer->proofs[0].root,
		        32) != 0) {
			tell_checked(job, GS_ERR_INTERNAL);
			return;
		}

	name_matter(job, &answer->proofs[0], kind);
	job->proofs = answer->proof_count;
	job->arrived = proofs_seconds();
	job->next = NULL;
	pthread_mutex_lock(&p->mutex);
	job->number = ++p->put;
	*p->last = job;
	p->last = &job->next;
	pthread_cond_signal(&p->asked);
	pthread_mutex_unlock(&p->mutex);
}
