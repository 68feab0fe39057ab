/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay statistics: what a channel's log comes to in figures. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/figures.h"
#include "cli/common/files.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/print/json.h"
#include "cli/print/statistics.h"
#include "cli/verbs.h"
#include "lib/steps/plot.h"
#include "lib/steps/statistics_form.h"

static const char help[] =
"usage: gainsay statistics --key VKEY [--year Y] [--as-of TIME] [--json|--csv]\n"
"           [--since DAY --until DAY] [--svg FOLDER [--memo N]] DIR|URL\n"
"       gainsay statistics --key VKEY [--year Y] [--as-of TIME]\n"
"           --report FILE.pdf [--marking TEXT] DIR|URL\n"
"Counts what a channel's log tells: memos filed, acknowledged and answered in\n"
"time, the days that it took, what is overdue, what became of the requests. Each\n"
"number says what it counts out of (docs/spec/statistics.md).\n\n"
GS_HELP_KEY GS_HELP_PLACE
"  --year Y             only memos that were filed in this year\n"
"  --as-of TIME         as it was then, in UTC: what came later counts as not\n"
"                       done; without it, as of now\n"
"  --since DAY --until DAY\n"
"                       of these days as well, like 2024-01-01 and 2024-03-31:\n"
"                       what happened in them, what came due, what was overdue\n"
"                       at their end, and what the monitor remarked\n"
GS_HELP_JSON
"  --csv                the numbers as lines for a spreadsheet\n"
"  --svg FOLDER         draws them there: days against the rule, the year\n"
"  --memo N             and this memo against its clocks\n"
"  --report FILE        the annual report as a PDF\n"
"  --marking TEXT       what stands at the top and bottom of each of its pages: a\n"
"                       marking of the channel's style\n"
GS_HELP_FORCE
GS_HELP_READER GS_HELP_CACHE GS_HELP_WAY "\n"
"Exit codes: 0 counted, whatever the figures are; 1 refused, or something does\n"
"not verify; 2 nothing could be told.\n";

#define CSV_MAX ((size_t)4 << 20)

struct counting {
	struct gs_figures f;
	const char *svg, *memo, *report, *marking;
	bool json, csv, force;
};

/* Pictures -------------------------------------------------------------- */

static int write_picture(const struct counting *c, uint8_t *svg,
    const struct gs_picture *picture)
{
	char name[GS_PICTURE_NAME_MAX], path[4096];
	struct gs_writer w = gs_writer_of(svg, GS_SVG_MAX);

	gs_picture_name(name, &c->f.is, picture);
	int n = snprintf(path, sizeof path, "%s/%s.svg", c->svg, name);
	if (n < 0 || (size_t)n >= sizeof path)
		return GS_ERR_RANGE;

	int err = gs_cli_out_free(path, c->force, NULL, 0);
	if (err == GS_OK)
		err = gs_picture_svg(&w, &c->f.is, picture);
	return err == GS_OK ? gs_cli_file_write(path, svg, w.len, 0600) : err;
}

static int write_lanes(const struct counting *c, uint8_t *svg)
{
	struct gs_picture picture = {.kind = GS_PICTURE_MEMO};

	if (c->memo == NULL)
		return GS_OK;
	picture.memo = gs_source_memo(&c->f.s, c->memo);
	if (picture.memo == NULL)
		return GS_ERR_UNKNOWN;
	return write_picture(c, svg, &picture);
}

static int write_pictures(const struct counting *c)
{
	struct gs_picture picture;
	uint8_t *svg = NULL;

	if (mkdir(c->svg, 0777) != 0 && errno != EEXIST) {
		gs_verb_errno("pictures-folder", c->svg, "cannot be made",
		    errno);
		return GS_ERR_IO;
	}
	svg = malloc(GS_SVG_MAX);
	int err = svg == NULL ? GS_ERR_MEMORY : write_lanes(c, svg);
	for (size_t i = 0; err == GS_OK &&
	    gs_picture_at(&picture, &c->f.is, i); i++)
		err = write_picture(c, svg, &picture);
	free(svg);
	return err;
}

/* Numbers --------------------------------------------------------------- */

static int print_csv(const struct gs_statistics *s)
{
	uint8_t *csv = malloc(CSV_MAX);

	if (csv == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(csv, CSV_MAX);
	int err = gs_statistics_csv(&w, s);
	if (err == GS_OK)
		(void)fwrite(csv, 1, w.len, stdout);
	free(csv);
	return err;
}

static int answer_json(const struct counting *c)
{
	struct gs_json_object o = gs_json_object_start();
	const struct gs_log_view view = gs_source_view(&c->f.s,
	    c->f.is.now);

	gs_channel_put_json(&o, &view);
	gs_statistics_put_json(&o, &c->f.is);
	return gs_json_print(&o);
}

static int tell_figures(const struct counting *c)
{
	if (c->json)
		return answer_json(c);
	if (c->csv)
		return print_csv(&c->f.is);
	gs_say_exercise(stdout, c->f.is.charter->exercise);
	gs_print_statistics(&c->f.is);
	return GS_OK;
}

/* gainsay-certificate counts once more, and draws. */
static int become_report(int argc, char **argv)
{
	char **words = calloc((size_t)argc + 2, sizeof *words);
	static char first[] = "--statistics";

	if (words == NULL)
		return gs_verb_end(GS_ERR_MEMORY);
	words[0] = first;
	for (int i = 1; i < argc; i++)
		words[i] = argv[i];
	int code = gs_program_become("gainsay-certificate", words);
	free(words);
	return code;
}

/* One answer at a time. */
static bool is_misused(const struct counting *c)
{
	bool report = c->report != NULL;

	if (c->json + c->csv + report > 1 || (report && c->svg != NULL)) {
		gs_verb_say("statistics-usage-form", "give one of --json, "
		    "--csv and --report; --svg goes with the first two");
		return true;
	}
	if (c->memo != NULL && c->svg == NULL) {
		gs_verb_say("statistics-usage-memo", "--memo N is drawn: give "
		    "--svg FOLDER as well");
		return true;
	}
	if (c->marking != NULL && !report) {
		gs_verb_say("statistics-usage-marking", "--marking stands on "
		    "the pages of a report: give --report FILE.pdf as well");
		return true;
	}
	return false;
}

int gs_cli_statistics(int argc, char **argv)
{
	static struct counting c;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "svg", .value = &c.svg},
		{.name = "memo", .value = &c.memo},
		{.name = "report", .value = &c.report},
		{.name = "marking", .value = &c.marking},
		{.name = "csv", .flag = &c.csv},
		GS_OPTION_JSON(c.json),
		GS_OPTION_FORCE(c.force),
		GS_OPTIONS_FIGURES(c.f)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &c.f.place};

	c.f.s.want = GS_WANT_NEWS;
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (is_misused(&c))
		return gs_verb_misused();
	if (c.report != NULL)
		return become_report(argc, argv);

	int err = gs_figures_open(&c.f);
	if (err == GS_OK && c.svg != NULL)
		err = write_pictures(&c);
	if (err == GS_OK)
		err = tell_figures(&c);
	gs_figures_close(&c.f);
	return gs_verb_end(err);
}
