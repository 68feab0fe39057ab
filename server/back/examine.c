/* SPDX-License-Identifier: Apache-2.0 */
/* Entries are compared with the newest checkpoint (sequence.c), pages by SQLite
 * itself; neither would see a damaged byte within a row. */
#include "server/back/examine.h"

#include <string.h>

#include "core/bytes.h"

struct examine {
	struct gs_back *back;
	struct gs_report *report;
};

/* In the sentence {0} is the folder, {1} the hash. */
static int report_damage(const struct examine *e, const uint8_t name[32],
    const char *code, const char *sentence)
{
	char hex[65] = {0};
	struct gs_writer w = gs_writer_of(hex, sizeof hex);
	const struct gs_message_value values[] = {gs_say_text(e->back->dir),
	    gs_say_span(hex, 64)};

	gs_write_hex(&w, name, 32);
	gs_report_values(e->report, code, sentence, values, 2);
	return GS_ERR_CORRUPT;
}

static int examine_content(void *ctx, const uint8_t hash[32],
    struct gs_span bytes)
{
	uint8_t is[32];

	gs_host_sha256(is, &bytes, 1);
	return memcmp(is, hash, sizeof is) == 0 ? GS_OK :
	    report_damage(ctx, hash, "stored-file-damaged",
	        "{0}/channel.db: the sealed file {1} does not match its hash: "
	        "the database is damaged; restore it (docs/RECOVERY.md)");
}

static int examine_roll(void *ctx, const uint8_t root[32],
    struct gs_span keys)
{
	uint8_t is[32];
	struct gs_frontier f = {.size = 0};

	int err = keys.len % 32 == 0 ? GS_OK : GS_ERR_CORRUPT;
	for (size_t i = 0; i + 32 <= keys.len && err == GS_OK; i += 32) {
		uint8_t leaf[32];

		gs_tree_leaf(leaf, keys.ptr + i, 32);
		err = gs_frontier_add(&f, leaf);
	}
	gs_frontier_root(is, &f);

	if (err == GS_OK && memcmp(is, root, sizeof is) == 0)
		return GS_OK;
	return report_damage(ctx, root, "stored-roll-damaged",
	    "{0}/channel.db: the roll {1} does not match its hash: the "
	    "database is damaged; restore it (docs/RECOVERY.md)");
}

int gs_back_examine_rolls(struct gs_back *back, struct gs_report *report)
{
	struct examine e = {back, report};

	return gs_store_each_roll(back->log, examine_roll, &e);
}

int gs_back_examine_next(struct gs_back *back, uint8_t name[32],
    struct gs_report *report)
{
	struct examine e = {back, report};
	struct gs_span bytes = {NULL, 0};

	int err = gs_store_next_content(&bytes, back->log, name);
	return err == GS_OK ? examine_content(&e, name, bytes) : err;
}

int gs_back_examine(struct gs_back *back, struct gs_report *report)
{
	struct examine e = {back, report};

	int err = gs_store_each_content(back->log, examine_content, &e);
	return err == GS_OK ? gs_back_examine_rolls(back, report) : err;
}
