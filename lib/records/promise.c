/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/promise.h"

#include <string.h>

#include "core/record/record.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "lib/sign.h"

int gs_promise_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_promise *promise, const uint8_t secret[64])
{
	struct gs_record_writer d;
	int64_t by = promise->by < GS_TIME_MAX ? promise->by : GS_TIME_MAX;

	gs_record_start(&d, w->ptr, w->max, "promise");
	gs_record_line(&d, "channel", gs_part_hash(promise->channel));
	gs_record_line(&d, "act", gs_part_hash(promise->act));
	gs_record_line(&d, "by", gs_part_time(by));

	int err = gs_record_sign(&d, "log", secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

static int parse_promise(struct gs_record *rec, struct gs_promise *out,
    struct gs_arena *arena, const void *text, size_t len)
{
	int err = gs_record_parse(rec, NULL, arena, text, len);

	/* A type that nobody knows, another one, or nobody's signature. */
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_SIGNATURE ||
	    (err == GS_OK && strcmp(rec->type->name, "promise") != 0))
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		return err;

	memcpy(out->channel, gs_record_hash(rec, "channel"), 32);
	memcpy(out->act, gs_record_hash(rec, "act"), 32);
	out->by = (int64_t)gs_record_number(rec, "by");
	return GS_OK;
}

int gs_promise_read(struct gs_promise *out, const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_record rec;

	int err = parse_promise(&rec, out, gs_pool_start(&pool), text, len);
	gs_pool_free(&pool);
	return err;
}

int gs_promise_check(const struct gs_promise *promise,
    const uint8_t log_key[32], const void *text, size_t len)
{
	struct gs_pool pool;
	struct gs_promise said;
	struct gs_record rec;

	int err = parse_promise(&rec, &said, gs_pool_start(&pool), text, len);
	if (err == GS_OK && (memcmp(said.act, promise->act, 32) != 0 ||
	    memcmp(said.channel, promise->channel, 32) != 0))
		err = GS_ERR_MISMATCH;

	if (err == GS_OK)
		err = gs_record_verify(&rec, "log", log_key);
	if (err == GS_ERR_UNKNOWN) /* signed in another role */
		err = GS_ERR_SIGNATURE;
	gs_pool_free(&pool);
	return err;
}
