/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/compose/compose.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/record/time.h"
#include "lib/memo/check.h"
#include "lib/memo/content.h"
#include "lib/memo/document.h"
#include "lib/host.h"
#include "lib/memo/word_code.h"

enum { DONE = 0, REFUSED = 1, CANNOT = 2 };

#define TO_MAX 8
#define WORDS_SHOWN 60 /* bytes of a block's beginning */

static const char help[] =
    "usage: gainsay compose [--style legacy|cui] [--ceiling MARK] [--exercise]\n"
    "           FILE\n"
    "       gainsay compose --check|--show [--charter CHARTER] FILE\n"
    "       gainsay compose --clean OUT FILE\n"
    "       gainsay compose --from SOURCE --draft OUT.md\n"
    "       gainsay compose --out PACKAGE --charter CHARTER --roll ROLL\n"
    "           --to ADDRESSEE [--to ...] [--after TIME] FILE\n"
    "\n"
    "Checks a memo and shows its blocks, its banner and what it lacks.  With\n"
    "--out it also makes the package that gathering starts from, and prints the\n"
    "word code of its memo id.\n"
    "\n"
    "  --check            everything at once that is wrong or lacking, each with\n"
    "                     its line and column\n"
    "  --show             the memo as a reader will see it, its banner first and\n"
    "                     last\n"
    "  --clean OUT        write the text to OUT (- for standard output) without\n"
    "                     what could tell one copy from another: characters that\n"
    "                     do not show, odd spaces, look-alikes\n"
    "  --from SOURCE      a plain text, a cable, a PDF or a .docx\n"
    "  --draft OUT.md     write a draft of it, show it, and say what was guessed\n"
    "  --style STYLE      portion marks: legacy (the default) or cui\n"
    "  --ceiling MARK     the highest mark allowed (SBU; CUI)\n"
    "  --exercise         marks above the ceiling are allowed\n"
    "  --out PACKAGE      write the package, and the author's seed beside it as\n"
    "                     PACKAGE.author; neither may exist\n"
    "  --charter CHARTER  the charter's record: style, ceiling and exercise are\n"
    "                     then the charter's\n"
    "  --roll ROLL        the record of the roll that may endorse\n"
    "  --to ADDRESSEE     one of the charter's copies; up to 8\n"
    "  --after TIME       from when any endorser may file, as\n"
    "                     2023-12-01T00:00:00Z; else after the charter's days\n"
    "                     for gathering\n"
    "\n"
    "Exit status: 0 it is a memo (--clean: nothing is left; --draft: written),\n"
    "1 it is refused (--clean: something is left), 2 it cannot be judged.\n";

struct run {
	const char *path, *out, *charter_path, *roll_path, *after_text;
	const char *clean, *from, *draft;
	bool check, show;
	const char *to[TO_MAX];
	size_t to_count;
	const char *ceiling;
	struct gs_document_rules rules;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_document doc;
	struct gs_record charter, roll;
	uint8_t charter_digest[32];
};

static int complain(const char *what, const char *path)
{
	fprintf(stderr, "gainsay compose: %s %s: %s\n", what, path,
	    strerror(errno));
	return CANNOT;
}

static int wrong(const char *what)
{
	fprintf(stderr, "gainsay compose: %s\n", what);
	return CANNOT;
}

/* A file of at most `max` bytes, in the arena. */
static int read_file(struct gs_span *out, struct run *r, const char *path,
    size_t max)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return complain("cannot open", path);
	uint8_t *buf = gs_arena_take(r->arena, max + 1, 1);
	size_t len = buf == NULL ? 0 : fread(buf, 1, max + 1, f);
	bool failed = buf == NULL || ferror(f) != 0;
	if (fclose(f) != 0 || failed)
		return complain("cannot read", path);
	/* One byte too many is enough for the parser to refuse it. */
	*out = (struct gs_span){buf, len};
	return DONE;
}

/* What is shown ------------------------------------------------------- */

static void show_block(const struct gs_document *doc, size_t i)
{
	const struct gs_block *b = &doc->blocks[i];
	const struct gs_block_info *info = &doc->info[i];
	const uint8_t *lf = memchr(b->text.ptr, '\n', b->text.len);
	size_t line = lf == NULL ? b->text.len : (size_t)(lf - b->text.ptr);
	size_t n = line;
	if (n > WORDS_SHOWN) {
		n = WORDS_SHOWN;
		while (n > 0 && b->text.ptr[n] != ' ')
			n--;
		if (n == 0)
			n = WORDS_SHOWN;
		while (n > 0 && (b->text.ptr[n] & 0xc0) == 0x80)
			n--;
	}
	char mark[80] = "";
	if (b->mark.len != 0)
		(void)snprintf(mark, sizeof mark, "(%.*s)", (int)b->mark.len,
		    (const char *)b->mark.ptr);
	char what[32];
	if (info->request == 0)
		(void)snprintf(what, sizeof what, "%s",
		    gs_block_kind_name(info->kind));
	else
		(void)snprintf(what, sizeof what, "request %u",
		    (unsigned)info->request);
	printf("%5zu  %-6s %-10s %.*s%s\n", i + 1, mark, what, (int)n,
	    (const char *)b->text.ptr, n < b->text.len ? " ..." : "");
}

static void put_banner(const struct gs_document *doc)
{
	printf("banner: %.*s\n", (int)doc->banner.len,
	    (const char *)doc->banner.ptr);
}

/* Nothing that is lacking is refused: a plain text is a memo too. */
static int show(const struct run *r)
{
	const struct gs_document *doc = &r->doc;
	struct gs_faults lacks = {.arena = r->arena};
	if (gs_memo_advise(&lacks, doc) != GS_OK)
		return wrong(gs_strerror(GS_ERR_MEMORY));
	gs_say_exercise(stdout, r->rules.exercise);
	put_banner(doc);
	for (size_t i = 0; i < doc->count; i++)
		show_block(doc, i);
	printf("%zu blocks, %u numbered request%s%s\n", doc->count,
	    (unsigned)doc->requests, doc->requests == 1 ? "" : "s",
	    doc->requests == 0 ? ": the office gives one overall disposition" :
	    "");
	for (const struct gs_fault *f = lacks.first; f != NULL; f = f->next)
		printf("advice: %s\n", f->text);
	put_banner(doc);
	return DONE;
}

/* The channel --------------------------------------------------------- */

static int read_record(struct gs_record *out, struct run *r, const char *path,
    const char *type)
{
	struct gs_span text = {NULL, 0};
	size_t line = 0;
	int rc = read_file(&text, r, path, GS_RECORD_MAX);
	if (rc != DONE)
		return rc;
	if (gs_record_parse(out, &line, r->arena, text.ptr, text.len) ==
	    GS_OK && strcmp(out->type->name, type) == 0)
		return DONE;
	fprintf(stderr, "gainsay compose: %s, line %zu: not a %s record in its "
	    "canonical form\n", path, line, type);
	return CANNOT;
}

static bool may_address(const struct run *r, const char *name)
{
	const struct gs_value *v = NULL;
	for (size_t i = 0; (v = gs_record_value(&r->charter, "copy", i)); i++)
		if (gs_part_is(&v->parts[0], name))
			return true;
	return false;
}

static int read_charter(struct run *r)
{
	int rc = read_record(&r->charter, r, r->charter_path, "charter");
	if (rc != DONE)
		return rc;
	struct gs_part style = gs_record_part(&r->charter, "style");
	struct gs_part ceiling = gs_record_part(&r->charter, "ceiling");
	struct gs_part exercise = gs_record_part(&r->charter, "exercise");
	r->rules.style = gs_part_is(&style, "cui") ? GS_MARK_CUI :
	    GS_MARK_LEGACY;
	r->rules.ceiling = gs_mark_rank(r->rules.style, ceiling.ptr,
	    ceiling.len);
	r->rules.exercise = gs_part_is(&exercise, "yes");
	gs_record_digest(r->charter_digest, &r->charter);
	return DONE;
}

static int read_roll(struct run *r)
{
	int rc = read_record(&r->roll, r, r->roll_path, "roll");
	if (rc != DONE)
		return rc;
	if (memcmp(gs_record_hash(&r->charter, "channel"),
	    gs_record_hash(&r->roll, "channel"), 32) != 0)
		return wrong("charter and roll are of different channels");
	for (size_t i = 0; i < r->to_count; i++)
		if (!may_address(r, r->to[i])) {
			fprintf(stderr, "gainsay compose: the charter has no "
			    "copy for \"%s\"\n", r->to[i]);
			return CANNOT;
		}
	return DONE;
}

/* The package --------------------------------------------------------- */

/* A new file that only its owner may read; it appears whole or not at all. */
static int write_private(const char *path, const void *data, size_t len)
{
	const uint8_t *p = data;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return complain("cannot create", path);
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		p += n;
		len -= (size_t)n;
	}
	bool failed = len > 0 || fsync(fd) != 0;
	if (close(fd) != 0 || failed) {
		int rc = complain("cannot write", path);
		(void)unlink(path);
		return rc;
	}
	return DONE;
}

static int write_both(const struct run *r, const struct gs_writer *content,
    const uint8_t author_seed[32])
{
	char path[4096], digits[64 + 2];
	struct gs_writer hex = gs_writer_of(digits, sizeof digits);
	int n = snprintf(path, sizeof path, "%s.author", r->out);
	if (n < 0 || (size_t)n >= sizeof path)
		return wrong("the name of the package is too long");
	gs_write_hex(&hex, author_seed, 32);
	gs_write_text(&hex, "\n");
	int rc = write_private(r->out, content->ptr, content->len);
	if (rc == DONE) {
		rc = write_private(path, digits, hex.len);
		if (rc != DONE)
			(void)unlink(r->out);
	}
	gs_host_wipe(digits, sizeof digits);
	return rc;
}

static int64_t filing_time(const struct run *r)
{
	int64_t after = 0;
	if (r->after_text != NULL)
		return gs_time_parse(&after, r->after_text,
		    strlen(r->after_text)) == GS_OK ? after : -1;
	return (int64_t)time(NULL) +
	    (int64_t)gs_record_number(&r->charter, "gather") * GS_DAY;
}

struct secrets {
	uint8_t seed[32], reply[32], author[32], scratch[64];
	uint8_t reply_public[32], author_public[32];
};

static int draw(struct secrets *s)
{
	int err = gs_host_random(s->seed, 32);
	if (err == GS_OK)
		err = gs_host_random(s->reply, 32);
	if (err == GS_OK)
		err = gs_host_random(s->author, 32);
	if (err == GS_OK && (crypto_scalarmult_base(s->reply_public,
	    s->reply) != 0 || crypto_sign_seed_keypair(s->author_public,
	    s->scratch, s->author) != 0))
		err = GS_ERR_INTERNAL;
	return err;
}

static int make_package(struct run *r)
{
	struct secrets s = {.seed = {0}};
	uint8_t root[32], id[32];
	char code[GS_WORD_CODE_MAX];
	uint8_t *buf = gs_arena_take(r->arena, GS_CONTENT_MAX, 1);
	struct gs_memo_terms terms = {
	    .channel = gs_record_hash(&r->charter, "channel"),
	    .charter = r->charter_digest,
	    .roll = gs_record_hash(&r->roll, "root"),
	    .addressee_count = r->to_count, .reply = s.reply_public,
	    .author = s.author_public, .after = filing_time(r)};
	for (size_t i = 0; i < r->to_count; i++)
		terms.addressees[i] = (struct gs_span){
		    (const uint8_t *)r->to[i], strlen(r->to[i])};
	int rc = CANNOT;
	int err = buf == NULL ? GS_ERR_MEMORY : draw(&s);
	if (err == GS_OK && terms.after < 0)
		err = GS_ERR_RANGE;
	if (err == GS_OK)
		err = gs_content_terms(&terms, root, id, r->arena, &r->doc,
		    s.seed);
	struct gs_writer w = gs_writer_of(buf, GS_CONTENT_MAX);
	if (err == GS_OK)
		err = gs_content_write(&w, r->arena, &terms, s.seed, s.reply,
		    &r->doc);
	if (err == GS_OK)
		rc = write_both(r, &w, s.author);
	else
		(void)wrong(gs_strerror(err));
	gs_host_wipe(&s, sizeof s);
	if (rc == DONE) {
		gs_word_code(code, id);
		printf("word code: %s\n", code);
		printf("wrote %s (hand it on to those who gather) and "
		    "%s.author (yours alone)\n", r->out, r->out);
	}
	return rc;
}

/* The command line ---------------------------------------------------- */

static const struct option options[] = {
	{"style", required_argument, NULL, 's'},
	{"ceiling", required_argument, NULL, 'c'},
	{"exercise", no_argument, NULL, 'x'},
	{"out", required_argument, NULL, 'o'},
	{"charter", required_argument, NULL, 'C'},
	{"roll", required_argument, NULL, 'R'},
	{"to", required_argument, NULL, 't'},
	{"after", required_argument, NULL, 'a'},
	{"check", no_argument, NULL, 'k'},
	{"show", no_argument, NULL, 'w'},
	{"clean", required_argument, NULL, 'l'},
	{"from", required_argument, NULL, 'f'},
	{"draft", required_argument, NULL, 'd'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static int take_option(struct run *r, int c)
{
	switch (c) {
	case 's':
		r->rules.style = strcmp(optarg, "cui") == 0 ? GS_MARK_CUI :
		    GS_MARK_LEGACY;
		return strcmp(optarg, "cui") == 0 ||
		    strcmp(optarg, "legacy") == 0 ? DONE :
		    wrong("--style is legacy or cui");
	case 'c': r->ceiling = optarg; return DONE;
	case 'x': r->rules.exercise = true; return DONE;
	case 'o': r->out = optarg; return DONE;
	case 'C': r->charter_path = optarg; return DONE;
	case 'R': r->roll_path = optarg; return DONE;
	case 'a': r->after_text = optarg; return DONE;
	case 'k': r->check = true; return DONE;
	case 'w': r->show = true; return DONE;
	case 'l': r->clean = optarg; return DONE;
	case 'f': r->from = optarg; return DONE;
	case 'd': r->draft = optarg; return DONE;
	case 't':
		if (r->to_count == TO_MAX)
			return wrong("at most 8 addressees");
		r->to[r->to_count++] = optarg;
		return DONE;
	default: return wrong("see gainsay compose --help");
	}
}

/* What the command is to do, and that it is one thing. */
static int check_modes(const struct run *r, int files)
{
	bool packs = r->out != NULL || r->roll_path != NULL ||
	    r->to_count != 0 || r->after_text != NULL;
	int modes = packs + (r->check || r->show) + (r->clean != NULL) +
	    (r->from != NULL || r->draft != NULL);
	if (modes > 1)
		return wrong("--out, --check or --show, --clean, and --from "
		    "are different things; one at a time");
	if ((r->from == NULL) != (r->draft == NULL))
		return wrong("--from SOURCE and --draft OUT.md belong "
		    "together");
	if (packs && (r->out == NULL || r->charter_path == NULL ||
	    r->roll_path == NULL || r->to_count == 0))
		return wrong("--out, --charter, --roll and --to belong "
		    "together");
	if (files != (r->from == NULL))
		return wrong(r->from != NULL ? "--from has its file already; "
		    "see gainsay compose --help" :
		    "one FILE, please; see gainsay compose --help");
	return DONE;
}

static int finish_options(struct run *r, int argc, char **argv)
{
	int rc = check_modes(r, argc - optind);
	if (rc != DONE)
		return rc;
	r->path = r->from != NULL ? r->from : argv[optind];
	if (r->ceiling == NULL)
		r->ceiling = r->rules.style == GS_MARK_CUI ? "CUI" : "SBU";
	r->rules.ceiling = gs_mark_rank(r->rules.style, r->ceiling,
	    strlen(r->ceiling));
	return r->rules.ceiling < 0 ? wrong("--ceiling is not a mark of the "
	    "style") : DONE;
}

static int refuse(const struct run *r, const struct gs_report *report,
    int err)
{
	fprintf(stderr, "gainsay compose: %s: %s\n", r->path,
	    report->text[0] != '\0' ? report->text : gs_strerror(err));
	if (err == GS_ERR_MEMORY || err == GS_ERR_INTERNAL)
		return CANNOT;
	fprintf(stderr, "gainsay compose: `gainsay compose --check %s` says "
	    "everything at once\n", r->path);
	return REFUSED;
}

static int compose_file(struct run *r)
{
	struct gs_span text = {NULL, 0};
	struct gs_report report = {.text = ""};
	int rc = read_file(&text, r, r->path, GS_DOCUMENT_MAX);
	if (rc != DONE)
		return rc;
	if (gs_compose_converted(r->path, text))
		return REFUSED;
	if (r->clean != NULL)
		return gs_compose_clean(r->arena, r->path, text, r->clean);
	if (r->check) {
		rc = gs_compose_check(r->arena, &r->rules, r->path, text);
		if (rc != DONE || !r->show)
			return rc;
	}
	int err = gs_document_parse(&r->doc, &report, r->arena, &r->rules,
	    text.ptr, text.len);
	if (err != GS_OK)
		return refuse(r, &report, err);
	if (r->show)
		return gs_compose_show(r->arena, &r->doc, r->rules.exercise);
	rc = show(r);
	return r->out == NULL || rc != DONE ? rc : make_package(r);
}

static int compose(struct run *r)
{
	int rc = r->charter_path == NULL ? DONE : read_charter(r);
	if (rc == DONE && r->out != NULL)
		rc = read_roll(r);
	if (rc != DONE)
		return rc;
	return r->from == NULL ? compose_file(r) :
	    gs_compose_draft(r->arena, &r->rules, r->from, r->draft);
}

int gs_cli_compose(int argc, char **argv)
{
	struct run r = {.rules = {.style = GS_MARK_LEGACY}};
	int c = 0, rc = DONE;
	optind = 0; /* glibc: start afresh, with another verb's argv */
	while (rc == DONE && (c = getopt_long(argc, argv, "o:h", options,
	    NULL)) != -1) {
		if (c == 'h') {
			(void)fputs(help, stdout);
			return DONE;
		}
		rc = take_option(&r, c);
	}
	if (rc == DONE)
		rc = finish_options(&r, argc, argv);
	if (rc != DONE)
		return rc;
	if (gs_host_start() != GS_OK)
		return wrong("the system gives no random bytes");
	r.arena = gs_pool_start(&r.pool);
	rc = compose(&r);
	if (fflush(stdout) != 0 && rc == DONE)
		rc = complain("cannot write", "the output");
	gs_pool_free(&r.pool);
	return rc;
}
