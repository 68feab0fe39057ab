/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay publish: a release of a memo, put into the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/annexes.h"
#include "cli/common/case_files.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/print/terms.h"
#include "cli/verbs.h"
#include "lib/evidence/publication.h"
#include "lib/memo/document.h"
#include "lib/memo/span.h"
#include "lib/steps/half.h"

#define TEXT_MAX (4 * GS_DOCUMENT_MAX)

static const char help[] =
"usage: gainsay publish --server URL --key VKEY --sign KEYFILE --text TEXT.md\n"
"           [--reason 'CODE WORDS']... [--annex FILE|FOLDER]... [--half OUT]\n"
"           [--roll KEYS] [--yes] FILE\n"
"Puts a text of a memo, or of a reply to it (a FILE of 'gainsay provenance\n"
"--reply'), whole or in part, into the log: the release officer's\n"
"word on what may be read, and since when. FILE and TEXT.md are what 'gainsay\n"
"redact -o FILE --text TEXT.md' made; the text must be what FILE shows, word for\n"
"word. Both are then for everyone who reads the log, and cannot be taken back.\n"
"Each part that it withholds has the code of a reason, which is one of the\n"
"charter's exemptions or is explained by --reason.\n"
"Whoever has the log gets the release with 'gainsay provenance --publication'.\n"
"Shows the text and asks before it does.\n\n"
GS_HELP_SERVER GS_HELP_KEY
"  --sign KEYFILE       the release officer's signing key (release.key)\n"
"  --text TEXT.md       the readable text\n"
"  --reason 'CODE WORDS' what a code says that the charter does not list, as\n"
"                       'B.1 names a source'\n"
"  --half OUT           where two sign: for the second, who sends it with\n"
"                       'gainsay countersign --half OUT'\n"
"  --annex FILE         the file of an annex that FILE shows, each of which is\n"
"                       needed; of a FOLDER, the files that have their names\n"
GS_HELP_FORCE GS_HELP_KEY_PASSPHRASE GS_HELP_ROLL GS_HELP_YES GS_HELP_WAY;

struct publishing {
	struct gs_case e;
	struct gs_case_files files;
	struct gs_source s;
	const char *server, *sign, *text_path, *half;
	struct gs_values annex_paths, reasons;
	struct gs_annex_files annexes;
	uint8_t *text;
	size_t text_len;
	bool yes, force;
};

/* The file of each annex that is shown, in their order, behind what is in
 * `out` already.  Says what is wrong. */
static int add_annexes(struct gs_span *out, size_t *count,
    struct publishing *p)
{
	const struct gs_opening *o = &p->e.verdict.opening;
	struct gs_annex_matches m;

	int err = gs_annex_files_read(&p->annexes, o, &p->annex_paths);
	if (err == GS_OK)
		err = gs_annexes_match(&m, p->e.arena, o, p->annexes.v,
		    p->annexes.count);
	if (err != GS_OK)
		return err;
	if (!gs_annexes_are_good(&m)) {
		gs_verb_say("publish-other-annex", "a file that was given by "
		    "--annex is none of the annexes that the file shows; "
		    "'gainsay verify --annex' says which");
		return GS_ERR_MISMATCH;
	}

	for (size_t i = 0; i < m.count; i++) {
		size_t k = 0;

		if (!o->annex_open[i])
			continue;
		if (m.of[i].status != GS_ANNEX_MATCHES) {
			gs_verb_tell("publish-annex-missing", "the file shows "
			    "annex {0}, which becomes public with it: give its "
			    "file by --annex, or leave it out of the file with "
			    "'gainsay redact'", gs_say_number(i + 1));
			return GS_ERR_IO;
		}
		while (p->annexes.v[k].path != m.of[i].path)
			k++;
		out[(*count)++] = p->annexes.v[k].bytes;
	}
	return GS_OK;
}

/* For the second of two. */
static int hold_half(const struct publishing *p, struct gs_span record,
    const struct gs_span *files, size_t count)
{
	char *text = gs_half_make(record, files, count);

	int err = text == NULL ? GS_ERR_MEMORY : gs_cli_file_write(p->half,
	    text, strlen(text), 0600);
	if (err == GS_OK)
		printf("Signed by one of two; the second looks at it and sends "
		    "it: 'gainsay countersign --half %s'.\n", p->half);
	free(text);
	return err;
}

/* Whether two have to sign it, by the charter in force. */
static int check_signers(const struct publishing *p)
{
	bool pair = gs_charter_signers(gs_state_charter(gs_channel_state(
	    p->s.channel)), "publish-signers") > 1;

	if (pair && p->half == NULL)
		gs_verb_say("publish-needs-half", "the charter asks for two "
		    "release officers: give --half OUT, which the second signs "
		    "and sends with 'gainsay countersign'");
	else if (!pair && p->half != NULL)
		gs_verb_say("publish-half-needless", "the charter asks for one "
		    "release officer, and a publication is sent at once: give "
		    "no --half");
	else
		return gs_cli_out_free(p->half, p->force,
		    (const char *const[]){p->text_path, p->sign}, 2);
	return GS_ERR_RULE;
}

/* Whose text the file shows, as it says itself. */
static void find_subject(struct gs_publication_parts *parts,
    const struct gs_memo *memo, struct gs_span of)
{
	char name[40];

	for (const struct gs_memo_reply *r = memo->reply; r != NULL;
	    r = r->before) {
		(void)snprintf(name, sizeof name, "reply %llu",
		    (unsigned long long)r->number);
		if (gs_span_is(of, name))
			parts->reply = r;
	}
	for (const struct gs_correction *c = memo->correction; c != NULL;
	    c = c->before) {
		(void)snprintf(name, sizeof name, "correction %llu",
		    (unsigned long long)c->number);
		if (gs_span_is(of, name))
			parts->correction = c;
	}
}

static int write_and_send(struct publishing *p, const struct gs_memo *memo)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	struct gs_report report = {.text = ""};
	uint8_t secret[64];
	struct gs_publication_parts parts = {.opening = p->e.parts.opening,
	    .text = {p->text, p->text_len}, .reasons = p->reasons.v,
	    .reason_count = p->reasons.count};
	struct gs_span files[2 + GS_ANNEXES_MAX] = {parts.opening, parts.text};
	size_t count = 2;

	find_subject(&parts, memo, p->e.verdict.of);
	int err = add_annexes(files, &count, p);
	if (err == GS_OK)
		err = gs_desk_key(secret, &p->s, p->sign);
	if (err == GS_OK)
		err = gs_publication_write(&w, &report, p->e.arena, memo,
		    &parts, secret);
	gs_host_wipe(secret, sizeof secret);
	gs_verb_report_at(p->text_path, &report);
	if (err != GS_OK)
		return err;
	const struct gs_span made = {record, w.len};
	return p->half != NULL ? hold_half(p, made, files, count) :
	    gs_desk_send(&p->s, made, files, count);
}

static int publish(struct publishing *p)
{
	const struct gs_opening *o = &p->e.verdict.opening;

	p->s.sign = p->sign;
	p->s.role = "release";
	int err = gs_source_open(&p->s, p->server, p->files.trust.key, true);
	if (err != GS_OK)
		return err;
	const struct gs_memo *memo = gs_state_memo_by(
	    gs_channel_state(p->s.channel), p->e.verdict.memo->id);
	if (memo == NULL) {
		gs_verb_tell("memo-not-in-log", "this memo is not in the log "
		    "of {0}", gs_say_text(p->server));
		return GS_ERR_UNKNOWN;
	}
	err = check_signers(p);
	if (err != GS_OK)
		return err;

	gs_say_exercise(stdout, memo->charter->exercise);
	if (p->e.verdict.of.len > 0)
		printf("Memo %llu, %.*s: %zu of its %zu blocks become "
		    "public.\n", (unsigned long long)memo->number,
		    (int)p->e.verdict.of.len,
		    (const char *)p->e.verdict.of.ptr, o->open_count,
		    o->count);
	else
		printf("Memo %llu: %zu of its %zu blocks become public.\n",
		    (unsigned long long)memo->number, o->open_count,
		    o->count);
	for (size_t i = 0; i < o->annex_count; i++) {
		printf("Annex %zu: ", i + 1);
		if (o->annex_open[i])
			gs_print_annex(&o->annex[i]);
		printf("%s\n", o->annex_open[i] ? " becomes public" :
		    "withheld");
	}
	err = gs_letter_confirm((struct gs_span){p->text, p->text_len},
	    "Publish it? It cannot be taken back.", p->yes);
	return err == GS_OK ? write_and_send(p, memo) : err;
}

int gs_cli_publish(int argc, char **argv)
{
	static struct publishing p;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(p.server),
		GS_OPTION_KEY(p.files.trust.key),
		GS_OPTION_SIGN(p.sign),
		GS_OPTION_KEY_PASSPHRASE(p.s.ring),
		{.name = "text", .value = &p.text_path, .required = true},
		{.name = "reason", .values = &p.reasons},
		{.name = "half", .value = &p.half},
		GS_OPTION_FORCE(p.force),
		{.name = "annex", .values = &p.annex_paths},
		{.name = "roll", .value = &p.files.roll},
		GS_OPTION_YES(p.yes),
		GS_OPTIONS_WAY(p.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_cli_file_read(&p.text, &p.text_len, TEXT_MAX,
	    p.text_path);
	if (err == GS_OK) {
		err = gs_case_open(&p.e, &p.files, argv[at]);
		gs_verb_report_at(argv[at], &p.e.report);
	}
	if (err == GS_OK)
		err = publish(&p);

	gs_source_close(&p.s);
	gs_case_free(&p.e);
	gs_case_close(&p.files);
	gs_annex_files_free(&p.annexes);
	free(p.text);
	return gs_verb_end(err);
}
