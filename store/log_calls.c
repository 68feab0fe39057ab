/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log_calls.h"

#include <dlfcn.h>
#include <stdlib.h>

struct gs_log {
	const struct gs_log_calls *calls;
	struct gs_log_place *place;
	void *module;
};

int gs_log_open_by_calls(struct gs_log **out, const struct gs_log_calls *calls,
    const char *place, void *module, char *why, size_t why_max)
{
	struct gs_log *log = calloc(1, sizeof *log);

	if (log == NULL) {
		if (module != NULL)
			(void)dlclose(module);
		return GS_ERR_MEMORY;
	}
	log->calls = calls;
	log->module = module;
	int err = calls->open(&log->place, place, why, why_max);
	if (err == GS_OK)
		*out = log;
	else
		gs_log_free(&log);
	return err;
}

int gs_log_open_file(struct gs_log **out, const char *path)
{
	return gs_log_open_by_calls(out, &gs_log_in_file, path, NULL, NULL, 0);
}

void gs_log_free(struct gs_log **out)
{
	struct gs_log *log = *out;

	if (log == NULL)
		return;
	if (log->place != NULL)
		log->calls->free(log->place);
	if (log->module != NULL)
		(void)dlclose(log->module);
	free(log);
	*out = NULL;
}

bool gs_log_shared(const struct gs_log *log)
{
	return log->calls->shared;
}

int gs_log_check(struct gs_log *log)
{
	return log->calls->check(log->place);
}

bool gs_log_lost(const struct gs_log *log)
{
	return log->calls->lost(log->place);
}

const char *gs_log_trouble(const struct gs_log *log)
{
	return log->calls->trouble(log->place);
}

int gs_log_leader(uint8_t node[GS_LOG_NODE_LEN], struct gs_log *log)
{
	return log->calls->leader(node, log->place);
}

int gs_log_lead(uint8_t other[GS_LOG_NODE_LEN], struct gs_log *log,
    const struct gs_log_claim *claim)
{
	return log->calls->lead(other, log->place, claim);
}

int gs_log_begin(struct gs_log *log)
{
	return log->calls->begin(log->place);
}

int gs_log_commit(struct gs_log *log)
{
	return log->calls->commit(log->place);
}

int gs_log_rollback(struct gs_log *log)
{
	return log->calls->rollback(log->place);
}

int gs_log_head(struct gs_log_head *out, struct gs_log *log)
{
	return log->calls->head(out, log->place);
}

int gs_log_move_head(struct gs_log *log, const struct gs_log_head *from,
    const struct gs_log_head *to)
{
	return log->calls->move_head(log->place, from, to);
}

int gs_store_size(uint64_t *size, struct gs_log *log)
{
	return log->calls->size(size, log->place);
}

int gs_store_add_entry(struct gs_log *log, uint64_t index,
    struct gs_span entry)
{
	return log->calls->add_entry(log->place, index, entry);
}

int gs_store_entry(struct gs_span *entry, struct gs_log *log, uint64_t index)
{
	return log->calls->entry(entry, log->place, index);
}

int gs_store_add_checkpoint(struct gs_log *log, const struct gs_log_head *of,
    struct gs_span note)
{
	return log->calls->add_note(log->place, of, note);
}

int gs_store_checkpoint(uint64_t *size, struct gs_span *note,
    struct gs_log *log)
{
	return log->calls->note_below(size, note, log->place, UINT64_MAX);
}

int gs_store_checkpoint_below(uint64_t *size, struct gs_span *note,
    struct gs_log *log, uint64_t below)
{
	return log->calls->note_below(size, note, log->place, below);
}

int gs_store_checkpoint_of(struct gs_span *note, struct gs_log *log,
    uint64_t size)
{
	return log->calls->note_of(note, log->place, size);
}

int gs_store_cosign(struct gs_log *log, uint64_t size, struct gs_span note)
{
	return log->calls->cosign(log->place, size, note);
}

int gs_store_put_content(struct gs_log *log, const uint8_t hash[32],
    struct gs_span bytes)
{
	return log->calls->put(log->place, GS_LOG_CONTENT, hash, bytes);
}

int gs_store_content(struct gs_span *bytes, struct gs_log *log,
    const uint8_t hash[32])
{
	return log->calls->get(bytes, log->place, GS_LOG_CONTENT, hash);
}

int gs_store_next_content(struct gs_span *bytes, struct gs_log *log,
    uint8_t hash[32])
{
	return log->calls->next_content(bytes, log->place, hash);
}

int gs_store_remove_content(struct gs_log *log, const uint8_t hash[32])
{
	return log->calls->remove_content(log->place, hash);
}

int gs_store_put_reveal(struct gs_log *log, const uint8_t hash[32],
    const uint8_t memo[32], uint32_t reader)
{
	return log->calls->put_reveal(log->place, hash, memo, reader);
}

int gs_store_reveal(uint8_t memo[32], uint32_t *reader, struct gs_log *log,
    const uint8_t hash[32])
{
	return log->calls->reveal(memo, reader, log->place, hash);
}

int gs_store_next_reveal(struct gs_log *log, uint8_t hash[32],
    const uint8_t memo[32])
{
	return log->calls->next_reveal(log->place, hash, memo);
}

int gs_log_tidy(struct gs_log *log)
{
	return log->calls->tidy(log->place);
}

int gs_store_put_roll(struct gs_log *log, const uint8_t root[32],
    struct gs_span keys)
{
	return log->calls->put(log->place, GS_LOG_ROLLS, root, keys);
}

int gs_store_roll(struct gs_span *keys, struct gs_log *log,
    const uint8_t root[32])
{
	return log->calls->get(keys, log->place, GS_LOG_ROLLS, root);
}

int gs_store_put_reading(struct gs_log *log, const uint8_t root[32],
    const uint8_t key[32])
{
	return log->calls->put_reading(log->place, root, key);
}

int gs_store_reading(uint8_t key[32], struct gs_log *log,
    const uint8_t root[32])
{
	return log->calls->reading(key, log->place, root);
}

int gs_store_each_content(struct gs_log *log, gs_named_fn *visit, void *ctx)
{
	return log->calls->each(log->place, GS_LOG_CONTENT, visit, ctx);
}

int gs_store_each_roll(struct gs_log *log, gs_named_fn *visit, void *ctx)
{
	return log->calls->each(log->place, GS_LOG_ROLLS, visit, ctx);
}
