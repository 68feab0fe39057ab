/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/tidy.h"

#include "server/back/disk.h"
#include "server/back/warn.h"

/* What the acts of a batch themselves may take, beside the copy. */
#define MARGIN ((uint64_t)16 << 20)

void gs_back_tidy(struct gs_back *back)
{
	bool failed = gs_store_tidy(back->store) != GS_OK;

	if (failed && !back->untidy)
		gs_back_warn("store-not-tidied", "{0}/channel.db: cannot be "
		    "written anew: {1}. Its pages show in which order the last "
		    "acts came; until it can be, acts of members are refused",
		    gs_say_text(back->dir),
		    gs_say_text(gs_disk_trouble(back->dir)));
	else if (!failed && back->untidy)
		gs_back_warn("store-tidied-again", "{0}/channel.db: was "
		    "written anew; acts of members are taken again",
		    gs_say_text(back->dir));
	back->untidy = failed;
}

static bool is_anonymous(const struct gs_ask *ask)
{
	return ask->kind == GS_ASK_ACT || ask->kind == GS_ASK_BOX_OPEN ||
	    ask->kind == GS_ASK_BOX_ACT || ask->kind == GS_ASK_BOX_FILE;
}

static int find_room(bool *has, const struct gs_back *back)
{
	uint64_t need = 0, room = 0;

	int err = gs_store_tidy_room(&need, back->store);
	if (err == GS_OK)
		err = gs_disk_room(&room, back->dir);
	*has = err == GS_OK && room >= need && room - need >= MARGIN;
	return err;
}

int gs_back_admit_acts(struct gs_back *back, const struct gs_waiting *taken)
{
	bool acts = false, has_room = false;

	back->acts_refused = false;
	for (const struct gs_waiting *w = taken; w != NULL; w = w->next)
		acts = acts || is_anonymous(w->ask);
	if (!acts)
		return GS_OK;

	if (back->untidy)
		gs_back_tidy(back);
	int err = find_room(&has_room, back);
	if (err != GS_OK)
		return err;
	if (!has_room && !back->cramped)
		gs_back_warn("disk-cramped", "{0}: its file system has too "
		    "little room for a copy of channel.db; acts of members are "
		    "refused until it has (docs/RECOVERY.md)",
		    gs_say_text(back->dir));
	back->cramped = !has_room;
	back->acts_refused = back->untidy || back->cramped;
	return GS_OK;
}

bool gs_back_refuse_act(const struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (!back->acts_refused || !is_anonymous(ask))
		return false;
	gs_answer_refuse(answer, GS_ERR_BUSY, "acts-not-hidden", "the server "
	    "takes no acts now: it has no room to remove what shows the order "
	    "in which they come; this one was not kept");
	return true;
}
