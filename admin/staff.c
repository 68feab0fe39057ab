/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay staff: the registrar's list of who is eligible. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/verbs.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/exercise.h"
#include "cli/common/terminal.h"
#include "core/bytes.h"
#include "lib/host.h"
#include "store/staff.h"

#define CSV_MAX ((size_t)64 << 20)
#define ROWS_MAX ((size_t)1 << 20)

static const char help[] =
"usage: gainsay staff import DIR LIST.csv\n"
"       gainsay staff issue DIR [--id ID] [-o CODES.csv]\n"
"       gainsay staff unlink DIR --edition N\n"
"The staff list says who is eligible; it stays with the registrar, in\n"
"DIR/staff.db.\n\n"
"  import   LIST.csv has the columns id,name,category, with this heading; who\n"
"           is not in it is no longer eligible\n"
"  issue    draws a one-time enrolment code for everyone who never had one (or\n"
"           a new one for --id) and prints id,name,code; codes are not kept\n"
"  unlink   destroys what ties the keys of an edition to persons, for good\n";

struct table {
	struct gs_pool pool;
	struct gs_staff_row *rows;
	size_t count, room;
	size_t column;
	struct gs_span fields[3];
	const char *fault; /* the first one, and the line it is in */
	size_t line;
};

static const char *const heading[3] = {"id", "name", "category"};

static void on_field(void *bytes, size_t len, void *ctx)
{
	struct table *t = ctx;
	if (t->fault != NULL)
		return;
	uint8_t *copy = gs_arena_take(&t->pool.arena, len, 1);
	if (copy == NULL || t->column >= 3) {
		t->fault = copy == NULL ? "no memory" :
		    "a line has more than three columns";
		return;
	}
	if (len != 0)
		memcpy(copy, bytes, len);
	if (len == 0 || !gs_utf8_valid(copy, len))
		t->fault = "a field is empty or not UTF-8";
	t->fields[t->column++] = (struct gs_span){copy, len};
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

static void on_row(int terminator, void *ctx)
{
	struct table *t = ctx;
	(void)terminator;
	if (t->fault != NULL)
		return;
	if (t->column != 3)
		t->fault = "a line has not the three columns id,name,category";
	else if (t->line == 1 && !is_heading(t))
		t->fault = "the first line is not the heading "
		           "id,name,category";
	else if (t->count == t->room)
		t->fault = "more than a million lines";
	else if (t->line > 1)
		t->rows[t->count++] = (struct gs_staff_row){t->fields[0],
		    t->fields[1], t->fields[2]};
	t->column = 0;
	if (t->fault == NULL)
		t->line++;
}

static int read_table(struct table *t, const char *path)
{
	struct csv_parser parser;
	uint8_t *text = NULL;
	size_t len = 0;
	int err = gs_cli_file_read(&text, &len, CSV_MAX, path);
	if (err != GS_OK)
		return err;
	t->room = ROWS_MAX;
	t->rows = gs_arena_take(gs_pool_start(&t->pool), t->room,
	    sizeof *t->rows);
	if (t->rows == NULL || csv_init(&parser,
	        CSV_STRICT | CSV_STRICT_FINI) != 0) {
		gs_file_wipe(&text, len);
		return GS_ERR_MEMORY;
	}
	bool good = csv_parse(&parser, text, len, on_field, on_row, t) == len &&
	    csv_fini(&parser, on_field, on_row, t) == 0;
	csv_free(&parser);
	gs_file_wipe(&text, len);
	if (!good && t->fault == NULL)
		t->fault = "a quotation mark is not closed";
	if (t->fault == NULL && t->count == 0)
		t->fault = "it names nobody";
	if (t->fault == NULL)
		return GS_OK;
	fprintf(stderr, "gainsay staff: %s, line %zu: %s\n", path, t->line,
	    t->fault);
	return GS_ERR_FORMAT;
}

static int import_list(struct gs_database *staff, const char *path)
{
	struct table t = {.line = 1};
	uint64_t eligible = 0;
	int err = read_table(&t, path);
	if (err == GS_OK) {
		err = gs_staff_import(staff, t.rows, t.count);
		if (err == GS_ERR_DUPLICATE)
			fprintf(stderr, "gainsay staff: %s names one id "
			    "twice; nothing was changed\n", path);
	}
	if (err == GS_OK)
		err = gs_staff_eligible(&eligible, staff);
	if (err == GS_OK)
		printf("%llu people are eligible.\n",
		    (unsigned long long)eligible);
	gs_pool_free(&t.pool);
	return err;
}

struct codes {
	char *text;
	size_t room;
	struct gs_writer w;
	size_t count;
};

static void write_field(struct gs_writer *w, struct gs_span field, char end)
{
	size_t n = csv_write(NULL, 0, field.ptr, field.len);
	if (w->max - w->len < n) {
		w->err = GS_ERR_SPACE;
		return;
	}
	(void)csv_write(w->ptr + w->len, n, field.ptr, field.len);
	w->len += n;
	gs_write_u8(w, (uint8_t)end);
}

static int on_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct codes *c = ctx;
	write_field(&c->w, who->id, ',');
	write_field(&c->w, who->name, ',');
	gs_write_text(&c->w, code);
	gs_write_u8(&c->w, '\n');
	c->count++;
	return gs_writer_end(&c->w);
}

static int issue(struct gs_database *staff, const char *id, const char *out)
{
	struct codes c = {.room = CSV_MAX, .text = malloc(CSV_MAX)};
	if (c.text == NULL)
		return GS_ERR_MEMORY;
	c.w = gs_writer_of(c.text, c.room);
	gs_write_text(&c.w, "id,name,code\n");
	int err = id == NULL ? gs_staff_issue(staff, on_code, &c) :
	    gs_staff_issue_one(staff, (struct gs_span){(const uint8_t *)id,
	        strlen(id)}, on_code, &c);
	if (err == GS_ERR_UNKNOWN)
		fprintf(stderr, "gainsay staff: nobody eligible has the id "
		    "'%s'\n", id);
	if (err == GS_OK)
		err = gs_cli_file_write(out == NULL ? "-" : out, c.text, c.w.len,
		    0600);
	if (err == GS_OK && out != NULL)
		printf("%zu codes in %s: hand each to its person and destroy "
		    "the file.\n", c.count, out);
	gs_host_wipe(c.text, c.w.len);
	free(c.text);
	return err;
}

static int unlink_edition(struct gs_database *staff, const char *edition)
{
	uint64_t n = 0;
	if (edition == NULL || gs_decimal_decode(&n, edition, strlen(edition),
	        INT64_MAX) != GS_OK) {
		fprintf(stderr, "gainsay staff unlink: --edition N is "
		    "needed, a number\n");
		return GS_ERR_RANGE;
	}
	int err = gs_staff_unlink(staff, n);
	if (err == GS_OK)
		printf("Nothing ties the keys of edition %llu to persons any "
		    "more.\n", (unsigned long long)n);
	return err;
}

static int act(struct gs_database *staff, int argc, char **argv, const char *id,
    const char *out, const char *edition)
{
	if (strcmp(argv[0], "import") == 0 && argc == 3)
		return import_list(staff, argv[2]);
	if (strcmp(argv[0], "issue") == 0 && argc == 2)
		return issue(staff, id, out);
	if (strcmp(argv[0], "unlink") == 0 && argc == 2)
		return unlink_edition(staff, edition);
	fprintf(stderr, "gainsay staff: say import DIR LIST.csv, issue DIR or "
	    "unlink DIR --edition N\n");
	return GS_ERR_FORMAT;
}

int gs_admin_staff(int argc, char **argv)
{
	const char *out = NULL, *id = NULL, *edition = NULL;
	struct gs_database *staff = NULL;
	char path[4096];
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_OUT(out),
		{.name = "id", .value = &id},
		{.name = "edition", .value = &edition}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 3};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	(void)snprintf(path, sizeof path, "%s/staff.db", argv[at + 1]);
	int err = gs_staff_open(&staff, path);
	if (err != GS_OK)
		fprintf(stderr, "gainsay staff: %s cannot be opened: %s; give "
		    "the channel's directory\n", path, gs_strerror(err));
	if (err == GS_OK)
		gs_say_exercise_of(strcmp(argv[at], "issue") == 0 &&
		    out == NULL ? stderr : stdout, argv[at + 1]);
	if (err == GS_OK)
		err = act(staff, argc - at, argv + at, id, out, edition);
	gs_staff_free(&staff);
	return gs_exit_code(err);
}
