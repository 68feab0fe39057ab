/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/charter/charter.h"
#include "cli/charter/flaws.h"
#include "cli/charter/place.h"
#include "cli/common/files.h"
#include "cli/common/planning.h"
#include "lib/steps/amend.h"

static const char help[] =
"usage: gainsay charter draft [--answers FILE] [--change LINE]... [--staff N]\n"
"           [--instead] -o NEXT.rec [--key VKEY] [DIR|URL]\n"
"Makes the next charter, out of the channel's newest and what is to change, as\n"
"'gainsay init' takes it; says in words what changes, and who signs it. Nothing\n"
"is sent.\n\n"
"  --answers FILE       lines 'name value' (docs/spec/answers.md)\n"
"  --change LINE        one such line, like --change 'floor 20'\n"
"  --instead            start from the charter in force, although another waits:\n"
"                       this one takes its place\n"
"  --staff N            how many people could be members\n"
"  -o, --out NEXT.rec   where the record goes\n"
GS_HELP_FORCE GS_HELP_CHARTER_PLACE;

struct draft {
	struct gs_charter_place place;
	const char *key, *answers, *out, *staff;
	struct gs_values changes;
	uint64_t people;
	bool force, instead;
	struct gs_plan plan;
	struct gs_closed_days closed;
	struct gs_proposal proposal;
	uint8_t text[GS_RECORD_MAX];
	size_t len;
};

static int add_change_lines(struct draft *d)
{
	struct gs_report report = {.text = ""};
	int err = GS_OK;

	gs_plan_layer(&d->plan);
	for (size_t i = 0; err == GS_OK && i < d->changes.count; i++) {
		err = gs_plan_answer(&d->plan, &report, d->changes.v[i],
		    strlen(d->changes.v[i]));
		gs_verb_report_at("--change", &report);
	}
	return err;
}

/* What the next one is made out of. */
static const struct gs_charter *base_of(const struct draft *d)
{
	return d->instead ? d->place.charter : gs_amend_newest(d->place.state);
}

static int plan_next(struct draft *d)
{
	int err = gs_plan_continue(&d->plan, gs_pool_start(&d->place.pool),
	    &base_of(d)->rec);
	if (err == GS_OK)
		err = gs_planning_read(&d->plan, d->answers);
	if (err == GS_OK)
		err = add_change_lines(d);
	return err == GS_OK ? gs_planning_close(&d->closed, &d->plan,
	    d->answers) : err;
}

static int make_next(struct draft *d)
{
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(d->text, sizeof d->text);
	const struct gs_amendment amendment = {&d->plan, &d->closed,
	    d->place.state};

	int err = gs_amend(&w, &d->proposal, &report, &d->place.pool.arena,
	    &amendment);
	d->len = w.len;
	gs_verb_report(&report);
	return err;
}

/* As it is to be typed, but for whose key it is. */
static void say_sign_command(const struct draft *d, const char *role,
    const char *place)
{
	printf("  gainsay charter sign %s --role %s --sign KEYFILE --log %s "
	    "--key %s\n", d->out, role, place, d->place.vkey);
}

static void say_signers(const struct draft *d, const char *place)
{
	const struct gs_charter *by = d->proposal.by;

	printf("It needs %llu signature%s of the authority:",
	    (unsigned long long)by->threshold, by->threshold == 1 ? "" : "s");
	for (size_t i = 0; i < d->proposal.holders; i++) {
		struct gs_part who = gs_charter_holder(by, "authority",
		    i)->holder;

		printf("%s %.*s", i == 0 ? "" : ",", (int)who.len,
		    (const char *)who.ptr);
	}
	printf(".\n");
	if (d->proposal.changes_signers)
		printf("It changes who signs. If the second signer signs it, "
		    "too, it is in force at once;\nelse %llu days after it "
		    "entered the log.\n", (unsigned long long)by->cooling);
	printf("Each signs with\n");
	say_sign_command(d, "authority", place);
	if (d->proposal.changes_signers) {
		printf("and the second signer with\n");
		say_sign_command(d, "second", place);
	}
}

/* What it changes; a charter that changes nothing is a mistake. */
static int show_next(const struct draft *d)
{
	bool changed = false;
	size_t grave = 0;

	printf("Version %llu changes:\n",
	    (unsigned long long)d->proposal.charter.version);
	int err = gs_charter_print_change(&changed, base_of(d),
	    &d->proposal.charter);
	if (err != GS_OK)
		return err;
	if (!changed) {
		gs_verb_say("draft-changes-nothing", "these answers change "
		    "nothing of the charter");
		return GS_ERR_RULE;
	}

	return gs_flaws_print(&grave, &d->proposal.charter, d->place.now,
	    d->people);
}

static int draft_charter(struct draft *d, const char *place)
{
	int err = gs_charter_log_open(&d->place, place, d->key);
	if (err == GS_OK)
		err = plan_next(d);
	if (err == GS_OK)
		err = make_next(d);
	if (err == GS_OK)
		err = show_next(d);
	if (err != GS_OK)
		return err;

	err = d->force ? gs_cli_file_write(d->out, d->text, d->len, 0644) :
	    gs_cli_file_create(d->out, d->text, d->len, 0644);
	if (err == GS_OK)
		say_signers(d, place);
	return err;
}

int gs_charter_draft(int argc, char **argv)
{
	struct draft *d = calloc(1, sizeof *d);
	const char *place = NULL;
	int at = 0;

	if (d == NULL)
		return gs_verb_end(GS_ERR_MEMORY);
	const struct gs_option options[] = {
		{.name = "answers", .value = &d->answers},
		{.name = "change", .values = &d->changes},
		{.name = "staff", .value = &d->staff},
		GS_OPTION_OUT_NEEDED(d->out),
		GS_OPTION_FORCE(d->force),
		{.name = "instead", .flag = &d->instead},
		GS_CHARTER_PLACE_OPTIONS(d->place, d->key)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code < 0 && gs_flaws_staff(&d->people, d->staff) != GS_OK)
		code = gs_verb_misused();
	if (code < 0) {
		int err = draft_charter(d, place);
		gs_charter_place_close(&d->place);
		code = gs_verb_end(err);
	}
	free(d);
	return code;
}
