/* SPDX-License-Identifier: Apache-2.0 */
/* An anchor says what the log has come to: the state map over the entries
 * before it, and the checkpoint that was published at the anchor before.  So
 * there is one note for each anchor, the same for everybody, in the log
 * itself. */
#include "core/channel/anchor.h"

#include <string.h>

#include "core/channel/ledger.h"

#define SIGNATURE_BLOB (4 + GS_SIGNATURE_LEN) /* key id, signature */
#define LINE_HEAD "\xe2\x80\x94 "             /* of a signature line */
#define NOTE_TEXT_MAX 160 /* an origin has 64 bytes at most */
#define KEY_ED25519 0x01  /* C2SP signed-note's type of key */

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

static int refuse_in_note(struct gs_candidate *act, const char *code,
    const char *why)
{
	return gs_refuse(act->refusal, GS_ERR_MISMATCH, code, why);
}

/* The log's line, which must be the next of the note: its key's id and its
 * signature over the note's text. */
static int judge_log_line(struct gs_candidate *act, struct gs_reader *r,
    struct gs_span text)
{
	const struct gs_role *log = gs_charter_role(act->state->charter,
	    "log");
	struct gs_part origin = gs_record_part(&act->state->charter->rec,
	    "origin");
	uint8_t blob[SIGNATURE_BLOB], id[32];
	size_t len = 0, n = 0;

	const uint8_t *line = gs_read_line(&len, r,
	    GS_BASE64_LEN(SIGNATURE_BLOB));
	if (line == NULL || gs_base64_decode(blob, &n, sizeof blob, line,
	        len) != GS_OK || n != sizeof blob)
		return refuse_in_note(act, "anchor-note-line", "the note in the "
		    "anchor has not the log's signature line in its place");

	gs_host_sha256(id, (const struct gs_span[]){{origin.ptr, origin.len},
	    {(const uint8_t *)"\n", 1}, {&(const uint8_t){KEY_ED25519}, 1},
	    {log->key.ptr, 32}}, 4);
	if (memcmp(blob, id, 4) != 0 || gs_host_ed25519_verify(blob + 4,
	        log->key.ptr, text.ptr, text.len) != GS_OK)
		return gs_refuse(act->refusal, GS_ERR_SIGNATURE,
		    "anchor-note-signature", "the note in the anchor is not "
		    "signed by the key that the charter names for the role "
		    "log");
	return GS_OK;
}

/* `note` must be the checkpoint of the log up to its last anchor, with the
 * log's line and no other: this charter names no witness. */
static int judge_note(struct gs_candidate *act, const struct gs_anchor *last,
    struct gs_part note)
{
	struct gs_part origin = gs_record_part(&act->state->charter->rec,
	    "origin");
	uint8_t want[2 * NOTE_TEXT_MAX];
	struct gs_writer w = gs_writer_of(want, sizeof want);
	struct gs_reader r = gs_reader_of(note.ptr, note.len);

	gs_tree_checkpoint(&w, (struct gs_span){origin.ptr, origin.len},
	    last->index + 1, last->root);
	const struct gs_span text = {want, w.len};
	gs_write_text(&w, "\n" LINE_HEAD);
	gs_write_bytes(&w, origin.ptr, origin.len);
	gs_write_text(&w, " ");

	if (gs_writer_end(&w) != GS_OK || note.len < w.len ||
	    memcmp(gs_read_bytes(&r, w.len), want, w.len) != 0)
		return refuse_in_note(act, "anchor-note-other", "the note in the "
		    "anchor is not the checkpoint of this log up to the "
		    "anchor before, in its canonical form");
	int err = judge_log_line(act, &r, text);
	if (err == GS_OK && gs_reader_end(&r) != GS_OK)
		return refuse_in_note(act, "anchor-note-more", "the note in the "
		    "anchor has more than the log's line and those of the "
		    "charter's witnesses");
	return err;
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
	return ledger->anchored ? judge_note(act, &ledger->last, note) :
	    GS_OK;
}

void gs_anchor_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_ledger *ledger = state->ledger;

	ledger->last = (struct gs_anchor){.index = act->index,
	    .at = act->header.at, .covers = ledger->since > 0};
	ledger->anchored = true;
	ledger->since = 0;
}
