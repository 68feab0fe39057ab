/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/memory.h"

#include <string.h>

#include "lib/host.h"

#define LINE_MAX (GS_BASE64_LEN(GS_MEMORY_NOTE_MAX) + 16)
_Static_assert(GS_CONTRADICTION_MAX <= GS_MEMORY_NOTE_MAX,
    "the longest line has room for either");

/* The text ---------------------------------------------------------------- */

static void write_blob(struct gs_writer *w, const char *name,
    const uint8_t *bytes, size_t len)
{
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_base64(w, bytes, len);
	gs_write_text(w, "\n");
}

static void write_pair(struct gs_writer *w, const char *name,
    const uint8_t hash[32], uint64_t number)
{
	gs_write_text(w, name);
	gs_write_text(w, " ");
	gs_write_hex(w, hash, 32);
	gs_write_text(w, " ");
	gs_write_decimal(w, number);
	gs_write_text(w, "\n");
}

static void write_flag(struct gs_writer *w, const char *name, bool value)
{
	gs_write_text(w, name);
	gs_write_text(w, value ? " 1\n" : " 0\n");
}

void gs_memory_write(struct gs_writer *w, const struct gs_memory *m)
{
	write_blob(w, "checkpoint", m->note, m->note_len);
	write_flag(w, "handed", m->handed);
	write_pair(w, "ground", m->ground_root, m->ground_size);
	write_blob(w, "evidence", m->evidence, m->evidence_len);
	write_flag(w, "proven", m->proven);
	gs_change_write(w, &m->change);
}

/* `<name> <value>` LF. */
static struct gs_span read_named(struct gs_reader *r, const char *name)
{
	struct gs_span line = {NULL, 0};

	gs_read_expect(r, name);
	gs_read_expect(r, " ");
	line.ptr = gs_read_line(&line.len, r, LINE_MAX);
	return line;
}

static void read_blob(uint8_t *out, size_t *len, size_t max,
    struct gs_reader *r, const char *name)
{
	const struct gs_span line = read_named(r, name);

	if (r->err == GS_OK)
		r->err = gs_base64_decode(out, len, max, line.ptr, line.len);
}

static uint64_t read_count_line(struct gs_reader *r, const char *name,
    uint64_t max)
{
	const struct gs_span line = read_named(r, name);
	uint64_t n = 0;

	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&n, line.ptr, line.len, max);
	return n;
}

static uint64_t read_pair(uint8_t hash[32], struct gs_reader *r,
    const char *name)
{
	const struct gs_span line = read_named(r, name);
	uint64_t n = 0;

	if (r->err != GS_OK)
		return 0;
	if (line.len < 66 || line.ptr[64] != ' ') {
		r->err = GS_ERR_FORMAT;
		return 0;
	}
	r->err = gs_hex_decode(hash, 32, line.ptr, 64);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&n, line.ptr + 65, line.len - 65,
		    INT64_MAX);
	return n;
}

static int parse_seen_note(struct gs_checkpoint *out, struct gs_span seen)
{
	struct gs_note note;

	int err = gs_note_parse(&note, seen.ptr, seen.len);
	return err != GS_OK ? err : gs_checkpoint_parse(out, note.text,
	    note.text_len);
}

static int parse_kept_note(struct gs_memory *m)
{
	return m->note_len == 0 ? GS_OK : parse_seen_note(&m->checkpoint,
	    (struct gs_span){m->note, m->note_len});
}

void gs_memory_read(struct gs_memory *m, struct gs_reader *r)
{
	read_blob(m->note, &m->note_len, sizeof m->note, r, "checkpoint");
	if (r->err == GS_OK)
		r->err = parse_kept_note(m);
	m->handed = read_count_line(r, "handed", 1) == 1;
	m->ground_size = read_pair(m->ground_root, r, "ground");
	read_blob(m->evidence, &m->evidence_len, sizeof m->evidence, r,
	    "evidence");
	m->proven = read_count_line(r, "proven", 1) == 1;
	if (r->err == GS_OK)
		gs_change_read(&m->change, r);
}

bool gs_memory_is_of(const struct gs_memory *m,
    const struct gs_verifier *log)
{
	struct gs_checkpoint checkpoint;
	struct gs_attestation verified;
	struct gs_contradiction_verdict v;
	const struct gs_span evidence = {m->evidence, m->evidence_len};

	if (m->note_len != 0 && gs_checkpoint_open(&checkpoint, &verified,
	        m->note, m->note_len, log, 1) != GS_OK)
		return false;
	return m->evidence_len == 0 ||
	    (gs_contradiction_judge(&v, NULL, evidence, log) == GS_OK &&
	        m->proven == (v.what == GS_NOTES_CONTRADICT));
}

/* Judge ------------------------------------------------------------------- */

int gs_memory_refuse_fork(struct gs_report *report,
    const struct gs_checkpoint *shown, const struct gs_checkpoint *seen,
    const char *keeper)
{
	gs_report_tell(report, "log-forked", "THE SERVER SHOWS ANOTHER LOG: "
	    "its checkpoint of {0} entries contradicts that of {1} entries in "
	    "{2}, and the log's key signed both; do not act, and tell others",
	    gs_say_number(shown->size), gs_say_number(seen->size),
	    gs_say_text(keeper));
	return GS_ERR_MISMATCH;
}

int gs_memory_refuse_older(struct gs_report *report,
    const struct gs_checkpoint *shown, const struct gs_checkpoint *seen,
    const char *keeper)
{
	gs_report_tell(report, "log-rolled-back", "the server shows an older "
	    "log: {0} entries, where {1} has had {2} of it already; it was "
	    "restored from a backup, or hides what came since; do not act, "
	    "and ask others what they see", gs_say_number(shown->size),
	    gs_say_text(keeper), gs_say_number(seen->size));
	return GS_ERR_MISMATCH;
}

void gs_memory_accuse(struct gs_memory *m,
    const struct gs_contradiction_case *c)
{
	uint8_t text[GS_CONTRADICTION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_contradiction_verdict v;

	if (m->proven || gs_contradiction_write(&w, c) != GS_OK ||
	    gs_contradiction_judge(&v, NULL, (struct gs_span){text, w.len},
	        c->log) != GS_OK || v.what == GS_NOTES_AGREE)
		return;
	memcpy(m->evidence, text, w.len);
	m->evidence_len = w.len;
	m->proven = v.what == GS_NOTES_CONTRADICT;
}

/* A shorter log was shown once.  One that is longer than both tells whether it
 * was an older copy, or another log. */
static void settle_evidence(struct gs_memory *m,
    const struct gs_shown_log *shown)
{
	const struct gs_span kept = {m->evidence, m->evidence_len};
	struct gs_contradiction_verdict v;
	bool has = false;

	if (m->evidence_len == 0 || m->proven ||
	    gs_contradiction_judge(&v, NULL, kept, shown->log) != GS_OK ||
	    gs_tiles_has(&has, shown->tiles, v.first.size, v.first.root) !=
	        GS_OK)
		return;
	if (has) {
		m->evidence_len = 0;
		return;
	}

	struct gs_pool pool;
	struct gs_record rec;
	const struct gs_tree larger = gs_tiles_tree(shown->tiles);
	if (gs_record_parse(&rec, NULL, gs_pool_start(&pool), kept.ptr,
	        kept.len) == GS_OK) {
		const struct gs_part first = gs_record_value(&rec, "note",
		    0)->parts[0];
		const struct gs_contradiction_case c = {{first.ptr, first.len},
		    shown->note, shown->log, &larger};

		gs_memory_accuse(m, &c);
	}
	gs_pool_free(&pool);
}

int gs_memory_meet(struct gs_memory *m, struct gs_report *report,
    const struct gs_shown_log *shown, struct gs_span note, const char *keeper)
{
	const struct gs_tree larger = gs_tiles_tree(shown->tiles);
	struct gs_contradiction_case c = {note, shown->note, shown->log,
	    &larger};
	struct gs_checkpoint seen;
	bool has = false;

	int err = parse_seen_note(&seen, note);
	if (err != GS_OK)
		return err;
	if (shown->checkpoint->size < seen.size) {
		c.larger = NULL;
		if (m != NULL)
			gs_memory_accuse(m, &c);
		return gs_memory_refuse_older(report, shown->checkpoint, &seen,
		    keeper);
	}

	err = gs_tiles_has(&has, shown->tiles, seen.size, seen.root);
	if (err != GS_OK || has)
		return err;
	if (m != NULL)
		gs_memory_accuse(m, &c);
	return gs_memory_refuse_fork(report, shown->checkpoint, &seen, keeper);
}

int gs_memory_judge(struct gs_memory *m, struct gs_report *report,
    const struct gs_shown_log *shown, const char *keeper)
{
	if (m->note_len == 0)
		return GS_OK;
	int err = gs_memory_meet(m, report, shown,
	    (struct gs_span){m->note, m->note_len}, keeper);
	if (err == GS_OK)
		settle_evidence(m, shown);
	return err;
}

/* Remember ---------------------------------------------------------------- */

void gs_memory_take(struct gs_memory *m, const struct gs_channel *channel,
    const struct gs_verifier *log, const struct gs_checkpoint *ground)
{
	const struct gs_span note = gs_channel_note(channel);
	const struct gs_checkpoint *c = gs_channel_checkpoint(channel);
	uint8_t stripped[GS_MEMORY_NOTE_MAX];
	struct gs_writer w = gs_writer_of(stripped, sizeof stripped);

	/* A cached log may be shorter than what was seen. */
	if (c->size < m->checkpoint.size ||
	    gs_note_strip(&w, note.ptr, note.len, log, 1) != GS_OK)
		return;
	memcpy(m->note, stripped, w.len);
	m->note_len = w.len;
	m->checkpoint = *c;
	m->handed = false;
	m->change = (struct gs_change){.hour = 0}; /* it is believed */
	if (ground != NULL) {
		m->ground_size = ground->size;
		memcpy(m->ground_root, ground->root, 32);
	}
}

int gs_memory_hand(struct gs_memory *m, struct gs_span note)
{
	struct gs_checkpoint c;

	if (m->note_len > 0)
		return GS_OK;
	int err = note.len > sizeof m->note ? GS_ERR_FORMAT :
	    parse_seen_note(&c, note);
	if (err != GS_OK)
		return err;
	memcpy(m->note, note.ptr, note.len);
	m->note_len = note.len;
	m->checkpoint = c;
	m->handed = true;
	return GS_OK;
}

uint64_t gs_memory_believed(const struct gs_memory *m)
{
	return m->note_len == 0 || m->handed ? 0 : m->checkpoint.size;
}

bool gs_memory_takes_ground(const struct gs_memory *m,
    const struct gs_checkpoint *cached)
{
	return cached->size >= m->checkpoint.size ||
	    (cached->size == m->ground_size &&
	        memcmp(cached->root, m->ground_root, 32) == 0);
}
