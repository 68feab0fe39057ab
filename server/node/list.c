/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/file.h"

#define LIST_MAX 4096

/* The file ----------------------------------------------------------------- */

/* The next word of a line, and the one blank behind it. */
static struct gs_span next_word(struct gs_span *line)
{
	struct gs_span word = {line->ptr, 0};

	while (word.len < line->len && line->ptr[word.len] != ' ')
		word.len++;
	size_t taken = word.len < line->len ? word.len + 1 : word.len;
	*line = (struct gs_span){line->ptr + taken, line->len - taken};
	return word;
}

static bool is_first_word(struct gs_span word, const char *text)
{
	return word.len == strlen(text) &&
	    memcmp(word.ptr, text, word.len) == 0;
}

static bool copy_word(char *out, size_t max, struct gs_span word)
{
	if (word.len == 0 || word.len >= max)
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] <= ' ' || word.ptr[i] >= 127)
			return false;
	memcpy(out, word.ptr, word.len);
	out[word.len] = '\0';
	return true;
}

/* node NAME ADDR:PORT KEY */
static bool parse_node(struct gs_node *out, struct gs_span line)
{
	bool good = is_first_word(next_word(&line), "node") &&
	    copy_word(out->name, sizeof out->name, next_word(&line)) &&
	    copy_word(out->place, sizeof out->place, next_word(&line));

	return good && line.len == 64 &&
	    gs_hex_decode(out->key, 32, line.ptr, line.len) == GS_OK;
}

static bool is_twice(const struct gs_nodes *nodes, const struct gs_node *node)
{
	for (size_t i = 0; i < nodes->count; i++)
		if (strcmp(nodes->v[i].name, node->name) == 0 ||
		    memcmp(nodes->v[i].key, node->key, 32) == 0)
			return true;
	return false;
}

static void hash_nodes(struct gs_nodes *nodes)
{
	struct gs_span parts[2 * GS_NODES_MAX];

	for (size_t i = 0; i < nodes->count; i++) {
		parts[2 * i] = (struct gs_span){
		    (const uint8_t *)nodes->v[i].name,
		    strlen(nodes->v[i].name) + 1};
		parts[2 * i + 1] = (struct gs_span){nodes->v[i].key, 32};
	}
	gs_host_sha256(nodes->hash, parts, 2 * nodes->count);
}

int gs_nodes_parse(struct gs_nodes *out, const void *text, size_t len,
    struct gs_report *report)
{
	struct gs_reader r = gs_reader_of(text, len);
	uint64_t number = 0;

	out->count = 0;
	while (!gs_reader_done(&r)) {
		struct gs_node node = {.name = ""};
		struct gs_span line = {NULL, 0};

		line.ptr = gs_read_line(&line.len, &r, LIST_MAX);
		number++;
		if (line.ptr != NULL && (line.len == 0 || line.ptr[0] == '#'))
			continue;
		if (line.ptr == NULL || out->count == GS_NODES_MAX ||
		    !parse_node(&node, line) || is_twice(out, &node)) {
			gs_report_tell(report, "nodes-form", "nodes: line {0} "
			    "is not `node NAME ADDR:PORT KEY`, with a name "
			    "and a key that no other line has; at most {1} "
			    "nodes are possible (docs/SCALING.md)",
			    gs_say_number(number),
			    gs_say_number(GS_NODES_MAX));
			return GS_ERR_FORMAT;
		}
		out->v[out->count++] = node;
	}
	hash_nodes(out);
	return GS_OK;
}

/* Keys --------------------------------------------------------------------- */

static int name_in_folder(char *path, size_t max, const char *dir,
    const char *name)
{
	int n = snprintf(path, max, "%s/%s", dir, name);

	return n < 0 || (size_t)n >= max ? GS_ERR_RANGE : GS_OK;
}

int gs_node_key_make(uint8_t open[32], const char *dir,
    struct gs_report *report)
{
	char path[640];
	uint8_t text[65], seed[32] = {0};
	struct gs_noise_key key;
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = name_in_folder(path, sizeof path, dir, "keys/node.key");
	if (err == GS_OK && !gs_file_is_there(path)) {
		err = gs_host_random(seed, sizeof seed);
		gs_write_hex(&w, seed, sizeof seed);
		gs_write_u8(&w, '\n');
		if (err == GS_OK)
			err = gs_file_create(path, text, sizeof text, 0600,
			    report);
	}
	if (err == GS_OK)
		err = gs_file_seed(seed, path, report);
	if (err == GS_OK) {
		gs_noise_key_of(&key, seed);
		memcpy(open, key.open, 32);
	}

	gs_host_wipe(&key, sizeof key);
	gs_host_wipe(seed, sizeof seed);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int load_node_key(struct gs_nodes *out, const char *dir,
    const char *keys, struct gs_report *report)
{
	char path[640];
	uint8_t seed[32] = {0};

	int err = name_in_folder(path, sizeof path, keys != NULL ? keys : dir,
	    keys != NULL ? "node.key" : "keys/node.key");
	if (err == GS_OK)
		err = gs_file_seed(seed, path, report);
	if (err == GS_OK)
		gs_noise_key_of(&out->key, seed);
	gs_host_wipe(seed, sizeof seed);
	return err;
}

/* `but` is left out. */
static size_t find_listed(const struct gs_nodes *nodes, const uint8_t key[32],
    size_t but)
{
	size_t i = 0;

	while (i < nodes->count && (i == but ||
	    memcmp(nodes->v[i].key, key, 32) != 0))
		i++;
	return i;
}

size_t gs_nodes_find(const struct gs_nodes *nodes, const uint8_t key[32])
{
	return find_listed(nodes, key, nodes->own);
}

int gs_nodes_load(struct gs_nodes *out, const char *dir, const char *keys,
    struct gs_report *report)
{
	char path[640];
	uint8_t *text = NULL;
	size_t len = 0;

	memset(out, 0, sizeof *out);
	int err = name_in_folder(path, sizeof path, dir, "nodes");
	if (err != GS_OK || !gs_file_is_there(path))
		return err;
	err = gs_file_read(&text, &len, LIST_MAX, path, report);
	if (err == GS_OK)
		err = gs_nodes_parse(out, text, len, report);
	free(text);
	if (err == GS_OK && out->count > 0)
		err = load_node_key(out, dir, keys, report);
	if (err != GS_OK || out->count == 0)
		return err;

	out->own = find_listed(out, out->key.open, GS_NODES_MAX);
	if (out->own < out->count)
		return GS_OK;
	gs_report_tell(report, "node-not-listed", "{0} has no line with this "
	    "node's key; 'gainsay serve --node-key {1}' prints it",
	    gs_say_text(path), gs_say_text(dir));
	return GS_ERR_FORMAT;
}
