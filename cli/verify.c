/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay verify: a provenance file, and a text held against it.  Offline. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/annexes.h"
#include "cli/common/case_files.h"
#include "cli/common/convert.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/print/comparison.h"
#include "cli/print/findings.h"
#include "cli/print/json.h"
#include "cli/print/memo.h"
#include "cli/print/summary.h"
#include "cli/print/terms.h"
#include "cli/verbs.h"
#include "lib/evidence/publication.h"
#include "lib/memo/word_code.h"
#include "lib/steps/local_time.h"
#include "lib/steps/own_key.h"
#include "lib/steps/verification.h"

#define TEXT_MAX ((size_t)16 << 20)

static const char help[] =
"usage: gainsay verify --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--roll KEYS] [--claim CLAIM [--challenge TEXT]] [--json]\n"
"           [--annex FILE|FOLDER]... FILE [TEXT]\n"
"Checks the provenance file FILE offline: was the memo filed, when, by how many\n"
"endorsed, acknowledged and answered in time? With TEXT (Markdown, plain,\n"
"PDF, .docx, .odt, web page, message): is this text it? The first line is the\n"
"answer. Without a key nothing is proved: the file's own key is shown, and the\n"
"words that stand for it.\n\n"
GS_HELP_CASE
"  --annex FILE         is this one of the memo's annexes? Of a FOLDER, each file\n"
"                       that has the name of one\n"
"  --claim CLAIM        who wrote it, as 'gainsay claim' wrote that: is it signed\n"
"                       by the author's key?\n"
"  --challenge T        and over this text, which you chose and told the author\n"
"  --json               the verdict as one JSON object (docs/spec/provenance.md)\n\n"
"Exit codes: 0 the file is valid, and every block of the text is the memo's (it\n"
"may be an excerpt), each annex given is one, and the claim is good; 1 the file\n"
"is not valid, the text or an annex differs or the claim is not good; 2 nothing\n"
"could be judged; 3 as 0, and the file tells that a duty was missed.\n";

struct job {
	struct gs_case_files files;
	const char *path, *text_path, *claim_path, *challenge;
	bool json;
	struct gs_text_file text;
	struct gs_values annexes;
	struct gs_annex_files given;
	uint8_t *claim;
	size_t claim_len;
	struct gs_verification v;
};

static int compare_text(struct job *j)
{
	struct gs_report report = {.text = ""};

	gs_working("Comparing the text");
	int err = gs_verification_compare(&j->v, &report,
	    &j->text.is);
	gs_worked();
	if (err == GS_OK)
		return GS_OK;
	gs_verb_tell("text-not-compared", "the text: {0}",
	    gs_say_text(report.text));
	return GS_ERR_IO; /* nothing was judged */
}

/* Of a publication's text: why each of its gaps is there. */
static void print_gap_reasons(const struct gs_verification *v)
{
	struct gs_gap gap;
	struct gs_span words;
	size_t at = 0;

	while (v->published != NULL && gs_publication_gap(&gap, &words, &at,
	    v->published, v->text)) {
		printf("  block %zu", gap.block);
		if (gap.from != 0 && gap.from == gap.to)
			printf(", sentence %zu", gap.from);
		else if (gap.from != 0)
			printf(", sentences %zu-%zu", gap.from, gap.to);
		printf(" withheld for ");
		gs_say_calm(stdout, gap.reason.ptr, gap.reason.len, "");
		printf(": ");
		gs_say_calm(stdout, words.ptr, words.len, "");
		printf("\n");
	}
}

static void print_comparison(const struct gs_verification *v)
{
	const struct gs_comparison *k = &v->comparison;
	const struct gs_verdict *verdict = &v->given.verdict;
	char when[GS_LOCAL_TIME_MAX];

	printf("\nThe text, block by block:\n");
	if (v->published != NULL) {
		gs_local_time(when, verdict->memo->charter, v->published->at);
		printf("It is, byte for byte, publication %llu, put out by "
		    "the release officer on\n%s.\n",
		    (unsigned long long)v->published->number, when);
	}

	print_gap_reasons(v);
	gs_print_comparison(k, &verdict->opening);
}

/* `2, 4-5`: the places from 1 of what `is_withheld` says. */
static void print_runs(const void *of, size_t count,
    bool (*is_withheld)(const void *of, size_t i))
{
	const char *before = "";

	for (size_t i = 0; i < count; i++) {
		size_t last = i;
		if (!is_withheld(of, i))
			continue;
		while (last + 1 < count && is_withheld(of, last + 1))
			last++;
		printf("%s%zu", before, i + 1);
		if (last > i)
			printf("-%zu", last + 1);
		before = ", ";
		i = last;
	}
}

static bool is_sentence_withheld(const void *of, size_t i)
{
	const struct gs_salt_leaves *s = of;

	return s->shown[i] == GS_WITHHELD;
}

static bool is_block_withheld(const void *of, size_t i)
{
	const struct gs_opening *o = of;

	return !o->open[i];
}

/* `7 (2-3 of 5 sentences)`: what is withheld of a block shown in part. */
static void print_parts(const struct gs_opening *o)
{
	const char *before = "  in part     withheld of block ";

	for (size_t i = 0; i < o->count; i++) {
		if (o->part[i] == NULL)
			continue;
		const struct gs_salt_leaves *s = &o->part[i]->leaves;
		printf("%s%zu (", before, i + 1);
		print_runs(s, s->count, is_sentence_withheld);
		printf(" of %zu sentences)", s->count);
		before = ", ";
	}
	if (o->part_count > 0)
		printf("\n");
}

/* Each annex, and what was given for it. */
static void print_annex_files(const struct gs_opening *o,
    const struct gs_annex_matches *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const char *path = m->of[i].path;

		printf("  annex %-2zu    ", i + 1);
		if (m->of[i].status != GS_ANNEX_WITHHELD) {
			gs_print_annex(&o->annex[i]);
			printf(": ");
		}
		switch (m->of[i].status) {
		case GS_ANNEX_WITHHELD:
			printf("withheld");
			break;
		case GS_ANNEX_ABSENT:
			printf("not attached");
			break;
		case GS_ANNEX_MATCHES:
			printf("attached, and it is this file%s",
			    m->of[i].renamed ? ", as " : "");
			break;
		case GS_ANNEX_ALTERED:
			printf("%saltered%s: other bytes are in ",
			    gs_terminal_escape(GS_STYLE_BAD),
			    gs_terminal_escape(GS_STYLE_PLAIN));
			break;
		}
		if (m->of[i].status == GS_ANNEX_ALTERED || m->of[i].renamed)
			gs_say_calm(stdout, path, strlen(path), "");
		printf("\n");
	}
	for (size_t i = 0; i < m->strangers; i++) {
		printf("  %sno annex%s    ", gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN));
		gs_say_calm(stdout, m->stranger[i], strlen(m->stranger[i]),
		    "");
		printf(": the file shows no annex with these bytes or this "
		    "name\n");
	}
}

static void print_withheld(const struct gs_opening *o)
{
	print_parts(o);
	if (o->open_count == o->count)
		return;

	printf("  withheld    %zu of %zu blocks: ", o->count - o->open_count,
	    o->count);
	print_runs(o, o->count, is_block_withheld);
	printf("\n");
}

/* The release officer's word on why, where the file is one they put out. */
static void print_shown(const struct gs_verification *v)
{
	if (v->shown == NULL)
		return;
	printf("  released    it shows what publication %llu put out\n",
	    (unsigned long long)v->shown->number);
	gs_print_reasons(&v->shown->rec);
}

/* Whose text it is, where it is not the memo's. */
static void print_subject(const struct gs_verdict *d)
{
	if (d->of.len > 0)
		printf("  text        %.*s, and not the memo's own\n",
		    (int)d->of.len, (const char *)d->of.ptr);
}

/* The first line is the answer: what is wrong comes before what is not. */
static void print_first(const struct job *j)
{
	const struct gs_verification *v = &j->v;
	bool text = j->text_path != NULL;
	bool good = text && gs_summary_good(&v->comparison);

	if (text && !good)
		gs_print_summary(&v->comparison,
		    &v->given.verdict.opening, true);
	if (v->has_claim && !v->claim_good)
		printf("%sNo proof of authorship%s: %s: %s.\n",
		    gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN), j->claim_path,
		    v->claim_report.text);
	if (!gs_annexes_are_good(&v->annexes))
		printf("%sAn annex differs%s: what was given is not what was "
		    "filed.\n", gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN));
	if (good)
		gs_print_summary(&v->comparison,
		    &v->given.verdict.opening, true);
}

static int print_valid(const struct job *j)
{
	const struct gs_verification *v = &j->v;
	const struct gs_verdict *d = &v->given.verdict;
	const struct gs_charter *c = d->memo->charter;
	struct gs_part name = gs_record_part(&c->rec, "name");
	struct gs_report report = {.text = ""};
	char code[GS_WORD_CODE_MAX];
	uint64_t missed = 0;

	int err = gs_word_code_make(code, &report, d->memo->id);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = gs_count_missed(&missed, d->memo,
		    gs_state_at(d->state), false);
	if (err != GS_OK)
		return err;

	print_first(j);
	printf("%sValid%s: formally filed in ",
	    gs_terminal_escape(GS_STYLE_GOOD),
	    gs_terminal_escape(GS_STYLE_PLAIN));
	gs_say_calm(stdout, name.ptr, name.len, "");
	printf("%s\n", missed > 0 ? "; a duty was missed" : "");
	gs_say_exercise(stdout, c->exercise);
	printf("  log         %s, entry %llu of checkpoint %llu\n"
	    "  word code   %s\n  times       %s\n", d->checkpoint.origin,
	    (unsigned long long)d->index,
	    (unsigned long long)d->checkpoint.size, code,
	    v->findings.time.text);
	print_subject(d);
	print_withheld(&d->opening);
	print_shown(v);
	print_annex_files(&d->opening, &v->annexes);

	err = gs_print_memo(d->memo, gs_state_at(d->state), NULL);
	gs_print_findings(&v->findings);
	return err;
}

/* Of a good one. */
static void print_claim(const struct gs_verification *v)
{
	const struct gs_span *name = &v->claim.name;
	struct gs_report challenge;

	gs_verification_say_challenge(&challenge, v);
	printf("\n%sAuthorship%s is claimed by: ",
	    gs_terminal_escape(GS_STYLE_GOOD),
	    gs_terminal_escape(GS_STYLE_PLAIN));
	gs_say_calm(stdout, name->ptr, name->len, "");
	printf("\nWhoever holds the key that the memo names as its author's "
	    "has signed this name.\nNobody can without it; that the name is "
	    "theirs is their word alone.\n%s\n", challenge.text);
}

/* For people: the answer first, the text's blocks last. */
static int print_answer(struct job *j)
{
	int err = j->text_path == NULL ? GS_OK : compare_text(j);
	if (err == GS_OK)
		err = print_valid(j);
	if (err == GS_OK && j->v.has_claim && j->v.claim_good)
		print_claim(&j->v);
	if (err == GS_OK && j->text_path != NULL)
		print_comparison(&j->v);
	return err;
}

/* For programs: one object, or nothing if a text cannot be held against the
 * memo. */
static int print_json(struct job *j, bool judged)
{
	struct gs_json_object o = {.json = NULL};
	uint64_t missed = 0;

	int err = j->v.valid && j->text_path != NULL ? compare_text(j) : GS_OK;
	if (err == GS_OK && j->v.valid)
		err = gs_count_missed(&missed, j->v.given.verdict.memo,
		    gs_state_at(j->v.given.verdict.state), false);
	if (err == GS_OK)
		err = gs_verification_json(&o, &j->v, judged);
	if (err == GS_OK)
		return gs_json_print(&o);
	json_decref(o.json);
	return err;
}

/* The file does not verify: `err` says whether that is a judgement. */
static int print_invalid(struct job *j, int err)
{
	int printed = GS_OK;

	gs_verb_answered();
	if (j->json)
		printed = print_json(j, gs_exit_code(err) != GS_EXIT_CANNOT);
	else
		printf("%sNot valid%s: %s: %s\n",
		    gs_terminal_escape(GS_STYLE_BAD),
		    gs_terminal_escape(GS_STYLE_PLAIN), j->path,
		    j->v.given.report.text);
	return printed != GS_OK ? printed : err;
}

static int read_inputs(struct job *j)
{
	struct gs_report report = {.text = ""};
	int err = GS_OK;

	if (j->claim_path == NULL && j->challenge != NULL) {
		gs_verb_say("challenge-without-claim", "--challenge is what a "
		    "claim must answer: give --claim as well");
		return GS_ERR_IO;
	}

	if (j->text_path != NULL)
		err = gs_text_read(&j->text, TEXT_MAX, j->text_path, &report);
	if (err == GS_OK && j->claim_path != NULL)
		err = gs_file_read(&j->claim, &j->claim_len,
		    GS_RECORD_MAX, j->claim_path, &report);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = gs_case_read(&j->files, &j->v.given.trust,
		    j->path);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

/* Without a key ----------------------------------------------------------- */

static int print_named_key(const struct job *j,
    const struct gs_own_key *key)
{
	if (j->json) {
		struct gs_json_object o = gs_own_key_json(key);
		return gs_json_print(&o);
	}
	printf("%sNothing is proved%s: %s.\n  its key     %s\n"
	    "  word code   %s\nHear from the channel, in another way than you "
	    "got the file, whether these are\nits words; then give that key: "
	    "gainsay verify --key VKEY %s\n",
	    gs_terminal_escape(GS_STYLE_BAD),
	    gs_terminal_escape(GS_STYLE_PLAIN), gs_own_key_why, key->vkey,
	    key->code, j->path);
	return GS_OK;
}

/* Nothing is judged: GS_ERR_IO. */
static int tell_own_key(struct job *j)
{
	struct gs_report report = {.text = ""};
	struct gs_own_key key;

	int err = gs_cli_file_read(&j->files.file, &j->files.file_len,
	    GS_PROVENANCE_MAX, j->path);
	if (err != GS_OK)
		return err;
	err = gs_own_key_find(&key, &report, gs_case_file(&j->files));
	if (err == GS_OK)
		err = print_named_key(j, &key);
	if (err != GS_OK) {
		gs_verb_report_at(j->path, &report);
		return err;
	}
	gs_verb_answered();
	return GS_ERR_IO;
}

/* The verb ---------------------------------------------------------------- */

static int verify(struct job *j)
{
	struct gs_verification *v = &j->v;

	if (j->files.trust.key == NULL && j->files.trust.policy_file == NULL)
		return tell_own_key(j);
	int err = read_inputs(j);
	if (err != GS_OK)
		return err;
	gs_working("Verifying the file");
	err = gs_verification_judge(v, gs_case_file(&j->files),
	    gs_case_keys(&j->files));
	gs_worked();
	if (!v->valid)
		return print_invalid(j, err);

	if (err == GS_OK)
		err = gs_annex_files_read(&j->given, &v->given.verdict.opening,
		    &j->annexes);
	if (err == GS_OK)
		err = gs_verification_annexes(v, j->given.v, j->given.count);
	if (err == GS_OK && j->claim_path != NULL)
		err = gs_verification_claim(v, j->challenge,
		    (struct gs_span){j->claim, j->claim_len});
	if (err == GS_OK)
		err = j->json ? print_json(j, true) : print_answer(j);
	if (err != GS_OK)
		return err;

	err = gs_verification_result(v);
	if (err != GS_OK)
		gs_verb_answered();
	return err;
}

int gs_cli_verify(int argc, char **argv)
{
	static struct job j;
	int at = 0;
	const struct gs_option options[] = {
		GS_CASE_OPTIONS(j.files),
		{.name = "annex", .values = &j.annexes},
		{.name = "claim", .value = &j.claim_path},
		{.name = "challenge", .value = &j.challenge},
		{.name = "json", .flag = &j.json}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 2};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	j.path = argv[at];
	j.text_path = argc - at > 1 ? argv[at + 1] : NULL;
	int err = verify(&j);

	gs_verification_free(&j.v);
	gs_case_close(&j.files);
	gs_text_close(&j.text);
	gs_annex_files_free(&j.given);
	gs_file_wipe(&j.claim, j.claim_len);
	return gs_verb_end(err);
}
