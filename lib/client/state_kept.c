/* SPDX-License-Identifier: Apache-2.0 */
/* The files in a member's state. */
#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "lib/client/state_inside.h"

static bool is_kept_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool gs_client_is_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (!is_kept_byte(name[i]))
			return false;
	return len >= 1 && len <= GS_CLIENT_NAME_MAX && name[0] != '.' &&
	    name[0] != '-';
}

size_t gs_client_kept_count(const struct gs_client *client)
{
	return client->kept_count;
}

const struct gs_client_kept *gs_client_kept_at(const struct gs_client *client,
    size_t index)
{
	return index < client->kept_count ? &client->kept[index] : NULL;
}

/* Where the name stands, or would. */
static size_t find_name(const struct gs_client *client, const char *name)
{
	size_t at = 0;

	while (at < client->kept_count &&
	    strcmp(client->kept[at].name, name) < 0)
		at++;
	return at;
}

static bool is_kept(const struct gs_client *client, size_t at,
    const char *name)
{
	return at < client->kept_count &&
	    strcmp(client->kept[at].name, name) == 0;
}

const struct gs_client_kept *gs_client_kept(const struct gs_client *client,
    const char *name)
{
	size_t at = find_name(client, name);

	return is_kept(client, at, name) ? &client->kept[at] : NULL;
}

static void wipe_kept(struct gs_client_kept *kept)
{
	gs_host_wipe(kept->bytes, kept->len);
	free(kept->bytes);
	gs_host_wipe(kept, sizeof *kept);
}

int gs_client_keep(struct gs_client *client, const char *name,
    struct gs_span bytes)
{
	size_t total = bytes.len, at = 0;

	if (!gs_client_is_name(name))
		return GS_ERR_FORMAT;
	at = find_name(client, name);
	if (is_kept(client, at, name))
		return GS_ERR_DUPLICATE;
	for (size_t i = 0; i < client->kept_count; i++)
		total += client->kept[i].len;
	if (client->kept_count == GS_CLIENT_KEPT_MAX ||
	    bytes.len > GS_CLIENT_KEPT_BYTES || total > GS_CLIENT_KEPT_BYTES)
		return GS_ERR_SPACE;

	uint8_t *copy = malloc(bytes.len + 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (bytes.len > 0)
		memcpy(copy, bytes.ptr, bytes.len);
	memmove(&client->kept[at + 1], &client->kept[at],
	    (client->kept_count - at) * sizeof client->kept[0]);
	client->kept_count++;
	client->kept[at] = (struct gs_client_kept){.bytes = copy,
	    .len = bytes.len};
	memcpy(client->kept[at].name, name, strlen(name));
	return GS_OK;
}

bool gs_client_unkeep(struct gs_client *client, const char *name)
{
	size_t at = find_name(client, name);

	if (!is_kept(client, at, name))
		return false;

	size_t last = --client->kept_count;
	wipe_kept(&client->kept[at]);
	memmove(&client->kept[at], &client->kept[at + 1],
	    (last - at) * sizeof client->kept[0]);
	gs_host_wipe(&client->kept[last], sizeof client->kept[last]);
	return true;
}

void gs_client_free_kept(struct gs_client *client)
{
	while (client->kept_count > 0)
		wipe_kept(&client->kept[--client->kept_count]);
}

/* Their lines ----------------------------------------------------------- */

void gs_client_write_kept(struct gs_writer *w, const struct gs_client *client)
{
	gs_write_text(w, "files ");
	gs_write_decimal(w, client->kept_count);
	gs_write_text(w, "\n");

	for (size_t i = 0; i < client->kept_count; i++) {
		const struct gs_client_kept *k = &client->kept[i];

		gs_write_text(w, "file ");
		gs_write_decimal(w, k->len);
		gs_write_text(w, " ");
		gs_write_text(w, k->name);
		gs_write_text(w, "\n");
		gs_write_bytes(w, k->bytes, k->len);
		gs_write_text(w, "\n");
	}
}

static void read_kept(struct gs_client *client, struct gs_reader *r)
{
	char name[GS_CLIENT_NAME_MAX + 1] = "";
	size_t n = 0;

	gs_read_expect(r, "file ");
	size_t len = (size_t)gs_client_read_number(r, GS_CLIENT_KEPT_BYTES);
	const uint8_t *p = gs_read_line(&n, r, GS_CLIENT_NAME_MAX);
	if (r->err == GS_OK)
		memcpy(name, p, n);
	p = gs_read_bytes(r, len);
	gs_read_expect(r, "\n");

	/* In the order of their names, each once. */
	size_t last = client->kept_count;
	if (r->err == GS_OK && (strlen(name) != n || (last > 0 &&
	    strcmp(client->kept[last - 1].name, name) >= 0)))
		r->err = GS_ERR_FORMAT;
	if (r->err == GS_OK)
		r->err = gs_client_keep(client, name,
		    (struct gs_span){p, len});
}

void gs_client_read_kept(struct gs_client *client, struct gs_reader *r)
{
	uint64_t count = gs_client_read_count(r, "files", GS_CLIENT_KEPT_MAX);

	for (uint64_t i = 0; r->err == GS_OK && i < count; i++)
		read_kept(client, r);
}
