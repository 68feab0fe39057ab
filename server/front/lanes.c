/* SPDX-License-Identifier: Apache-2.0 */
#include "server/front/lanes.h"

#include <string.h>

#include "core/bytes.h"
#include "core/host.h"

static void start_lane(struct gs_lane *lane, size_t places, size_t bytes_max)
{
	lane->places = places;
	lane->bytes_max = bytes_max;
	for (size_t i = 0; i < GS_LANES_MATTERS; i++)
		lane->matters[i].last = &lane->matters[i].first;
}

void gs_lanes_start(struct gs_lanes *l, const uint8_t key[32])
{
	memset(l, 0, sizeof *l);
	memcpy(l->key, key, sizeof l->key);
	start_lane(&l->lanes[GS_LANE_FILES], GS_LANES_FILES, SIZE_MAX);
	start_lane(&l->lanes[GS_LANE_ASKED], GS_LANES_ASKED, SIZE_MAX);
	start_lane(&l->lanes[GS_LANE_PROOFS], GS_LANES_PROOFS, GS_LANES_BYTES);
}

/* Of a plain request the route, which nobody makes up.  Of one with proofs the
 * token as well: it tells a memo's people from those who only know its number,
 * and stands for the memo where the address does not name it.  A made-up one
 * gets its turn and is refused before any proof. */
static size_t find_matter(const struct gs_lanes *l, const struct gs_call *call)
{
	uint8_t hash[32];
	const struct gs_span parts[] = {{l->key, sizeof l->key},
	    {(const uint8_t *)call->route->name, strlen(call->route->name)},
	    {call->id, sizeof call->id}, {call->token, sizeof call->token}};

	gs_host_sha256(hash, parts, call->route->proofs ? 4 : 2);
	struct gs_reader r = gs_reader_of(hash, sizeof hash);
	return gs_read_u32(&r) % GS_LANES_MATTERS;
}

static struct gs_lane *lane_of(struct gs_lanes *l, const struct gs_call *call)
{
	return &l->lanes[call->route->proofs ? GS_LANE_PROOFS : call->asks ?
	    GS_LANE_ASKED : GS_LANE_FILES];
}

void gs_lanes_put(struct gs_lanes *l, struct gs_call *call)
{
	struct gs_lane *lane = lane_of(l, call);

	call->next = NULL;
	call->matter = find_matter(l, call);
	call->arrival = ++l->arrivals;
	struct gs_lane_matter *m = &lane->matters[call->matter];
	*m->last = call;
	m->last = &call->next;
	lane->waiting++;
}

static bool fits_lane(const struct gs_lane *lane, const struct gs_call *call)
{
	return lane->running == 0 ||
	    call->body_len <= lane->bytes_max - lane->bytes;
}

/* The one whose matter has the fewest that run, the oldest of those. */
static struct gs_call *take_next(struct gs_lane *lane)
{
	struct gs_lane_matter *best = NULL;

	if (lane->waiting == 0 || lane->running >= lane->places)
		return NULL;
	for (size_t i = 0; i < GS_LANES_MATTERS; i++) {
		struct gs_lane_matter *m = &lane->matters[i];

		if (m->first == NULL || !fits_lane(lane, m->first))
			continue;
		if (best == NULL || m->running < best->running ||
		    (m->running == best->running &&
		    m->first->arrival < best->first->arrival))
			best = m;
	}
	if (best == NULL)
		return NULL;

	struct gs_call *call = best->first;
	best->first = call->next;
	if (best->first == NULL)
		best->last = &best->first;
	call->next = NULL;
	best->running++;
	lane->waiting--;
	lane->running++;
	lane->bytes += call->body_len;
	return call;
}

struct gs_call *gs_lanes_take(struct gs_lanes *l)
{
	struct gs_call *call = NULL;

	l->turn++;
	for (unsigned i = 0; i < GS_LANES && call == NULL; i++)
		call = take_next(&l->lanes[(l->turn + i) % GS_LANES]);
	return call;
}

void gs_lanes_done(struct gs_lanes *l, const struct gs_call *call)
{
	struct gs_lane *lane = lane_of(l, call);

	lane->matters[call->matter].running--;
	lane->running--;
	lane->bytes -= call->body_len;
}
