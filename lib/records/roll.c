/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/roll.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/sign.h"

#define SIGNERS 2

static const char *const signers[SIGNERS] = {"registrar", "second"};

int gs_roll_record_write(struct gs_writer *w,
    const struct gs_roll_terms *terms)
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "roll");
	gs_record_line(&d, "channel", gs_part_hash(terms->channel));
	gs_record_line(&d, "edition", gs_part_number(terms->edition));
	gs_record_line(&d, "size", gs_part_number(terms->size));
	gs_record_line(&d, "eligible", gs_part_number(terms->eligible));
	gs_record_line(&d, "root", gs_part_hash(terms->root));

	int err = gs_writer_end(&d.w);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* The reader takes whole records only.  So the missing signatures are put in,
 * of nobody: `count` is how many are there, and what `rec` says is what the
 * unfinished record says. */
static int parse_unfinished(struct gs_record *rec, size_t *count,
    struct gs_arena *arena, struct gs_span text)
{
	static const uint8_t nobody[GS_SIGNATURE_LEN];
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	struct gs_record_writer d = {.w = gs_writer_of(buf, GS_RECORD_MAX)};

	if (buf == NULL)
		return GS_ERR_MEMORY;
	gs_write_bytes(&d.w, text.ptr, text.len);

	int err = gs_writer_end(&d.w);
	for (size_t missing = 0; err == GS_OK && missing <= SIGNERS;
	    missing++) {
		err = gs_record_parse(rec, NULL, arena, buf, d.w.len);
		*count = SIGNERS - missing;
		if (err != GS_ERR_SIGNATURE)
			break;
		gs_record_line(&d, "signature", gs_part_word("none"),
		    gs_part_bytes(nobody, sizeof nobody));
		err = gs_writer_end(&d.w);
	}
	if (err == GS_OK && strcmp(rec->type->name, "roll") != 0)
		err = GS_ERR_FORMAT;
	return err;
}

/* Whether the record is about these keys, and `role` signs it next. */
static int judge_signing(struct gs_report *report,
    const struct gs_record *rec, size_t count,
    const struct gs_roll_signing *signing)
{
	if (memcmp(gs_record_hash(rec, "root"), signing->root, 32) != 0) {
		gs_report_tell(report, "roll-other-keys", "the roll's record "
		    "of edition {0} names another root than that of the "
		    "keys beside it: prepare it again",
		    gs_say_number(gs_record_number(rec, "edition")));
		return GS_ERR_MISMATCH;
	}

	if (count == SIGNERS) {
		gs_report_say(report, "roll-signed", "the roll's record has "
		    "both signatures already");
		return GS_ERR_RULE;
	}
	if (strcmp(signers[count], signing->role) != 0) {
		gs_report_tell(report, "roll-next-signer", "the roll's record "
		    "has {0} signatures; next to sign is the {1}, not the {2}",
		    gs_say_number(count), gs_say_text(signers[count]),
		    gs_say_text(signing->role));
		return GS_ERR_RULE;
	}
	return GS_OK;
}

/* Adds it behind the others; with the last one the record must parse. */
static int add_signature(struct gs_writer *w, struct gs_arena *arena,
    size_t signed_len, bool last, const struct gs_roll_signing *signing)
{
	struct gs_record_writer d = {.w = gs_writer_of(w->ptr, w->max)};

	gs_write_bytes(&d.w, signing->record.ptr, signing->record.len);
	int err = gs_record_countersign(&d, signing->role, signing->secret,
	    signed_len);
	if (err == GS_OK && last)
		err = gs_record_end(&d, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

int gs_roll_record_sign(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_roll_signing *signing)
{
	struct gs_record rec;
	size_t count = 0;

	int err = parse_unfinished(&rec, &count, arena, signing->record);
	if (err == GS_ERR_MEMORY) {
		gs_report_say(report, "roll-record-memory", "there is not "
		    "enough memory to read the roll's record");
		return err;
	}
	if (err != GS_OK) {
		gs_report_say(report, "roll-record-form", "this is not a "
		    "roll's record as 'gainsay roll prepare' writes it");
		return GS_ERR_FORMAT;
	}

	err = judge_signing(report, &rec, count, signing);
	if (err != GS_OK)
		return err;
	err = add_signature(w, arena, rec.signed_len, count + 1 == SIGNERS,
	    signing);
	if (err != GS_OK)
		gs_report_tell(report, "roll-not-signed", "the roll's record "
		    "cannot be signed: {0}", gs_say_text(gs_strerror(err)));
	return err;
}
