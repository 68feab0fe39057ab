/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/count.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/sign.h"

void gs_count_export(uint8_t hash[32], const struct gs_span *records,
    size_t count)
{
	gs_host_sha256(hash, records, count);
}

int gs_count_match(const struct gs_count *count,
    const struct gs_span *records, size_t n)
{
	static const char first[] = GS_HEADING "endorse\n";
	uint64_t tags = 0;
	uint8_t hash[32];

	for (size_t i = 0; i < n; i++)
		tags += records[i].len > sizeof first - 1 &&
		    memcmp(records[i].ptr, first, sizeof first - 1) == 0;
	gs_count_export(hash, records, n);
	return tags == count->shown &&
	    memcmp(hash, count->export, sizeof hash) == 0 ? GS_OK :
	    GS_ERR_MISMATCH;
}

int gs_count_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_count *count, const uint8_t secret[64])
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "count");
	gs_record_line(&d, "channel", gs_part_hash(count->channel));
	gs_record_line(&d, "memo", gs_part_hash(count->memo));
	gs_record_line(&d, "roll", gs_part_hash(count->roll));
	gs_record_line(&d, "shown", gs_part_number(count->shown));
	gs_record_line(&d, "export", gs_part_hash(count->export));

	int err = gs_record_sign(&d, "promise", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

int gs_count_read(struct gs_count *out, const uint8_t channel[32],
    const uint8_t memo[32], const uint8_t key[32], struct gs_span text)
{
	struct gs_pool pool;
	struct gs_record rec;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text.ptr,
	    text.len);
	/* A type that nobody knows, another one, or nobody's signature. */
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_SIGNATURE ||
	    (err == GS_OK && !gs_record_is(&rec, GS_RECORD_COUNT)))
		err = GS_ERR_FORMAT;

	if (err == GS_OK &&
	    (memcmp(gs_record_hash(&rec, "channel"), channel, 32) != 0 ||
	    memcmp(gs_record_hash(&rec, "memo"), memo, 32) != 0))
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_record_verify(&rec, "promise", key);
	if (err == GS_ERR_UNKNOWN) /* signed in another role */
		err = GS_ERR_SIGNATURE;

	if (err == GS_OK) {
		memcpy(out->channel, channel, 32);
		memcpy(out->memo, memo, 32);
		memcpy(out->roll, gs_record_hash(&rec, "roll"), 32);
		out->shown = gs_record_number(&rec, "shown");
		memcpy(out->export, gs_record_hash(&rec, "export"), 32);
	}
	gs_pool_free(&pool);
	return err;
}
