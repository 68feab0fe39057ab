/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/contents.h"

#include <stdlib.h>
#include <string.h>

/* Filled twice: the first time they are counted. */
struct uses {
	struct gs_content_use *use; /* NULL: counts only */
	size_t count;
	const struct gs_memo *memo;
};

/* `at`: when the record entered. */
static void add_uses(struct uses *u, const struct gs_record *rec, int64_t at,
    bool published)
{
	const struct gs_value *v = NULL;
	const struct gs_said *deletion = gs_deletion_of(u->memo, at, published,
	    INT64_MAX);

	for (size_t i = 0; (v = gs_record_value(rec, "content", i)) != NULL;
	    i++) {
		if (u->use != NULL) {
			u->use[u->count] = (struct gs_content_use){
			    .memo = u->memo, .published = published,
			    .deletion = deletion};
			memcpy(u->use[u->count].hash, v->parts[0].ptr, 32);
		}
		u->count++;
	}
}

static void add_letters(struct uses *u, const struct gs_memo *m)
{
	for (const struct gs_memo_reply *r = m->reply; r != NULL;
	    r = r->before) {
		add_uses(u, &r->rec, r->at, false);
		if (r->responded != 0)
			add_uses(u, &r->response, r->responded, false);
	}
	for (const struct gs_appeal *a = m->appeal; a != NULL; a = a->before) {
		add_uses(u, &a->rec, a->at, false);
		if (a->decided != 0)
			add_uses(u, &a->decision, a->decided, false);
	}
	for (const struct gs_correction *c = m->correction; c != NULL;
	    c = c->before)
		add_uses(u, &c->rec, c->at, false);
	for (const struct gs_question *q = m->question; q != NULL;
	    q = q->before) {
		add_uses(u, &q->ask, q->asked, false);
		if (q->answered != 0)
			add_uses(u, &q->answer, q->answered, false);
	}

	for (const struct gs_position *p = m->position; p != NULL;
	    p = p->before) {
		add_uses(u, &p->rec, p->at, false);
		if (p->disputed != 0)
			add_uses(u, &p->dispute, p->disputed, false);
	}

	for (const struct gs_unreadable *r = m->unreadable; r != NULL;
	    r = r->before)
		if (r->resupplied != 0)
			add_uses(u, &r->resupply, r->resupplied, false);
}

/* A copy's file is for its recipient too. */
static void add_circle(struct uses *u, const struct gs_memo *m)
{
	for (const struct gs_said *s = m->said[GS_SAID_REPORT]; s != NULL;
	    s = s->before)
		add_uses(u, &s->rec, s->at, false);
	for (const struct gs_said *s = m->said[GS_SAID_COPY]; s != NULL;
	    s = s->before) {
		size_t before = u->count;

		add_uses(u, &s->rec, s->at, false);
		if (u->use != NULL && u->count > before)
			u->use[before].copy = s;
	}
}

static void add_memos(struct uses *u, const struct gs_state *state)
{
	u->count = 0;
	for (const struct gs_memo *m = gs_state_memo(state); m != NULL;
	    m = m->before) {
		u->memo = m;
		add_uses(u, &m->rec, m->at, false);
		add_letters(u, m);
		add_circle(u, m);
		for (const struct gs_publication *p = m->publication;
		    p != NULL; p = p->before)
			add_uses(u, &p->rec, p->at, true);
	}
}

static int compare_uses(const void *a, const void *b)
{
	const struct gs_content_use *x = a, *y = b;

	return memcmp(x->hash, y->hash, 32);
}

static int go_through(struct gs_back *back)
{
	struct uses u = {.use = NULL};

	add_memos(&u, back->state);
	u.use = calloc(u.count + 1, sizeof *u.use);
	if (u.use == NULL)
		return GS_ERR_MEMORY;
	add_memos(&u, back->state);
	qsort(u.use, u.count, sizeof *u.use, compare_uses);

	free(back->contents.use);
	back->contents.use = u.use;
	back->contents.count = u.count;
	back->contents.size = gs_state_size(back->state);
	return GS_OK;
}

static int refresh_uses(struct gs_back *back)
{
	return back->contents.use != NULL &&
	    back->contents.size == gs_state_size(back->state) ? GS_OK :
	    go_through(back);
}

int gs_back_contents_find(const struct gs_content_use **first, size_t *count,
    struct gs_back *back, const uint8_t hash[32])
{
	struct gs_contents *c = &back->contents;
	size_t low = 0;

	*count = 0;
	int err = refresh_uses(back);
	if (err != GS_OK)
		return err;

	for (size_t high = c->count; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(c->use[middle].hash, hash, 32) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = c->use + low;
	while (low + *count < c->count &&
	    memcmp(c->use[low + *count].hash, hash, 32) == 0)
		++*count;
	return GS_OK;
}

/* Deletion ---------------------------------------------------------------- */

/* A file that another memo names too, or that was published, stays until that
 * is deleted as well. */
static bool is_deleted(const struct gs_content_use *use, size_t count,
    const struct gs_memo *memo)
{
	bool of_memo = false;

	for (size_t i = 0; i < count; i++) {
		if (use[i].deletion == NULL)
			return false;
		of_memo |= use[i].memo == memo;
	}
	return of_memo;
}

static int erase_named(struct gs_back *back, const struct gs_memo *memo)
{
	const struct gs_contents *c = &back->contents;
	size_t count = 0;
	int err = GS_OK;

	for (size_t i = 0; i < c->count && err == GS_OK; i += count) {
		count = 1;
		while (i + count < c->count && compare_uses(&c->use[i],
		    &c->use[i + count]) == 0)
			count++;
		if (is_deleted(&c->use[i], count, memo))
			err = gs_store_remove_content(back->log,
			    c->use[i].hash);
	}
	return err;
}

/* Those by which somebody made themselves known, which no record of the state
 * names. */
static int erase_reveals(struct gs_back *back, const struct gs_memo *memo)
{
	const struct gs_content_use *use = NULL;
	uint8_t hash[32] = {0};
	size_t count = 0;
	int err = GS_OK;

	while (err == GS_OK) {
		err = gs_store_next_reveal(back->log, hash, memo->id);
		if (err == GS_OK)
			err = gs_back_contents_find(&use, &count, back, hash);
		if (err == GS_OK && count == 0)
			err = gs_store_remove_content(back->log, hash);
	}
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

int gs_back_contents_erase(struct gs_back *back, const struct gs_memo *memo)
{
	int err = refresh_uses(back);

	if (err == GS_OK)
		err = erase_named(back, memo);
	if (err == GS_OK)
		err = erase_reveals(back, memo);
	back->contents_due = back->erased = true;
	return err;
}

void gs_back_contents_stop(struct gs_back *back)
{
	free(back->contents.use);
	back->contents = (struct gs_contents){.use = NULL};
}
