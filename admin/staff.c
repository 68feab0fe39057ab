/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay staff: the registrar's list of who is eligible. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/channel_log.h"
#include "admin/issue.h"
#include "admin/people.h"
#include "admin/staff_id.h"
#include "admin/staff_list.h"
#include "admin/verbs.h"
#include "cli/common/exercise.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/bytes.h"
#include "lib/host.h"

#define CSV_MAX ((size_t)64 << 20)
#define ROWS_MAX ((size_t)1 << 20)
#define PATH_LEN 4096

static const char help[] =
"usage: gainsay staff import DIR LIST.csv\n"
"       gainsay staff issue DIR [LIST.csv] [--edition N] [--again] [TO]\n"
"       gainsay staff issue DIR --id ID [--replace] [TO]\n"
"       gainsay staff list DIR [--json]\n"
"       gainsay staff unlink DIR --edition N\n"
"TO:    -o CODES.csv, or --invitations FOLDER, --letters FOLDER with --server URL\n"
"The staff list says who is eligible; it stays with the registrar, in\n"
"DIR/staff.db. Nobody has two keys of one edition, whatever is issued, lost or\n"
"unlinked.\n\n"
"  import   LIST.csv has the columns id,name,category, with this heading, or\n"
"           with semicolons for the commas, in UTF-8; who is not in it is no\n"
"           longer eligible\n"
"  issue    draws a one-time enrolment code for everyone who never had one, for\n"
"           everyone who has no key of an edition, or for one person, and prints\n"
"           id,name,code; codes are not kept.  With LIST.csv, imports it first\n"
"  list     shows who is eligible, who has handed in a key and for whom a code\n"
"           waits\n"
"  unlink   destroys what ties the keys of an edition to persons, for good, once\n"
"           its roll is in the log\n\n"
"  --edition N          issue: who has no key of edition N, which must be open\n"
"  --again              also who has a code that was not used: it becomes void\n"
"  --id ID              one person, for instance whose code is lost\n"
"  --replace            ... or whose state is lost or stolen: the keys that it\n"
"                       has for editions whose rolls are not out become void\n"
"  -o, --out CODES.csv  where the codes go (default: standard output)\n"
"  --invitations FOLDER an invitation for each person, ID.invitation, with which\n"
"                       'gainsay join' enrols; codes are then printed with -o\n"
"                       alone\n"
"  --letters FOLDER     the same on paper, one page for each person, ID.pdf: a QR\n"
"                       code, how to join, and what an employer can see\n"
"  --letter-text FILE   the letters in FILE's words, in any language: # Title,\n"
"                       ## Heading, - item, paragraphs, and {name} {whose} {qr}\n"
"                       {private} {join} {tor} {record}, none of them missing\n"
"  --server URL         the channel's address, as members reach it\n"
"  --yes                replace or unlink without being asked\n"
GS_HELP_JSON GS_HELP_FORCE;

static const char *const heading[3] = {"id", "name", "category"};

/* The list while libcsv hands out its fields and lines. */
struct table {
	struct gs_pool pool;
	struct gs_staff_row *rows;
	size_t count, room;
	size_t column;
	struct gs_span fields[3];
	size_t row;  /* from 1, the heading */
	size_t line; /* in the file, on which the row begins */
	size_t more; /* lines that the row's fields have so far */
	bool refused; /* the report says why, of the first line that is wrong */
	struct gs_report report;
};

/* {0} of the sentence is the line. */
static void refuse_line(struct table *t, const char *code,
    const char *sentence)
{
	t->refused = true;
	gs_report_tell(&t->report, code, sentence, gs_say_number(t->line));
}

static void take_field(void *bytes, size_t len, void *ctx)
{
	struct table *t = ctx;

	if (t->refused)
		return;
	if (t->column >= 3) {
		refuse_line(t, "staff-line-too-long",
		    "line {0}: it has more than the three columns "
		    "id,name,category");
		return;
	}
	uint8_t *copy = gs_arena_take(&t->pool.arena, len, 1);
	if (copy == NULL) {
		refuse_line(t, "staff-no-memory",
		    "line {0}: not enough memory");
		return;
	}

	if (len != 0)
		memcpy(copy, bytes, len);
	for (size_t i = 0; i < len; i++)
		t->more += copy[i] == '\n';
	t->fields[t->column++] = (struct gs_span){copy, len};
	if (len == 0)
		refuse_line(t, "staff-field-empty",
		    "line {0}: a field is empty");
	else if (!gs_utf8_valid(copy, len))
		refuse_line(t, "staff-encoding", "line {0}: the list is not "
		    "in UTF-8; it seems to be in Windows-1252 or Latin-1; "
		    "save it again: in Excel as the file type 'CSV UTF-8', in "
		    "LibreOffice with the character set 'Unicode (UTF-8)'");
}

static bool is_heading(const struct table *t)
{
	for (size_t i = 0; i < 3; i++)
		if (t->fields[i].len != strlen(heading[i]) ||
		    memcmp(t->fields[i].ptr, heading[i],
		        t->fields[i].len) != 0)
			return false;
	return true;
}

/* The id as one person has one. */
static void clean_id(struct table *t)
{
	int err = gs_staff_id_clean(&t->fields[0], &t->pool.arena);

	if (err == GS_ERR_FORMAT)
		refuse_line(t, "staff-id-hidden", "line {0}: the id has a "
		    "character that does not show; write it anew");
	else if (err == GS_ERR_SPACE)
		refuse_line(t, "staff-field-empty",
		    "line {0}: a field is empty");
	else if (err != GS_OK)
		refuse_line(t, "staff-no-memory",
		    "line {0}: not enough memory");
}

static void take_row(int terminator, void *ctx)
{
	struct table *t = ctx;

	(void)terminator;
	if (t->refused)
		return;
	if (t->column != 3)
		refuse_line(t, "staff-line-too-short",
		    "line {0}: it does not have the three columns "
		    "id,name,category");
	else if (t->row == 1 && !is_heading(t))
		refuse_line(t, "staff-heading",
		    "line {0}: the first line is not the heading "
		    "id,name,category or id;name;category");
	else if (t->count == t->room)
		refuse_line(t, "staff-too-many",
		    "line {0}: a list has at most a million lines");
	else
		clean_id(t);
	if (!t->refused && t->row > 1)
		t->rows[t->count++] = (struct gs_staff_row){t->fields[0],
		    t->fields[1], t->fields[2]};

	t->column = 0;
	if (t->refused)
		return;
	t->row++;
	t->line += 1 + t->more;
	t->more = 0;
}

/* Excel marks its "Unicode text" so, which no heading can be read in. */
static bool is_utf16(const uint8_t *text, size_t len)
{
	return len >= 2 && ((text[0] == 0xff && text[1] == 0xfe) ||
	    (text[0] == 0xfe && text[1] == 0xff));
}

/* Where a comma is the decimal sign, spreadsheets write semicolons: the
 * heading, whose words are ours, tells which. */
static unsigned char find_delimiter(const uint8_t *text, size_t len)
{
	const uint8_t *lf = memchr(text, '\n', len);
	size_t line = lf == NULL ? len : (size_t)(lf - text);

	return memchr(text, ',', line) == NULL &&
	    memchr(text, ';', line) != NULL ? ';' : ',';
}

/* GS_ERR_FORMAT with a report. */
static int parse_table(struct table *t, const uint8_t *text, size_t len)
{
	static const uint8_t mark[3] = {0xef, 0xbb, 0xbf}; /* Excel's UTF-8 */
	struct csv_parser parser;

	if (is_utf16(text, len)) {
		refuse_line(t, "staff-utf16", "line {0}: the list is in "
		    "UTF-16; save it again in UTF-8: in Excel as the file "
		    "type 'CSV UTF-8'");
		return GS_ERR_FORMAT;
	}
	if (len >= sizeof mark && memcmp(text, mark, sizeof mark) == 0) {
		text += sizeof mark;
		len -= sizeof mark;
	}

	t->room = ROWS_MAX;
	t->rows = gs_arena_take(gs_pool_start(&t->pool), t->room,
	    sizeof *t->rows);
	if (t->rows == NULL ||
	    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return GS_ERR_MEMORY;

	csv_set_delim(&parser, find_delimiter(text, len));
	bool whole = csv_parse(&parser, text, len, take_field, take_row, t) ==
	    len && csv_fini(&parser, take_field, take_row, t) == 0;
	csv_free(&parser);
	if (!whole && !t->refused)
		refuse_line(t, "staff-quotation",
		    "line {0}: a quotation mark is not closed");
	if (!t->refused && t->count == 0)
		refuse_line(t, "staff-nobody", "line {0}: it names nobody");
	return t->refused ? GS_ERR_FORMAT : GS_OK;
}

static int read_table(struct table *t, const char *path)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&text, &len, CSV_MAX, path);
	if (err == GS_OK)
		err = parse_table(t, text, len);
	gs_verb_report_at(path, &t->report);
	gs_file_wipe(&text, len);
	return err;
}

static int warn_alike(struct table *t, const char *path)
{
	struct gs_span pair[2];
	bool found = false;
	int err = gs_staff_id_alike(pair, &found, &t->pool.arena, t->rows,
	    t->count);

	if (err == GS_OK && found)
		gs_verb_tell("staff-ids-alike", "{0} has the ids {1} and {2}, "
		    "which differ in capitals alone: if that is one person, "
		    "they get two keys; correct the list and import it again",
		    gs_say_text(path), gs_say_span(pair[0].ptr, pair[0].len),
		    gs_say_span(pair[1].ptr, pair[1].len));
	return err;
}

static int import_list(struct gs_database *staff, const char *path)
{
	struct table t = {.row = 1, .line = 1};
	uint64_t eligible = 0;

	int err = read_table(&t, path);
	if (err == GS_OK)
		err = warn_alike(&t, path);
	if (err == GS_OK) {
		err = gs_staff_import(staff, t.rows, t.count);
		if (err == GS_ERR_DUPLICATE)
			gs_verb_tell("staff-id-twice", "{0} names one id "
			    "twice; nothing was changed", gs_say_text(path));
	}
	if (err == GS_OK)
		err = gs_staff_eligible(&eligible, staff);
	if (err == GS_OK)
		printf("%llu %s eligible.\n", (unsigned long long)eligible,
		    eligible == 1 ? "person is" : "people are");
	gs_pool_free(&t.pool);
	return err;
}

/* Until the roll is out the list must know whose its keys are. */
static int require_published(uint64_t edition, const char *dir)
{
	struct gs_source log = {.dir = NULL};

	int err = gs_log_open(&log, dir, NULL);
	if (err == GS_OK && edition > gs_log_edition(&log)) {
		gs_verb_tell("edition-not-out", "the roll of edition {0} is "
		    "not in the log, whose last is {1}: until it is, the list must "
		    "know whose keys these are; nothing was changed",
		    gs_say_number(edition),
		    gs_say_number(gs_log_edition(&log)));
		err = GS_ERR_RULE;
	}
	gs_source_close(&log);
	return err;
}

static int unlink_edition(struct gs_database *staff, const char *dir,
    const struct gs_issue *wish)
{
	uint64_t edition = 0, count = 0;

	if (wish->edition == NULL) {
		gs_verb_say("staff-unlink-how",
		    "to unlink an edition, give --edition N");
		return GS_ERR_IO; /* nothing was judged */
	}

	int err = gs_issue_edition(&edition, wish);
	if (err == GS_OK)
		err = require_published(edition, dir);
	if (err == GS_OK)
		err = gs_terminal_ask("Destroy what ties the keys of that "
		    "edition to persons? Nothing brings it back.", wish->yes);
	if (err == GS_OK)
		err = gs_staff_unlink(&count, staff, edition);
	if (err != GS_OK)
		return err;
	if (count > 0)
		printf("Nothing ties the %llu key%s of edition %llu to persons "
		    "any more; who has one stays known.\n",
		    (unsigned long long)count, count == 1 ? "" : "s",
		    (unsigned long long)edition);
	else
		printf("Nothing tied the keys of edition %llu to persons: "
		    "nothing was changed.\n", (unsigned long long)edition);

	err = gs_staff_tidy(staff);
	if (err != GS_OK)
		gs_verb_tell("staff-not-tidied", "that is done, but "
		    "{0}/staff.db cannot be written anew now ({1}): its pages "
		    "may still show which keys came in together; do it again, "
		    "with the server stopped if need be", gs_say_text(dir),
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* `operands`: the step, DIR, and the list if it is import. */
static int take_step(struct gs_database *staff, char **operands, int count,
    const struct gs_issue *wish, bool json)
{
	const char *step = operands[0];

	if (strcmp(step, "list") == 0 && count == 2)
		return gs_people_list(staff, json);

	if (strcmp(step, "import") == 0 && count == 3)
		return import_list(staff, operands[2]);
	if (strcmp(step, "issue") == 0 && (count == 2 || count == 3)) {
		int err = count == 3 ? import_list(staff, operands[2]) : GS_OK;

		return err != GS_OK ? err :
		    gs_issue_codes(staff, operands[1], wish);
	}
	if (strcmp(step, "unlink") == 0 && count == 2)
		return unlink_edition(staff, operands[1], wish);
	gs_verb_say("staff-step-unknown", "say import DIR LIST.csv, issue "
	    "DIR [LIST.csv], list DIR or unlink DIR --edition N");
	return GS_ERR_IO; /* nothing was judged */
}

int gs_admin_staff(int argc, char **argv)
{
	struct gs_issue wish = {.out = NULL};
	struct gs_database *staff = NULL;
	bool json = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_OUT(wish.out),
		GS_OPTION_JSON(json),
		{.name = "id", .value = &wish.id},
		{.name = "edition", .value = &wish.edition},
		{.name = "again", .flag = &wish.again},
		{.name = "invitations", .value = &wish.invitations},
		{.name = "letters", .value = &wish.letters},
		{.name = "letter-text", .value = &wish.letter_text},
		{.name = "server", .value = &wish.server},
		{.name = "replace", .flag = &wish.replace},
		GS_OPTION_YES(wish.yes),
		GS_OPTION_FORCE(wish.force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 3};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_staff_list_open(&staff, argv[at + 1]);
	if (err == GS_OK) {
		if (!json)
			gs_say_exercise_of(strcmp(argv[at], "issue") == 0 ?
			    gs_issue_notes(&wish) : stdout, argv[at + 1]);
		err = take_step(staff, argv + at, argc - at, &wish, json);
	}
	gs_staff_free(&staff);
	return gs_verb_end(err);
}
