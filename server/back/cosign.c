/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/cosign.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/log/quorum.h"
#include "lib/log/tiles.h"
#include "server/back/warn.h"

/* Seconds until the operator is told: a courier that is started again, a
 * witness that reboots. */
#define PATIENCE 600
#define LOOKS 64 /* checkpoints looked at for one to publish */

static int refuse_checkpoint(struct gs_answer *answer, int err)
{
	return gs_answer_tell(answer, err == GS_ERR_MEMORY ? err :
	    GS_ERR_SIGNATURE, "cosignature-bad", "this is no checkpoint that "
	    "the log has signed, or a witness's signature on it is wrong: {0}",
	    gs_say_text(gs_strerror(err)));
}

/* What of the given note is by witnesses of keys who have no line in the stored
 * one: lines to put behind it. */
static int pick_fresh(struct gs_span *lines, struct gs_arena *arena,
    const struct gs_span notes[2], const struct gs_verifier *keys,
    size_t count)
{
	struct gs_verifier fresh[GS_QUORUM_KEYS_MAX];
	struct gs_attestation good[GS_QUORUM_KEYS_MAX];
	struct gs_attestation given_by[GS_QUORUM_KEYS_MAX];
	struct gs_checkpoint c;
	struct gs_note given;
	size_t n = 0;

	int err = gs_checkpoint_open(&c, good, notes[0].ptr, notes[0].len,
	    keys, count);
	if (err == GS_OK)
		err = gs_note_parse(&given, notes[1].ptr, notes[1].len);
	if (err != GS_OK)
		return err;
	err = gs_checkpoint_open(&c, given_by, notes[1].ptr, notes[1].len,
	    keys, count);
	if (err != GS_OK)
		return err;
	/* A line that says no time would keep a later one out. */
	for (size_t i = 0; i < count; i++)
		if (!good[i].good && given_by[i].good && given_by[i].time != 0)
			fresh[n++] = keys[i];

	uint8_t *picked = gs_arena_take(arena, notes[1].len, 1);
	if (picked == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(picked, notes[1].len);
	err = gs_note_strip(&w, notes[1].ptr, notes[1].len, fresh, n);
	if (err == GS_OK)
		*lines = (struct gs_span){picked + given.text_len + 1,
		    w.len - given.text_len - 1};
	return err;
}

/* The stored note and what came, as one.  A line that is stored stays, of a
 * witness too whom no charter names any more: whoever saw the log last under
 * an older one asks for it. */
static int join_notes(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_span notes[2], const struct gs_verifier *keys,
    size_t count)
{
	struct gs_span lines = {NULL, 0};

	int err = pick_fresh(&lines, arena, notes, keys, count);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, notes[0].ptr, notes[0].len);
	gs_write_bytes(w, lines.ptr, lines.len);
	return gs_writer_end(w);
}

/* Who of the charter in force has not cosigned. */
static int name_missing(struct gs_answer *answer,
    const struct gs_quorum *quorum, struct gs_span note)
{
	struct gs_quorum_verdict v;

	int err = gs_quorum_judge(&v, quorum, note.ptr, note.len);
	if (err != GS_OK)
		return err;
	answer->texts = gs_arena_take(&answer->pool.arena, quorum->count + 1,
	    sizeof *answer->texts);
	if (answer->texts == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 1; err == GS_OK && i <= quorum->count; i++) {
		const char *name = quorum->keys[i].name;

		if (!gs_note_cosigned_by(&v.signatures[i], GS_NOTE_TIME_MAX))
			err = gs_answer_keep(
			    &answer->texts[answer->text_count++], answer,
			    (struct gs_span){(const uint8_t *)name,
			    strlen(name)});
	}
	return err;
}

int gs_back_name_missing(struct gs_back *back, struct gs_answer *answer)
{
	struct gs_quorum quorum;
	struct gs_span note = {NULL, 0};

	if (back->witnessed >= back->signed_size)
		return GS_OK;
	int err = gs_quorum_of(&quorum, gs_state_charter(back->state));
	if (err == GS_OK)
		err = gs_store_checkpoint_of(&note, back->log,
		    back->signed_size);
	if (err == GS_OK)
		err = name_missing(answer, &quorum, note);
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

/* The note of that size in the store, if it is the same checkpoint. */
static int find_stored(struct gs_span *stored, struct gs_back *back,
    struct gs_answer *answer, const struct gs_checkpoint *given)
{
	struct gs_checkpoint c;
	struct gs_attestation log;

	int err = gs_store_checkpoint_of(stored, back->log, given->size);
	if (err == GS_ERR_UNKNOWN)
		return gs_answer_tell(answer, GS_ERR_UNKNOWN,
		    "checkpoint-unknown", "this server has no checkpoint of "
		    "{0} entries", gs_say_number(given->size));
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &log, stored->ptr, stored->len,
		    &back->signer.verifier, 1);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (memcmp(c.root, given->root, 32) == 0)
		return GS_OK;

	/* Signed with this log's key, and not here. */
	gs_back_warn("log-key-signs-elsewhere", "{0}: somebody brought a "
	    "checkpoint of {1} entries that this log's key has signed and "
	    "this server has not. The key is used elsewhere, or the database "
	    "is from a backup: stop the server (docs/RECOVERY.md)",
	    gs_say_text(back->dir), gs_say_number(given->size));
	return gs_answer_refuse(answer, GS_ERR_MISMATCH,
	    "checkpoint-other-root", "this server has another checkpoint of "
	    "that size: there are two logs under one key");
}

static int keep_cosignatures(struct gs_back *back, struct gs_answer *answer,
    struct gs_span given)
{
	struct gs_verifier keys[GS_QUORUM_KEYS_MAX];
	struct gs_attestation good[GS_QUORUM_KEYS_MAX];
	struct gs_checkpoint c;
	struct gs_quorum quorum;
	struct gs_span notes[2] = {{NULL, 0}, given};
	struct gs_writer w = gs_writer_of(back->entry, sizeof back->entry);
	size_t count = 0;

	int err = gs_quorum_keys(keys, &count, back->state, back->witnessed);
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, good, given.ptr, given.len, keys,
		    count);
	if (err != GS_OK)
		return refuse_checkpoint(answer, err);
	err = find_stored(&notes[0], back, answer, &c);
	if (err != GS_OK)
		return err;

	err = join_notes(&w, &answer->pool.arena, notes, keys, count);
	if (err == GS_OK && w.len > notes[0].len) {
		back->failed = gs_store_cosign(back->log, c.size,
		    (struct gs_span){w.ptr, w.len});
		back->cosigned |= back->failed == GS_OK;
		back->pages_due |= back->failed == GS_OK;
		err = back->failed;
	}
	if (err == GS_OK)
		err = gs_quorum_of(&quorum, gs_state_charter(back->state));
	if (err == GS_OK)
		err = name_missing(answer, &quorum,
		    (struct gs_span){w.ptr, w.len});
	return err == GS_OK ? GS_OK : gs_answer_fail(answer, err);
}

void gs_back_cosign(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	if (gs_state_charter(back->state) == NULL)
		(void)gs_answer_fail(answer, GS_ERR_UNKNOWN);
	else
		(void)keep_cosignatures(back, answer, ask->texts[0]);
}

/* Publishing ------------------------------------------------------------ */

/* Outgoing witnesses may be gone for good.  After the cooling days the new ones
 * suffice to publish: what is believed of it is each reader's to say, and none
 * can begin to wait before it is shown. */
static bool is_witnessed(struct gs_back *back, struct gs_span note)
{
	struct gs_quorum_verdict v;
	struct gs_quorum_gap gap = {.outgoing = NULL};

	int err = gs_quorum_judge_since(&v, &gap, NULL, back->state,
	    back->witnessed, note);
	if (err != GS_ERR_RULE || gap.outgoing == NULL)
		return err == GS_OK;
	if (gs_clock_now(&back->clock) < gap.incoming->from +
	    (int64_t)gap.cooling * GS_DAY)
		return false;
	gs_back_warn("published-unseen-by-outgoing", "{0}: published without "
	    "the witnesses of version {1} of the charter, who have had the "
	    "cooling time to cosign that they were replaced; each client now "
	    "waits as long by its own clock (docs/RECOVERY.md)",
	    gs_say_text(back->dir), gs_say_number(gap.outgoing->version));
	return true;
}

/* The newest stored checkpoint that may be published, not older than the one
 * that is.  *size is 0 if there is none.  Witnesses are asked for the newest,
 * so what they cosign is not far behind it. */
static int find_witnessed(uint64_t *size, struct gs_span *note,
    struct gs_back *back)
{
	uint64_t at = back->signed_size + 1;

	*size = 0;
	if (gs_state_charter(back->state)->quorum != 0 && !back->cosigned)
		return GS_OK;
	for (size_t i = 0; i < LOOKS && at > back->witnessed; i++) {
		int err = gs_store_checkpoint_below(&at, note, back->log, at);
		if (err == GS_ERR_UNKNOWN)
			return GS_OK;
		if (err != GS_OK)
			return err;
		if (at >= back->witnessed && is_witnessed(back, *note)) {
			*size = at;
			return GS_OK;
		}
	}
	return GS_OK;
}

int gs_back_publish_checkpoint(struct gs_back *back, struct gs_report *report)
{
	struct gs_span note = {NULL, 0};
	uint64_t size = 0;

	int err = find_witnessed(&size, &note, back);
	if (err == GS_OK && size != 0)
		err = gs_tiles_publish(report, back->log_dir, note.ptr,
		    note.len);
	if (err != GS_OK)
		return err;
	if (size != 0)
		back->witnessed = size;

	/* What was signed and is not published yet is for witnesses. */
	if (gs_state_charter(back->state)->quorum != 0 ||
	    back->witnessed != back->signed_size)
		err = gs_tiles_put(report, back->log_dir, "newest", back->note,
		    back->note_len);
	if (err == GS_OK)
		back->cosigned = false;
	return err;
}

void gs_back_watch_witnesses(struct gs_back *back)
{
	int64_t now = gs_clock_now(&back->clock);

	if (back->witnessed == back->signed_size) {
		if (back->unwitnessed_told)
			gs_back_warn("quorum-reached-again", "{0}: the "
			    "witnesses have cosigned the whole log again; its "
			    "size is {1}",
			    gs_say_text(back->dir),
			    gs_say_number(back->signed_size));
		back->unwitnessed = 0;
		back->unwitnessed_told = false;
		return;
	}

	/* Time may have passed for what outgoing witnesses have not seen: the
	 * next batch, a release at the latest, looks again. */
	const struct gs_charter *c = gs_state_charter(back->state);
	back->cosigned |= c->before != NULL && c->since >= back->witnessed;
	if (back->unwitnessed == 0)
		back->unwitnessed = now;
	if (back->unwitnessed_told || now - back->unwitnessed < PATIENCE)
		return;
	gs_back_warn("quorum-out-of-reach", "{0}: too few witnesses have "
	    "cosigned what came after entry {1}; the log has {2} and goes on, "
	    "and members see none of it until they have. See 'gainsay-courier'",
	    gs_say_text(back->dir), gs_say_number(back->witnessed),
	    gs_say_number(back->signed_size));
	back->unwitnessed_told = true;
}
