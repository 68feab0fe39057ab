/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/tidy.h"

#include "server/back/disk.h"
#include "server/back/followers.h"
#include "server/back/warn.h"
#include "store/boxes.h"

/* What the acts of a batch themselves may take, beside the copy. */
#define MARGIN ((uint64_t)16 << 20)

/* boxes.db below this is written anew at once where something went: under a
 * second. */
#define SMALL ((uint64_t)64 << 20)

/* So is staff.db, whose copy stands in memory: for some thousand members. */
#define STAFF_SMALL ((uint64_t)8 << 20)

static bool is_small_file(struct gs_database *db, uint64_t max)
{
	uint64_t twice = 0;

	return gs_store_tidy_room(&twice, db) == GS_OK && twice <= 2 * max;
}

/* When somebody enrolled says nothing of what they do: keys are taken where
 * this fails, since the registrar reads the file, and it is tried again. */
static void tidy_staff(struct gs_back *back, bool release)
{
	if (back->staff_untidy &&
	    (release || is_small_file(back->staff, STAFF_SMALL)) &&
	    gs_staff_tidy(back->staff) == GS_OK)
		back->staff_untidy = false;
}

/* False: it was not possible. */
static bool tidy_files(struct gs_back *back, bool release)
{
	bool good = !back->anonymous && !back->untidy ? true :
	    gs_inbox_tidy(back->inbox) == GS_OK;

	back->boxes_untidy |= back->boxes_changed;
	if (good && back->boxes_untidy) {
		bool anew = release || is_small_file(back->boxes, SMALL);

		good = gs_boxes_tidy(back->boxes, anew) == GS_OK;
		back->boxes_untidy = !(good && anew);
	}
	return good;
}

void gs_back_tidy(struct gs_back *back, bool release)
{
	bool failed = !tidy_files(back, release);

	tidy_staff(back, release);
	back->anonymous = back->boxes_changed = false;
	if (failed && !back->untidy)
		gs_back_warn("store-not-tidied", "{0}: inbox.db or boxes.db "
		    "cannot be written anew: {1}. Their pages show in which "
		    "order the last acts came; until it can be, acts of "
		    "members are refused", gs_say_text(back->dir),
		    gs_say_text(gs_disk_trouble(back->dir)));
	else if (!failed && back->untidy)
		gs_back_warn("store-tidied-again", "{0}: inbox.db and boxes.db "
		    "were written anew; acts of members are taken again",
		    gs_say_text(back->dir));
	back->untidy = failed;
}

static bool is_anonymous(const struct gs_ask *ask)
{
	return ask->kind == GS_ASK_ACT || ask->kind == GS_ASK_FILING ||
	    ask->kind == GS_ASK_BOX_OPEN || ask->kind == GS_ASK_BOX_ACT ||
	    ask->kind == GS_ASK_BOX_FILE ||
	    ask->kind == GS_ASK_BOX_PROLONG ||
	    ask->kind == GS_ASK_BOX_REMOVE;
}

/* Those behind which the files are written anew, since something may go. */
static bool makes_copy(const struct gs_ask *ask)
{
	return ask->kind == GS_ASK_FILING || ask->kind == GS_ASK_BOX_FILE ||
	    ask->kind == GS_ASK_BOX_REMOVE;
}

/* Those, and whose texts go one day. */
static bool wants_copy(const struct gs_ask *ask)
{
	return makes_copy(ask) || ask->kind == GS_ASK_BOX_OPEN ||
	    (ask->kind == GS_ASK_ACT && ask->content_count > 0);
}

/* What is written anew behind this batch takes a part of that room: it is
 * reserved in the folder, and given back.  To reserve nothing shows that the
 * folder is there. */
static bool can_copy(const struct gs_back *back, uint64_t inbox,
    uint64_t boxes)
{
	uint64_t bytes = inbox +
	    (is_small_file(back->boxes, SMALL) ? boxes : 0);

	return gs_store_tidy_reserve(back->inbox, bytes) == GS_OK;
}

static void warn_no_copies(const struct gs_back *back, bool has_room)
{
	struct gs_message_value dir = gs_say_text(back->dir);

	if (has_room)
		gs_back_warn("tidy-not-writable", "{0}/tidy: copies of "
		    "inbox.db and boxes.db cannot be written there: {1}. New "
		    "boxes and files of members are refused until they can",
		    dir, gs_say_text(gs_disk_trouble(back->dir)));
	else
		gs_back_warn("disk-cramped", "{0}: its file system has too "
		    "little room for copies of inbox.db and boxes.db; new "
		    "boxes and files of members are refused until it has "
		    "(docs/RECOVERY.md)", dir);
}

/* Sets back->no_copies.  `made`: by this batch. */
static int look_for_copies(struct gs_back *back, uint64_t room, bool made)
{
	uint64_t inbox = 0, boxes = 0;

	int err = gs_store_tidy_room(&inbox, back->inbox);
	if (err == GS_OK)
		err = gs_store_tidy_room(&boxes, back->boxes);
	if (err != GS_OK)
		return err;

	bool has_room = room >= inbox + boxes &&
	    room - inbox - boxes >= MARGIN;
	bool none = !has_room ||
	    !can_copy(back, made ? inbox : 0, made ? boxes : 0);
	if (none && !back->no_copies)
		warn_no_copies(back, has_room);
	back->no_copies = none;
	return GS_OK;
}

/* Sets back->cramped: no act is kept that could not be hidden. */
static int look_for_room(struct gs_back *back, bool copies, bool made)
{
	uint64_t room = 0;

	int err = gs_disk_room(&room, back->dir);
	if (err != GS_OK)
		return err;
	if (room < MARGIN && !back->cramped)
		gs_back_warn("disk-full-soon", "{0}: its file system has {1} "
		    "bytes left; acts of members are refused until it has "
		    "{2} (docs/RECOVERY.md)", gs_say_text(back->dir),
		    gs_say_number(room), gs_say_number(MARGIN));
	back->cramped = room < MARGIN;
	return copies ? look_for_copies(back, room, made) : GS_OK;
}

bool gs_back_has_room(const struct gs_back *back)
{
	return gs_disk_keeps(back->dir, MARGIN);
}

/* What failed once is not looked at: where nobody is sent here any more,
 * nothing would try it again. */
void gs_back_health(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	(void)ask;
	answer->err = gs_back_has_room(back) ? GS_OK : GS_ERR_BUSY;
}

int gs_back_admit_acts(struct gs_back *back, const struct gs_waiting *taken)
{
	bool acts = false, copies = false, made = false;

	back->acts_refused = back->acts_uncopied = false;
	for (const struct gs_waiting *w = taken; w != NULL; w = w->next) {
		acts = acts || is_anonymous(w->ask);
		copies = copies || wants_copy(w->ask);
		made = made || makes_copy(w->ask);
	}
	back->acts_asked = acts;
	if (!acts)
		return GS_OK;

	back->acts_uncopied = !gs_followers_whole(back);
	int err = look_for_room(back, copies, made);
	if (err == GS_OK && back->untidy && !back->cramped)
		gs_back_tidy(back, false);
	back->acts_refused = err == GS_OK && (back->untidy || back->cramped);
	return err;
}

bool gs_back_refuse_act(const struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (back->acts_uncopied && is_anonymous(ask)) {
		gs_answer_refuse(answer, GS_ERR_BUSY, "acts-not-copied", "the "
		    "server takes no acts now: another node, which is to keep "
		    "them too, does not answer; this one was not kept");
		return true;
	}
	if (!(back->acts_refused && is_anonymous(ask)) &&
	    !(back->no_copies && wants_copy(ask)))
		return false;
	gs_answer_refuse(answer, GS_ERR_BUSY, "acts-not-hidden", "the server "
	    "takes no acts now: it has no room to remove what shows the order "
	    "in which they come; this one was not kept");
	return true;
}
