/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/refusal.h"

#include <string.h>

#include "lib/host.h"
#include "lib/sign.h"

/* A longest beginning that is UTF-8 still and does not end in a space. */
static size_t why_len(const char *why)
{
	size_t len = strnlen(why, GS_REFUSAL_WHY_MAX);

	while (len > 0 && (!gs_utf8_valid((const uint8_t *)why, len) ||
	    why[len - 1] == ' '))
		len--;
	return len;
}

int gs_refusal_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_refusal_terms *terms, const uint8_t secret[64])
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "refusal");
	gs_record_line(&d, "channel", gs_part_hash(terms->channel));
	gs_record_line(&d, "memo", gs_part_hash(terms->memo));
	gs_record_line(&d, "record", gs_part_hash(terms->record));
	gs_record_line(&d, "code", gs_part_word(terms->code));
	gs_record_line(&d, "why",
	    gs_part_text_of(terms->why, why_len(terms->why)));

	int err = gs_record_sign(&d, "promise", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

static bool is_about(const struct gs_record *rec,
    const struct gs_refusal_terms *terms)
{
	return memcmp(gs_record_hash(rec, "channel"), terms->channel, 32) ==
	    0 && memcmp(gs_record_hash(rec, "memo"), terms->memo, 32) == 0 &&
	    memcmp(gs_record_hash(rec, "record"), terms->record, 32) == 0;
}

int gs_refusal_check(struct gs_span *why,
    const struct gs_refusal_terms *terms, const uint8_t key[32],
    const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_record rec;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text, len);
	/* A type that nobody knows, another one, or nobody's signature. */
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_SIGNATURE ||
	    (err == GS_OK && !gs_record_is(&rec, GS_RECORD_REFUSAL)))
		err = GS_ERR_FORMAT;

	if (err == GS_OK && !is_about(&rec, terms))
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_record_verify(&rec, "promise", key);
	if (err == GS_ERR_UNKNOWN) /* signed in another role */
		err = GS_ERR_SIGNATURE;
	if (err == GS_OK && why != NULL) {
		struct gs_part part = gs_record_part(&rec, "why");
		*why = (struct gs_span){part.ptr, part.len};
	}
	gs_pool_free(&pool);
	return err;
}
