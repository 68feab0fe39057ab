/* SPDX-License-Identifier: Apache-2.0 */
/* An anchor says what the log has come to: the state map over the entries
 * before it, and the checkpoint that was published at the anchor before.  So
 * there is one note for each anchor, the same for everybody, in the log
 * itself. */
#include "core/channel/anchor.h"

#include <string.h>

#include "core/channel/ledger.h"
#include "core/record/time.h"
#include "core/tree/signed_note.h"

#define BLOB_MAX (4 + 8 + GS_SIGNATURE_LEN) /* key id, time, signature */
#define LINE_HEAD "\xe2\x80\x94 "             /* of a signature line */
#define NOTE_TEXT_MAX 160 /* an origin has 64 bytes at most */

const struct gs_anchor *gs_state_anchor(const struct gs_state *state)
{
	return state->ledger != NULL && state->ledger->anchored ?
	    &state->ledger->last : NULL;
}

uint64_t gs_state_unanchored(const struct gs_state *state)
{
	return state->ledger == NULL ? 0 : state->ledger->since;
}

const struct gs_map *gs_state_map(const struct gs_state *state)
{
	return state->ledger == NULL ? NULL : state->ledger->map;
}

/* A signature line: whose, and what it is over. */
struct note_line {
	struct gs_part name, key;
	enum gs_key_type type;
	struct gs_span text; /* of the note */
};

/* Whether the line that comes next names this signer. */
static bool is_line_of(const struct gs_reader *r, const struct gs_part *name)
{
	const size_t head = sizeof LINE_HEAD - 1;

	return r->left > head + name->len &&
	    memcmp(r->ptr, LINE_HEAD, head) == 0 &&
	    memcmp(r->ptr + head, name->ptr, name->len) == 0 &&
	    r->ptr[head + name->len] == ' ';
}

/* What a signature of this type is over: GS_ERR_FORMAT for a time that says
 * nothing.  *time is set for a cosignature alone. */
static int read_message(struct gs_writer *w, uint64_t *time,
    struct gs_reader *blob, const struct note_line *line)
{
	if (line->type == GS_KEY_COSIGNATURE) {
		*time = gs_read_u64(blob);
		if (*time == 0 || *time > INT64_MAX)
			return GS_ERR_FORMAT;
		gs_note_cosigned_head(w, *time);
	}
	gs_write_bytes(w, line->text.ptr, line->text.len);
	return gs_writer_end(w);
}

/* Reads the next line, which must be this signer's. */
static int read_line(uint64_t *time, struct gs_reader *r,
    const struct note_line *line)
{
	uint8_t blob[BLOB_MAX], id[GS_NOTE_KEY_ID], message[2 * NOTE_TEXT_MAX];
	struct gs_writer w = gs_writer_of(message, sizeof message);
	size_t len = 0, n = 0;

	if (!is_line_of(r, &line->name))
		return GS_ERR_FORMAT;
	(void)gs_read_bytes(r, sizeof LINE_HEAD + line->name.len);
	const uint8_t *text = gs_read_line(&len, r, GS_BASE64_LEN(BLOB_MAX));
	if (text == NULL || gs_base64_decode(blob, &n, sizeof blob, text,
	        len) != GS_OK)
		return GS_ERR_FORMAT;

	struct gs_reader b = gs_reader_of(blob, n);
	const uint8_t *named = gs_read_bytes(&b, GS_NOTE_KEY_ID);
	int err = read_message(&w, time, &b, line);
	const uint8_t *signature = gs_read_bytes(&b, GS_SIGNATURE_LEN);
	if (err != GS_OK || gs_reader_end(&b) != GS_OK)
		return GS_ERR_FORMAT;

	gs_note_key_id(id, (struct gs_span){line->name.ptr, line->name.len},
	    line->type, line->key.ptr);
	return memcmp(named, id, sizeof id) != 0 ? GS_ERR_SIGNATURE :
	    gs_host_ed25519_verify(signature, line->key.ptr, message, w.len);
}

/* Into the times so far, which ascend. */
static void sort_time(uint64_t *times, size_t count, uint64_t time)
{
	size_t at = count;

	for (; at > 0 && times[at - 1] > time; at--)
		times[at] = times[at - 1];
	times[at] = time;
}

/* Of the witnesses, in their order, those who had cosigned.  The time of a
 * quorum is that of its last: fewer witnesses cannot move it back. */
static int read_witnesses(struct gs_anchor_note *out, struct gs_reader *r,
    const struct gs_charter *charter, struct gs_span text)
{
	struct gs_anchor_note note = {.cosigned = 0};
	uint64_t times[GS_WITNESSES_MAX], time = 0;

	for (size_t i = 0; i < charter->witness_count; i++) {
		const struct gs_witness *w = &charter->witnesses[i];

		if (!is_line_of(r, &w->name))
			continue;
		int err = read_line(&time, r, &(struct note_line){w->name,
		    w->key, GS_KEY_COSIGNATURE, text});
		if (err != GS_OK)
			return err;
		sort_time(times, note.cosigned++, time);
	}

	note.settled = note.cosigned >= charter->quorum;
	if (note.settled && charter->quorum > 0 &&
	    times[charter->quorum - 1] <= GS_TIME_MAX)
		note.witnessed = (int64_t)times[charter->quorum - 1];
	int err = gs_reader_end(r);
	if (err == GS_OK)
		*out = note;
	return err;
}

int gs_anchor_note_check(struct gs_anchor_note *out,
    struct gs_refusal *refusal, const struct gs_anchor *anchor,
    struct gs_span note)
{
	uint64_t unused = 0; /* the log's line has no time */
	const struct gs_charter *charter = anchor->charter;
	struct gs_part origin = gs_record_part(&charter->rec, "origin");
	uint8_t want[NOTE_TEXT_MAX];
	struct gs_writer w = gs_writer_of(want, sizeof want);
	struct gs_reader r = gs_reader_of(note.ptr, note.len);

	gs_note_checkpoint(&w, (struct gs_span){origin.ptr, origin.len},
	    anchor->index + 1, anchor->root);
	const struct gs_span text = {want, w.len};
	gs_write_text(&w, "\n");
	if (gs_writer_end(&w) != GS_OK || note.len < w.len ||
	    memcmp(gs_read_bytes(&r, w.len), want, w.len) != 0)
		return gs_refuse(refusal, GS_ERR_MISMATCH, "anchor-note-other",
		    "the anchor's note is not the checkpoint of the log up to "
		    "it, in its canonical form");

	int err = read_line(&unused, &r, &(struct note_line){origin,
	    gs_charter_role(charter, "log")->key, GS_KEY_ED25519, text});
	if (err != GS_OK)
		return gs_refuse(refusal, err, "anchor-note-signature",
		    "the first signature line of the anchor's note is not one "
		    "by the key that the charter names for the role log");
	err = read_witnesses(out, &r, charter, text);
	if (err != GS_OK)
		return gs_refuse(refusal, err, "anchor-note-witness",
		    "behind the log's line the anchor's note has something "
		    "else than cosignatures of the charter's witnesses, each "
		    "once and in the charter's order");
	return GS_OK;
}

static int judge_map(struct gs_candidate *act, const struct gs_ledger *ledger)
{
	uint64_t leaves = gs_record_number(act->rec, "leaves");
	uint8_t root[32];

	gs_map_root(root, ledger->map);
	if (leaves == gs_map_leaves(ledger->map) &&
	    memcmp(gs_record_hash(act->rec, "map"), root, 32) == 0)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_MISMATCH, "anchor-map",
	    "the anchor's state map, of {0} leaves, is not that of the "
	    "entries before it, which has {1}", gs_say_number(leaves),
	    gs_say_number(gs_map_leaves(ledger->map)));
}

int gs_anchor_judge(struct gs_candidate *act)
{
	const struct gs_ledger *ledger = act->state->ledger;
	uint64_t size = gs_record_number(act->rec, "size");
	struct gs_part note = gs_record_part(act->rec, "note");

	if (ledger == NULL)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "anchor-in-excerpt", "an anchor cannot be judged where "
		    "entries before it are left out");
	if (size != act->index)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE, "anchor-size",
		    "the anchor's size is {0}; it is entry {1}, and both are "
		    "the same", gs_say_number(size),
		    gs_say_number(act->index));

	int err = judge_map(act, ledger);
	if (err != GS_OK)
		return err;
	if ((note.kind != GS_PART_NONE) != ledger->anchored)
		return gs_refuse(act->refusal, GS_ERR_RULE,
		    "anchor-note-missing", "the first anchor of a log has no "
		    "note, and each later one has the note of the anchor "
		    "before");
	if (!ledger->anchored) {
		act->note.settled = act->state->charter->quorum == 0;
		return GS_OK;
	}

	return gs_anchor_note_check(&act->note, act->refusal, &ledger->last,
	    (struct gs_span){note.ptr, note.len});
}

void gs_anchor_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_ledger *ledger = state->ledger;

	gs_state_witnessed(state, ledger->last.index + 1, act->note.witnessed,
	    act->index);
	ledger->last = (struct gs_anchor){.index = act->index,
	    .at = act->header.at, .charter = state->charter,
	    .covers = ledger->since > 0, .settled = act->note.settled};
	ledger->anchored = true;
	ledger->since = 0;
}
