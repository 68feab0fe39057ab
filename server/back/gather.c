/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/gather.h"

#include <string.h>

#include "server/back/enter.h"

struct gs_span gs_back_lower(struct gs_span a, struct gs_span b)
{
	uint8_t of_a[32], of_b[32];

	if (a.len == 0 || b.len == 0)
		return a.len == 0 ? b : a;
	gs_back_record_hash(of_a, a);
	gs_back_record_hash(of_b, b);
	int order = memcmp(of_a, of_b, sizeof of_a);
	return order < 0 || (order == 0 && a.len >= b.len) ? a : b;
}

static bool same_bytes(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 ||
	    memcmp(a.ptr, b.ptr, a.len) == 0);
}

int gs_back_has_act(bool *has, struct gs_back *back, const uint8_t memo[32],
    const struct gs_box_act *act)
{
	struct gs_box_act old;

	*has = false;
	int err = gs_inbox_act(&old, back->inbox, memo, act->tag);
	if (err == GS_OK)
		*has = same_bytes(old.endorsement, act->endorsement) &&
		    (act->withdrawal.len == 0 ||
		        same_bytes(old.withdrawal, act->withdrawal));
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

int gs_back_join_act(struct gs_back *back, struct gs_arena *arena,
    const uint8_t memo[32], const struct gs_box_act *act)
{
	struct gs_box_act old, joined = *act;

	int err = gs_inbox_act(&old, back->inbox, memo, act->tag);
	if (err == GS_ERR_UNKNOWN)
		return gs_inbox_put_act(back->inbox, memo, act);

	if (err == GS_OK)
		err = gs_arena_copy(&joined.endorsement, arena,
		    gs_back_lower(old.endorsement, act->endorsement));
	if (err == GS_OK)
		err = gs_arena_copy(&joined.withdrawal, arena,
		    gs_back_lower(old.withdrawal, act->withdrawal));
	return err == GS_OK ? gs_inbox_put_act(back->inbox, memo, &joined) :
	    err;
}

struct walk {
	struct gs_gathering *out;
	struct gs_arena *arena;
	bool shown;
	size_t room; /* 0: only count */
};

static int gather_text(struct walk *w, struct gs_span text, bool files)
{
	struct gs_span behind = {NULL, 0};

	if (w->room == 0) {
		w->out->count++;
		return GS_OK;
	}
	if (w->out->count == w->room)
		return GS_ERR_INTERNAL;
	size_t i = w->out->count++;
	int err = gs_arena_copy(&behind, w->arena, text);
	w->out->texts[i] = gs_back_record(&behind);
	if (files)
		w->out->behind[i] = behind;
	return err;
}

static int gather_act(void *ctx, const struct gs_box_act *act)
{
	struct walk *w = ctx;
	struct gs_span endorsement = w->shown ? act->shown : act->endorsement;
	struct gs_span withdrawal = w->shown ? act->shown_withdrawal :
	    act->withdrawal;

	if (endorsement.len == 0)
		return GS_OK;
	w->out->tags += w->room != 0;
	bool stands = withdrawal.len == 0;
	int err = gather_text(w, endorsement, stands && !w->shown);
	return err == GS_OK && !stands ? gather_text(w, withdrawal, false) :
	    err;
}

int gs_back_gather(struct gs_gathering *out, struct gs_back *back,
    struct gs_arena *arena, const uint8_t memo[32], bool shown, size_t before)
{
	struct walk w = {out, arena, shown, 0};

	*out = (struct gs_gathering){.count = before};
	int err = gs_inbox_each_act(back->inbox, memo, gather_act, &w);
	if (err != GS_OK)
		return err;

	w.room = out->count + 1;
	*out = (struct gs_gathering){.count = before,
	    .texts = gs_arena_take(arena, w.room, sizeof *out->texts),
	    .behind = gs_arena_take(arena, w.room, sizeof *out->behind)};
	if (out->texts == NULL || out->behind == NULL)
		return GS_ERR_MEMORY;
	return gs_inbox_each_act(back->inbox, memo, gather_act, &w);
}
