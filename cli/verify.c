/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay verify: a provenance file, and a text held against it.  Offline. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/convert.h"
#include "cli/common/evidence.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/print/claimed.h"
#include "cli/print/findings.h"
#include "cli/print/memo.h"
#include "cli/print/summary.h"
#include "cli/print/verify_json.h"
#include "cli/verbs.h"
#include "core/record/time.h"
#include "lib/compare/compare.h"
#include "lib/evidence/publication.h"
#include "lib/memo/word_code.h"

#define TEXT_MAX ((size_t)16 << 20)

static const char help[] =
"usage: gainsay verify --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--roll KEYS] [--claim CLAIM [--challenge TEXT]] [--json]\n"
"           FILE [TEXT]\n"
"Checks the provenance file FILE offline: was the memo filed, when, by how many\n"
"endorsed, acknowledged and answered in time? With TEXT (Markdown, plain,\n"
"a PDF or a .docx): is this text it?\n\n"
"  --key VKEY      the channel's verifier key, or a file with it; from somewhere\n"
"                  else than FILE\n"
GS_HELP_TRUST
"  --roll KEYS     the roll's keys, if FILE was made without them\n"
"  --claim CLAIM   who wrote it, as 'gainsay claim' wrote that: is it signed by\n"
"                  the author's key?\n"
"  --challenge T   and over this text, which you chose and told the author\n"
"  --json          the verdict as one JSON object (docs/spec/provenance.md)\n\n"
"Exit codes: 0 the file is valid, and every block of the text is the memo's (it\n"
"may be an excerpt), and the claim is good; 1 the file is not valid, the text\n"
"differs or the claim is not good; 2 nothing could be judged.\n";

struct verification {
	struct gs_evidence e;
	bool json;
	uint8_t *text;
	size_t text_len;
	struct gs_comparison comparison;
	const struct gs_publication *published; /* which the text is, or NULL */
	struct gs_findings findings;
	struct gs_claimed claimed;
};

static void print_span(const char *before, struct gs_span s,
    const char *after)
{
	const char *cut = s.len > 60 ? "..." : "";
	size_t len = s.len > 60 ? 60 : s.len;
	while (len > 0 && len < s.len && (s.ptr[len] & 0xc0) == 0x80)
		len--;
	printf("%s", before);
	for (size_t i = 0; i < len; i++)
		putchar(s.ptr[i] == '\n' ? ' ' : s.ptr[i]);
	printf("%s%s", cut, after);
}

static void print_match(const struct verification *v,
    const struct gs_match *m)
{
	static const struct {
		const char *word;
		enum gs_terminal_style style;
	} kinds[GS_MATCH_KINDS] = {
		[GS_MATCH_IDENTICAL] = {"identical", GS_STYLE_GOOD},
		[GS_MATCH_TYPOGRAPHY] = {"identical but for typography",
		    GS_STYLE_GOOD},
		[GS_MATCH_ALTERED] = {"altered", GS_STYLE_BAD},
		[GS_MATCH_MISSING] = {"missing", GS_STYLE_OPEN},
		[GS_MATCH_WITHHELD] = {"withheld", GS_STYLE_OPEN},
		[GS_MATCH_EXTRA] = {"not in the memo", GS_STYLE_BAD},
		[GS_MATCH_FURNITURE] = {"page furniture", GS_STYLE_PLAIN}};
	struct gs_span text = {NULL, 0};
	if (m->block != GS_NOWHERE)
		printf("  block %-3zu ", m->block + 1);
	else
		printf("  line %-4zu ", v->comparison.text[m->text].line);
	bool hidden = m->kind == GS_MATCH_EXTRA &&
	    (v->e.verdict.opening.open_count < v->e.verdict.opening.count ||
	    v->e.verdict.opening.part_count > 0);
	printf("%s%s%s%s%s%s%s%s", gs_terminal_escape(kinds[m->kind].style),
	    hidden ? "not in the memo as far as shown" : kinds[m->kind].word,
	    gs_terminal_escape(GS_STYLE_PLAIN), m->moved ? ", moved" : "",
	    m->merged ? ", merged" : "", m->split ? ", split" : "",
	    m->partly ? ", shown in part" : "",
	    m->shortened ? ", shortened" : "");
	if (m->unseen)
		printf(", with words where the file withholds some");
	if (m->text != GS_NOWHERE)
		text = v->comparison.text[m->text].text;
	else if (m->kind != GS_MATCH_WITHHELD)
		text = v->e.verdict.opening.blocks[m->block].text;
	print_span(": ", text, "\n");
	for (size_t i = 0; i < m->change_count; i++) {
		print_span("            the memo has \"", m->changes[i].was,
		    "\", ");
		print_span("the text \"", m->changes[i].is, "\"\n");
	}
}

static int compare_text(struct verification *v)
{
	struct gs_report report = {.text = ""};
	const struct gs_charter *c = v->e.verdict.memo->charter;
	int err = gs_compare(&v->comparison, &report, v->e.arena, c->style,
	    &v->e.verdict.opening, v->text, v->text_len);
	if (err != GS_OK) {
		fprintf(stderr, "gainsay verify: the text: %s\n",
		    report.text);
		return GS_ERR_IO; /* nothing was judged */
	}
	v->published = gs_publication_of(v->e.verdict.memo,
	    (struct gs_span){v->text, v->text_len});
	return GS_OK;
}

static void print_comparison(const struct verification *v)
{
	const struct gs_comparison *k = &v->comparison;
	char when[GS_LOCAL_TIME_MAX];
	printf("\n");
	gs_print_summary(k, &v->e.verdict.opening);
	if (v->published != NULL) {
		gs_local_time(when, v->e.verdict.memo->charter, v->published->at);
		printf("It is, byte for byte, publication %llu, put out by "
		    "the release officer on\n%s.\n",
		    (unsigned long long)v->published->number, when);
	}
	for (size_t i = 0; i < k->match_count; i++)
		print_match(v, &k->matches[i]);
	if (k->bounded)
		printf("  The text is so long that not every comparison was "
		    "made; what was not counts as different.\n");
}

/* `7 (2-3 of 5 sentences)`: what is withheld of a block shown in part. */
static void print_part(size_t number, const struct gs_salted *s)
{
	const char *before = "";
	printf("%zu (", number);
	for (size_t k = 0; k < s->count; k++) {
		size_t last = k;
		if (s->shown[k] != GS_WITHHELD)
			continue;
		while (last + 1 < s->count &&
		    s->shown[last + 1] == GS_WITHHELD)
			last++;
		printf("%s%zu", before, k + 1);
		if (last > k)
			printf("-%zu", last + 1);
		before = ", ";
		k = last;
	}
	printf(" of %zu sentences)", s->count);
}

static void print_parts(const struct gs_opening *o)
{
	const char *before = "  in part     withheld of block ";
	for (size_t i = 0; i < o->count; i++) {
		if (o->part[i] == NULL)
			continue;
		printf("%s", before);
		print_part(i + 1, &o->part[i]->leaves);
		before = ", ";
	}
	if (o->part_count > 0)
		printf("\n");
}

/* `2, 4-5`: the blocks that the file withholds. */
static void print_withheld(const struct gs_opening *o)
{
	const char *before = "";
	print_parts(o);
	if (o->open_count == o->count)
		return;
	printf("  withheld    %zu of %zu blocks: ", o->count - o->open_count,
	    o->count);
	for (size_t i = 0; i < o->count; i++) {
		size_t last = i;
		if (o->open[i])
			continue;
		while (last + 1 < o->count && !o->open[last + 1])
			last++;
		printf("%s%zu", before, i + 1);
		if (last > i)
			printf("-%zu", last + 1);
		before = ", ";
		i = last;
	}
	printf("\n");
}

static int print_verdict(const struct verification *v)
{
	const struct gs_verdict *d = &v->e.verdict;
	const struct gs_charter *c = d->memo->charter;
	struct gs_part name = gs_record_part(&c->rec, "name");
	char code[GS_WORD_CODE_MAX];
	gs_word_code(code, d->memo->id);
	gs_say_exercise(stdout, c->exercise);
	printf("%sValid%s: formally filed in %.*s\n  log         %s, entry "
	    "%llu of checkpoint %llu\n  word code   %s\n",
	    gs_terminal_escape(GS_STYLE_GOOD), gs_terminal_escape(GS_STYLE_PLAIN), (int)name.len,
	    (const char *)name.ptr, d->checkpoint.origin,
	    (unsigned long long)d->index,
	    (unsigned long long)d->checkpoint.size, code);
	printf("  times       %s\n", v->findings.time);
	print_withheld(&d->opening);
	int err = gs_print_memo(d->memo, gs_state_at(d->state), false);
	gs_findings_print(&v->findings);
	return err;
}

/* What was found, whichever way it went; `err` is that of load(). */
static int tell(struct verification *v, int err, const char *file,
    bool has_text)
{
	bool valid = err == GS_OK;
	if (valid)
		err = gs_findings_of(&v->findings, &v->e);
	if (err == GS_OK)
		err = gs_claimed_judge(&v->claimed, v->e.verdict.memo);
	if (err == GS_OK && v->json && has_text)
		err = compare_text(v);
	if (err != GS_OK && valid)
		return err;
	if (v->json) {
		int told = gs_print_verdict_json(&(struct gs_told){
		    .e = valid ? &v->e : NULL, .why = v->e.report.text,
		    .judged = gs_exit_code(err) != GS_EXIT_CANNOT,
		    .findings = &v->findings, .published = v->published,
		    .text = valid && has_text ? &v->comparison : NULL,
		    .claimed = valid && v->claimed.file != NULL ?
		        &v->claimed : NULL});
		return told != GS_OK ? told : err;
	}
	if (!valid) {
		printf("%sNot valid%s: %s: %s\n", gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN), file, v->e.report.text);
		return err;
	}
	err = print_verdict(v);
	if (err == GS_OK)
		gs_claimed_print(&v->claimed);
	if (err == GS_OK && has_text) {
		err = compare_text(v);
		if (err == GS_OK)
			print_comparison(v);
	}
	return err;
}

int gs_cli_verify(int argc, char **argv)
{
	static struct verification v;
	struct gs_trust *trust = &v.e.trust;
	const char *roll = NULL;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "key", .value = &trust->key},
		GS_OPTION_WITNESS(*trust),
		GS_OPTION_POLICY(*trust),
		{.name = "roll", .value = &roll},
		{.name = "claim", .value = &v.claimed.file},
		{.name = "challenge", .value = &v.claimed.challenge},
		{.name = "json", .flag = &v.json}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 2};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	const char *text = argc - at > 1 ? argv[at + 1] : NULL;
	int err = text == NULL ? GS_OK : gs_text_read(&v.text, &v.text_len,
	    TEXT_MAX, text);
	if (err == GS_OK)
		err = gs_claimed_read(&v.claimed);
	err = err != GS_OK ? GS_ERR_IO : gs_evidence_open(&v.e,
	    argv[at], roll);
	/* A file that could not be read has been named already. */
	if (err == GS_OK || v.e.report.text[0] != '\0')
		err = tell(&v, err, argv[at], text != NULL);
	/* An empty text, or one of gaps alone, is no part of the memo. */
	if (err == GS_OK && text != NULL && !gs_summary_good(&v.comparison))
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_claimed_result(&v.claimed);
	gs_claimed_close(&v.claimed);
	gs_evidence_close(&v.e);
	free(v.text);
	return gs_exit_code(err);
}
