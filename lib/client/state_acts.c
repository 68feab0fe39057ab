/* SPDX-License-Identifier: Apache-2.0 */
/* The acts in a member's state. */
#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "core/record/time.h"
#include "lib/client/state_inside.h"

#define TEXTS 6

/* The texts of an act in the order of its lines, and their names there. */
static const char *const text_names[TEXTS] = {
    "record ", "link ", "content ", "promise ", "refusal ", "count "};

static void point_texts(struct gs_span *texts[TEXTS],
    struct gs_client_act *act)
{
	texts[0] = &act->record;
	texts[1] = &act->link;
	texts[2] = &act->content;
	texts[3] = &act->promise;
	texts[4] = &act->refusal;
	texts[5] = &act->count;
}

static size_t measure_texts(const struct gs_client_act *act)
{
	return act->record.len + act->link.len + act->content.len +
	    act->promise.len + act->refusal.len + act->count.len;
}

/* Compares memo, tag and kind. */
static int compare_acts(const struct gs_client_act *act,
    const uint8_t memo[32], const char *kind, const uint8_t tag[32])
{
	int order = memcmp(act->tag, tag, 32);

	if (order == 0)
		order = memcmp(act->memo, memo, 32);
	return order != 0 ? order : strcmp(act->kind, kind);
}

size_t gs_client_act_count(const struct gs_client *client)
{
	return client->act_count;
}

const struct gs_client_act *gs_client_act_at(const struct gs_client *client,
    size_t index)
{
	return index < client->act_count ? &client->acts[index] : NULL;
}

const struct gs_client_act *gs_client_act(const struct gs_client *client,
    const uint8_t memo[32], const char *kind, const uint8_t tag[32])
{
	for (size_t i = 0; i < client->act_count; i++)
		if (compare_acts(&client->acts[i], memo, kind, tag) == 0)
			return &client->acts[i];
	return NULL;
}

static bool is_kind(const char kind[16])
{
	size_t len = strnlen(kind, 16);

	for (size_t i = 0; i < len; i++)
		if (kind[i] < 'a' || kind[i] > 'z')
			return false;
	return len > 0 && len < 16;
}

/* Whether it fits beside the others, `old` (NULL: none) left out. */
static bool has_room(const struct gs_client *client,
    const struct gs_client_act *act, const struct gs_client_act *old)
{
	size_t total = measure_texts(act);

	if (total > GS_CLIENT_ACT_BYTES ||
	    (old == NULL && client->act_count == GS_CLIENT_ACTS_MAX))
		return false;
	for (size_t i = 0; i < client->act_count; i++)
		if (&client->acts[i] != old)
			total += measure_texts(&client->acts[i]);
	return total <= GS_CLIENT_ACTS_BYTES;
}

/* The act with its texts in memory of its own. */
static int copy_act(struct gs_client_act *out, uint8_t **memory,
    const struct gs_client_act *act)
{
	struct gs_span *texts[TEXTS];
	size_t at = 0;
	uint8_t *bytes = malloc(measure_texts(act) + 1);

	if (bytes == NULL)
		return GS_ERR_MEMORY;

	*out = *act;
	point_texts(texts, out);
	for (size_t i = 0; i < TEXTS; i++) {
		if (texts[i]->len > 0)
			memcpy(bytes + at, texts[i]->ptr, texts[i]->len);
		texts[i]->ptr = bytes + at;
		at += texts[i]->len;
	}
	*memory = bytes;
	return GS_OK;
}

static void wipe_memory(uint8_t *memory, const struct gs_client_act *act)
{
	gs_host_wipe(memory, measure_texts(act));
	free(memory);
}

/* Where it belongs among the others. */
static size_t make_place(struct gs_client *c, const struct gs_client_act *act)
{
	size_t at = 0, n = c->act_count;

	while (at < n && compare_acts(&c->acts[at], act->memo, act->kind,
	    act->tag) < 0)
		at++;
	memmove(&c->acts[at + 1], &c->acts[at],
	    (n - at) * sizeof c->acts[0]);
	memmove(&c->act_memory[at + 1], &c->act_memory[at],
	    (n - at) * sizeof c->act_memory[0]);
	c->act_count++;
	return at;
}

int gs_client_put_act(struct gs_client *client,
    const struct gs_client_act *act)
{
	struct gs_client_act mine;
	uint8_t *memory = NULL;

	if (!is_kind(act->kind))
		return GS_ERR_FORMAT;
	const struct gs_client_act *old = gs_client_act(client, act->memo,
	    act->kind, act->tag);
	if (!has_room(client, act, old))
		return GS_ERR_SPACE;

	/* Copied before the old one goes: its texts may be the old one's. */
	int err = copy_act(&mine, &memory, act);
	if (err != GS_OK)
		return err;
	size_t at = 0;
	if (old == NULL) {
		at = make_place(client, act);
	} else {
		at = (size_t)(old - client->acts);
		wipe_memory(client->act_memory[at], old);
	}
	client->acts[at] = mine;
	client->act_memory[at] = memory;
	return GS_OK;
}

void gs_client_drop_act(struct gs_client *client, size_t index)
{
	if (index >= client->act_count)
		return;

	size_t last = --client->act_count;
	wipe_memory(client->act_memory[index], &client->acts[index]);
	memmove(&client->acts[index], &client->acts[index + 1],
	    (last - index) * sizeof client->acts[0]);
	memmove(&client->act_memory[index], &client->act_memory[index + 1],
	    (last - index) * sizeof client->act_memory[0]);
	gs_host_wipe(&client->acts[last], sizeof client->acts[last]);
	client->act_memory[last] = NULL;
}

void gs_client_free_acts(struct gs_client *client)
{
	while (client->act_count > 0)
		gs_client_drop_act(client, client->act_count - 1);
}

/* Their lines ----------------------------------------------------------- */

static void write_client_act(struct gs_writer *w, struct gs_client_act act)
{
	struct gs_span *texts[TEXTS];

	gs_write_text(w, "act ");
	gs_write_text(w, act.kind);
	gs_write_text(w, " ");
	gs_write_decimal(w, act.edition);
	gs_write_text(w, act.sent ? " 1 " : " 0 ");
	gs_write_decimal(w, (uint64_t)act.later);
	gs_write_text(w, " ");
	gs_write_hex(w, act.memo, 32);
	gs_write_text(w, " ");
	gs_write_hex(w, act.tag, 32);
	gs_write_text(w, "\n");

	point_texts(texts, &act);
	for (size_t i = 0; i < TEXTS; i++) {
		gs_write_text(w, text_names[i]);
		gs_write_base64(w, texts[i]->ptr, texts[i]->len);
		gs_write_text(w, "\n");
	}
}

void gs_client_write_acts(struct gs_writer *w, const struct gs_client *client)
{
	gs_write_text(w, "acts ");
	gs_write_decimal(w, client->act_count);
	gs_write_text(w, "\n");
	for (size_t i = 0; i < client->act_count; i++)
		write_client_act(w, client->acts[i]);
}

static void read_kind(char out[16], struct gs_reader *r)
{
	size_t len = 0;

	while (r->err == GS_OK && len < 15 && len < r->left &&
	    r->ptr[len] != ' ')
		len++;
	gs_read_copy(r, (uint8_t *)out, len);
	gs_read_expect(r, " ");
}

/* All texts of an act into `bytes`, one behind the other. */
static void read_texts(struct gs_client_act *act, struct gs_reader *r,
    uint8_t *bytes)
{
	struct gs_span *texts[TEXTS];
	size_t at = 0;

	point_texts(texts, act);
	for (size_t i = 0; i < TEXTS; i++) {
		size_t len = 0, n = 0;

		gs_read_expect(r, text_names[i]);
		const uint8_t *line = gs_read_line(&len, r,
		    GS_BASE64_LEN(GS_CLIENT_ACT_BYTES) + 1);
		if (r->err == GS_OK)
			r->err = gs_base64_decode(bytes + at, &n,
			    GS_CLIENT_ACT_BYTES - at, line, len);
		*texts[i] = (struct gs_span){bytes + at, n};
		at += n;
	}
}

static void read_client_act(struct gs_client *client, struct gs_reader *r,
    uint8_t *bytes)
{
	struct gs_client_act act = {.kind = ""};

	gs_read_expect(r, "act ");
	read_kind(act.kind, r);
	act.edition = gs_client_read_number(r, INT64_MAX);
	act.sent = gs_client_read_number(r, 1) == 1;
	act.later = (int64_t)gs_client_read_number(r, GS_TIME_MAX / GS_DAY);
	gs_client_read_hex(act.memo, r);
	gs_read_expect(r, " ");
	gs_client_read_hex(act.tag, r);
	gs_read_expect(r, "\n");

	read_texts(&act, r, bytes);
	if (r->err == GS_OK)
		r->err = gs_client_put_act(client, &act);
}

void gs_client_read_acts(struct gs_client *client, struct gs_reader *r)
{
	uint64_t count = gs_client_read_count(r, "acts", GS_CLIENT_ACTS_MAX);
	uint8_t *bytes = malloc(GS_CLIENT_ACT_BYTES);

	if (bytes == NULL && r->err == GS_OK)
		r->err = GS_ERR_MEMORY;
	for (uint64_t i = 0; r->err == GS_OK && i < count; i++)
		read_client_act(client, r, bytes);
	if (bytes != NULL)
		gs_host_wipe(bytes, GS_CLIENT_ACT_BYTES);
	free(bytes);
}
