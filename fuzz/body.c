/* SPDX-License-Identifier: Apache-2.0 */
/* JSON bodies, read as each route reads its own: all members once, none
 * besides, values in the one spelling. */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "server/front/inside.h"

static void read_box(struct gs_body *j)
{
	uint8_t id[32];
	struct gs_span sealed = gs_body_bytes(j, "sealed");
	gs_body_fixed(id, sizeof id, j, "memo");
	gs_body_hex(id, j, "token");
	int64_t after = gs_body_time(j, "after");
	GS_HOLDS(j->failed || (after >= 0 && after <= GS_TIME_MAX));
	GS_HOLDS(j->failed || sealed.ptr != NULL);
}

static void read_records(struct gs_body *j)
{
	size_t texts = 0, files = 0;
	struct gs_span *list = gs_body_list(&texts, j, "records", false, 8);
	GS_HOLDS(texts <= 8 && (list != NULL || texts == 0));
	if (gs_body_has(j, "content"))
		(void)gs_body_list(&files, j, "content", true, 2);
	GS_HOLDS(files <= 2);
}

static void read_enrol(struct gs_body *j)
{
	struct gs_body item;
	uint8_t key[32];
	(void)gs_body_text(j, "code");
	json_t *list = gs_body_array(j, "keys", 4);
	GS_HOLDS(json_array_size(list) <= 4);
	for (size_t i = 0; i < json_array_size(list); i++) {
		gs_body_item(&item, j, json_array_get(list, i));
		(void)gs_body_number(&item, "edition");
		gs_body_fixed(key, sizeof key, &item, "key");
		gs_body_item_end(&item, j);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const readers[])(struct gs_body *) = {read_box,
	    read_records, read_enrol};
	struct gs_call call = {.body = NULL};
	struct gs_body j;

	if (len == 0)
		return 0;

	uint8_t *body = malloc(len);
	GS_HOLDS(body != NULL);
	memcpy(body, data + 1, len - 1);
	call.body = body;
	call.body_len = len - 1;
	(void)gs_pool_start(&call.pool);

	gs_body_start(&j, &call);
	readers[data[0] % 3](&j);
	/* Members that were not asked for are refused, not passed over. */
	bool rest = !j.failed && j.taken != json_object_size(j.root);
	bool good = gs_body_end(&j, &call);
	GS_HOLDS(!(rest && good));
	/* A refusal has its answer. */
	GS_HOLDS(good == (call.reply == NULL));

	free(call.reply);
	gs_pool_free(&call.pool);
	free(body);
	return 0;
}
