/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay compose: a text becomes a memo, and a memo a package. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/contact.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/compose/compose.h"
#include "cli/print/document.h"
#include "cli/print/terms.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/memo/check.h"
#include "lib/memo/document.h"
#include "lib/memo/word_code.h"
#include "lib/steps/annexes.h"
#include "lib/steps/package.h"
#include "lib/steps/terms.h"

#define WORDS_SHOWN 60 /* bytes of a block's beginning */
/* Who names one of these wants no rules of the configured channel. */
#define WITHOUT_CHANNEL "charter state style ceiling clean"

static const char help[] =
"usage: gainsay compose [--style STYLE] [--ceiling MARK] [--exercise]\n"
"           FILE\n"
"       gainsay compose --check|--show|--print OUT.pdf [CHANNEL] [--json]\n"
"           FILE\n"
"       gainsay compose --clean OUT FILE\n"
"       gainsay compose --from SOURCE --draft OUT.md\n"
"       gainsay compose --out PACKAGE CHANNEL --to ADDRESSEE [--to ...]\n"
"           [--after DAY] [--amends MEMO] [--related MEMO]... [--annex FILE]...\n"
"           [--panel NAME]... [--distribution NAME]... [--yes] FILE\n"
"CHANNEL: --server URL --key VKEY [--proxy URL]\n"
"         --state F [--passphrase-file P] [--server URL] [--proxy URL]\n"
"         --charter CHARTER [--roll ROLL]\n"
"         or else the configured one, unless --style or --ceiling is given\n"
"\n"
"Checks a memo and shows its blocks, its banner, what it lacks, and where it\n"
"seems to name its author.  With --out it also makes the package to gather with.\n"
"\n"
"  --check              everything at once that is wrong or lacking, each with\n"
"                       its line and column\n"
"  --json               what --check says as one JSON object\n"
"                       (docs/spec/json.md)\n"
"  --show               the memo as a reader will see it\n"
"  --print OUT.pdf      the same on paper\n"
"  --clean OUT          write the text to OUT (- for standard output) without\n"
"                       what could tell one copy from another: characters that\n"
"                       do not show, odd spaces, look-alikes\n"
"  --from SOURCE        a cable, or any text that verify reads\n"
"  --draft OUT.md       write a draft of it, show it, and say what was guessed\n"
"  --style STYLE        portion marks: legacy (the default), cui or none\n"
"  --ceiling MARK       the highest mark allowed (SBU; CUI)\n"
"  --exercise           marks above the ceiling are allowed\n"
"  -o, --out PACKAGE    write the package, and the author's seed beside it as\n"
"                       PACKAGE.author; neither may exist\n"
"  --server, --key      read charter and roll in the channel's log, as everybody\n"
"                       does: nobody is asked for them.  Style, ceiling and\n"
"                       exercise are then the charter's\n"
"  --state F            the same, of the channel where you enrolled\n"
GS_HELP_PASSPHRASE
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
"  --charter CHARTER    the charter's record in a file\n"
"  --roll ROLL          the record of the roll that may endorse, in a file\n"
"  --to ADDRESSEE       one of the charter's copies, which are listed if it is\n"
"                       none; up to 8\n"
"  --after DAY          from when any endorser may file, as 2023-12-01; else\n"
"                       after the charter's days for gathering\n"
"  --amends MEMO        the memo that this one amends, by its number in the log\n"
"                       or its id; its endorsements do not move\n"
"  --related MEMO       another memo; up to 16\n"
"  --annex FILE         a file that is sealed with the memo, under its name; up\n"
"                       to 16, of 1,769,472 bytes together\n"
"  --panel NAME         whom you propose for a panel; up to 8\n"
"  --distribution NAME  whom you wish to be given the memo, and nobody else; up\n"
"                       to 32\n"
"                       What these and --to name stands in the log, for all who\n"
"                       read it, once the memo is filed; text and annexes do not\n"
"  --yes                no request is meant, in any numbered list\n"
"\n"
"Exit codes: 0 it is a memo (--clean: nothing is left; --draft: written),\n"
"1 it is refused (--clean: something is left), 2 it cannot be judged.\n";

struct composing {
	const char *path, *out, *charter, *roll, *after, *clean, *print, *from,
	    *draft, *style, *ceiling, *key, *amends;
	struct gs_session_entry entry; /* where the channel is */
	bool check, show, json, yes;
	struct gs_values to, related, annex_paths, panel, distribution;
	struct gs_annexes annexes;
	struct gs_memo_terms wishes;
	struct gs_document_rules rules;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_document doc;
	struct gs_package_channel channel;
	struct gs_session session;
	int64_t now;
};

/* A file in the arena, at most `max` bytes; says what is wrong. */
static int read_file(struct gs_span *out, struct composing *c,
    const char *path, size_t max)
{
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_file_read(&file, &len, max, path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	uint8_t *kept = gs_arena_take(c->arena, len + 1, 1);
	if (kept != NULL)
		memcpy(kept, file, len);
	gs_file_wipe(&file, len);
	*out = (struct gs_span){kept, len};
	return kept == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* What is shown --------------------------------------------------------- */

/* How many bytes of a block's first line are shown: whole words, or else whole
 * characters. */
static size_t beginning_len(struct gs_span text)
{
	const uint8_t *lf = memchr(text.ptr, '\n', text.len);
	size_t line = lf == NULL ? text.len : (size_t)(lf - text.ptr);
	size_t n = WORDS_SHOWN;

	if (line <= WORDS_SHOWN)
		return line;
	while (n > 0 && text.ptr[n] != ' ')
		n--;
	if (n == 0)
		n = WORDS_SHOWN;
	while (n > 0 && (text.ptr[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void show_block(const struct gs_document *doc, size_t i)
{
	const struct gs_block *b = &doc->blocks[i];
	const struct gs_block_info *info = &doc->info[i];
	size_t n = beginning_len((struct gs_span){b->text.ptr, b->text.len});
	char mark[80] = "", what[32];

	if (b->mark.len != 0)
		(void)snprintf(mark, sizeof mark, "(%.*s)", (int)b->mark.len,
		    (const char *)b->mark.ptr);
	if (info->request == 0)
		(void)snprintf(what, sizeof what, "%s",
		    gs_block_kind_name(info->kind));
	else
		(void)snprintf(what, sizeof what, "request %u",
		    (unsigned)info->request);

	printf("%5zu  %-6s %-10s %.*s%s\n", i + 1, mark, what, (int)n,
	    (const char *)b->text.ptr, n < b->text.len ? " ..." : "");
}

/* A session has said it. */
static void say_exercise(const struct composing *c)
{
	if (c->session.matter.state == NULL)
		gs_say_exercise(stdout, c->rules.exercise);
}

static void show_banner(const struct gs_document *doc)
{
	if (doc->banner.len > 0)
		printf("banner: %.*s\n", (int)doc->banner.len,
		    (const char *)doc->banner.ptr);
}

/* Nothing that is lacking is refused: a plain text is a memo too. */
static int show_blocks(const struct composing *c)
{
	const struct gs_document *doc = &c->doc;
	struct gs_faults lacks = {.arena = c->arena};

	int err = gs_memo_advise(&lacks, doc, &c->rules.headings);
	if (err != GS_OK)
		return err;
	say_exercise(c);
	show_banner(doc);
	for (size_t i = 0; i < doc->count; i++)
		show_block(doc, i);
	printf("%zu blocks, %u numbered request%s%s\n", doc->count,
	    (unsigned)doc->requests, doc->requests == 1 ? "" : "s",
	    doc->requests == 0 ? ": the office gives one overall disposition" :
	    "");
	for (const struct gs_fault *f = lacks.first; f != NULL; f = f->next)
		printf("advice: %s\n", f->text);
	show_banner(doc);
	return GS_OK;
}

/* The channel ------------------------------------------------------------- */

/* Says what is wrong; GS_ERR_IO, since nothing was judged. */
static int read_records(struct composing *c)
{
	struct gs_report report = {.text = ""};
	struct gs_span text = {NULL, 0};

	if (read_file(&text, c, c->charter, GS_RECORD_MAX) != GS_OK)
		return GS_ERR_IO;
	if (gs_package_charter(&c->channel, &c->rules, &report, c->arena,
	    text) != GS_OK) {
		gs_verb_report_at(c->charter, &report);
		return GS_ERR_IO;
	}
	if (c->out == NULL)
		return GS_OK;

	if (read_file(&text, c, c->roll, GS_RECORD_MAX) != GS_OK)
		return GS_ERR_IO;
	if (gs_package_roll(&c->channel, &report, c->arena, text) != GS_OK) {
		gs_verb_report_at(c->roll, &report);
		return GS_ERR_IO;
	}
	return GS_OK;
}

/* Out of the log, of which everybody reads the whole: that somebody is about to
 * write is told to nobody. */
static int fetch_channel(struct composing *c)
{
	struct gs_session *s = &c->session;
	const struct gs_session_entry *entry = &c->entry;

	int err = entry->state == NULL ? GS_OK : gs_session_load(s,
	    entry->state, entry->passphrase);
	if (err != GS_OK)
		return err;
	s->source.reading = entry->reading;
	err = s->member != NULL ? gs_contact_member(s, entry, NULL) :
	    gs_session_connect(s, entry->server, c->key, &entry->way);
	if (err != GS_OK)
		return err;

	c->now = s->matter.now;
	gs_package_charter_in_force(&c->channel, &c->rules, s->matter.state);
	return c->out == NULL ? GS_OK : gs_package_roll_in_use(&c->channel,
	    &s->report, s->matter.state, c->now);
}

static int find_channel(struct composing *c)
{
	c->now = (int64_t)time(NULL);
	if (c->entry.server != NULL || c->entry.state != NULL)
		return fetch_channel(c);
	return c->charter == NULL ? GS_OK : read_records(c);
}

static void list_addressees(const struct composing *c)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&c->channel.charter, "copy",
	    i)) != NULL; i++)
		gs_verb_tell("addressee-possible", "the charter allows: --to "
		    "\"{0}\"", gs_say_span(v->parts[0].ptr, v->parts[0].len));
}

/* The terms --------------------------------------------------------------- */

/* Says what is wrong, and what a file may tell that its owner did not mean. */
static int read_annex_files(struct composing *c)
{
	struct gs_given_file files[GS_VALUES_PER_OPTION];
	struct gs_report report = {.text = ""};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < c->annex_paths.count; i++) {
		files[i].path = c->annex_paths.v[i];
		err = read_file(&files[i].bytes, c, files[i].path,
		    GS_ANNEXES_BYTES_MAX);
	}
	if (err == GS_OK)
		err = gs_annexes_gather(&c->annexes, &report, c->arena, files,
		    c->annex_paths.count);
	gs_verb_report(&report);

	for (size_t i = 0; err == GS_OK && i < c->annexes.count; i++) {
		struct gs_report advice = {.text = ""};

		if (gs_annex_tells(&advice, &c->annexes, i))
			printf("advice: %s\n", advice.text);
	}
	return err;
}

static struct gs_terms_texts texts_of(const struct gs_values *given)
{
	return (struct gs_terms_texts){given->v, given->count};
}

static int read_wishes(struct composing *c)
{
	struct gs_report report = {.text = ""};
	const struct gs_terms_order order = {.state = c->session.matter.state,
	    .amends = c->amends, .related = texts_of(&c->related),
	    .panel = texts_of(&c->panel),
	    .distribution = texts_of(&c->distribution)};

	int err = read_annex_files(c);
	if (err == GS_OK)
		err = gs_terms_read(&c->wishes, &report, c->arena, &order);
	gs_verb_report(&report);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

/* The package ------------------------------------------------------------- */

/* Neither file may exist; both are there, or none. */
static int write_both(const struct composing *c,
    const struct gs_package *package, struct gs_report *report)
{
	char path[4096], digits[64 + 2];
	struct gs_writer hex = gs_writer_of(digits, sizeof digits);
	int n = snprintf(path, sizeof path, "%s.author", c->out);

	if (n < 0 || (size_t)n >= sizeof path) {
		gs_report_tell(report, "package-name-long", "the name of the "
		    "package has {0} bytes; at most {1} are possible",
		    gs_say_number(strlen(c->out)),
		    gs_say_number(sizeof path - sizeof ".author"));
		return GS_ERR_RANGE;
	}

	gs_write_hex(&hex, package->seed, 32);
	gs_write_text(&hex, "\n");
	int err = gs_file_create(c->out, package->text, package->len, 0600,
	    report);
	if (err == GS_OK) {
		err = gs_file_create(path, digits, hex.len, 0600, report);
		if (err != GS_OK)
			gs_file_discard(c->out);
	}
	gs_host_wipe(digits, sizeof digits);
	return err;
}

static int make_package(struct composing *c)
{
	struct gs_report report = {.text = ""};
	struct gs_package package = {.text = NULL};
	const struct gs_package_order order = {.doc = &c->doc, .to = c->to.v,
	    .to_count = c->to.count, .after = c->after,
	    .now = c->now, .wishes = &c->wishes, .annexes = &c->annexes};
	char code[GS_WORD_CODE_MAX];

	int err = gs_package_make(&package, &report, c->arena, &c->channel,
	    &order);
	if (err == GS_OK)
		err = write_both(c, &package, &report);
	if (err == GS_OK)
		err = gs_word_code_make(code, &report, package.id);
	if (err == GS_OK)
		gs_print_terms(&c->wishes, c->session.matter.state == NULL ?
		    NULL : gs_state_memo(c->session.matter.state),
		    &c->annexes, GS_TERMS_SHOWN);
	if (err == GS_OK)
		printf("word code: %s\nwrote %s (hand it on to those who "
		    "gather) and %s.author (yours alone)\n", code, c->out,
		    c->out);
	gs_package_wipe(&package);
	gs_verb_report(&report);
	if (err == GS_ERR_UNKNOWN)
		list_addressees(c);
	/* The memo is one: what keeps its package back is no judgement. */
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

/* Who numbered under another heading learns it while the text can be changed:
 * the office need not answer each of what is no request. */
static int ask_requests(const struct composing *c)
{
	struct gs_span text = gs_request_heading(&c->rules.headings, 0);

	if (c->doc.requests > 0 || c->yes)
		return GS_OK;
	gs_verb_tell("compose-no-request", "{0} has no numbered request, so "
	    "the office gives one answer to all of it; requests are the items "
	    "`1. `, `2. ` ... under a heading that reads `{1}`",
	    gs_say_text(c->path), gs_say_span(text.ptr, text.len));
	return gs_terminal_ask("Go on without?", false) == GS_OK ? GS_OK :
	    GS_ERR_IO;
}

/* The advice has named each list, with its line. */
static int ask_lists(const struct composing *c)
{
	size_t at = 0, items = 0;

	if (!gs_memo_asking_list(&at, &items, &c->doc))
		return GS_OK;
	gs_verb_tell("compose-list-elsewhere", "{0}, line {1}: the items of "
	    "this numbered list read like requests and are none, since it "
	    "stands under another heading: nobody has to answer them",
	    gs_say_text(c->path), gs_say_number(c->doc.info[at].line));
	return gs_terminal_ask("Leave it so?", c->yes) == GS_OK ? GS_OK :
	    GS_ERR_IO;
}

/* Whom the text names and whom the terms do, held against each other. */
static int show_addressees(const struct composing *c)
{
	struct gs_faults differ = {.arena = c->arena};
	struct gs_terms_list to = {.count = 0}, heads = {.count = 0};
	const struct gs_value *v = NULL;

	for (; to.count < c->to.count && to.count < GS_TERMS_LIST_MAX;
	    to.count++)
		to.item[to.count] = (struct gs_span){
		    (const uint8_t *)c->to.v[to.count],
		    strlen(c->to.v[to.count])};
	while (heads.count < GS_TERMS_LIST_MAX && (v = gs_record_value(
	    &c->channel.charter, "copy", heads.count)) != NULL)
		heads.item[heads.count++] = (struct gs_span){v->parts[0].ptr,
		    v->parts[0].len};

	int err = gs_memo_advise_addressees(&differ, &c->doc, &to, &heads);
	for (const struct gs_fault *f = differ.first; f != NULL; f = f->next)
		printf("advice: %s\n", f->text);
	return err;
}

/* One thing at a time --------------------------------------------------- */

static int refuse_text(const struct composing *c,
    const struct gs_report *report, int err)
{
	if (report->text[0] == '\0')
		gs_verb_tell("memo-unread", "{0}: {1}", gs_say_text(c->path),
		    gs_say_text(gs_strerror(err)));
	else
		gs_verb_report_at(c->path, report);
	if (err != GS_ERR_MEMORY && err != GS_ERR_INTERNAL)
		gs_verb_tell("compose-check-hint", "`gainsay compose --check "
		    "{0}` says everything at once", gs_say_text(c->path));
	return err;
}

static int show_document(struct composing *c)
{
	say_exercise(c);
	return gs_print_document(c->arena, &c->doc);
}

static bool knows_channel(const struct composing *c)
{
	return c->entry.server != NULL || c->entry.state != NULL ||
	    c->charter != NULL;
}

static int compose_text(struct composing *c)
{
	struct gs_span text = {NULL, 0};
	struct gs_report report = {.text = ""};

	int err = read_file(&text, c, c->path, GS_DOCUMENT_MAX);
	if (err != GS_OK)
		return err;
	if (gs_compose_converted(c->path, text))
		return GS_ERR_FORMAT;
	if (c->clean != NULL)
		return gs_compose_clean(c->arena, c->path, text, c->clean);
	if (c->json)
		return gs_compose_check_json(c->arena, &c->rules,
		    knows_channel(c) ? &c->channel.charter : NULL, text);
	if (c->check) {
		err = gs_compose_check(c->arena, &c->rules, c->path, text);
		if (err != GS_OK || !c->show)
			return err;
	}

	err = gs_document_parse(&c->doc, &report, c->arena, &c->rules,
	    text.ptr, text.len);
	if (err != GS_OK)
		return refuse_text(c, &report, err);
	if (c->show)
		return show_document(c);
	if (c->print != NULL)
		return gs_compose_print(c->arena, &c->doc, c->rules.exercise,
		    c->print);
	err = show_blocks(c);
	if (c->out == NULL || err != GS_OK)
		return err;
	err = show_addressees(c);
	if (err == GS_OK)
		err = ask_requests(c);
	if (err == GS_OK)
		err = ask_lists(c);
	return err == GS_OK ? make_package(c) : err;
}

static int compose(struct composing *c)
{
	int err = find_channel(c);

	if (err != GS_OK)
		return err;
	if (c->out != NULL && c->to.count == 0) {
		gs_verb_say("addressee-missing", "--to is missing: say whom "
		    "the memo is addressed to");
		list_addressees(c);
		return GS_ERR_IO; /* nothing was judged */
	}
	err = c->out == NULL ? GS_OK : read_wishes(c);
	if (err != GS_OK)
		return err;
	return c->from == NULL ? compose_text(c) :
	    gs_compose_draft(c->arena, &c->rules, c->from, c->draft);
}

/* The command line ------------------------------------------------------ */

/* What the command is to do, and that it is one thing. */
static bool check_modes(const struct composing *c, int files)
{
	size_t terms = c->to.count + c->related.count + c->annex_paths.count +
	    c->panel.count + c->distribution.count;
	bool packs = c->out != NULL || c->roll != NULL || terms != 0 ||
	    c->after != NULL || c->amends != NULL;
	bool fetches = c->entry.server != NULL || c->entry.state != NULL;
	int modes = packs + (c->check || c->show) + (c->clean != NULL) +
	    (c->print != NULL) + (c->from != NULL || c->draft != NULL);

	if (modes > 1)
		gs_verb_say("compose-modes", "--out, --check or --show, "
		    "--print, --clean, and --from are different things; one at a time");
	else if (c->json && (!c->check || c->show))
		gs_verb_say("compose-json", "--json is for --check alone");
	else if ((c->from == NULL) != (c->draft == NULL))
		gs_verb_say("compose-draft-usage", "--from SOURCE and --draft "
		    "OUT.md belong together");
	else if (fetches && (c->charter != NULL || c->roll != NULL))
		gs_verb_say("compose-channel-usage", "--charter and --roll are "
		    "for who has no server to read them from");
	else if (c->entry.state == NULL ?
	    (c->entry.server == NULL) != (c->key == NULL) : c->key != NULL)
		gs_verb_say("compose-server-usage", "--server and --key belong "
		    "together; a state has its key");
	else if (packs && (c->out == NULL ||
	    (!fetches && (c->charter == NULL || c->roll == NULL))))
		gs_verb_say("compose-package-usage", "--out needs --server and "
		    "--key, or --state, or --charter and --roll; a configured "
		    "channel stands in for the first two, but not beside "
		    "--style or --ceiling");
	else if (c->from != NULL && files != 0)
		gs_verb_say("compose-from-file", "--from has its file already");
	else if (c->from == NULL && files != 1)
		gs_verb_say("compose-file", "one FILE is needed");
	else
		return true;
	return false;
}

static bool set_rules(struct composing *c)
{
	static const struct {
		const char *style, *ceiling;
		enum gs_mark_style marks;
	} rows[] = {{"legacy", "SBU", GS_MARK_LEGACY},
	    {"cui", "CUI", GS_MARK_CUI}, {"none", "", GS_MARK_NONE}};
	const size_t count = sizeof rows / sizeof *rows;
	size_t i = 0;

	while (c->style != NULL && i < count &&
	    strcmp(c->style, rows[i].style) != 0)
		i++;
	if (i == count) {
		gs_verb_tell("compose-style", "--style is legacy, cui or none, "
		    "not '{0}'; words of an organisation's own are its "
		    "charter's", gs_say_text(c->style));
		return false;
	}

	if (c->ceiling == NULL)
		c->ceiling = rows[i].ceiling;
	c->rules.marks.style = rows[i].marks;
	c->rules.ceiling = gs_marks_ceiling(&c->rules.marks, (struct gs_span){
	    (const uint8_t *)c->ceiling, strlen(c->ceiling)});
	if (c->rules.ceiling >= 0)
		return true;
	gs_verb_tell("compose-ceiling", "--ceiling '{0}' is not a mark of the "
	    "style {1}", gs_say_text(c->ceiling),
	    gs_say_text(rows[i].style));
	return false;
}

static int run_compose(struct composing *c)
{
	gs_session_start(&c->session);
	c->session.json = c->json;
	gs_session_want(&c->session, GS_WANT_GROUND, c->entry.cache_dir);
	c->arena = gs_pool_start(&c->pool);
	int err = compose(c);
	gs_pool_free(&c->pool);
	return gs_session_end(&c->session, err);
}

int gs_cli_compose(int argc, char **argv)
{
	struct composing c = {.path = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "style", .value = &c.style},
		{.name = "ceiling", .value = &c.ceiling},
		{.name = "exercise", .flag = &c.rules.exercise},
		GS_OPTION_OUT(c.out),
		{.name = "state", .value = &c.entry.state},
		{.name = "server", .value = &c.entry.server,
		 .setting = "server", .unless = WITHOUT_CHANNEL},
		{.name = "key", .value = &c.key, .setting = "key",
		 .unless = WITHOUT_CHANNEL},
		GS_OPTION_PASSPHRASE(c.entry.passphrase),
		GS_OPTION_READING(c.entry),
		GS_OPTION_CACHE(c.entry),
		GS_OPTIONS_WAY(c.entry.way),
		{.name = "charter", .value = &c.charter},
		{.name = "roll", .value = &c.roll},
		{.name = "to", .values = &c.to},
		{.name = "after", .value = &c.after},
		{.name = "amends", .value = &c.amends},
		{.name = "related", .values = &c.related},
		{.name = "annex", .values = &c.annex_paths},
		{.name = "panel", .values = &c.panel},
		{.name = "distribution", .values = &c.distribution},
		{.name = "check", .flag = &c.check},
		{.name = "show", .flag = &c.show},
		GS_OPTION_JSON(c.json),
		{.name = "clean", .value = &c.clean},
		{.name = "print", .value = &c.print},
		{.name = "from", .value = &c.from},
		{.name = "draft", .value = &c.draft},
		GS_OPTION_YES(c.yes)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_modes(&c, argc - at) || !set_rules(&c))
		return gs_verb_misused();
	c.path = c.from != NULL ? c.from : argv[at];

	return run_compose(&c);
}
