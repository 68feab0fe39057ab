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

static void add_uses(struct uses *u, const struct gs_record *rec,
    bool published)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "content", i)) != NULL;
	    i++) {
		if (u->use != NULL) {
			u->use[u->count] = (struct gs_content_use){
			    .memo = u->memo, .published = published};
			memcpy(u->use[u->count].hash, v->parts[0].ptr, 32);
		}
		u->count++;
	}
}

static void add_letters(struct uses *u, const struct gs_memo *m)
{
	for (const struct gs_memo_reply *r = m->reply; r != NULL;
	    r = r->before) {
		add_uses(u, &r->rec, false);
		if (r->responded != 0)
			add_uses(u, &r->response, false);
	}
	for (const struct gs_appeal *a = m->appeal; a != NULL; a = a->before) {
		add_uses(u, &a->rec, false);
		if (a->decided != 0)
			add_uses(u, &a->decision, false);
	}
	for (const struct gs_correction *c = m->correction; c != NULL;
	    c = c->before)
		add_uses(u, &c->rec, false);
	for (const struct gs_question *q = m->question; q != NULL;
	    q = q->before) {
		add_uses(u, &q->ask, false);
		if (q->answered != 0)
			add_uses(u, &q->answer, false);
	}

	for (const struct gs_position *p = m->position; p != NULL;
	    p = p->before) {
		add_uses(u, &p->rec, false);
		if (p->disputed != 0)
			add_uses(u, &p->dispute, false);
	}

	for (const struct gs_unreadable *r = m->unreadable; r != NULL;
	    r = r->before)
		if (r->resupplied != 0)
			add_uses(u, &r->resupply, false);
}

/* A copy's file is for its recipient too. */
static void add_circle(struct uses *u, const struct gs_memo *m)
{
	for (const struct gs_said *s = m->said[GS_SAID_REPORT]; s != NULL;
	    s = s->before)
		add_uses(u, &s->rec, false);
	for (const struct gs_said *s = m->said[GS_SAID_COPY]; s != NULL;
	    s = s->before) {
		size_t before = u->count;

		add_uses(u, &s->rec, false);
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
		add_uses(u, &m->rec, false);
		add_letters(u, m);
		add_circle(u, m);
		for (const struct gs_publication *p = m->publication;
		    p != NULL; p = p->before)
			add_uses(u, &p->rec, true);
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

int gs_back_contents_find(const struct gs_content_use **first, size_t *count,
    struct gs_back *back, const uint8_t hash[32])
{
	struct gs_contents *c = &back->contents;
	size_t low = 0;

	*count = 0;
	if (c->use == NULL || c->size != gs_state_size(back->state)) {
		int err = go_through(back);
		if (err != GS_OK)
			return err;
	}

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

void gs_back_contents_stop(struct gs_back *back)
{
	free(back->contents.use);
	back->contents = (struct gs_contents){.use = NULL};
}
