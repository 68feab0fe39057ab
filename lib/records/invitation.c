/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/invitation.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/log/note.h"
#include "lib/misread.h"

#define CHECKPOINT_MAX 1024 /* a note with one line */

/* A copy that ends in NUL; NULL: no memory. */
static const char *keep_part(struct gs_arena *arena, const struct gs_part *part)
{
	char *copy = gs_arena_take(arena, part->len + 1, 1);

	if (copy != NULL)
		memcpy(copy, part->ptr, part->len);
	return copy;
}

static const char *keep_line(struct gs_arena *arena,
    const struct gs_record *rec, const char *name, size_t n)
{
	return keep_part(arena, &gs_record_value(rec, name, n)->parts[0]);
}

static int take_lines(struct gs_invitation *out, struct gs_arena *arena,
    const struct gs_record *rec)
{
	bool whole = true;

	*out = (struct gs_invitation){
	    .name = keep_line(arena, rec, "name", 0),
	    .server = keep_line(arena, rec, "server", 0),
	    .key = keep_line(arena, rec, "key", 0),
	    .code = keep_line(arena, rec, "code", 0),
	    .witnesses = gs_record_count(rec, "witness")};
	memcpy(out->channel, gs_record_hash(rec, "channel"), 32);

	for (size_t i = 0; i < out->witnesses; i++) {
		out->witness[i] = keep_line(arena, rec, "witness", i);
		whole = whole && out->witness[i] != NULL;
	}
	return whole && out->name != NULL && out->server != NULL &&
	    out->key != NULL && out->code != NULL ? GS_OK : GS_ERR_MEMORY;
}

static int check_keys(const struct gs_invitation *in, struct gs_report *report)
{
	struct gs_verifier v;
	const char *bad = NULL;

	if (gs_verifier_parse(&v, in->key, strlen(in->key)) != GS_OK)
		bad = in->key;
	for (size_t i = 0; i < in->witnesses; i++)
		if (gs_verifier_parse(&v, in->witness[i],
		    strlen(in->witness[i])) != GS_OK)
			bad = in->witness[i];
	if (bad == NULL)
		return GS_OK;
	gs_report_tell(report, "invitation-key", "the invitation has '{0}' for "
	    "a verifier key, which is none: it was changed or cut on the way; "
	    "ask for another", gs_say_text(bad));
	return GS_ERR_FORMAT;
}

static int refuse_handed(struct gs_report *report, int err,
    const struct gs_invitation *in)
{
	gs_report_tell(report, "invitation-checkpoint", "the invitation has a "
	    "checkpoint that {0} has not signed ({1}): it was changed or cut on "
	    "the way; ask for another", gs_say_text(in->key),
	    gs_say_text(gs_strerror(err)));
	return err;
}

/* The note that the three parts stand for. */
static int take_checkpoint(struct gs_invitation *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_record *rec)
{
	const struct gs_value *line = gs_record_value(rec, "checkpoint", 0);
	uint8_t *note = gs_arena_take(arena, CHECKPOINT_MAX, 1);
	struct gs_writer w = gs_writer_of(note, CHECKPOINT_MAX);
	struct gs_verifier log;
	struct gs_checkpoint c = {.size = 0};
	struct gs_attestation good;

	if (line == NULL)
		return GS_OK;
	if (note == NULL)
		return GS_ERR_MEMORY;
	int err = gs_verifier_parse(&log, out->key, strlen(out->key));
	if (err == GS_OK && (log.type != GS_KEY_ED25519 ||
	    line->parts[2].len != GS_SIGNATURE_LEN))
		err = GS_ERR_FORMAT;
	if (err == GS_OK) {
		memcpy(c.origin, log.name, sizeof c.origin);
		c.size = (uint64_t)line->parts[0].number;
		memcpy(c.root, line->parts[1].ptr, sizeof c.root);
		gs_checkpoint_join(&w, &c, &log, line->parts[2].ptr);
		err = gs_writer_end(&w);
	}

	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &good, note, w.len, &log, 1);
	if (err != GS_OK)
		return refuse_handed(report, err, out);
	out->checkpoint = (struct gs_span){note, w.len};
	out->size = c.size;
	return GS_OK;
}

int gs_invitation_parse(struct gs_invitation *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_record rec;
	struct gs_report why;
	size_t line = 0;

	if (len > GS_INVITATION_MAX)
		len = GS_INVITATION_MAX; /* and so not whole */
	int err = gs_record_parse(&rec, &line, arena, text, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(&rec, GS_RECORD_INVITATION)) {
		gs_misread_tell(&why, arena, "invitation",
		    (struct gs_span){text, len}, line);
		gs_report_tell(report, "invitation-form", "this is no "
		    "invitation: {0}; it begins with 'gainsay/v1 invitation' "
		    "and ends with its code; copy the whole of it",
		    gs_say_text(why.text));
		return GS_ERR_FORMAT;
	}

	err = take_lines(out, arena, &rec);
	if (err == GS_OK)
		err = check_keys(out, report);
	return err == GS_OK ? take_checkpoint(out, report, arena, &rec) : err;
}

/* In its parts, which leave no second way to write it. */
static int put_checkpoint(struct gs_record_writer *d,
    const struct gs_invitation *in)
{
	const struct gs_span note = in->checkpoint;
	struct gs_verifier log;
	struct gs_checkpoint c;
	struct gs_attestation good;
	uint8_t signature[GS_SIGNATURE_LEN];

	if (note.len == 0)
		return GS_OK;
	int err = gs_verifier_parse(&log, in->key, strlen(in->key));
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &good, note.ptr, note.len, &log,
		    1);
	if (err == GS_OK)
		err = gs_checkpoint_signature(signature, note.ptr, note.len,
		    &log);
	if (err == GS_OK)
		gs_record_line(d, "checkpoint", gs_part_number(c.size),
		    gs_part_hash(c.root), gs_part_bytes(signature,
		        sizeof signature));
	return err;
}

int gs_invitation_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_invitation *in)
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "invitation");
	gs_record_line(&d, "channel", gs_part_hash(in->channel));
	gs_record_line(&d, "name", gs_part_text(in->name));
	gs_record_line(&d, "server", gs_part_text(in->server));
	gs_record_line(&d, "key", gs_part_text(in->key));
	for (size_t i = 0; i < in->witnesses; i++)
		gs_record_line(&d, "witness", gs_part_text(in->witness[i]));
	int err = put_checkpoint(&d, in);
	if (err != GS_OK)
		return err;
	gs_record_line(&d, "code", gs_part_word(in->code));

	err = gs_record_end(&d, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

void gs_channel_key_id(uint8_t id[32], const char *key,
    const uint8_t channel[32])
{
	uint8_t head[64], len[4];
	struct gs_writer w = gs_writer_of(head, sizeof head);
	size_t key_len = strlen(key);

	gs_write_lv_text(&w, "gainsay/v1/key");
	gs_put_u32(len, (uint32_t)key_len);
	const struct gs_span parts[] = {{head, w.len}, {len, 4},
	    {(const uint8_t *)key, key_len}, {channel, 32}};
	gs_host_sha256(id, parts, 4);
}
