/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/claim.h"

#include <sodium.h>
#include <string.h>

#include "core/host.h"
#include "core/memo/memo.h"
#include "lib/evidence/provenance.h"

void gs_authored_of(struct gs_authored *out, const struct gs_record *rec)
{
	memcpy(out->channel, gs_record_hash(rec, "channel"), 32);
	memcpy(out->memo, gs_record_hash(rec, "memo"), 32);
	memcpy(out->author, gs_record_hash(rec, "author"), 32);
}

static bool is(const struct gs_record *rec, const char *type)
{
	return strcmp(rec->type->name, type) == 0;
}

static int from_provenance(struct gs_authored *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_provenance p;
	struct gs_memo_terms terms;
	struct gs_record rec;
	const uint8_t *record = NULL;
	uint8_t id[32];
	size_t record_len = 0;
	int64_t at = 0;
	int err = gs_provenance_parse(&p, report, arena, text, len);
	if (err == GS_OK)
		err = gs_entry_split(&at, &record, &record_len,
		    p.entries[0].bytes.ptr, p.entries[0].bytes.len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, record, record_len);
	if (err == GS_OK && !is(&rec, "memo"))
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		return err;
	gs_memo_terms_of(&terms, &rec);
	err = gs_memo_id(id, &terms);
	if (err == GS_OK && memcmp(id, gs_record_hash(&rec, "memo"), 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		gs_authored_of(out, &rec);
	return err;
}

/* The record that heads a package ends at its first empty line. */
static int from_package(struct gs_authored *out, struct gs_arena *arena,
    const uint8_t *text, size_t len)
{
	struct gs_record rec;
	size_t max = len < GS_RECORD_MAX ? len : GS_RECORD_MAX;
	const uint8_t *end = memmem(text, max, "\n\n", 2);
	int err = end == NULL ? GS_ERR_FORMAT : gs_record_parse(&rec, NULL,
	    arena, text, (size_t)(end - text) + 1);
	if (err == GS_OK && !is(&rec, "content"))
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		gs_authored_of(out, &rec);
	return err;
}

int gs_authored_read(struct gs_authored *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	static const char provenance[] = GS_HEADING "provenance\n";
	size_t head = sizeof provenance - 1;
	int err = len > head && memcmp(text, provenance, head) == 0 ?
	    from_provenance(out, report, arena, text, len) :
	    from_package(out, arena, text, len);
	if (err == GS_ERR_MISMATCH)
		gs_report_set(report, "the memo record does not give its memo "
		    "id");
	else if (err != GS_OK)
		gs_report_set(report, "neither a memo's package nor its "
		    "provenance file");
	return err;
}

static int sign(struct gs_record_writer *d, struct gs_report *report,
    const uint8_t author[32], const uint8_t seed[32])
{
	uint8_t public[32], secret[64], signature[GS_SIGNATURE_LEN];
	int err = gs_writer_end(&d->w);
	if (err == GS_OK && crypto_sign_seed_keypair(public, secret, seed) !=
	    0)
		err = GS_ERR_INTERNAL;
	if (err == GS_OK && memcmp(public, author, 32) != 0) {
		gs_report_set(report, "the seed is not that of the memo's "
		    "author; it is the file that 'gainsay compose' wrote "
		    "beside the package, PACKAGE.author");
		err = GS_ERR_MISMATCH;
	}
	if (err == GS_OK && crypto_sign_detached(signature, NULL, d->w.ptr,
	        d->w.len, secret) != 0)
		err = GS_ERR_INTERNAL;
	if (err == GS_OK)
		gs_record_line(d, "signature", gs_part_word("author"),
		    gs_part_bytes(signature, sizeof signature));
	gs_host_wipe(secret, sizeof secret);
	return err;
}

int gs_authorship_write(struct gs_writer *w, struct gs_report *report,
    struct gs_arena *arena, const struct gs_authored *about, const char *name,
    const char *challenge, const uint8_t seed[32])
{
	struct gs_record_writer d;
	uint8_t *buf = gs_arena_take(arena, GS_RECORD_MAX, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;
	gs_record_start(&d, buf, GS_RECORD_MAX, "claim");
	gs_record_line(&d, "channel", gs_part_hash(about->channel));
	gs_record_line(&d, "memo", gs_part_hash(about->memo));
	gs_record_line(&d, "name", gs_part_text(name));
	if (challenge != NULL)
		gs_record_line(&d, "challenge", gs_part_text(challenge));
	int err = sign(&d, report, about->author, seed);
	if (err == GS_OK)
		err = gs_record_end(&d, arena);
	if (err != GS_OK) {
		if (err != GS_ERR_MISMATCH)
			gs_report_set(report, "name and challenge are each "
			    "one line of text, without control characters "
			    "and without a space at either end: %s",
			    gs_strerror(err));
		return err;
	}
	gs_write_bytes(w, buf, d.w.len);
	return gs_writer_end(w);
}

/* `rec` is a claim; what it is about, who signed it, and over what. */
static int judge(struct gs_report *report, const struct gs_record *rec,
    const struct gs_authored *about, const char *challenge)
{
	struct gs_part said = gs_record_part(rec, "challenge");
	if (memcmp(gs_record_hash(rec, "channel"), about->channel, 32) != 0 ||
	    memcmp(gs_record_hash(rec, "memo"), about->memo, 32) != 0) {
		gs_report_set(report, "it is about another memo");
		return GS_ERR_MISMATCH;
	}
	int err = gs_record_verify(rec, "author", about->author);
	if (err != GS_OK) {
		gs_report_set(report, "it is not signed with the key that the "
		    "memo names as its author's");
		return GS_ERR_SIGNATURE;
	}
	if (challenge == NULL || gs_part_is(&said, challenge))
		return GS_OK;
	gs_report_set(report, said.ptr == NULL ? "it has no challenge, so that "
	    "nothing says it was made for you" : "its challenge is another "
	    "than the one you gave: it was made for someone else, or earlier");
	return GS_ERR_MISMATCH;
}

int gs_authorship_check(struct gs_authorship *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_authored *about,
    const char *challenge, const void *text, size_t len)
{
	struct gs_record rec;
	*out = (struct gs_authorship){.name = {NULL, 0}};
	int err = gs_record_parse(&rec, NULL, arena, text, len);
	if (err == GS_OK && !is(&rec, "claim"))
		err = GS_ERR_FORMAT;
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_set(report, "it is not a claim of authorship as "
		    "'gainsay claim' writes it");
		return GS_ERR_FORMAT;
	}
	err = judge(report, &rec, about, challenge);
	if (err != GS_OK)
		return err;
	struct gs_part name = gs_record_part(&rec, "name");
	struct gs_part said = gs_record_part(&rec, "challenge");
	*out = (struct gs_authorship){{name.ptr, name.len},
	    {said.ptr, said.len}};
	return GS_OK;
}
