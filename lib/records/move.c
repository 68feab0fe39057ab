/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/move.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/sign.h"

static int write_start(struct gs_record_writer *d, uint8_t *buf, size_t max,
    const struct gs_move *move)
{
	gs_record_start(d, buf, max, "moved");
	gs_record_line(d, "channel", gs_part_hash(move->charter->channel));
	gs_record_line(d, "url", gs_part_text(move->url));
	return gs_writer_end(&d->w);
}

/* What was signed is what is signed now. */
static int require_same_move(struct gs_report *report,
    const struct gs_move *move, struct gs_span start)
{
	if (move->text.len >= start.len &&
	    memcmp(move->text.ptr, start.ptr, start.len) == 0)
		return GS_OK;
	gs_report_tell(report, "move-other", "the record was signed for "
	    "another address or channel than {0}; begin with a new file",
	    gs_say_text(move->url));
	return GS_ERR_MISMATCH;
}

static int require_authority_key(struct gs_report *report,
    const struct gs_charter *charter, const uint8_t *secret)
{
	const struct gs_role *held = NULL;

	/* libsodium keeps the public key behind the seed. */
	for (size_t i = 0; (held = gs_charter_holder(charter, "authority",
	        i)) != NULL; i++)
		if (gs_bytes_equal(secret + 32, held->key.ptr, 32))
			return GS_OK;
	gs_report_say(report, "move-key-not-of-authority", "this is not a "
	    "signing key that the charter in force names for the authority");
	return GS_ERR_SIGNATURE;
}

int gs_move_sign(struct gs_writer *w, size_t *count, struct gs_report *report,
    struct gs_arena *arena, const struct gs_move *move,
    const uint8_t secret[64])
{
	uint8_t buf[GS_MOVE_MAX];
	struct gs_record_writer d;
	struct gs_record rec;

	int err = write_start(&d, buf, sizeof buf, move);
	const struct gs_span start = {buf, d.w.len};
	if (err == GS_OK)
		err = require_authority_key(report, move->charter, secret);
	if (err == GS_OK && move->text.len > 0)
		err = require_same_move(report, move, start);
	if (err == GS_OK && move->text.len > start.len)
		gs_write_bytes(&d.w, move->text.ptr + start.len,
		    move->text.len - start.len);
	if (err == GS_OK)
		err = gs_record_countersign(&d, "authority", secret,
		    start.len);

	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, d.w.ptr, d.w.len);
	if (err != GS_OK)
		return err;
	*count = gs_record_count(&rec, "signature");
	gs_write_bytes(w, d.w.ptr, d.w.len);
	return gs_writer_end(w);
}
