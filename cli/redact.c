/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay redact: a provenance file that shows a memo in part. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/shelf.h"
#include "cli/common/terminal.h"
#include "cli/print/terms.h"
#include "cli/verbs.h"
#include "lib/host.h"
#include "lib/steps/log_entry.h"
#include "lib/steps/selection.h"

static const char help[] =
"usage: gainsay redact --list FILE\n"
"       gainsay redact [--up-to MARK] [--block LIST]...\n"
"           [--withhold 'LIST [CODE]']... [--reason 'LIST CODE']...\n"
"           [--annex N|all]...\n"
"           [--earlier OLD.md] [--text OUT.md] -o OUT.gainsay FILE\n"
"Makes from a memo's provenance file one that shows chosen blocks and sentences\n"
"only, and verifies like it. Of what is withheld it tells nothing but its place,\n"
"not even the length. FILE may be redacted already: then less can be shown, not\n"
"more. A LIST is as 7,9-11 (blocks) or 7:2-3 (sentences of block 7).\n\n"
"  --list               print the blocks, sentences and annexes of FILE with\n"
"                       their numbers\n"
"  --up-to MARK         show every block with a portion mark up to MARK; blocks\n"
"                       without a mark, the front matter's too, are withheld\n"
"  --block LIST         show these (too); without either, all that FILE shows\n"
"  --withhold LIST      but not these; with a CODE after it, for this reason\n"
"  --reason 'LIST CODE' why these are withheld, as '7,9-11 (b)(5)'; stands in the\n"
"                       text, not in the file\n"
"  --otherwise CODE     why all that has no other reason is withheld\n"
"  --annex N|all        show what annex N is: its name, its kind, its hash; the\n"
"                       file itself goes beside. Others are withheld\n"
"  --earlier OLD.md     take the reasons that an earlier redaction's text gives\n"
"  --text OUT.md        write what is shown as a document with its gaps\n"
"  -o, --out FILE       where the file goes\n"
GS_HELP_FORCE GS_HELP_SHELF;

#define EARLIER_MAX ((size_t)1 << 23)

struct redaction {
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t *file, *earlier;
	size_t file_len, earlier_len;
	struct gs_provenance parts;
	struct gs_selection c;
};

struct wanted {
	const char *up_to, *out, *text, *earlier, *otherwise;
	struct gs_values blocks, withheld, reasons, annexes;
	bool list, force;
};

static int load_file(struct redaction *r, const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_cli_file_read(&r->file, &r->file_len, GS_PROVENANCE_MAX,
	    path);
	if (err != GS_OK)
		return GS_ERR_IO;

	r->c.arena = r->arena;
	err = gs_provenance_parse(&r->parts, &report, r->arena, r->file,
	    r->file_len);
	if (err == GS_OK) {
		err = gs_redact_marks(&r->c.marks, r->arena, &r->parts);
		if (err != GS_OK)
			gs_report_tell(&report, "redact-no-charter", "it does "
			    "not have its memo's charter: {0}",
			    gs_say_text(gs_strerror(err)));
	}
	if (err == GS_OK) {
		err = gs_opening_parse(&r->c.o, r->arena,
		    r->parts.opening.ptr, r->parts.opening.len);
		if (err != GS_OK)
			gs_report_tell(&report, "opening-refused",
			    "its opening is not one: {0}",
			    gs_say_text(gs_strerror(err)));
	}
	gs_verb_report_at(path, &report);
	return err;
}

/* What is shown, then what is not: the order of the command line does not
 * matter. */
static int choose_blocks(struct gs_selection *c, struct gs_report *report,
    const struct wanted *want)
{
	int err = GS_OK;

	if (want->up_to == NULL && want->blocks.count == 0)
		gs_selection_all(c);
	if (want->up_to != NULL)
		err = gs_selection_mark(c, report, want->up_to);
	for (size_t i = 0; err == GS_OK && i < want->blocks.count; i++)
		err = gs_selection_show(c, report, want->blocks.v[i]);
	for (size_t i = 0; err == GS_OK && i < want->withheld.count; i++)
		err = gs_selection_withhold(c, report, want->withheld.v[i]);
	for (size_t i = 0; err == GS_OK && i < want->annexes.count; i++)
		err = gs_selection_annex(c, report, want->annexes.v[i]);
	return err != GS_OK ? err : gs_selection_end(c, report);
}

static int choose_reasons(struct gs_selection *c, struct gs_report *report,
    const struct wanted *want)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < want->withheld.count; i++)
		err = gs_selection_reason(c, report, want->withheld.v[i],
		    false);
	for (size_t i = 0; err == GS_OK && i < want->reasons.count; i++)
		err = gs_selection_reason(c, report, want->reasons.v[i], true);
	return err;
}

/* What cannot be chosen is wrong usage: nothing was judged. */
static int make_selection(struct redaction *r, const struct wanted *want)
{
	struct gs_report report = {.text = ""};

	int err = choose_blocks(&r->c, &report, want);
	if (err == GS_OK)
		err = choose_reasons(&r->c, &report, want);
	gs_verb_report(&report);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? err : GS_ERR_IO;

	if (want->earlier != NULL)
		err = gs_cli_file_read(&r->earlier, &r->earlier_len,
		    EARLIER_MAX, want->earlier);
	if (err == GS_OK && want->earlier != NULL)
		err = gs_selection_earlier(&r->c, r->earlier, r->earlier_len);
	if (err != GS_OK || want->otherwise == NULL)
		return err;
	err = gs_selection_otherwise(&r->c, &report, want->otherwise);
	gs_verb_report(&report);
	return err == GS_ERR_FORMAT ? GS_ERR_IO : err;
}

/* One line; a block has LF in it where its lines end. */
static void print_text(struct gs_span text)
{
	size_t i = 0;

	while (i < text.len && (text.ptr[i] == ' ' || text.ptr[i] == '\n'))
		i++;
	for (; i < text.len; i++)
		putchar(text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	putchar('\n');
}

static int list_block(struct redaction *r, size_t i)
{
	const struct gs_block *block = &r->c.o.blocks[i];
	struct gs_sentences *s = NULL;

	printf("%s%zu%s", gs_terminal_escape(GS_STYLE_BOLD), i + 1,
	    gs_terminal_escape(GS_STYLE_PLAIN));
	if (!r->c.o.open[i]) {
		printf("  withheld\n");
		return GS_OK;
	}
	if (block->mark.len > 0)
		printf("  (%.*s)", (int)block->mark.len,
		    (const char *)block->mark.ptr);

	int err = gs_opening_sentences(&s, r->arena, &r->c.o, i);
	if (err != GS_OK)
		return err;
	printf(s->leaves.count == 1 ? "  " : "\n");
	for (size_t k = 0; k < s->leaves.count; k++) {
		if (s->leaves.count > 1)
			printf("  %zu:%zu  ", i + 1, k + 1);
		if (s->leaves.shown[k] != GS_SHOWN)
			printf("withheld\n");
		else
			print_text(s->text[k]);
	}
	return GS_OK;
}

static int write_text(struct redaction *r, const uint8_t *made, size_t len,
    const char *path)
{
	uint8_t *buf = gs_arena_take(r->arena, GS_REDACT_TEXT_MAX, 1);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_REDACT_TEXT_MAX);
	int err = gs_selection_text(&w, &r->c, made, len);
	return err != GS_OK ? err : gs_cli_file_write(path, buf, w.len, 0600);
}

/* The first charter tells: it never changes. */
static void say_if_exercise(const struct redaction *r)
{
	struct gs_record rec;
	int64_t at = 0;

	if (gs_log_entry_read(&at, &rec, r->arena,
	        r->parts.charters[0].bytes) != GS_OK)
		return;
	struct gs_part exercise = gs_record_part(&rec, "exercise");
	gs_say_exercise(stdout, gs_part_is(&exercise, "yes"));
}

static void say_made(const struct redaction *r, const char *out, size_t len)
{
	struct gs_selection_count count;

	gs_selection_count(&count, &r->c);
	say_if_exercise(r);
	printf("%s: %zu bytes; shows %zu of %zu blocks", out, len,
	    count.shown, r->c.o.count);
	if (count.in_part > 0)
		printf(", %zu of them in part", count.in_part);
	if (r->c.o.annex_count > 0)
		printf(", and %zu of %zu annexes", count.annexes,
		    r->c.o.annex_count);
	printf(".\n");
	if (count.unmarked > 0)
		printf("%zu of the withheld blocks have no portion mark.\n",
		    count.unmarked);
}

static int write_redaction(struct redaction *r, const struct wanted *want)
{
	size_t max = r->file_len + gs_redact_more(&r->parts);
	uint8_t *buf = malloc(max);

	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, max);
	int err = gs_redact_file(&w, r->arena, &r->parts,
	    &(struct gs_choice){r->c.open, r->c.sentence, r->c.annex});
	if (err != GS_OK)
		gs_verb_tell("redaction-refused",
		    "the file cannot be redacted: {0}",
		    gs_say_text(gs_strerror(err)));

	if (err == GS_OK && want->text != NULL)
		err = write_text(r, buf, w.len, want->text);
	if (err == GS_OK)
		err = gs_cli_file_write(want->out, buf, w.len, 0600);
	if (err == GS_OK)
		say_made(r, want->out, w.len);
	free(buf);
	return err;
}

static void list_annexes(const struct gs_opening *o)
{
	for (size_t i = 0; i < o->annex_count; i++) {
		printf("annex %zu  ", i + 1);
		if (o->annex_open[i])
			gs_print_annex(&o->annex[i]);
		else
			printf("withheld");
		printf("\n");
	}
}

static int list_blocks(struct redaction *r)
{
	int err = GS_OK;

	say_if_exercise(r);
	for (size_t i = 0; err == GS_OK && i < r->c.o.count; i++)
		err = list_block(r, i);
	if (err == GS_OK)
		list_annexes(&r->c.o);
	return err;
}

static bool check_wanted(const struct wanted *want)
{
	bool chosen = want->up_to != NULL || want->blocks.count > 0 ||
	    want->withheld.count > 0 || want->annexes.count > 0;

	if (want->list ? !chosen && want->out == NULL && want->text == NULL :
	    chosen && want->out != NULL)
		return true;
	if (want->list || want->out != NULL)
		gs_verb_say("redaction-not-chosen", "say what to show, with "
		    "--up-to, --block, --withhold or --annex; or --list "
		    "alone");
	else
		gs_verb_say("redaction-without-out", "--out is missing");
	return false;
}

static int redact(struct redaction *r, const struct wanted *want,
    const char *path)
{
	const char *const inputs[] = {path, want->earlier};

	int err = gs_cli_out_free(want->out, want->force, inputs, 2);
	if (err == GS_OK)
		err = gs_cli_out_free(want->text, want->force, inputs, 2);
	if (err == GS_OK)
		err = load_file(r, path);
	if (err != GS_OK || want->list)
		return err != GS_OK ? err : list_blocks(r);

	err = make_selection(r, want);
	return err != GS_OK ? err : write_redaction(r, want);
}

int gs_cli_redact(int argc, char **argv)
{
	static struct redaction r;
	struct wanted want = {.list = false};
	struct gs_shelf shelf = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "list", .flag = &want.list},
		{.name = "up-to", .value = &want.up_to},
		{.name = "block", .values = &want.blocks},
		{.name = "withhold", .values = &want.withheld},
		{.name = "reason", .values = &want.reasons},
		{.name = "otherwise", .value = &want.otherwise},
		{.name = "annex", .values = &want.annexes},
		{.name = "earlier", .value = &want.earlier},
		{.name = "text", .value = &want.text},
		GS_OPTION_OUT(want.out),
		GS_OPTION_FORCE(want.force),
		GS_OPTIONS_SHELF(shelf)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_wanted(&want))
		return gs_verb_misused();

	r.arena = gs_pool_start(&r.pool);
	int err = redact(&r, &want, argv[at]);
	gs_pool_free(&r.pool);
	gs_file_wipe(&r.file, r.file_len);
	gs_file_wipe(&r.earlier, r.earlier_len);
	return gs_verb_end(err);
}
