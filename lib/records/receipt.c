/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/receipt.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/sign.h"

void gs_code_nonce(uint8_t nonce[32], struct gs_span code)
{
	uint8_t head[64], len[4];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/code");
	gs_put_u32(len, (uint32_t)code.len);

	const struct gs_span parts[] = {{head, w.len}, {len, 4}, code};
	gs_host_sha256(nonce, parts, 3);
}

int gs_receipt_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_receipt *receipt, const uint8_t secret[64])
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "receipt");
	gs_record_line(&d, "channel", gs_part_hash(receipt->channel));
	gs_record_line(&d, "edition", gs_part_number(receipt->edition));
	gs_record_line(&d, "key", gs_part_hash(receipt->key));

	int err = gs_record_sign(&d, "enrol", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

static bool says_this(const struct gs_record *rec,
    const struct gs_receipt *receipt)
{
	return memcmp(gs_record_hash(rec, "channel"), receipt->channel, 32) ==
	    0 && memcmp(gs_record_hash(rec, "key"), receipt->key, 32) == 0 &&
	    gs_record_number(rec, "edition") == receipt->edition;
}

int gs_receipt_check(const struct gs_receipt *receipt,
    const uint8_t enrol_key[32], const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_record rec;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text, len);
	/* A type that nobody knows, or another one. */
	if (err == GS_ERR_UNKNOWN ||
	    (err == GS_OK && strcmp(rec.type->name, "receipt") != 0))
		err = GS_ERR_FORMAT;

	if (err == GS_OK && !says_this(&rec, receipt))
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_record_verify(&rec, "enrol", enrol_key);
	if (err == GS_ERR_UNKNOWN) /* signed in another role */
		err = GS_ERR_SIGNATURE;
	gs_pool_free(&pool);
	return err;
}
