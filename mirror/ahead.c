/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/ahead.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/proof/member.h"
#include "core/record/record.h"
#include "lib/host.h"
#include "mirror/folder.h"

struct naming {
	struct gs_mirror_ahead *out;
	const struct gs_ahead_order *order;
};

static bool is_here(const struct naming *n, const char *path)
{
	char full[GS_MIRROR_PATH_MAX];
	int len = snprintf(full, sizeof full, "%s/%s", n->order->dir, path);

	for (size_t i = 0; i < n->out->count; i++)
		if (strcmp(n->out->list[i].path, path) == 0)
			return true;
	return len < 0 || (size_t)len >= sizeof full ||
	    access(full, F_OK) == 0;
}

static int fetch_named(struct naming *n, const struct gs_record *rec)
{
	struct gs_mirror_ahead *a = n->out;
	const struct gs_log_place *place = &n->order->place;
	uint64_t size = gs_record_number(rec, "size");
	char path[GS_LOG_ROLL_PATH_MAX];

	gs_log_roll_path(path, gs_record_hash(rec, "root"));
	if (size == 0 || size > GS_ROLL_MAX || a->err != GS_OK ||
	    a->count == GS_AHEAD_MAX || is_here(n, path))
		return GS_OK; /* whoever judges it says what is wrong */

	uint8_t *bytes = malloc((size_t)size * 32);
	size_t len = 0;
	if (bytes == NULL)
		return GS_ERR_MEMORY;
	a->err = place->fetch(place->ctx, &a->why, bytes, &len,
	    (size_t)size * 32, path);
	if (a->err != GS_OK) {
		free(bytes);
		return a->err == GS_ERR_MEMORY ? a->err : GS_OK;
	}

	memcpy(a->list[a->count].path, path, sizeof path);
	a->list[a->count].bytes = bytes;
	a->list[a->count++].len = len;
	return GS_OK;
}

/* What is no entry and no record is refused when it is judged. */
static int name_roll(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	static const char heading[] = GS_HEADING "roll\n";
	struct gs_entry_header header;
	struct gs_span text;
	struct gs_record rec;
	struct gs_pool pool;
	(void)index;

	if (gs_entry_split(&header, &text, ptr, len) != GS_OK ||
	    text.len < sizeof heading - 1 ||
	    memcmp(text.ptr, heading, sizeof heading - 1) != 0)
		return GS_OK;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text.ptr,
	    text.len);
	if (err == GS_OK)
		err = fetch_named(ctx, &rec);
	else if (err != GS_ERR_MEMORY)
		err = GS_OK;
	gs_pool_free(&pool);
	return err;
}

int gs_ahead_fetch(struct gs_mirror_ahead *out,
    const struct gs_ahead_order *order)
{
	struct naming n = {out, order};

	memset(out, 0, sizeof *out);
	return gs_tiles_for_each(order->tiles, order->first, order->end,
	    name_roll, &n);
}

bool gs_ahead_take(const struct gs_mirror_ahead *a, int *err,
    struct gs_report *report, struct gs_span *bytes, const char *path)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->list[i].path, path) == 0) {
			*bytes = (struct gs_span){a->list[i].bytes,
			    a->list[i].len};
			*err = GS_OK;
			return true;
		}
	if (a->err == GS_OK)
		return false;
	if (report != NULL)
		*report = a->why;
	*err = a->err;
	return true;
}

void gs_ahead_drop(struct gs_mirror_ahead *a)
{
	for (size_t i = 0; i < a->count; i++)
		free(a->list[i].bytes);
	memset(a, 0, sizeof *a);
}
