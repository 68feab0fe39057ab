/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/roll.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/misread.h"
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
	if (terms->has_left)
		gs_record_line(&d, "left", gs_part_number(terms->left));
	gs_record_line(&d, "root", gs_part_hash(terms->root));
	for (size_t i = 0; i < terms->replaced_count; i++)
		gs_record_line(&d, "replaced",
		    gs_part_hash(terms->replaced[i]));
	if (terms->reading != NULL)
		gs_record_line(&d, "reading", gs_part_hash(terms->reading));

	int err = gs_writer_end(&d.w);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* The record with signatures of nobody in the place of those that it lacks: the
 * reader takes whole records only.  `count` is how many it has. */
static int complete_record(struct gs_span *whole, struct gs_record *rec,
    size_t *count, size_t *line, struct gs_arena *arena, struct gs_span text)
{
	static const uint8_t nobody[GS_SIGNATURE_LEN];
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	struct gs_record_writer d = {.w = gs_writer_of(buf, GS_RECORD_MAX)};

	if (buf == NULL)
		return GS_ERR_MEMORY;
	int err = GS_ERR_SIGNATURE;
	for (size_t has = SIGNERS + 1; has-- > 0 && err == GS_ERR_SIGNATURE;) {
		d.w = gs_writer_of(buf, GS_RECORD_MAX);
		gs_write_bytes(&d.w, text.ptr, text.len);
		for (size_t i = has; i < SIGNERS; i++)
			gs_record_line(&d, "signature",
			    gs_part_word(signers[i]),
			    gs_part_bytes(nobody, sizeof nobody));

		err = gs_writer_end(&d.w);
		if (err == GS_OK)
			err = gs_record_parse(rec, line, arena, buf,
			    d.w.len);
		*count = has;
	}
	if (err == GS_OK && strcmp(rec->type->name, "roll") != 0)
		err = GS_ERR_FORMAT;
	*whole = (struct gs_span){buf, d.w.len};
	return err;
}

static int report_form(struct gs_report *report, struct gs_arena *arena,
    struct gs_span text, size_t line, int err)
{
	struct gs_report why;

	if (err == GS_ERR_MEMORY) {
		gs_report_say(report, "roll-record-memory", "there is not "
		    "enough memory to read the roll's record");
		return err;
	}
	gs_misread_tell(&why, arena, "roll", text, line);
	gs_report_tell(report, "roll-record-form", "this is not a "
	    "roll's record as 'gainsay roll prepare' writes it: {0}",
	    gs_say_text(why.text));
	return GS_ERR_FORMAT;
}

/* Signatures are judged last, the registrar's first: if one is missing, all
 * else is good. */
static bool lacks_only_signature(const struct gs_refusal *refusal, int err,
    size_t count)
{
	return err == GS_ERR_SIGNATURE && count < SIGNERS &&
	    refusal->values[0].len == strlen(signers[count]) &&
	    memcmp(refusal->values[0].text, signers[count],
	        refusal->values[0].len) == 0;
}

static int judge_whole(struct gs_report *report, struct gs_arena *arena,
    struct gs_span whole, size_t count, const struct gs_state *state)
{
	const struct gs_candidates one = {gs_state_at(state), &whole, 1};
	struct gs_entry_proof proof;
	struct gs_refusal refusal;
	size_t proofs = 0;

	int err = gs_state_check(&proof, &proofs, &refusal, arena, state,
	    &one);
	if (err == GS_OK || lacks_only_signature(&refusal, err, count))
		return GS_OK;
	gs_report_refusal(report, &refusal);
	return err;
}

int gs_roll_record_judge(struct gs_record *rec, size_t *signatures,
    struct gs_report *report, struct gs_arena *arena, struct gs_span record,
    const struct gs_state *state)
{
	struct gs_span whole = {NULL, 0};
	size_t line = 0;

	int err = complete_record(&whole, rec, signatures, &line, arena,
	    record);
	return err != GS_OK ? report_form(report, arena, record, line, err) :
	    judge_whole(report, arena, whole, *signatures, state);
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

static int require_role_key(struct gs_report *report,
    const struct gs_roll_signing *signing)
{
	const struct gs_charter *charter = gs_state_charter(signing->state);
	const struct gs_role *held = NULL;

	/* libsodium keeps the public key behind the seed. */
	for (size_t i = 0; (held = gs_charter_holder(charter, signing->role,
	        i)) != NULL; i++)
		if (gs_bytes_equal(signing->secret + 32, held->key.ptr, 32))
			return GS_OK;
	gs_report_tell(report, "roll-key-not-of-role", "this is not a "
	    "signing key that the charter in force names for the {0}",
	    gs_say_text(signing->role));
	return GS_ERR_SIGNATURE;
}

int gs_roll_record_sign(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_roll_signing *signing)
{
	struct gs_record rec;
	size_t count = 0;

	int err = gs_roll_record_judge(&rec, &count, report, arena,
	    signing->record, signing->state);
	if (err == GS_OK)
		err = judge_signing(report, &rec, count, signing);
	if (err == GS_OK)
		err = require_role_key(report, signing);
	if (err != GS_OK)
		return err;

	err = add_signature(w, arena, rec.signed_len, count + 1 == SIGNERS,
	    signing);
	if (err != GS_OK)
		gs_report_tell(report, "roll-not-signed", "the roll's record "
		    "cannot be signed: {0}", gs_say_text(gs_strerror(err)));
	return err;
}
