/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-certificate, as `gainsay certificate` starts it: a page to hand over,
 * made from a provenance file that verifies, or from an invitation.
 * Offline. */
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "certificate/annual.h"
#include "certificate/beside.h"
#include "certificate/certificate.h"
#include "certificate/letter.h"
#include "certificate/printed.h"
#include "cli/common/case_files.h"
#include "cli/common/convert.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/verb.h"
#include "lib/memo/document.h"
#include "lib/records/recovery.h"

static const char help[] =
"usage: gainsay certificate --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--roll KEYS] -o OUT.pdf FILE.gainsay\n"
"       gainsay certificate --key VKEY [...] --text TEXT -o OUT.pdf|OUT.html\n"
"           FILE.gainsay\n"
"       gainsay certificate --letter [--letter-text FILE] [--for WHOSE]\n"
"           -o OUT.pdf INVITATION\n"
"       gainsay certificate --sheet -o OUT.pdf SHEET\n"
"       gainsay certificate --memo [--exercise] -o OUT.pdf DOCUMENT\n"
"Verifies the provenance file FILE and makes a page to hand over from it: what\n"
"is proved and what is not, the duties against the clock, the count, and a QR\n"
"code with what is needed to check it. The memo's text is not on it. The same\n"
"file gives the same page.\n"
"With --text it is another page: the memo and TEXT (as 'gainsay verify' takes it)\n"
"side by side, block by block, with the words that differ framed. It has the\n"
"memo's words, and so the memo's marking.\n"
"With --letter the page is an invitation to hand over: its text as a QR code, how\n"
"to join, and what an employer can see. It is as secret as the invitation. With\n"
"--sheet it is a recovery sheet, whose text 'gainsay recovery' prints. With\n"
"--memo it is a memo, whose normal form 'gainsay compose --print' hands over.\n\n"
GS_HELP_CASE
"  -o, --out FILE       where the PDF goes; with --text, a page for a browser if\n"
"                       its name ends in .html\n"
"  --text TEXT          what is held against the memo\n"
GS_HELP_FORCE
"  --letter             INVITATION is one ('-': standard input)\n"
"  --sheet              SHEET is the text of one\n"
"  --memo               DOCUMENT is a memo in its normal form, with its marking\n"
"  --exercise           each sheet says that it is one\n"
"  --letter-text FILE   the letter in FILE's words (see 'gainsay staff issue')\n"
"  --for WHOSE          stands at the letter's foot\n";

#define BESIDE_TEXT_MAX ((size_t)16 << 20)
#define SECONDS_A_DAY 86400

/* The document is of a day: the minute would tell who printed which. */
static int64_t day_today(void)
{
	int64_t now = (int64_t)time(NULL);

	return now - now % SECONDS_A_DAY;
}

/* What goes on a page that is secret. */
struct secret_page {
	const char *path, *out;
	bool memo, exercise; /* it is a memo, of an exercise */
	const char *whose; /* a letter's; may be NULL */
	const char *words; /* the file of its text; NULL: ours */
	bool sheet;        /* a recovery sheet; else a letter */
};

static int read_letter_words(struct gs_letter_text *own, struct gs_arena *arena,
    const char *path)
{
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, 4 * GS_LETTER_TEXT_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_letter_text_read(own, &report, arena,
	    (struct gs_span){text, len});
	gs_verb_report_at(path, &report);
	free(text);
	return err;
}

static int print_one_letter(struct gs_writer *pdf, struct gs_arena *arena,
    const struct secret_page *page, const struct gs_letter_plan *plan)
{
	struct gs_letter_plan mine = *plan;
	struct gs_letter_text own;
	int err = GS_OK;

	if (page->words != NULL) {
		err = read_letter_words(&own, arena, page->words);
		mine.own = &own;
	}
	if (err != GS_OK)
		return err;
	err = gs_letter_page(pdf, &mine);
	if (err != GS_OK)
		gs_verb_tell("letter-not-made", "the letter cannot be made: "
		    "{0}", gs_say_text(gs_strerror(err)));
	return err;
}

static int make_letter(struct gs_writer *pdf, const struct secret_page *page)
{
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_invitation in;
	const char *path = page->path;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read_secret(&text, &len, GS_INVITATION_MAX + 1,
	    path);
	if (err != GS_OK)
		return err;
	struct gs_arena *arena = gs_pool_start(&pool);
	err = gs_invitation_parse(&in, &report, arena, text, len);
	gs_verb_report_at(path, &report);
	if (err == GS_OK) {
		const struct gs_letter_plan plan = {&in, {text, len},
		    page->whose, day_today(), NULL};

		err = print_one_letter(pdf, arena, page, &plan);
	}
	gs_file_wipe(&text, len);
	gs_pool_free(&pool);
	return err;
}

static int make_sheet(struct gs_writer *pdf, const char *path)
{
	struct gs_pool pool;
	struct gs_report report = {.text = ""};
	struct gs_recovery sheet;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read_secret(&text, &len, GS_RECOVERY_MAX + 1,
	    path);
	if (err != GS_OK)
		return err;
	err = gs_recovery_parse(&sheet, &report, gs_pool_start(&pool), text,
	    len);
	gs_verb_report_at(path, &report);
	if (err == GS_OK) {
		err = gs_sheet_page(pdf, (struct gs_span){text, len},
		    day_today());
		if (err != GS_OK)
			gs_verb_tell("sheet-page-not-made", "the sheet's page "
			    "cannot be made: {0}",
			    gs_say_text(gs_strerror(err)));
	}
	gs_host_wipe(&sheet, sizeof sheet);
	gs_file_wipe(&text, len);
	gs_pool_free(&pool);
	return err;
}

static int make_memo(struct gs_writer *pdf, const struct secret_page *page)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, 2 * GS_DOCUMENT_MAX,
	    page->path);
	if (err != GS_OK)
		return err;
	err = gs_printed_pdf(pdf, (struct gs_span){text, len}, page->exercise,
	    day_today());
	if (err != GS_OK)
		gs_verb_tell("memo-not-printed", "{0} cannot be printed: {1}; "
		    "'gainsay compose --print' makes the page from a memo",
		    gs_say_text(page->path), gs_say_text(gs_strerror(err)));
	gs_file_wipe(&text, len);
	return err;
}

/* A letter for somebody, a sheet, or a memo that nobody has filed yet. */
static int write_secret_page(const struct secret_page *page)
{
	uint8_t *pdf = malloc(GS_PRINTED_MAX);

	if (pdf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(pdf, GS_PRINTED_MAX);
	int err = page->memo ? make_memo(&w, page) : page->sheet ?
	    make_sheet(&w, page->path) : make_letter(&w, page);
	if (err == GS_OK)
		err = gs_cli_file_write(page->out, pdf, w.len, 0600);
	gs_host_wipe(pdf, w.len);
	free(pdf);
	return err;
}

static int write_pdf(const struct gs_case *e, const char *out)
{
	uint8_t *pdf = malloc(GS_CERTIFICATE_MAX);
	if (pdf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(pdf, GS_CERTIFICATE_MAX);

	int err = gs_certificate_write(&w, e);
	if (err == GS_OK) {
		err = gs_cli_file_write(out, pdf, w.len, 0600);
	} else {
		gs_verb_tell("certificate-not-made",
		    "the certificate cannot be made: {0}",
		    gs_say_text(gs_strerror(err)));
		err = GS_ERR_IO;
	}
	free(pdf);
	return err;
}

static void say_invalid(const char *path, const struct gs_report *why)
{
	gs_verb_tell("certificate-file-invalid", "not valid: {0}: {1}",
	    gs_say_text(path), gs_say_text(why->text));
}

/* A text beside the memo -------------------------------------------------- */

struct beside_page {
	const char *path, *text_path, *out;
	struct gs_verification v;
	struct gs_text_file text;
};

static bool ends_html(const char *path)
{
	size_t len = strlen(path);

	return len > 5 && strcmp(path + len - 5, ".html") == 0;
}

/* Says what is wrong with the file or the text. */
static int judge_text(struct beside_page *b, struct gs_case_files *files)
{
	struct gs_report report = {.text = ""};

	int err = gs_text_read(&b->text, BESIDE_TEXT_MAX, b->text_path,
	    &report);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = gs_case_read(files, &b->v.given.trust, b->path);
	if (err != GS_OK)
		return GS_ERR_IO;

	err = gs_verification_judge(&b->v, gs_case_file(files),
	    gs_case_keys(files));
	if (!b->v.valid) {
		say_invalid(b->path, &b->v.given.report);
		return err;
	}
	err = gs_verification_compare(&b->v, &report, &b->text.is);
	gs_verb_report_at(b->text_path, &report);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

static int write_beside_sheet(const struct beside_page *b)
{
	static struct gs_beside_sheet sheet;
	uint8_t *page = malloc(GS_BESIDE_MAX);
	struct gs_writer w = gs_writer_of(page, GS_BESIDE_MAX);

	int err = page == NULL ? GS_ERR_MEMORY :
	    gs_beside_sheet_of(&sheet, &b->v);
	if (err == GS_OK)
		err = ends_html(b->out) ? gs_beside_html(&w, &sheet) :
		    gs_beside_pdf(&w, &sheet);
	if (err == GS_OK)
		err = gs_cli_file_write(b->out, page, w.len, 0600);
	else
		gs_verb_tell("beside-not-made", "the page cannot be made: {0}",
		    gs_say_text(gs_strerror(err)));
	free(page);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

/* The page tells what was found; the exit code does so as well. */
static int write_beside(struct beside_page *b, struct gs_case_files *files)
{
	int err = judge_text(b, files);

	if (err == GS_OK)
		err = write_beside_sheet(b);
	if (err == GS_OK) {
		err = gs_verification_result(&b->v);
		gs_verb_answered();
	}
	gs_verification_free(&b->v);
	gs_case_close(files);
	gs_shelf_end();
	gs_text_close(&b->text);
	return err;
}

static int write_certificate(struct gs_case_files *files, const char *path,
    const char *out)
{
	static struct gs_case e;

	int err = gs_case_open(&e, files, path);
	if (err == GS_OK && e.verdict.of.len > 0) {
		gs_verb_tell("certificate-of-reply", "{0} shows the text of "
		    "{1}, and a certificate is of a memo: make the memo's own "
		    "file", gs_say_text(path), gs_say_span(
		        e.verdict.of.ptr, e.verdict.of.len));
		err = GS_ERR_RULE;
	} else if (err == GS_OK)
		err = write_pdf(&e, out);
	else if (e.report.text[0] != '\0')
		say_invalid(path, &e.report);

	gs_case_free(&e);
	gs_case_close(files);
	gs_shelf_end();
	return err;
}

int main(int argc, char **argv)
{
	static struct beside_page beside;
	struct gs_case_files files = {.file = NULL};
	struct secret_page page = {.path = NULL};
	const char *out = NULL;
	bool force = false, letter = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_CASE_OPTIONS(files),
		GS_OPTION_OUT_NEEDED(out),
		GS_OPTION_FORCE(force),
		{.name = "text", .value = &beside.text_path},
		{.name = "letter", .flag = &letter},
		{.name = "sheet", .flag = &page.sheet},
		{.name = "memo", .flag = &page.memo},
		{.name = "exercise", .flag = &page.exercise},
		{.name = "letter-text", .value = &page.words},
		{.name = "for", .value = &page.whose}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	bool annual = argc > 1 && strcmp(argv[1], "--statistics") == 0;
	gs_verb_begin(annual ? "statistics" : "certificate");
	int code = gs_program_start("gainsay-certificate", argc, argv);
	if (code < 0 && annual)
		return gs_annual(argc - 1, argv + 1);
	if (code >= 0)
		return code;
	code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_cli_out_free(out, force,
	    (const char *const[]){argv[at], files.roll}, 2);
	page.path = argv[at];
	page.out = out;
	if (err == GS_OK && (letter || page.sheet || page.memo))
		return gs_verb_end(write_secret_page(&page));
	if (err != GS_OK)
		return gs_verb_end(err);
	if (beside.text_path != NULL) {
		beside.path = argv[at];
		beside.out = out;
		return gs_verb_end(write_beside(&beside, &files));
	}
	return gs_verb_end(write_certificate(&files, argv[at], out));
}
