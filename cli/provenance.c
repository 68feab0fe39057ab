/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay provenance: what is needed to check one memo offline, in a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/memo/content.h"
#include "lib/host.h"
#include "lib/evidence/provenance.h"
#include "lib/evidence/publication.h"

#define PUBLISHED_MAX ((size_t)4 << 20) /* of an opening, of a text */

static const char help[] =
"usage: gainsay provenance --key VKEY --memo-file PACKAGE [--without-keys]\n"
"           -o NAME.gainsay DIR|URL\n"
"       gainsay provenance --key VKEY --memo N --publication P [--text OUT.md]\n"
"           [--without-keys] -o NAME.gainsay URL\n"
"Writes the provenance file of a memo: its text, its records, their inclusion\n"
"proofs, the roll. Everyone who holds the memo gets the same bytes at the same\n"
"checkpoint. First verifies all of it, every member proof included.\n\n"
"  --key VKEY           the channel's verifier key, or a file with it\n"
"  --memo-file PACKAGE  the memo's package ('gainsay compose'; link holders have\n"
"                       it too)\n"
"  --memo N --publication P\n"
"                       instead: what the release officer published of memo N,\n"
"                       which needs nobody's package\n"
"  --text OUT.md        and its readable text\n"
"  --without-keys       leave the roll's keys out; who verifies needs them\n"
"                       beside the file (they stand at /roll/ on the server)\n"
"  -o, --out FILE       where it goes\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n";

struct collection {
	struct gs_arena *arena;
	const struct gs_memo *memo;
	struct gs_provenance p;
	size_t charter_room, room;
	size_t bytes; /* of the entries kept */
};

static bool is_about(const struct gs_record *rec, const uint8_t memo[32])
{
	const uint8_t *id = gs_record_hash(rec, "memo");
	return id != NULL && memcmp(id, memo, 32) == 0;
}

static int keep(struct collection *c, uint64_t index,
    const struct gs_record *rec, struct gs_span entry)
{
	struct gs_provenance *p = &c->p;
	struct gs_log_entry *slot = NULL;
	if (strcmp(rec->type->name, "charter") == 0) {
		if (p->charter_count == c->charter_room)
			return GS_ERR_RANGE;
		slot = &p->charters[p->charter_count++];
	} else if (index == c->memo->roll->index) {
		slot = &p->roll;
	} else if (is_about(rec, c->memo->id)) {
		if (p->entry_count == c->room)
			return GS_ERR_RANGE;
		slot = &p->entries[p->entry_count++];
	}
	if (slot == NULL)
		return GS_OK;
	uint8_t *copy = gs_arena_take(c->arena, entry.len, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, entry.ptr, entry.len);
	*slot = (struct gs_log_entry){index, {copy, entry.len}};
	c->bytes += entry.len;
	return GS_OK;
}

/* The pool is for one entry: most of a log is not about this memo. */
static int visit(void *ctx, uint64_t index, const uint8_t *ptr, size_t len)
{
	struct collection *c = ctx;
	const uint8_t *text = NULL;
	struct gs_record rec;
	struct gs_pool pool;
	size_t text_len = 0;
	int64_t at = 0;
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_entry_split(&at, &text, &text_len, ptr, len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, text, text_len);
	if (err == GS_OK)
		err = keep(c, index, &rec, (struct gs_span){ptr, len});
	gs_pool_free(&pool);
	return err;
}

static int collect(struct collection *c, const struct gs_source *s)
{
	const struct gs_checkpoint *check = gs_channel_checkpoint(s->channel);
	const struct gs_memo *m = c->memo;
	/* The filing and what came later, twice that to spare; what office,
	 * author and release officer do: questions, answers, publications and
	 * a few more. */
	c->room = 64 + 2 * GS_QUESTIONS_MAX + GS_PUBLICATIONS_MAX + 2 * ((size_t)m->endorsements + m->withdrawals +
	    m->later + m->withdrawn_later);
	c->charter_room = (size_t)gs_state_charter(
	    gs_channel_state(s->channel))->version;
	c->p.charters = gs_arena_take(c->arena, c->charter_room,
	    sizeof *c->p.charters);
	c->p.entries = gs_arena_take(c->arena, c->room,
	    sizeof *c->p.entries);
	if (c->p.charters == NULL || c->p.entries == NULL)
		return GS_ERR_MEMORY;
	memcpy(c->p.memo, m->id, 32);
	c->p.checkpoint = gs_channel_note(s->channel);
	struct gs_tiles *tiles = gs_channel_tiles(s->channel);
	struct gs_report report = {.text = ""};
	gs_tiles_listen(tiles, &report);
	int err = gs_tiles_for_each(tiles, 0, check->size, visit, c);
	gs_tiles_listen(tiles, NULL);
	if (err != GS_OK && report.text[0] != '\0')
		fprintf(stderr, "gainsay provenance: %s\n", report.text);
	return err;
}

/* `content` is NULL where the opening is there already. */
static int build(struct gs_writer *w, struct collection *c,
    const struct gs_source *s, const struct gs_content *content,
    bool with_keys)
{
	const struct gs_block *blocks = content == NULL ? NULL :
	    content->doc.blocks;
	const struct gs_roll *roll = NULL;
	struct gs_report report = {.text = ""};
	int err = GS_OK;
	if (with_keys)
		err = gs_channel_roll(&roll, &report, s->channel,
		    c->memo->roll);
	if (roll != NULL)
		c->p.keys = (struct gs_span){gs_roll_keys(roll),
		    gs_roll_size(roll) * 32};
	return err != GS_OK ? err :
	    gs_provenance_build(w, c->arena, &c->p, blocks, NULL,
	        blocks == NULL ? 0 : content->doc.count,
	        blocks == NULL ? NULL : content->seed,
	        gs_channel_checkpoint(s->channel)->size, gs_tiles_subtree,
	        gs_channel_tiles(s->channel));
}

/* Which memo a package is: its record says so, and must be right. */
static int read_package(struct gs_content *content, uint8_t **text,
    size_t *len, struct gs_arena *arena, const struct gs_state *state,
    const char *path)
{
	struct gs_report report = {.text = ""};
	int err = gs_cli_file_read(text, len, GS_CONTENT_MAX, path);
	if (err != GS_OK)
		return err;
	const struct gs_charter *c = gs_package_charter(state, *text, *len);
	const struct gs_document_rules rules = {.style = c->style,
	    .ceiling = c->ceiling, .exercise = c->exercise};
	err = gs_content_parse(content, &report, arena, &rules, *text, *len);
	if (err != GS_OK)
		fprintf(stderr, "gainsay provenance: %s is not a memo's "
		    "package: %s\n", path, report.text);
	return err;
}

static int write_file(struct collection *c, const struct gs_source *s,
    const struct gs_content *content, bool with_keys, const char *out)
{
	int err = collect(c, s);
	/* With the entries: their heads and hashes of the tree, of which an act
	 * has fewer bytes than its proof has. 64 MiB is for all the rest. */
	size_t max = ((size_t)64 << 20) + 2 * c->bytes +
	    (with_keys ? (size_t)c->memo->roll->size * 32 : 0);
	uint8_t *buf = err == GS_OK ? malloc(max) : NULL;
	if (err == GS_OK && buf == NULL)
		err = GS_ERR_MEMORY;
	if (err != GS_OK) {
		fprintf(stderr, "gainsay provenance: %s\n", gs_strerror(err));
		return err;
	}
	struct gs_writer w = gs_writer_of(buf, max);
	err = build(&w, c, s, content, with_keys);
	if (err == GS_OK)
		err = gs_cli_file_write(out, buf, w.len, 0644);
	else
		fprintf(stderr, "gainsay provenance: %s\n", gs_strerror(err));
	if (err == GS_OK) {
		gs_say_exercise(stdout, c->memo->charter->exercise);
		printf("%s: %zu bytes; memo %llu at checkpoint %llu.\n", out,
		    w.len, (unsigned long long)c->memo->number,
		    (unsigned long long)gs_channel_checkpoint(
		        s->channel)->size);
	}
	gs_file_wipe(&buf, max);
	return err;
}

/* The memo of a package. */
static int from_package(struct collection *c, struct gs_content *content,
    uint8_t **text, size_t *len, const struct gs_source *s, const char *path)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	int err = read_package(content, text, len, c->arena, state, path);
	if (err != GS_OK)
		return err;
	c->memo = gs_state_memo_by(state, content->id);
	if (c->memo != NULL)
		return GS_OK;
	fprintf(stderr, "gainsay provenance: this memo is not in the log up "
	    "to checkpoint %llu\n",
	    (unsigned long long)gs_channel_checkpoint(s->channel)->size);
	return GS_ERR_UNKNOWN;
}

static int fetch_file(struct gs_span *out, struct gs_arena *arena,
    const struct gs_source *s, const uint8_t hash[32])
{
	char path[96] = "/content/";
	uint8_t *bytes = NULL, got[32];
	size_t len = 0;
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(path + 9, sizeof path - 10);
	gs_write_hex(&w, hash, 32);
	const struct gs_http_ask ask = {.path = path, .max = PUBLISHED_MAX};
	int err = gs_http_get(s->http, &report, &bytes, &len, &ask);
	if (err == GS_OK) {
		gs_host_sha256(got, &(struct gs_span){bytes, len}, 1);
		err = memcmp(got, hash, 32) == 0 ? GS_OK : GS_ERR_MISMATCH;
		gs_report_set(&report, "it is not the file that the log names");
	}
	if (err != GS_OK)
		fprintf(stderr, "gainsay provenance: what was published: %s\n",
		    report.text);
	uint8_t *copy = err != GS_OK ? NULL :
	    gs_arena_take(arena, len + 1, 1);
	if (copy != NULL) {
		memcpy(copy, bytes, len);
		*out = (struct gs_span){copy, len};
	} else if (err == GS_OK) {
		err = GS_ERR_MEMORY;
	}
	free(bytes);
	return err;
}

/* What was published of memo `number`, checked against the log. */
static int from_publication(struct collection *c,
    struct gs_publication_parts *parts, const struct gs_source *s,
    const char *number, const char *publication)
{
	struct gs_report report = {.text = ""};
	uint64_t n = 0;
	if (s->http == NULL) {
		fprintf(stderr, "gainsay provenance: publications are fetched "
		    "from a server, give its URL\n");
		return GS_ERR_IO;
	}
	c->memo = gs_source_memo(s, number);
	if (c->memo == NULL)
		return GS_ERR_UNKNOWN;
	int err = gs_decimal_decode(&n, publication, strlen(publication),
	    GS_PUBLICATIONS_MAX);
	const struct gs_publication *p = err != GS_OK ? NULL :
	    gs_publication_by(c->memo, n);
	if (p == NULL) {
		fprintf(stderr, "gainsay provenance: memo %s has no "
		    "publication '%s'; 'gainsay status' lists them\n", number,
		    publication);
		return GS_ERR_UNKNOWN;
	}
	err = fetch_file(&parts->opening, c->arena, s,
	    gs_publication_opening(p));
	if (err == GS_OK)
		err = fetch_file(&parts->text, c->arena, s,
		    gs_publication_text(p));
	if (err != GS_OK)
		return err;
	struct gs_part banner = gs_record_part(&p->rec, "banner");
	err = gs_publication_check(&report, c->arena, c->memo,
	    (struct gs_span){banner.ptr, banner.len}, parts);
	if (err != GS_OK)
		fprintf(stderr, "gainsay provenance: what was published is "
		    "not of this memo: %s\n", report.text);
	c->p.opening = parts->opening;
	return err;
}

struct wishes {
	const char *key, *package, *number, *publication, *text, *out;
	bool without_keys;
};

static int make(struct collection *c, const struct gs_source *s,
    const struct wishes *wish)
{
	struct gs_publication_parts parts = {{NULL, 0}, {NULL, 0}};
	struct gs_content content;
	uint8_t *text = NULL;
	size_t len = 0;
	bool whole = wish->package != NULL;
	int err = whole ?
	    from_package(c, &content, &text, &len, s, wish->package) :
	    from_publication(c, &parts, s, wish->number, wish->publication);
	if (err == GS_OK)
		err = write_file(c, s, whole ? &content : NULL,
		    !wish->without_keys, wish->out);
	if (err == GS_OK && wish->text != NULL)
		err = gs_cli_file_write(wish->text, parts.text.ptr,
		    parts.text.len, 0644);
	gs_file_wipe(&text, len);
	return err;
}

static bool consistent(const struct wishes *w)
{
	bool published = w->number != NULL && w->publication != NULL;
	bool none = w->number == NULL && w->publication == NULL &&
	    w->text == NULL;
	if (w->package != NULL ? none : published)
		return true;
	fprintf(stderr, "gainsay provenance: give --memo-file, or --memo with "
	    "--publication (and then, if you like, --text)\n");
	return false;
}

int gs_cli_provenance(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	struct gs_pool pool = {.last = NULL};
	struct wishes w = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(w.key),
		{.name = "memo-file", .value = &w.package},
		{.name = "memo", .value = &w.number},
		{.name = "publication", .value = &w.publication},
		{.name = "text", .value = &w.text},
		{.name = "without-keys", .flag = &w.without_keys},
		GS_OPTION_OUT_NEEDED(w.out),
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!consistent(&w))
		return GS_EXIT_CANNOT;
	struct collection c = {.arena = gs_pool_start(&pool)};
	int err = gs_source_open(&s, argv[at], w.key, false);
	if (err == GS_OK)
		err = make(&c, &s, &w);
	gs_pool_free(&pool);
	gs_source_close(&s);
	return gs_exit_code(err);
}
