/* SPDX-License-Identifier: Apache-2.0 */
/* `gainsay statistics --report`, as that verb starts it: counts what the verb
 * counts, and puts it on paper. */
#include "certificate/annual.h"

#include <stdlib.h>
#include <string.h>

#include "cli/common/figures.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "core/memo/memo.h"

struct reporting {
	struct gs_figures f;
	const char *out, *marking;
	bool force;
};

/* A person answers for the marking: no program can tell what figures about
 * memos are worth.  But it is one of the channel's. */
static int judge_marking(const struct reporting *r)
{
	const struct gs_charter *c = r->f.is.charter;
	struct gs_marks marks;

	gs_marks_of(&marks, &c->rec);
	const char *text = r->marking == NULL ? "" : r->marking;
	int rank = gs_banner_rank(&marks, text, strlen(text));
	if (rank >= 0 && (c->exercise || rank <= c->ceiling))
		return GS_OK;
	if (r->marking == NULL)
		gs_verb_say("report-unmarked", "the charter's memos have "
		    "markings, and so has a report about them: say which by "
		    "--marking TEXT");
	else
		gs_verb_tell("report-marking", "--marking {0}: this is no "
		    "marking of the charter's style up to its ceiling; 'gainsay "
		    "charter show' names both", gs_say_text(r->marking));
	return GS_ERR_IO;
}

static int write_annual(const struct reporting *r)
{
	const char *text = r->marking == NULL ? "" : r->marking;
	const struct gs_annual_plan plan = {&r->f.is,
	    gs_channel_checkpoint(r->f.s.channel), &r->f.s.key,
	    r->f.s.http == NULL ? NULL : r->f.place,
	    {(const uint8_t *)text, strlen(text)}};
	uint8_t *pdf = malloc(GS_ANNUAL_MAX);

	if (pdf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(pdf, GS_ANNUAL_MAX);
	int err = gs_annual_write(&w, &plan);
	if (err == GS_OK) {
		err = gs_cli_file_write(r->out, pdf, w.len, 0600);
	} else {
		gs_verb_tell("report-not-made", "the report cannot be made: "
		    "{0}", gs_say_text(gs_strerror(err)));
		err = GS_ERR_IO;
	}
	free(pdf);
	return err;
}

int gs_annual(int argc, char **argv)
{
	static struct reporting r;
	int at = 0;
	const struct gs_option options[] = {
		{.name = "report", .value = &r.out, .required = true},
		{.name = "marking", .value = &r.marking},
		GS_OPTION_FORCE(r.force),
		GS_OPTIONS_FIGURES(r.f)};
	const struct gs_usage usage = {.help = "", GS_OPTIONS(options),
	    .most = 1, .place = &r.f.place};

	r.f.s.want = GS_WANT_NEWS;
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_cli_out_free(r.out, r.force, NULL, 0);
	if (err == GS_OK)
		err = gs_figures_open(&r.f);
	if (err == GS_OK)
		err = judge_marking(&r);
	if (err == GS_OK)
		err = write_annual(&r);
	gs_figures_close(&r.f);
	return gs_verb_end(err);
}
