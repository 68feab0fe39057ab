/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/claim.h"

#include <string.h>

#include "core/host.h"
#include "core/memo/memo.h"
#include "lib/age.h"
#include "lib/evidence/provenance.h"
#include "lib/memo/content.h"
#include "lib/memo/span.h"
#include "lib/memo/text.h"
#include "lib/misread.h"
#include "lib/sign.h"

void gs_claim_memo_of(struct gs_claim_memo *out, const struct gs_record *rec)
{
	memcpy(out->channel, gs_record_hash(rec, "channel"), 32);
	memcpy(out->memo, gs_record_hash(rec, "memo"), 32);
	memcpy(out->author, gs_record_hash(rec, "author"), 32);
}

static int parse_as(struct gs_record *out, struct gs_arena *arena,
    const char *type, const void *text, size_t len)
{
	int err = gs_record_parse(out, NULL, arena, text, len);

	if (err == GS_OK && strcmp(out->type->name, type) != 0)
		err = GS_ERR_FORMAT;
	return err;
}

static int memo_of_provenance(struct gs_claim_memo *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span file)
{
	struct gs_provenance p;
	struct gs_entry_header header;
	struct gs_record rec;
	struct gs_span record = {NULL, 0};
	uint8_t id[32];

	int err = gs_provenance_parse(&p, report, arena, file.ptr, file.len);
	if (err == GS_OK)
		err = gs_entry_split(&header, &record, p.entries[0].bytes.ptr,
		    p.entries[0].bytes.len);
	if (err == GS_OK)
		err = parse_as(&rec, arena, "memo", record.ptr, record.len);
	if (err != GS_OK)
		return err;

	gs_memo_id_of(id, &rec);
	if (memcmp(id, gs_record_hash(&rec, "memo"), 32) != 0)
		return GS_ERR_MISMATCH;
	gs_claim_memo_of(out, &rec);
	return GS_OK;
}

/* The terms of a package are whole once its sealed file is made. */
static int memo_of_package(struct gs_claim_memo *out,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text,
    const struct gs_record *charter)
{
	struct gs_document_rules rules;
	struct gs_content content;
	uint8_t hash[32], *sealed = NULL;
	size_t len = 0;

	if (charter == NULL)
		return GS_ERR_UNKNOWN;
	gs_document_rules_of(&rules, charter);
	gs_record_digest(hash, charter);
	int err = gs_content_parse(&content, report, arena, &rules, text.ptr,
	    text.len);
	if (err == GS_OK && memcmp(content.terms.charter, hash, 32) != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = gs_content_seal(&sealed, &len, &content, arena, charter);
	if (err != GS_OK)
		return err;

	gs_host_sha256(hash, &(struct gs_span){sealed, len}, 1);
	gs_age_free(&sealed, len);
	err = gs_content_name(&content, arena, hash);
	if (err == GS_OK) {
		memcpy(out->channel, content.terms.channel, 32);
		memcpy(out->memo, content.id, 32);
		memcpy(out->author, content.terms.author, 32);
	}
	return err;
}

int gs_claim_memo_read(struct gs_claim_memo *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text,
    const struct gs_record *charter)
{
	static const char provenance[] = GS_HEADING "provenance\n";
	size_t head = sizeof provenance - 1;

	int err = text.len > head && memcmp(text.ptr, provenance, head) == 0 ?
	    memo_of_provenance(out, report, arena, text) :
	    memo_of_package(out, report, arena, text, charter);
	if (err == GS_ERR_MISMATCH)
		gs_report_say(report, "claim-memo-altered", "the file's memo "
		    "record does not hash to the memo id that it names: the "
		    "file was altered");
	else if (err == GS_ERR_UNKNOWN)
		gs_report_say(report, "claim-memo-charter", "a package tells "
		    "its memo id together with its charter alone: give "
		    "--charter CHARTER as well, or the memo's provenance "
		    "file");
	else if (err == GS_ERR_MEMORY)
		gs_report_say(report, "claim-memo-memory", "there is not "
		    "enough memory to read the memo's file");
	else if (err != GS_OK)
		gs_report_say(report, "claim-no-memo", "the file is neither a "
		    "memo's provenance file nor its package under the charter "
		    "given");
	return err;
}

static void report_unwritten(struct gs_report *report, int err)
{
	if (err == GS_ERR_MISMATCH)
		gs_report_say(report, "claim-other-seed", "the seed is not "
		    "that of the memo's author; the author's is in the file "
		    "that 'gainsay compose' wrote beside the package, "
		    "PACKAGE.author");
	else if (err == GS_ERR_FORMAT || err == GS_ERR_SPACE)
		gs_report_tell(report, "claim-not-a-line", "the name and the "
		    "challenge must each be one line of text of at most {0} "
		    "bytes, without control characters and without a space "
		    "at either end", gs_say_number(GS_LINE_MAX));
	else
		gs_report_tell(report, "claim-not-written", "the claim cannot "
		    "be written: {0}", gs_say_text(gs_strerror(err)));
}

int gs_claim_write(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_claim_memo *about,
    const struct gs_claim *claim, const uint8_t seed[32])
{
	struct gs_record_writer d;
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);

	if (buf == NULL) {
		report_unwritten(report, GS_ERR_MEMORY);
		return GS_ERR_MEMORY;
	}
	gs_record_start(&d, buf, GS_RECORD_MAX, "claim");
	gs_record_line(&d, "channel", gs_part_hash(about->channel));
	gs_record_line(&d, "memo", gs_part_hash(about->memo));
	gs_record_line(&d, "name",
	    gs_part_text_of(claim->name.ptr, claim->name.len));
	if (claim->challenge.ptr != NULL)
		gs_record_line(&d, "challenge", gs_part_text_of(
		    claim->challenge.ptr, claim->challenge.len));

	int err = gs_record_sign_seed(&d, "author", seed, about->author,
	    arena);
	if (err != GS_OK) {
		report_unwritten(report, err);
		return err;
	}

	gs_write_bytes(w, buf, d.w.len);
	return gs_writer_end(w);
}

/* Whether both are one text in NFC: one keyboard composes what another does
 * not, and both show the same. */
static int is_same_challenge(bool *same, struct gs_arena *arena,
    const struct gs_part *said, const char *given)
{
	struct gs_span a = {said->ptr, said->len};
	struct gs_span b = {(const uint8_t *)given, strlen(given)};

	*same = false;
	if (said->ptr == NULL)
		return GS_OK;
	int err = gs_text_nfc(&a, arena, a);
	if (err == GS_OK)
		err = gs_text_nfc(&b, arena, b);
	if (err == GS_OK)
		*same = gs_span_same(a, b);
	return err == GS_ERR_MEMORY ? err : GS_OK;
}

/* `rec` is a claim: what it is about, who signed it, and over what. */
static int judge_claim(struct gs_report *report, struct gs_arena *arena,
    const struct gs_record *rec, const struct gs_claim_memo *about,
    const char *challenge)
{
	struct gs_part said = gs_record_part(rec, "challenge");
	bool same = true;

	if (memcmp(gs_record_hash(rec, "channel"), about->channel, 32) != 0 ||
	    memcmp(gs_record_hash(rec, "memo"), about->memo, 32) != 0) {
		gs_report_say(report, "claim-other-memo",
		    "the claim is about another memo");
		return GS_ERR_MISMATCH;
	}
	if (gs_record_verify(rec, "author", about->author) != GS_OK) {
		gs_report_say(report, "claim-other-signer", "the claim is not "
		    "signed with the key that the memo names as its author's");
		return GS_ERR_SIGNATURE;
	}

	int err = challenge == NULL ? GS_OK :
	    is_same_challenge(&same, arena, &said, challenge);
	if (err != GS_OK || same)
		return err;
	if (said.ptr == NULL)
		gs_report_say(report, "claim-unchallenged", "the claim "
		    "has no challenge, so that nothing says it was made for "
		    "you");
	else
		gs_report_tell(report, "claim-other-challenge", "the claim's "
		    "challenge is not the one you gave, so that it was made "
		    "for someone else, or earlier: {0}",
		    gs_say_span(said.ptr, said.len));
	return GS_ERR_MISMATCH;
}

int gs_claim_check(struct gs_claim *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_claim_memo *about,
    const char *challenge, struct gs_span text)
{
	struct gs_record rec;
	struct gs_report why;
	size_t line = 0;

	*out = (struct gs_claim){.name = {NULL, 0}};
	int err = gs_record_parse(&rec, &line, arena, text.ptr, text.len);
	if (err == GS_OK && !gs_record_is(&rec, GS_RECORD_CLAIM))
		err = GS_ERR_FORMAT;
	if (err == GS_ERR_MEMORY) {
		gs_report_say(report, "claim-memory", "there is not enough "
		    "memory to read the claim");
		return err;
	}
	if (err != GS_OK) {
		gs_misread_tell(&why, arena, "claim", text, line);
		gs_report_tell(report, "claim-form", "the file is not a claim "
		    "of authorship as 'gainsay claim' writes it: {0}",
		    gs_say_text(why.text));
		return GS_ERR_FORMAT;
	}
	err = judge_claim(report, arena, &rec, about, challenge);
	if (err != GS_OK)
		return err;

	struct gs_part name = gs_record_part(&rec, "name");
	struct gs_part said = gs_record_part(&rec, "challenge");
	*out = (struct gs_claim){{name.ptr, name.len}, {said.ptr, said.len}};
	return GS_OK;
}
