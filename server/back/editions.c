/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/editions.h"

#include <stdlib.h>

#include "core/bytes.h"

/* More than a client takes. */
#define EDITIONS_MAX ((size_t)512 << 20)

/* A record is UTF-8, and a signature line has no other control character than
 * its line's end; whatever there is, JSON takes it so. */
static void write_json_text(struct gs_writer *w, struct gs_span text)
{
	static const char digits[] = "0123456789abcdef";

	gs_write_text(w, "\"");
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.ptr[i];
		const char low[] = {'\\', 'u', '0', '0', digits[c >> 4],
		    digits[c & 15]};

		if (c == '\n')
			gs_write_text(w, "\\n");
		else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f)
			gs_write_bytes(w, low, sizeof low);
		else
			gs_write_bytes(w, &c, 1);
	}
	gs_write_text(w, "\"");
}

/* The entries of charters and rolls, the newest first. */
struct walk {
	const struct gs_charter *charter;
	const struct gs_roll_edition *roll;
};

static bool next_index(uint64_t *index, struct walk *at)
{
	if (at->charter == NULL && at->roll == NULL)
		return false;
	if (at->charter == NULL ||
	    (at->roll != NULL && at->roll->index > at->charter->index)) {
		*index = at->roll->index;
		at->roll = at->roll->before;
	} else {
		*index = at->charter->index;
		at->charter = at->charter->before;
	}
	return true;
}

static struct walk walk_editions(const struct gs_back *back)
{
	return (struct walk){gs_state_charter(back->state),
	    gs_state_roll(back->state)};
}

/* In the log's order. */
static int list_editions(uint64_t **out, size_t *count,
    const struct gs_back *back)
{
	struct walk at = walk_editions(back);
	uint64_t index = 0;
	size_t n = 0;

	while (next_index(&index, &at))
		n++;
	uint64_t *list = calloc(n + 1, sizeof *list);
	if (list == NULL)
		return GS_ERR_MEMORY;

	*out = list;
	*count = n;
	at = walk_editions(back);
	while (next_index(&index, &at))
		list[--n] = index;
	return GS_OK;
}

static int write_editions(struct gs_writer *w, struct gs_back *back,
    const uint64_t *list, size_t count)
{
	int err = GS_OK;

	gs_write_text(w, "{\"entries\":[");
	for (size_t i = 0; i < count && err == GS_OK; i++) {
		struct gs_span entry = {NULL, 0};

		err = gs_store_entry(&entry, back->log, list[i]);
		if (err == GS_OK && i > 0)
			gs_write_text(w, ",");
		if (err == GS_OK)
			write_json_text(w, entry);
	}
	gs_write_text(w, "]}");
	return err == GS_OK ? gs_writer_end(w) : err;
}

/* Written twice: the first time it is counted. */
static int make_editions(struct gs_back *back, struct gs_report *report)
{
	struct gs_writer w = gs_writer_of(NULL, EDITIONS_MAX);
	uint64_t *list = NULL;
	uint8_t *bytes = NULL;
	size_t count = 0;

	int err = list_editions(&list, &count, back);
	if (err == GS_OK)
		err = write_editions(&w, back, list, count);
	if (err == GS_OK) {
		bytes = malloc(w.len);
		err = bytes == NULL ? GS_ERR_MEMORY : GS_OK;
	}

	w = gs_writer_of(bytes, w.len);
	if (err == GS_OK)
		err = write_editions(&w, back, list, count);
	if (err == GS_OK)
		err = gs_tiles_put(report, back->public_dir, "editions", bytes,
		    w.len);
	free(bytes);
	free(list);
	return err;
}

int gs_back_editions_publish(struct gs_back *back, struct gs_report *report)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	const struct gs_roll_edition *roll = gs_state_roll(back->state);
	struct gs_editions now = {.made = true,
	    .charter = charter == NULL ? 0 : charter->index,
	    .roll = roll == NULL ? 0 : roll->index};
	struct gs_editions *was = &back->editions;

	if (charter == NULL || (was->made && was->charter == now.charter &&
	    was->roll == now.roll))
		return GS_OK;
	int err = make_editions(back, report);
	if (err == GS_OK)
		*was = now;
	return err;
}
