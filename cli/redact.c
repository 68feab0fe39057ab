/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay redact: a provenance file that shows a memo in part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/files.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "lib/document.h"
#include "lib/host.h"
#include "lib/redact.h"

static const char help[] =
"usage: gainsay redact [--up-to MARK] [--block N[,N-M]...]...\n"
"           [--reason 'N[,N-M]... CODE']... [--text OUT.md] -o OUT.gainsay FILE\n"
"Makes from a memo's whole provenance file one that shows chosen blocks only.\n"
"It verifies like the whole one; of a withheld block it tells nothing but its\n"
"place, not even the length. 'gainsay compose MEMO' shows blocks with numbers.\n\n"
"  --up-to MARK       show every block with a portion mark up to MARK; blocks\n"
"                     without a mark, the front matter's too, are withheld\n"
"  --block N,N-M      show these blocks (too)\n"
"  --reason 'N CODE'  why blocks are withheld, as '7,9-11 (b)(5)'; stands in the\n"
"                     text, not in the file\n"
"  --text OUT.md      write what is shown as a document with its gaps\n"
"  -o, --out FILE     where the file goes\n";

struct redaction {
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t *file;
	size_t file_len;
	struct gs_provenance parts;
	struct gs_opening whole;
	bool open[GS_BLOCKS_MAX];
	struct gs_span reasons[GS_BLOCKS_MAX];
};

static int wrong(const char *what, const char *which)
{
	fprintf(stderr, "gainsay redact: %s: '%s'\n", what, which);
	return GS_ERR_IO; /* usage: nothing was judged */
}

/* Marks the blocks of `7,9-11` in `set`. */
static bool read_list(bool *set, size_t count, const char *list, size_t len)
{
	while (len > 0) {
		uint64_t from = 0, to = 0;
		const char *comma = memchr(list, ',', len);
		size_t n = comma == NULL ? len : (size_t)(comma - list);
		const char *dash = memchr(list, '-', n);
		size_t first = dash == NULL ? n : (size_t)(dash - list);
		if (gs_decimal_decode(&from, list, first, count) != GS_OK)
			return false;
		to = from;
		if (dash != NULL && gs_decimal_decode(&to, dash + 1,
		    n - first - 1, count) != GS_OK)
			return false;
		if (from == 0 || to < from)
			return false;
		while (from <= to)
			set[from++ - 1] = true;
		if (comma != NULL && n + 1 == len)
			return false;
		list += comma == NULL ? n : n + 1;
		len -= comma == NULL ? n : n + 1;
	}
	return true;
}

static int load(struct redaction *r, const char *path)
{
	struct gs_report report = {""};
	int err = gs_file_read(&r->file, &r->file_len, GS_PROVENANCE_MAX,
	    path);
	if (err != GS_OK)
		return GS_ERR_IO;
	err = gs_provenance_parse(&r->parts, &report, r->arena, r->file,
	    r->file_len);
	if (err == GS_OK)
		err = gs_opening_parse(&r->whole, r->arena,
		    r->parts.opening.ptr, r->parts.opening.len);
	if (err == GS_OK && r->whole.seed == NULL)
		gs_report_set(&report, "it withholds blocks already; take the "
		    "whole file");
	if (err == GS_OK && r->whole.seed == NULL)
		err = GS_ERR_RULE;
	if (err != GS_OK)
		fprintf(stderr, "gainsay redact: %s: %s\n", path,
		    report.text[0] == '\0' ? gs_strerror(err) : report.text);
	return err;
}

static int choose(struct redaction *r, const char *up_to,
    const struct gs_values *blocks)
{
	size_t shown = 0;
	if (up_to != NULL) {
		struct gs_span most = {(const uint8_t *)up_to, strlen(up_to)};
		if (gs_mark_rank(GS_MARK_LEGACY, most.ptr, most.len) < 0 &&
		    gs_mark_rank(GS_MARK_CUI, most.ptr, most.len) < 0)
			return wrong("not a portion mark", up_to);
		gs_redact_up_to(r->open, &r->whole, most);
	}
	for (size_t i = 0; i < blocks->count; i++)
		if (!read_list(r->open, r->whole.count, blocks->v[i],
		    strlen(blocks->v[i])))
			return wrong("not blocks of this memo, as 3,7-9",
			    blocks->v[i]);
	for (size_t i = 0; i < r->whole.count; i++)
		shown += r->open[i];
	return shown > 0 ? GS_OK : wrong("no block would be shown",
	    up_to == NULL ? "" : up_to);
}

static int give_reason(struct redaction *r, const char *value)
{
	bool set[GS_BLOCKS_MAX] = {false};
	const char *space = strchr(value, ' ');
	size_t n = space == NULL ? 0 : (size_t)(space - value);
	if (n == 0 || !read_list(set, r->whole.count, value, n))
		return wrong("not 'N CODE' with blocks of this memo", value);
	struct gs_span code = {(const uint8_t *)space + 1, strlen(space + 1)};
	if (!gs_is_reason(code))
		return wrong("a code has 1 to 24 letters, figures and ().,/-, "
		    "no space", value);
	for (size_t i = 0; i < r->whole.count; i++) {
		if (set[i] && r->open[i])
			return wrong("a block that is shown", value);
		if (set[i] && r->reasons[i].len != 0)
			return wrong("a block has a reason already", value);
		if (set[i])
			r->reasons[i] = code;
	}
	return GS_OK;
}

/* The text is made from the new file alone, so that it cannot have what the
 * file withholds. */
static int write_text(struct redaction *r, const uint8_t *made, size_t len,
    const char *path)
{
	struct gs_provenance p;
	struct gs_opening o;
	int err = gs_provenance_parse(&p, NULL, r->arena, made, len);
	if (err == GS_OK)
		err = gs_opening_parse(&o, r->arena, p.opening.ptr,
		    p.opening.len);
	size_t max = GS_DOCUMENT_MAX + GS_BLOCKS_MAX * (size_t)64;
	uint8_t *buf = gs_arena_take(r->arena, max, 1);
	if (err == GS_OK && buf == NULL)
		err = GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	if (err == GS_OK)
		err = gs_redact_text(&w, r->arena, &o,
		    &(struct gs_reasons){.block = r->reasons});
	return err != GS_OK ? err : gs_file_write(path, buf, w.len, 0644);
}

/* The first charter tells: it never changes. */
static void say_exercise(const struct redaction *r)
{
	const struct gs_span entry = r->parts.charters[0].bytes;
	struct gs_record rec;
	const uint8_t *text = NULL;
	size_t len = 0;
	int64_t at = 0;
	if (gs_entry_split(&at, &text, &len, entry.ptr, entry.len) != GS_OK ||
	    gs_record_parse(&rec, NULL, r->arena, text, len) != GS_OK)
		return;
	struct gs_part exercise = gs_record_part(&rec, "exercise");
	gs_say_exercise(stdout, gs_part_is(&exercise, "yes"));
}

static int write_all(struct redaction *r, const char *out, const char *text)
{
	size_t max = r->file_len + gs_redact_more(&r->parts), shown = 0, unmarked = 0;
	uint8_t *buf = malloc(max);
	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	int err = gs_redact_file(&w, r->arena, &r->parts,
	    &(struct gs_choice){.open = r->open});
	if (err == GS_OK && text != NULL)
		err = write_text(r, buf, w.len, text);
	if (err == GS_OK)
		err = gs_file_write(out, buf, w.len, 0644);
	free(buf);
	if (err != GS_OK) {
		fprintf(stderr, "gainsay redact: %s\n", gs_strerror(err));
		return err;
	}
	for (size_t i = 0; i < r->whole.count; i++) {
		shown += r->open[i];
		unmarked += !r->open[i] && r->whole.blocks[i].mark.len == 0;
	}
	say_exercise(r);
	printf("%s: %zu bytes; shows %zu of %zu blocks.\n", out, w.len, shown,
	    r->whole.count);
	if (unmarked > 0)
		printf("%zu of the withheld blocks have no portion mark.\n",
		    unmarked);
	return GS_OK;
}

int gs_cli_redact(int argc, char **argv)
{
	static struct redaction r;
	struct gs_values blocks = {.count = 0}, reasons = {.count = 0};
	const char *up_to = NULL, *out = NULL, *text = NULL;
	int at = 0;
	const struct gs_option options[] = {
		{"up-to", &up_to, NULL, NULL, false},
		{"block", NULL, NULL, &blocks, false},
		{"reason", NULL, NULL, &reasons, false},
		{"text", &text, NULL, NULL, false},
		{"out", &out, NULL, NULL, true}};
	int code = gs_options(&at, argc, argv, options, 5, 1, 1, help);
	if (code >= 0)
		return code;
	r.arena = gs_pool_start(&r.pool);
	int err = up_to == NULL && blocks.count == 0 ?
	    wrong("say what to show, with --up-to or --block", argv[at]) :
	    load(&r, argv[at]);
	if (err == GS_OK)
		err = choose(&r, up_to, &blocks);
	for (size_t i = 0; err == GS_OK && i < reasons.count; i++)
		err = give_reason(&r, reasons.v[i]);
	if (err == GS_OK)
		err = write_all(&r, out, text);
	gs_pool_free(&r.pool);
	gs_file_wipe(&r.file, r.file_len);
	return gs_exit_code(err);
}
