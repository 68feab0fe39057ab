/* SPDX-License-Identifier: Apache-2.0 */
/* The order of what is made durable:
 *
 *   1. the server's note, once it continues those before: from then on a log
 *      that contradicts it is refused, whatever becomes of this look;
 *   2. tiles, some thousand entries at a time; they are judged from the folder,
 *      so that what was judged is what is kept;
 *   3. the rolls of these entries, then how far was judged;
 *   4. what was published;
 *   5. that the note is about to be cosigned; then it is, and published. */
#include "mirror/follow.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/tree/tree.h"
#include "lib/client/published.h"
#include "lib/client/replay.h"
#include "lib/file.h"
#include "lib/log/tiles_copy.h"
#include "lib/records/contradiction.h"
#include "lib/steps/witness.h"
#include "mirror/ahead.h"
#include "mirror/folder.h"

#define PROGRESS_EACH 256 /* entries */
#define CHUNK ((uint64_t)16384) /* entries, full tiles */

struct gs_mirror {
	struct gs_mirror_order order;
	struct gs_log_place place; /* of the order */
	struct gs_mirror_folder folder;
	/* Guards `memory`, which whoever hands in a checkpoint changes too.
	 * The follower alone changes what was followed and checked. */
	pthread_mutex_t mutex;
	struct gs_mirror_memory memory;
	bool unsaved; /* `memory` is ahead of the disk: a write failed */
	/* Held by the follower while it changes the state, and by others while
	 * they look at it.  What the server is asked for meanwhile keeps the
	 * others out, so that nothing is that can be had before. */
	pthread_mutex_t judging;
	struct gs_replay *replay;
	struct gs_tiles *tiles;     /* the server's, of this look */
	struct gs_mirror_note note; /* the server's, of this look */
	struct gs_mirror_note held; /* that was cosigned, held against it */
	struct gs_mirror_round *out;
	bool from_disk; /* what was fetched last is the folder's */
	bool roll_lost; /* the folder has not got one that it had */
	struct gs_mirror_ahead ahead; /* rolls of the entries under way */
	struct gs_mirror_note handed_in; /* under the mutex */
	atomic_bool open; /* everybody may read what is in `public` */
	atomic_bool exercise; /* so says the newest charter that was judged */
	bool settled;   /* all that was published is here, or gone */
	bool mended;    /* the folder was, since the last good look */
};

/* Open -------------------------------------------------------------------- */

/* A gs_fetch_fn: what lies beside the log, from the folder if it is there. */
static int fetch_beside(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct gs_mirror *m = ctx;
	struct gs_report unheard = {.text = ""};
	struct gs_span bytes = {NULL, 0};
	int err = GS_OK;

	m->from_disk = gs_tiles_fetch_dir(m->folder.public, &unheard, out, len,
	    max, path) == GS_OK;
	if (m->from_disk)
		return GS_OK;
	if (!gs_ahead_take(&m->ahead, &err, report, &bytes, path))
		return m->order.fetch(m->order.ctx, report, out, len, max,
		    path);
	if (err == GS_OK && bytes.len > max)
		err = GS_ERR_SPACE;
	if (err == GS_OK) {
		memcpy(out, bytes.ptr, bytes.len);
		*len = bytes.len;
	}
	return err;
}

/* A gs_doubt_fn: what is damaged here says nothing about the log. */
static bool doubt_kept(void *ctx, const char *path)
{
	struct gs_mirror *m = ctx;
	char full[GS_MIRROR_PATH_MAX];
	int n = snprintf(full, sizeof full, "%s/%s", m->folder.public, path);

	if (!m->from_disk || n < 0 || (size_t)n >= sizeof full ||
	    unlink(full) != 0)
		return false;
	m->roll_lost = m->mended = true;
	return true;
}

struct judging {
	struct gs_replay *replay;
	struct gs_report *report;
	gs_progress_fn *progress;
	uint64_t size; /* of the whole log */
	struct gs_tiles *tiles;
};

static void tell_how_far(const struct judging *j, uint64_t done)
{
	if (j->progress != NULL &&
	    (done % PROGRESS_EACH == 1 || done == j->size))
		j->progress(NULL, "entries", done, j->size);
}

static int judge_one(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct judging *j = ctx;

	tell_how_far(j, index + 1);
	return gs_replay_tile_entry(j->replay, j->report, j->tiles,
	    (struct gs_span){ptr, len});
}

/* The entries [first, end) of what the folder has, whose root is `root`. */
static int judge_kept(struct gs_mirror *m, struct gs_report *report,
    uint64_t first, uint64_t end, const uint8_t root[32])
{
	struct gs_tiles *tiles = NULL;
	uint64_t size = m->note.checkpoint.size;
	struct judging j = {m->replay, report, m->order.progress,
	    size < end ? end : size, NULL};

	int err = gs_tiles_open(&tiles, report, gs_tiles_fetch_dir,
	    m->folder.log, end, root);
	j.tiles = tiles;
	if (err == GS_OK)
		err = gs_tiles_for_each(tiles, first, end, judge_one, &j);
	gs_tiles_free(&tiles);
	if (err == GS_OK)
		err = gs_replay_settle(m->replay, report);
	if (err != GS_OK)
		tell_how_far(&j, j.size); /* the line goes */
	/* A file that is not there says nothing about the log. */
	return err == GS_ERR_UNKNOWN && !gs_replay_refused(m->replay) ?
	    GS_ERR_CORRUPT : err;
}

static int remember_checked(struct gs_mirror *m, struct gs_report *report,
    uint64_t checked, const uint8_t root[32])
{
	pthread_mutex_lock(&m->mutex);
	m->memory.checked = checked;
	memcpy(m->memory.root, root, 32);
	int err = gs_mirror_memory_write(&m->memory, report, &m->folder);
	pthread_mutex_unlock(&m->mutex);
	return err;
}

static int begin_replay(struct gs_mirror *m)
{
	const struct gs_replay_source source = {.fetch = fetch_beside,
	    .doubt = doubt_kept, .ctx = m};

	gs_replay_free(&m->replay);
	return gs_replay_new(&m->replay, &source);
}

static void drop_replay(struct gs_mirror *m)
{
	pthread_mutex_lock(&m->judging);
	gs_replay_free(&m->replay);
	pthread_mutex_unlock(&m->judging);
}

/* Damage to this folder says nothing about the log.  The next look begins with
 * restore_state, which mends it. */
static int find_damage(struct gs_mirror *m, int err)
{
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	drop_replay(m);
	return GS_ERR_IO;
}

/* What was judged once is not judged again, but for the state that it came to.
 * If the folder does not have it any more all is fetched anew; the notes
 * stay, and so does what they are evidence of. */
static int restore_state(struct gs_mirror *m, struct gs_report *report)
{
	struct gs_report damage = {.text = ""};
	uint8_t empty[32];

	gs_tree_empty(empty);
	int err = begin_replay(m);
	if (err != GS_OK || m->memory.checked == 0)
		return err;
	gs_replay_trust(m->replay, true);
	err = judge_kept(m, &damage, 0, m->memory.checked, m->memory.root);
	gs_replay_trust(m->replay, false);
	if (err == GS_OK)
		return GS_OK;
	if (err == GS_ERR_MEMORY)
		return err;

	m->mended = true;
	err = begin_replay(m);
	return err != GS_OK ? err : remember_checked(m, report, 0, empty);
}

int gs_mirror_open(struct gs_mirror **out, struct gs_report *report,
    const struct gs_mirror_order *order)
{
	struct gs_mirror *m = calloc(1, sizeof *m);

	if (m == NULL)
		return GS_ERR_MEMORY;
	m->order = *order;
	m->place = (struct gs_log_place){order->fetch, order->ctx};
	if (pthread_mutex_init(&m->mutex, NULL) != 0) {
		free(m);
		return GS_ERR_MEMORY;
	}
	if (pthread_mutex_init(&m->judging, NULL) != 0) {
		(void)pthread_mutex_destroy(&m->mutex);
		free(m);
		return GS_ERR_MEMORY;
	}

	int err = gs_mirror_folder_open(&m->folder, report, order->dir);
	if (err == GS_OK)
		err = gs_mirror_memory_read(&m->memory, report, &m->folder,
		    order->log);
	if (err != GS_OK) {
		gs_mirror_free(&m);
		return err;
	}
	*out = m;
	return GS_OK;
}

void gs_mirror_free(struct gs_mirror **mirror)
{
	struct gs_mirror *m = *mirror;

	if (m == NULL)
		return;
	gs_tiles_free(&m->tiles);
	gs_replay_free(&m->replay);
	gs_mirror_folder_close(&m->folder);
	(void)pthread_mutex_destroy(&m->mutex);
	(void)pthread_mutex_destroy(&m->judging);
	free(m);
	*mirror = NULL;
}

const struct gs_state *gs_mirror_state(const struct gs_mirror *m)
{
	return m->replay == NULL || m->memory.checked == 0 ? NULL :
	    gs_replay_state(m->replay);
}

const struct gs_state *gs_mirror_hold(struct gs_mirror *m)
{
	pthread_mutex_lock(&m->judging);
	const struct gs_state *state = m->replay == NULL ? NULL :
	    gs_replay_state(m->replay);
	if (state != NULL && gs_state_size(state) > 0)
		return state;
	pthread_mutex_unlock(&m->judging);
	return NULL;
}

void gs_mirror_let_go(struct gs_mirror *m)
{
	pthread_mutex_unlock(&m->judging);
}

int gs_mirror_each_entry(struct gs_mirror *m, struct gs_report *report,
    gs_entry_fn *visit, void *ctx)
{
	struct gs_tiles *tiles = NULL;

	int err = gs_tiles_open(&tiles, report, gs_tiles_fetch_dir,
	    m->folder.log, m->memory.checked, m->memory.root);
	if (err == GS_OK)
		err = gs_tiles_for_each(tiles, 0, m->memory.checked, visit,
		    ctx);
	gs_tiles_free(&tiles);
	return find_damage(m, err);
}

const char *gs_mirror_public(const struct gs_mirror *m)
{
	return m->folder.public;
}

/* Hold it against what was seen --------------------------------------------*/

/* Why there is no checkpoint: a newest one is there before its witnesses have
 * cosigned it. */
static int report_uncosigned(struct gs_mirror *m, struct gs_report *report)
{
	struct gs_report unheard = {.text = ""};

	if (gs_tiles_fetch_log(&m->place, &unheard, m->note.bytes,
	        &m->note.len, sizeof m->note.bytes, "newest") == GS_OK)
		gs_report_say(report, "mirror-nothing-cosigned", "the server "
		    "shows no checkpoint yet, since too few of the channel's "
		    "witnesses have cosigned the first: the operator's courier "
		    "asks them ('gainsay courier')");
	return GS_ERR_IO;
}

static int fetch_shown(struct gs_mirror *m, struct gs_report *report)
{
	struct gs_mirror_note *note = &m->note;
	struct gs_attestation verified;

	note->there = false;
	int err = gs_tiles_fetch_log(&m->place, report, note->bytes,
	    &note->len, sizeof note->bytes, "checkpoint");
	if (err == GS_ERR_UNKNOWN)
		return report_uncosigned(m, report);
	if (err != GS_OK)
		return err;
	err = gs_checkpoint_open(&note->checkpoint, &verified, note->bytes,
	    note->len, m->order.log, 1);
	note->there = err == GS_OK;
	m->out->later = (struct gs_span){note->bytes, note->len};
	if (err != GS_OK)
		gs_report_tell(report, "mirror-note-unsigned", "the server's "
		    "checkpoint is not signed by {0}: {1}",
		    gs_say_text(m->order.log->name),
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* Both notes, and what shows that they cannot both be of one log, for `gainsay
 * audit --evidence`; of several the first is kept.  `larger` is the log of the
 * larger note, or NULL. */
static int keep_fork(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *earlier, const struct gs_tree *larger)
{
	char path[GS_MIRROR_PATH_MAX];
	uint8_t text[GS_CONTRADICTION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_contradiction_case both = {
	    .a = {earlier->bytes, earlier->len},
	    .b = {m->note.bytes, m->note.len}, .log = m->order.log,
	    .larger = larger};

	int err = gs_contradiction_write(&w, &both);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	int n = snprintf(path, sizeof path, "%s/contradiction",
	    m->folder.dir);
	if (n < 0 || (size_t)n >= sizeof path)
		return GS_ERR_RANGE;
	err = gs_file_create(path, text, w.len, 0644, report);
	return err == GS_ERR_DUPLICATE ? GS_OK : err;
}

static int accuse_log(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *earlier, const struct gs_tree *larger)
{
	struct gs_report why = {.text = ""};

	m->out->forked = true;
	m->out->earlier = (struct gs_span){earlier->bytes, earlier->len};

	/* Told whether it could be kept or not. */
	int kept = keep_fork(m, &why, earlier, larger);
	gs_report_tell(report, "mirror-forked", kept == GS_OK ?
	    "THE LOG'S KEY SIGNED TWO LOGS THAT CONTRADICT EACH OTHER: a "
	    "checkpoint of {0} entries, seen earlier, and one of {1} entries, "
	    "shown now; show {2}/contradiction to others: 'gainsay audit "
	    "--evidence' judges it" :
	    "THE LOG'S KEY SIGNED TWO LOGS THAT CONTRADICT EACH OTHER: a "
	    "checkpoint of {0} entries, seen earlier, and one of {1} entries, "
	    "shown now; {2}/contradiction could not be written: {3}",
	    gs_say_number(earlier->checkpoint.size),
	    gs_say_number(m->note.checkpoint.size),
	    gs_say_text(m->folder.dir), gs_say_text(why.text[0] != '\0' ?
	        why.text : gs_strerror(kept)));
	return GS_ERR_MISMATCH;
}

/* The root that the server's own tiles give for an earlier note's size. */
static int hold_longer(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *earlier)
{
	bool has = false;

	if (!earlier->there ||
	    m->note.checkpoint.size < earlier->checkpoint.size)
		return GS_OK;
	int err = gs_tiles_has(&has, m->tiles, earlier->checkpoint.size,
	    earlier->checkpoint.root);
	if (err != GS_OK || has)
		return err;

	const struct gs_tree larger = gs_tiles_tree(m->tiles);
	return accuse_log(m, report, earlier, &larger);
}

/* As far as this folder reaches, it knows what a smaller size had. */
static int hold_kept(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *earlier)
{
	uint64_t size = m->note.checkpoint.size;
	struct gs_tiles *tiles = NULL;
	bool has = false;

	if (size > m->memory.checked)
		return GS_OK;
	int err = gs_tiles_open(&tiles, report, gs_tiles_fetch_dir,
	    m->folder.log, m->memory.checked, m->memory.root);
	if (err == GS_OK)
		err = gs_tiles_has(&has, tiles, size, m->note.checkpoint.root);
	err = find_damage(m, err);
	if (err == GS_OK && !has) {
		const struct gs_tree larger = gs_tiles_tree(tiles);

		err = accuse_log(m, report, earlier, m->memory.checked ==
		    earlier->checkpoint.size ? &larger : NULL);
	}
	gs_tiles_free(&tiles);
	return err;
}

/* The server's log is shorter than one that it showed. */
static int hold_shorter(struct gs_mirror *m, struct gs_report *report)
{
	const struct gs_mirror_note *earlier = &m->memory.followed;

	int err = hold_kept(m, report, earlier);
	if (err != GS_OK)
		return err;
	m->out->older = true;
	gs_report_tell(report, "mirror-rolled-back", "the server shows an "
	    "older log: {0} entries, where it has shown {1}; it was restored "
	    "from a backup, or hides what came since",
	    gs_say_number(m->note.checkpoint.size),
	    gs_say_number(earlier->checkpoint.size));
	return GS_ERR_MISMATCH;
}

static int hold_against(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *cosigned)
{
	const struct gs_mirror_note *followed = &m->memory.followed;

	if (followed->there &&
	    m->note.checkpoint.size < followed->checkpoint.size)
		return hold_shorter(m, report);
	int err = hold_longer(m, report, followed);
	if (err == GS_OK)
		err = hold_longer(m, report, cosigned);
	return err;
}

/* One log of one size has notes without number, as anybody may add lines: none
 * of them says more than another, or is worth a write. */
static bool is_same_note(const struct gs_mirror_note *a,
    const struct gs_mirror_note *b)
{
	return a->there == b->there && (!a->there ||
	    (a->checkpoint.size == b->checkpoint.size &&
	    memcmp(a->checkpoint.root, b->checkpoint.root, 32) == 0));
}

/* `note` stands in *place, on disk too.  What a write that failed left in
 * memory is no reason not to write again. */
static int save_note(struct gs_mirror *m, struct gs_report *report,
    struct gs_mirror_note *place, const struct gs_mirror_note *note)
{
	if (is_same_note(place, note) && !m->unsaved)
		return GS_OK;

	*place = *note;
	m->unsaved = true;
	int err = gs_mirror_memory_write(&m->memory, report, &m->folder);
	if (err == GS_OK)
		m->unsaved = false;
	return err;
}

/* Unless another was cosigned since `cosigned` was held against the note:
 * *again.  What is handed in later must continue the note. */
static int remember_followed(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *cosigned, bool *again)
{
	int err = GS_OK;

	pthread_mutex_lock(&m->mutex);
	*again = !is_same_note(&m->memory.cosigned, cosigned);
	if (!*again)
		err = save_note(m, report, &m->memory.followed, &m->note);
	pthread_mutex_unlock(&m->mutex);
	return err;
}

static int accept_note(struct gs_mirror *m, struct gs_report *report)
{
	bool again = true;

	gs_tiles_free(&m->tiles);
	int err = gs_tiles_open(&m->tiles, report, gs_tiles_fetch_log,
	    &m->place, m->note.checkpoint.size, m->note.checkpoint.root);
	while (err == GS_OK && again) {
		pthread_mutex_lock(&m->mutex);
		m->held = m->memory.cosigned;
		pthread_mutex_unlock(&m->mutex);
		err = hold_against(m, report, &m->held);
		if (err == GS_OK)
			err = remember_followed(m, report, &m->held, &again);
	}
	return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
}

/* Take what is new --------------------------------------------------------- */

static int keep_beside(const struct gs_mirror *m, struct gs_report *report,
    const char *part, const uint8_t hash[32], struct gs_span bytes)
{
	char dir[GS_MIRROR_PATH_MAX], name[65] = "";
	struct gs_writer w = gs_writer_of(name, 64);
	int n = snprintf(dir, sizeof dir, "%s/%s", m->folder.public, part);

	if (n < 0 || (size_t)n >= sizeof dir)
		return GS_ERR_RANGE;
	gs_write_hex(&w, hash, 32);
	return gs_tiles_put(report, dir, name, bytes.ptr, bytes.len);
}

/* The rolls that came in with the entries since `first`, which are checked
 * against their roots before they are written; all, if one was lost. */
static int keep_rolls(struct gs_mirror *m, struct gs_report *report,
    uint64_t first)
{
	const struct gs_roll_edition *e =
	    gs_state_roll(gs_replay_state(m->replay));
	const struct gs_roll *roll = NULL;
	uint64_t from = m->roll_lost ? 0 : first;
	int err = GS_OK;

	for (; err == GS_OK && e != NULL && e->index >= from; e = e->before) {
		err = gs_replay_roll(&roll, report, m->replay, e);
		if (err == GS_OK)
			err = keep_beside(m, report, "roll", e->root,
			    (struct gs_span){gs_roll_keys(roll),
			    gs_roll_size(roll) * 32});
	}
	m->roll_lost = m->roll_lost && err != GS_OK;
	return err;
}

/* The newest charter's word, whatever the server shows. */
static int show_folder(struct gs_mirror *m, struct gs_report *report)
{
	const struct gs_charter *c =
	    gs_state_charter(gs_replay_state(m->replay));
	struct gs_part readers = gs_record_part(&c->rec, "readers");
	bool open = gs_part_is(&readers, "public");

	atomic_store(&m->exercise, c->exercise);
	int err = gs_mirror_folder_show(&m->folder, report, open);
	if (err == GS_OK)
		atomic_store(&m->open, open);
	return err;
}

/* Of the entries that were written, which nobody has judged yet. */
static int look_ahead(struct gs_mirror *m, struct gs_report *report,
    uint64_t first, uint64_t end, const uint8_t root[32])
{
	struct gs_ahead_order order = {.place = m->place,
	    .dir = m->folder.public, .first = first, .end = end};

	int err = gs_tiles_open(&order.tiles, report, gs_tiles_fetch_dir,
	    m->folder.log, end, root);
	if (err == GS_OK)
		err = gs_ahead_fetch(&m->ahead, &order);
	gs_tiles_free(&order.tiles);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

/* What is refused half way is nobody's to look at. */
static int judge_fetched(struct gs_mirror *m, struct gs_report *report,
    uint64_t first, uint64_t end, const uint8_t root[32])
{
	int err = look_ahead(m, report, first, end, root);

	if (err == GS_OK) {
		pthread_mutex_lock(&m->judging);
		err = judge_kept(m, report, first, end, root);
		if (err != GS_OK) {
			m->out->refused = gs_replay_refused(m->replay);
			gs_replay_free(&m->replay);
		}
		pthread_mutex_unlock(&m->judging);
	}
	return err;
}

static int take_chunk(struct gs_mirror *m, struct gs_report *report,
    uint64_t first, uint64_t end)
{
	uint8_t root[32];

	int err = gs_tree_root(root, end, gs_tiles_subtree, m->tiles);
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;
	err = gs_tiles_copy(report, m->folder.log, m->tiles, first, end);
	if (err == GS_OK)
		err = judge_fetched(m, report, first, end, root);
	/* A charter that closes it does so before more is written. */
	if (err == GS_OK)
		err = show_folder(m, report);
	if (err == GS_OK)
		err = keep_rolls(m, report, first);
	gs_ahead_drop(&m->ahead);
	if (err != GS_OK)
		return err;

	m->settled = false;
	return remember_checked(m, report, end, root);
}

static int take_entries(struct gs_mirror *m, struct gs_report *report)
{
	uint64_t size = m->note.checkpoint.size;
	int err = GS_OK;

	while (err == GS_OK && m->memory.checked < size) {
		uint64_t first = m->memory.checked;
		uint64_t end = (first / CHUNK + 1) * CHUNK;

		err = take_chunk(m, report, first, end < size ? end : size);
	}
	if (err == GS_OK)
		err = gs_replay_end(m->replay, report, &m->note.checkpoint,
		    m->order.log);
	return err;
}

/* One that was deleted under its schedule is gone for everybody. */
static int mirror_content(struct gs_mirror *m, struct gs_report *report,
    uint8_t *bytes, const uint8_t hash[32])
{
	size_t len = 0;
	struct gs_report heard = {.text = ""};

	int err = gs_published_fetch(bytes, &len, &heard, fetch_beside, m,
	    hash);
	if (err == GS_OK && m->from_disk)
		return GS_OK;
	if (err == GS_ERR_MISMATCH && m->from_disk)
		err = gs_published_fetch(bytes, &len, &heard, m->order.fetch,
		    m->order.ctx, hash);
	if (err == GS_ERR_UNKNOWN) {
		m->out->absent++;
		return GS_OK;
	}
	if (err != GS_OK) {
		*report = heard;
		return err;
	}
	return keep_beside(m, report, "content", hash,
	    (struct gs_span){bytes, len});
}

/* What the log says is deleted, this mirror has not either. */
static int erase_content(const struct gs_mirror *m, struct gs_report *report,
    const uint8_t hash[32])
{
	char path[GS_MIRROR_PATH_MAX + 80], name[65] = "";
	struct gs_writer w = gs_writer_of(name, 64);

	gs_write_hex(&w, hash, 32);
	(void)snprintf(path, sizeof path, "%s/content/%s", m->folder.public,
	    name);
	return gs_file_is_there(path) ? gs_file_erase(path, report) : GS_OK;
}

/* Opening, text and annexes. */
static int mirror_publication(struct gs_mirror *m, struct gs_report *report,
    uint8_t *bytes, const struct gs_memo *memo, const struct gs_publication *p)
{
	const struct gs_value *v = NULL;
	bool deleted = gs_deletion_of(memo, p->at, true, INT64_MAX) != NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK &&
	    (v = gs_record_value(&p->rec, "content", i)) != NULL; i++)
		err = deleted ? erase_content(m, report, v->parts[0].ptr) :
		    mirror_content(m, report, bytes, v->parts[0].ptr);
	return err;
}

static int mirror_published(struct gs_mirror *m, struct gs_report *report)
{
	const struct gs_memo *memo = gs_state_memo(gs_replay_state(m->replay));

	if (m->settled)
		return GS_OK;
	uint8_t *bytes = malloc(GS_PUBLISHED_MAX);
	int err = bytes == NULL ? GS_ERR_MEMORY : GS_OK;

	for (; err == GS_OK && memo != NULL; memo = memo->before)
		for (const struct gs_publication *p = memo->publication;
		    err == GS_OK && p != NULL; p = p->before)
			err = mirror_publication(m, report, bytes,
			    memo, p);
	m->settled = err == GS_OK;
	free(bytes);
	return err;
}

/* Publish ----------------------------------------------------------------- */

/* That it may be given is durable before a cosignature exists. */
static int cosign_memory(struct gs_mirror *m, struct gs_report *report,
    const struct gs_mirror_note *note, int64_t now, struct gs_writer *line)
{
	struct gs_note parts;

	int err = save_note(m, report, &m->memory.cosigned, note);
	if (err == GS_OK)
		err = gs_note_parse(&parts, note->bytes, note->len);
	if (err == GS_OK)
		err = gs_note_sign_line(line, m->order.cosigner, (uint64_t)now,
		    parts.text, parts.text_len);
	return err;
}

/* The cosignature is behind the note's other lines, unless a later one was
 * handed in, which the server does not show yet. */
static int cosign_followed(struct gs_mirror *m, struct gs_report *report,
    int64_t now, struct gs_writer *note)
{
	int err = GS_OK;

	if (m->order.cosigner == NULL)
		return GS_OK;
	pthread_mutex_lock(&m->mutex);
	if (!m->memory.cosigned.there || m->note.checkpoint.size >=
	    m->memory.cosigned.checkpoint.size) {
		err = cosign_memory(m, report, &m->note, now, note);
		m->out->cosigned = err == GS_OK;
	}
	pthread_mutex_unlock(&m->mutex);
	return err;
}

static int publish_note(struct gs_mirror *m, struct gs_report *report,
    int64_t now)
{
	uint8_t *text = malloc(GS_NOTE_MAX);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, GS_NOTE_MAX);
	gs_write_bytes(&w, m->note.bytes, m->note.len);
	int err = cosign_followed(m, report, now, &w);
	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_tiles_publish(report, m->folder.log, text, w.len);
	free(text);
	return err;
}

/* An exercise's clock dates nothing in earnest. */
static int refuse_earnest(const struct gs_mirror *m, struct gs_report *report)
{
	const struct gs_state *state = gs_replay_state(m->replay);

	if (!m->order.exercise || gs_state_charter(state)->exercise)
		return GS_OK;
	gs_report_say(report, "mirror-in-earnest", "this channel is no "
	    "exercise by its charter: start the mirror without --exercise");
	return GS_ERR_RULE;
}

static int look_once(struct gs_mirror *m, struct gs_report *report,
    int64_t now)
{
	uint64_t before = m->memory.checked;

	int err = fetch_shown(m, report);
	if (err == GS_OK)
		err = accept_note(m, report);
	if (err == GS_OK)
		err = take_entries(m, report);
	if (err == GS_OK)
		err = refuse_earnest(m, report);
	if (err == GS_OK)
		err = mirror_published(m, report);
	if (err == GS_OK)
		err = publish_note(m, report, now);
	if (err == GS_OK)
		err = gs_tiles_prune(report, m->folder.log, before,
		    m->memory.checked);
	return err;
}

/* The state that was judged and kept, if there is another or none: after a
 * failure it may be ahead of what was kept, and whoever hands in a filing is
 * judged by it however long the server shows what is refused. */
static int settle_state(struct gs_mirror *m, struct gs_report *report)
{
	int err = GS_OK;

	pthread_mutex_lock(&m->judging);
	if (m->replay == NULL || gs_state_size(gs_replay_state(m->replay)) !=
	    m->memory.checked)
		err = restore_state(m, report);
	if (err != GS_OK)
		gs_replay_free(&m->replay);
	pthread_mutex_unlock(&m->judging);
	return err;
}

int gs_mirror_follow(struct gs_mirror *m, struct gs_mirror_round *out,
    struct gs_report *report, int64_t now)
{
	struct gs_report unheard = {.text = ""};

	*out = (struct gs_mirror_round){.before = m->memory.checked};
	m->out = out;
	int err = settle_state(m, report);
	out->before = m->memory.checked;
	if (err == GS_OK && m->memory.checked > 0)
		err = show_folder(m, report);
	if (err == GS_OK)
		err = look_once(m, report, now);

	out->entries = m->memory.checked;
	gs_tiles_free(&m->tiles);
	out->mended = err == GS_OK && m->mended;
	m->mended = m->mended && err != GS_OK;
	/* The next look tries again, and says what stands in its way. */
	if (err != GS_OK)
		(void)settle_state(m, &unheard);
	m->out = NULL;
	return err;
}

bool gs_mirror_may_lack(struct gs_mirror *m)
{
	const struct gs_state *state = gs_mirror_state(m);
	struct gs_report unheard = {.text = ""};
	struct gs_checkpoint newest;
	struct gs_attestation verified;
	size_t len = 0;

	if (state == NULL || gs_state_charter(state)->quorum == 0)
		return false;
	uint8_t *text = malloc(GS_NOTE_MAX);
	int err = text == NULL ? GS_ERR_MEMORY : gs_tiles_fetch_log(
	    &m->place, &unheard, text, &len, GS_NOTE_MAX, "newest");
	if (err == GS_OK)
		err = gs_checkpoint_open(&newest, &verified, text, len,
		    m->order.log, 1);
	free(text);

	/* Where there is none, the published one is the newest. */
	if (err == GS_ERR_UNKNOWN)
		return false;
	return err != GS_OK ||
	    newest.size > m->memory.followed.checkpoint.size;
}

/* Hand in ----------------------------------------------------------------- */

/* What a checkpoint that is handed in must continue. */
static const struct gs_checkpoint *latest_known(
    const struct gs_mirror_memory *memory)
{
	const struct gs_checkpoint *followed = &memory->followed.checkpoint;
	const struct gs_checkpoint *cosigned = &memory->cosigned.checkpoint;

	return followed->size > cosigned->size ? followed : cosigned;
}

/* As long as nothing of the log was judged the server's own word has to do,
 * which whoever tells the time has asked for (mirror/clock.h): an exercise's
 * first checkpoint is shown to nobody before its witnesses have cosigned it. */
static bool may_date(const struct gs_mirror *m)
{
	return !m->order.exercise || m->memory.checked == 0 ||
	    atomic_load(&m->exercise);
}

static unsigned add_locked(struct gs_mirror *m, struct gs_report *report,
    const struct gs_witness_request *request, int64_t now,
    struct gs_writer *answer)
{
	struct gs_mirror_note *note = &m->handed_in;
	const struct gs_checkpoint *latest = latest_known(&m->memory);

	if (!may_date(m)) {
		gs_report_say(report, "mirror-dates-exercises", "this witness "
		    "cosigns exercises, by their own clock, and no charter "
		    "that it has judged says that this channel is one");
		return 403;
	}
	unsigned status = gs_witness_judge(&note->checkpoint, report, request,
	    latest, m->order.log);
	if (status == 409) {
		gs_write_decimal(answer, latest->size);
		gs_write_text(answer, "\n");
	}
	if (status != 200)
		return status;

	memcpy(note->bytes, request->note.ptr, request->note.len);
	note->len = request->note.len;
	note->there = true;
	return cosign_memory(m, report, note, now, answer) == GS_OK ? 200 :
	    500;
}

unsigned gs_mirror_add(struct gs_mirror *m, struct gs_report *report,
    struct gs_span body, int64_t now, struct gs_writer *answer)
{
	struct gs_witness_request request;

	if (m->order.cosigner == NULL) {
		gs_report_say(report, "mirror-no-witness", "this mirror has no "
		    "key to cosign with");
		return 404;
	}
	if (gs_witness_parse(&request, body.ptr, body.len) != GS_OK ||
	    request.note.len > GS_NOTE_MAX) {
		gs_report_say(report, "witness-malformed", "the request is not "
		    "\"old <size>\", hashes, an empty line and a note");
		return 400;
	}

	pthread_mutex_lock(&m->mutex);
	unsigned status = add_locked(m, report, &request, now, answer);
	pthread_mutex_unlock(&m->mutex);
	return status;
}

bool gs_mirror_is_open(const struct gs_mirror *m)
{
	return atomic_load(&m->open);
}
