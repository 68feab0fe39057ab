/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/lanes.h"

#include <string.h>

#include "core/bytes.h"

void gs_lanes_start(struct gs_lanes *l)
{
	*l = (struct gs_lanes){.turn = false};
	l->plain.last = &l->plain.first;
	l->proofs.last = &l->proofs.first;
}

void gs_lanes_put(struct gs_lanes *l, struct gs_call *call)
{
	struct gs_lane *lane = call->route->proofs ? &l->proofs : &l->plain;

	call->next = NULL;
	*lane->last = call;
	lane->last = &call->next;
}

static struct gs_call *take_at(struct gs_lane *lane, struct gs_call **at)
{
	struct gs_call *call = *at;

	*at = call->next;
	if (lane->last == &call->next)
		lane->last = at;
	call->next = NULL;
	return call;
}

/* The token tells a memo's people from those who only know its number, and
 * stands for the memo where the address does not name it.  A made-up one gets
 * its turn and is refused before any proof. */
static bool same_matter(const struct gs_call *a, const struct gs_call *b)
{
	return a->route == b->route && memcmp(a->id, b->id, 32) == 0 &&
	    gs_bytes_equal(a->token, b->token, 32);
}

static size_t count_running(const struct gs_lanes *l,
    const struct gs_call *call, size_t *all)
{
	size_t same = 0;

	*all = 0;
	for (size_t i = 0; i < GS_LANES_WORKERS; i++) {
		const struct gs_call *r = l->running[i];
		bool counts = r != NULL && r->route->proofs;
		*all += counts;
		same += counts && same_matter(r, call);
	}
	return same;
}

/* The one whose matter has the fewest workers, the oldest of those. */
static struct gs_call *take_proofs(struct gs_lanes *l)
{
	struct gs_call **best = NULL;
	size_t least = SIZE_MAX, all = 0;

	for (struct gs_call **at = &l->proofs.first; *at != NULL && least > 0;
	    at = &(*at)->next) {
		size_t n = count_running(l, *at, &all);
		if (all >= GS_LANES_PROOFS)
			return NULL;
		if (n < least) {
			least = n;
			best = at;
		}
	}

	return best == NULL ? NULL : take_at(&l->proofs, best);
}

static struct gs_call *take_plain(struct gs_lanes *l)
{
	return l->plain.first == NULL ? NULL :
	    take_at(&l->plain, &l->plain.first);
}

struct gs_call *gs_lanes_take(struct gs_lanes *l)
{
	l->turn = !l->turn;
	struct gs_call *call = l->turn ? take_plain(l) : take_proofs(l);
	if (call == NULL)
		call = l->turn ? take_proofs(l) : take_plain(l);

	for (size_t i = 0; call != NULL && i < GS_LANES_WORKERS; i++)
		if (l->running[i] == NULL) {
			l->running[i] = call;
			break;
		}
	return call;
}

void gs_lanes_done(struct gs_lanes *l, const struct gs_call *call)
{
	for (size_t i = 0; i < GS_LANES_WORKERS; i++)
		if (l->running[i] == call)
			l->running[i] = NULL;
}
