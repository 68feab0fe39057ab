/* SPDX-License-Identifier: Apache-2.0 */
/* The note of a checkpoint in the one form that an anchor may carry. */
#include "core/channel/anchor_note.h"

#include <string.h>

#include "core/record/time.h"
#include "core/tree/signed_note.h"

#define BLOB_MAX (4 + 8 + GS_SIGNATURE_LEN) /* key id, time, signature */
#define LINE_HEAD "\xe2\x80\x94 "             /* of a signature line */
#define NOTE_TEXT_MAX 160 /* an origin has 64 bytes at most */
#define KEY_ID_CHARS 8 /* of base64, which begin with a key's id */

/* A signature line: whose, and what it is over. */
struct note_line {
	struct gs_part name, key;
	enum gs_key_type type;
	struct gs_span text; /* of the note */
};

/* Whether the line that comes next names this signer and its key: a witness may
 * change its key, and keep its name. */
static bool is_line_of(const struct gs_reader *r,
    const struct note_line *line)
{
	const size_t head = sizeof LINE_HEAD - 1 + line->name.len + 1;
	uint8_t id[GS_NOTE_KEY_ID], named[6];
	size_t n = 0;

	if (r->left < head + KEY_ID_CHARS ||
	    memcmp(r->ptr, LINE_HEAD, sizeof LINE_HEAD - 1) != 0 ||
	    memcmp(r->ptr + sizeof LINE_HEAD - 1, line->name.ptr,
	        line->name.len) != 0 || r->ptr[head - 1] != ' ' ||
	    gs_base64_decode(named, &n, sizeof named, r->ptr + head,
	        KEY_ID_CHARS) != GS_OK)
		return false;
	gs_note_key_id(id, (struct gs_span){line->name.ptr, line->name.len},
	    line->type, line->key.ptr);
	return memcmp(named, id, sizeof id) == 0;
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

/* Reads the next line, which is this signer's. */
static int read_line(uint64_t *time, struct gs_reader *r,
    const struct note_line *line)
{
	uint8_t blob[BLOB_MAX], message[2 * NOTE_TEXT_MAX];
	struct gs_writer w = gs_writer_of(message, sizeof message);
	size_t len = 0, n = 0;

	(void)gs_read_bytes(r, sizeof LINE_HEAD + line->name.len);
	const uint8_t *text = gs_read_line(&len, r, GS_BASE64_LEN(BLOB_MAX));
	if (text == NULL || gs_base64_decode(blob, &n, sizeof blob, text,
	        len) != GS_OK)
		return GS_ERR_FORMAT;

	struct gs_reader b = gs_reader_of(blob, n);
	(void)gs_read_bytes(&b, GS_NOTE_KEY_ID);
	int err = read_message(&w, time, &b, line);
	const uint8_t *signature = gs_read_bytes(&b, GS_SIGNATURE_LEN);
	if (err != GS_OK || gs_reader_end(&b) != GS_OK)
		return GS_ERR_FORMAT;
	return gs_host_ed25519_verify(signature, line->key.ptr, message,
	    w.len);
}

/* Who may have a line ------------------------------------------------------ */

static bool is_same_witness(const struct gs_witness *a,
    const struct gs_witness *b)
{
	return memcmp(a->key.ptr, b->key.ptr, 32) == 0 &&
	    a->name.len == b->name.len &&
	    memcmp(a->name.ptr, b->name.ptr, a->name.len) == 0;
}

static bool has_witness(const struct gs_charter *c,
    const struct gs_witness *w)
{
	for (size_t i = 0; i < c->witness_count; i++)
		if (is_same_witness(&c->witnesses[i], w))
			return true;
	return false;
}

/* Whether it may have a line in a note under `newest`: it is of that, or of one
 * that has not handed over. */
static bool may_sign(const struct gs_charter *newest,
    const struct gs_witness *w)
{
	for (const struct gs_charter *c = newest; c != NULL; c = c->before)
		if ((c == newest || c->handed_over == 0) && has_witness(c, w))
			return true;
	return false;
}

static bool stood_before(const struct gs_charter *newest,
    const struct gs_charter *of, const struct gs_witness *w)
{
	for (const struct gs_charter *c = newest; c != of; c = c->before)
		if (has_witness(c, w))
			return true;
	return false;
}

/* Their order is that of all charters, also of those that have handed over: a
 * provenance file cannot tell which have, and must know the order. */
const struct gs_witness *gs_anchor_witness(const struct gs_charter *charter,
    size_t n)
{
	for (const struct gs_charter *c = charter; c != NULL; c = c->before)
		for (size_t i = 0; i < c->witness_count; i++) {
			const struct gs_witness *w = &c->witnesses[i];

			if (!stood_before(charter, c, w) &&
			    may_sign(charter, w) && n-- == 0)
				return w;
		}
	return NULL;
}

/* The note ----------------------------------------------------------------- */

/* Into the times so far, which ascend. */
static void sort_time(uint64_t *times, size_t count, uint64_t time)
{
	size_t at = count;

	for (; at > 0 && times[at - 1] > time; at--)
		times[at] = times[at - 1];
	times[at] = time;
}

/* When those who signed, of this charter's witnesses, did so: how many. */
static size_t find_times(uint64_t times[GS_WITNESSES_MAX],
    const struct gs_anchor_note *note, const struct gs_charter *charter)
{
	size_t count = 0;

	for (size_t i = 0; i < note->count; i++)
		if (has_witness(charter, note->lines[i].witness))
			sort_time(times, count++, note->lines[i].time);
	return count;
}

bool gs_anchor_note_settles(const struct gs_anchor_note *note,
    const struct gs_charter *charter)
{
	uint64_t times[GS_WITNESSES_MAX];

	return find_times(times, note, charter) >= charter->quorum;
}

/* The time of a quorum is that of its last: fewer witnesses cannot move it
 * back. */
static void date_carried(struct gs_anchor_note *note,
    const struct gs_charter *charter)
{
	uint64_t times[GS_WITNESSES_MAX];

	note->cosigned = find_times(times, note, charter);
	note->settled = note->cosigned >= charter->quorum;
	if (note->settled && charter->quorum > 0 &&
	    times[charter->quorum - 1] <= GS_TIME_MAX)
		note->witnessed = (int64_t)times[charter->quorum - 1];
}

/* Of the witnesses, in their order, those who had cosigned. */
static int read_witnesses(struct gs_anchor_note *out, struct gs_reader *r,
    const struct gs_charter *charter, struct gs_span text)
{
	struct gs_anchor_note note = {.cosigned = 0};
	const struct gs_witness *w = NULL;
	uint64_t time = 0;

	for (size_t i = 0; r->left > 0 &&
	    (w = gs_anchor_witness(charter, i)) != NULL; i++) {
		const struct note_line line = {w->name, w->key,
		    GS_KEY_COSIGNATURE, text};

		if (!is_line_of(r, &line))
			continue;
		int err = note.count == GS_ANCHOR_LINES_MAX ? GS_ERR_RANGE :
		    read_line(&time, r, &line);
		if (err != GS_OK)
			return err;
		note.lines[note.count++] = (struct gs_anchor_line){w, time};
	}

	date_carried(&note, charter);
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

	const struct note_line log = {origin,
	    gs_charter_role(charter, "log")->key, GS_KEY_ED25519, text};
	int err = is_line_of(&r, &log) ? read_line(&unused, &r, &log) :
	    GS_ERR_FORMAT;
	if (err != GS_OK)
		return gs_refuse(refusal, err, "anchor-note-signature",
		    "the first signature line of the anchor's note is not one "
		    "by the key that the charter names for the role log");
	err = read_witnesses(out, &r, charter, text);
	if (err != GS_OK)
		return gs_refuse(refusal, err, "anchor-note-witness",
		    "behind the log's line the anchor's note has something "
		    "else than cosignatures of the charter's witnesses and of "
		    "those who have not handed over to them, each once and in "
		    "the charters' order");
	return GS_OK;
}
