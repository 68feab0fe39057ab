/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay claim: a memo's author says who they are, by their own choice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/options.h"
#include "cli/common/shelf.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/records/claim.h"
#include "lib/host.h"
#include "lib/evidence/provenance.h"
#include "lib/memo/word_code.h"
#include "lib/steps/package.h"

static const char help[] =
"usage: gainsay claim --author SEEDFILE --memo FILE [--charter CHARTER]\n"
"           --name NAME [--challenge TEXT] -o CLAIM\n"
"Writes a file in which the author of a memo says who wrote it. Nothing is sent,\n"
"and nothing enters the log. Whoever gets CLAIM, from you or from anyone, can\n"
"show for ever that the holder of the author's key signed NAME; it cannot be\n"
"taken back. Give it to those who are to know, and destroy your copy.\n\n"
"  --author SEEDFILE    the author's seed, PACKAGE.author\n"
"  --memo FILE          the memo's provenance file, or its package\n"
"  --charter CHARTER    with a package: the charter that it was composed for\n"
"  --name NAME          one line: who wrote the memo\n"
"  --challenge TEXT     one line that the reader chose: it shows to that reader\n"
"                       that the claim was made for them, and not before\n"
"  -o, --out CLAIM      the file to write; 'gainsay verify --claim' checks it\n"
GS_HELP_SHELF;

/* `charter` may be NULL. */
static int read_memo(struct gs_claim_memo *about, struct gs_arena *arena,
    const char *path, const struct gs_record *charter)
{
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read(&text, &len, GS_PROVENANCE_MAX, path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return GS_ERR_IO;
	}

	err = gs_claim_memo_read(about, &report, arena,
	    (struct gs_span){text, len}, charter);
	if (err != GS_OK)
		gs_verb_report_at(path, &report);
	gs_file_wipe(&text, len);
	return err;
}

/* The package's charter, if its file is named: the text in *text, which the
 * caller frees. */
static int read_charter(struct gs_package_channel *out, uint8_t **text,
    struct gs_arena *arena, const char *path)
{
	struct gs_document_rules rules = {.ceiling = 0};
	struct gs_report report = {.text = ""};
	size_t len = 0;

	if (path == NULL)
		return GS_OK;
	int err = gs_file_read(text, &len, GS_RECORD_MAX, path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return GS_ERR_IO;
	}
	err = gs_package_charter(out, &rules, &report, arena,
	    (struct gs_span){*text, len});
	if (err != GS_OK)
		gs_verb_report_at(path, &report);
	return err;
}

static struct gs_span span_of_text(const char *text)
{
	return (struct gs_span){(const uint8_t *)text,
	    text == NULL ? 0 : strlen(text)};
}

static int write_claim(struct gs_arena *arena,
    const struct gs_claim_memo *about, const char *author,
    const struct gs_claim *claim, const char *out)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_report report = {.text = ""};
	uint8_t seed[32];

	int err = gs_file_seed(seed, author, &report);
	if (err == GS_OK)
		err = gs_claim_write(&w, &report, arena, about, claim, seed);
	gs_host_wipe(seed, sizeof seed);
	if (err == GS_OK)
		err = strcmp(out, "-") == 0 ?
		    gs_file_write(out, text, w.len, 0600, &report) :
		    gs_file_create(out, text, w.len, 0600, &report);
	gs_verb_report(&report);
	return err;
}

static int explain_claim(const char *name, const char *challenge,
    const uint8_t memo[32])
{
	struct gs_report report = {.text = ""};
	char code[GS_WORD_CODE_MAX];

	int err = gs_word_code_make(code, &report, memo);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	fprintf(stderr, "The claim names \"%s\" as the author of the memo with "
	    "the word code\n  %s\nNothing was sent. Whoever gets the file "
	    "can show it to anyone, for ever: it cannot\nbe taken back.%s\n",
	    name, code, challenge != NULL ? "" :
	    " It has no challenge: who reads it cannot tell for whom\nand "
	    "when it was made.");
	return GS_OK;
}

int gs_cli_claim(int argc, char **argv)
{
	struct gs_pool pool;
	struct gs_claim_memo about;
	struct gs_package_channel channel = {.roll = NULL};
	uint8_t *rules = NULL;
	const char *author = NULL, *memo = NULL, *name = NULL,
	    *charter = NULL, *challenge = NULL, *out = NULL;
	struct gs_shelf shelf = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "author", .value = &author, .required = true},
		{.name = "memo", .value = &memo, .required = true},
		{.name = "charter", .value = &charter},
		{.name = "name", .value = &name, .required = true},
		{.name = "challenge", .value = &challenge},
		GS_OPTION_OUT_NEEDED(out),
		GS_OPTIONS_SHELF(shelf)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	struct gs_arena *arena = gs_pool_start(&pool);
	const struct gs_claim claim = {span_of_text(name),
	    span_of_text(challenge)};
	int err = read_charter(&channel, &rules, arena, charter);
	if (err == GS_OK)
		err = read_memo(&about, arena, memo,
		    charter == NULL ? NULL : &channel.charter);
	if (err == GS_OK)
		err = write_claim(arena, &about, author, &claim, out);
	gs_pool_free(&pool);
	free(rules);
	if (err == GS_OK)
		err = explain_claim(name, challenge, about.memo);
	return gs_verb_end(err);
}
