/* SPDX-License-Identifier: Apache-2.0 */
/* What comes out of a sealed file whose sender may be anybody: behind the
 * record of a private position its text, a member's name for one reader, a case
 * with a proof before it.  What is read is what was committed to, byte for
 * byte, and names the act that it came with; a proof is of the words behind
 * it. */
#include <stdlib.h>
#include <string.h>

#include "core/channel/position.h"
#include "fuzz/fuzz.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/records/position.h"
#include "lib/records/reveal.h"
#include "lib/records/several.h"
#include "lib/records/vouch.h"

#define FILE_MAX 65536

/* Of the record's memo no more is asked than its id and its channel. */
static void read_stance(const struct gs_record *rec, struct gs_span plain)
{
	static uint8_t again[FILE_MAX + GS_STANCE_HEAD_MAX];
	struct gs_writer w = gs_writer_of(again, sizeof again);
	struct gs_report report = {.text = ""};
	static struct gs_charter charter;
	struct gs_memo memo = {.charter = &charter};
	struct gs_position position = {.rec = *rec};
	struct gs_stance stance;

	if (gs_record_count(rec, "commitment") == 0 || plain.len > FILE_MAX)
		return;
	memcpy(memo.id, gs_record_hash(rec, "memo"), 32);
	memcpy(charter.channel, gs_record_hash(rec, "channel"), 32);
	(void)gs_position_fill(&position);
	int err = gs_stance_read(&stance, &report, &memo, &position, plain);
	GS_HOLDS(err == GS_OK || report.code[0] != '\0');
	if (err != GS_OK)
		return;
	gs_fuzz_reached++;
	GS_HOLDS(stance.request == position.request);
	GS_HOLDS(gs_stance_write(&w, &memo, &stance) == GS_OK);
	GS_HOLDS(w.len == plain.len &&
	    memcmp(again, plain.ptr, plain.len) == 0);
}

/* To the reader whose identity is `identity`, and back. */
static void read_known(struct gs_arena *arena, const struct gs_record *rec,
    struct gs_span text)
{
	static const uint8_t identity[32] = {7}, other[32] = {1};
	uint8_t to[1][32], plain[640] = {0};
	const struct gs_reveal_of of = {gs_record_hash(rec, "memo"),
	    gs_record_hash(rec, "tag")}, not_of = {of.memo, other};
	struct gs_span file = {NULL, 0};
	uint8_t *sealed = NULL;
	struct gs_record known;

	if (text.len > sizeof plain)
		return;
	gs_fuzz_reached++;
	memcpy(plain, text.ptr, text.len);
	gs_age_recipient(to[0], identity);
	GS_HOLDS(gs_age_seal(&sealed, &file.len, (const uint8_t (*)[32])to, 1,
	    plain, sizeof plain) == GS_OK);
	file.ptr = sealed;
	int err = gs_reveal_open(&known, arena, &of, identity, file);
	GS_HOLDS(err != GS_OK || gs_record_is(&known, GS_RECORD_KNOWN));
	if (err == GS_OK && memcmp(of.tag, other, 32) != 0)
		GS_HOLDS(gs_reveal_open(&known, arena, &not_of, identity,
		    file) != GS_OK);
	gs_age_free(&sealed, file.len);
}

/* In the scope that the proofs of the corpus are of (vouch_write.mjs). */
static void read_vouch(struct gs_arena *arena, struct gs_span whole)
{
	static const char scope[] = "a scope";
	struct gs_record rec;
	struct gs_span text;

	if (!gs_vouch_split(&rec, &text, arena, whole))
		return;
	GS_HOLDS(text.ptr + text.len == whole.ptr + whole.len);
	struct gs_part proof = gs_record_part(&rec, "proof");
	struct gs_vouch of = {gs_record_hash(&rec, "officer"),
	    gs_record_hash(&rec, "tag"), (const uint8_t *)scope,
	    sizeof scope - 1, text};
	if (proof.len != GS_VOUCH_LEN ||
	    gs_vouch_verify(proof.ptr, &of) != GS_OK)
		return;
	gs_fuzz_reached++;
	GS_HOLDS(text.len > 0);
	of.text.len--;
	GS_HOLDS(gs_vouch_verify(proof.ptr, &of) != GS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_record rec;
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + 1);

	GS_HOLDS(copy != NULL && gs_host_start() == GS_OK);
	if (len > 0)
		memcpy(copy, data, len);
	read_vouch(arena, (struct gs_span){copy, len});
	struct gs_span behind = {copy, len}, text = {copy, 0};
	if (len > 0)
		text = gs_records_next(&behind);
	if (len > 0 && gs_record_parse(&rec, NULL, arena, text.ptr,
	    text.len) == GS_OK) {
		if (gs_record_is(&rec, GS_RECORD_POSITION))
			read_stance(&rec, behind);
		if (gs_record_is(&rec, GS_RECORD_KNOWN))
			read_known(arena, &rec, (struct gs_span){copy, len});
	}
	gs_pool_free(&pool);
	free(copy);
	return 0;
}
