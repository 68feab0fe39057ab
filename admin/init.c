/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay init: the charter of a new channel, and keys for the roles to which
 * nobody brought one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "admin/answers.h"
#include "admin/born_keys.h"
#include "admin/verbs.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/host.h"
#include "lib/log/note.h"
#include "lib/records/proposal.h"
#include "lib/steps/explain.h"
#include "lib/steps/founding.h"

static const char help[] =
"usage: gainsay init [OPTION]... DIR\n"
"Creates a channel in the new directory DIR: its charter, and a key file for\n"
"each role to which no key was given. What the charter is to say is read from\n"
"--answers FILE, or asked.\n\n"
"  --answers FILE     lines 'name value' as in a charter (docs/spec/answers.md)\n"
"  --preset NAME      what nobody answers is like in this programme:\n"
"                     us-state, the U.S. State Department's Dissent Channel;\n"
"                     nrc-dpo, nrc-nonconcurrence, doe-dpo, nasa, fda-appeal:\n"
"                     U.S. agencies with CUI markings;\n"
"                     eu-2019-1937, the days of EU Directive 2019/1937;\n"
"                     eu-staff, EU staff under Article 90; uk-code, the UK\n"
"                     Civil Service Code; public-body, a ministry, a hospital;\n"
"                     company, a company with a works council\n"
"  --yes              ask nothing; the rules are shown in words all the same\n\n"
"Answers that stand above those in FILE:\n"
"  --origin ORIGIN    the log's name for ever, like dissent.example.gov/2026\n"
"                     (a-z 0-9 . - / :, no '+')\n"
"  --name NAME        the channel's name for people (default: ORIGIN)\n"
"  --exercise         people, acts and dates are invented; every output says so\n"
"  --readers WHO      members, oversight or public (default: public)\n"
"  --floor N          the least size of a roll, 2 to 16777216 (default: 10)\n"
"  --from DATE        first day of the calendar, YYYY-MM-DD\n"
"  --to DATE          last day of it; closed days are known between\n"
"                     (default: from this year's first day, for four years)\n";

struct init {
	const char *dir;
	struct gs_answers answers;
	struct gs_pool pool;
	struct gs_plan plan;
	struct gs_closed_days *closed;
	struct gs_born_keys keys; /* secret */
	uint8_t *charter;
	size_t charter_len;
	bool complete; /* the charter has its signatures */
};

#define PATH_LEN 4096

static int name_path(char out[PATH_LEN], const struct init *in,
    const char *name)
{
	int n = snprintf(out, PATH_LEN, "%s/%s", in->dir, name);

	if (n >= 0 && n < PATH_LEN)
		return GS_OK;
	gs_verb_tell("init-path-too-long", "{0}/{1}: a path has at most {2} "
	    "bytes", gs_say_text(in->dir), gs_say_text(name),
	    gs_say_number(PATH_LEN - 1));
	return GS_ERR_IO;
}

static int create_file(const struct init *in, const char *name,
    const void *bytes, size_t len)
{
	char path[PATH_LEN];

	int err = name_path(path, in, name);
	return err != GS_OK ? err : gs_cli_file_create(path, bytes, len, 0644);
}

static int make_dirs(const struct init *in)
{
	static const char *const dirs[] = {"", "keys", "log", "roll", "public"};
	char path[PATH_LEN];

	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		int err = name_path(path, in, dirs[i]);
		if (err != GS_OK)
			return err;
		if (mkdir(path, 0700) == 0)
			continue;
		if (errno == ENOENT)
			gs_verb_tell("init-parent", "{0} cannot be created: "
			    "the folder that it is to stand in does not "
			    "exist; make that first",
			    gs_say_text(path));
		else
			gs_verb_tell("init-directory", "{0} cannot be "
			    "created: {1}; give a directory that does not "
			    "exist yet", gs_say_text(path),
			    gs_say_text(strerror(errno)));
		return GS_ERR_IO;
	}
	return GS_OK;
}

/* The first line of that name, which the charter was made of. */
static struct gs_part planned_part(const struct init *in, const char *field,
    const char *key, size_t part)
{
	return gs_plan_line(&in->plan, field, key, 0)->value.parts[part];
}

static int write_vkey(const struct init *in, char *text, size_t max)
{
	char origin[GS_NOTE_NAME_MAX + 1];
	struct gs_part name = planned_part(in, "origin", NULL, 0);
	struct gs_verifier v;
	struct gs_writer w = gs_writer_of(text, max - 1);

	(void)snprintf(origin, sizeof origin, "%.*s", (int)name.len,
	    (const char *)name.ptr);
	int err = gs_verifier_init(&v, origin, GS_KEY_ED25519,
	    planned_part(in, "role", "log", 1).ptr);
	if (err != GS_OK)
		return err;
	gs_verifier_write(&w, &v);
	gs_write_u8(&w, '\n');
	err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;

	text[w.len] = '\0';
	return create_file(in, "vkey", text, w.len);
}

static int write_keys(const struct init *in)
{
	char path[PATH_LEN], origin[GS_NOTE_NAME_MAX + 1];
	struct gs_part name = planned_part(in, "origin", NULL, 0);
	int err = name_path(path, in, "keys");

	(void)snprintf(origin, sizeof origin, "%.*s", (int)name.len,
	    (const char *)name.ptr);
	for (size_t i = 0; err == GS_OK && i < in->keys.count; i++)
		err = gs_born_key_write(&in->keys.key[i], path, origin);
	return err;
}

static int make_charter(struct init *in)
{
	struct gs_report report = {.text = ""};
	struct gs_writer w = gs_writer_of(in->charter, GS_RECORD_MAX);
	const struct gs_founding founding = {.plan = &in->plan,
	    .closed = in->closed,
	    .secrets = (const uint8_t (*)[64])in->keys.authority,
	    .count = in->keys.authority_count};

	int err = gs_founding_charter(&w, &in->complete, &report,
	    &in->pool.arena, &founding);
	in->charter_len = w.len;
	if (err != GS_OK)
		gs_verb_tell("init-charter",
		    "no charter can be made of this: {0}",
		    gs_say_text(report.text[0] == '\0' ? gs_strerror(err) :
		    report.text));
	return err;
}

static void say_keys(const struct init *in)
{
	size_t handed = 0;

	for (size_t i = 0; i < in->keys.count; i++)
		handed += !gs_born_key_serves(&in->keys.key[i]);
	if (handed == 0)
		return;

	printf("These keys were made here, so whoever made them has them. "
	    "Hand each to its\nholder, who puts one of their own in its place "
	    "with the next charter:\n");
	for (size_t i = 0; i < in->keys.count; i++) {
		const struct gs_born_key *key = &in->keys.key[i];
		struct gs_part holder = key->line->value.parts[
		    key->identity ? 3 : 2];

		if (gs_born_key_serves(key))
			continue;
		printf("  %s/keys/%s  ", in->dir, key->name);
		gs_say_calm(stdout, holder.ptr, holder.len, "");
		printf("\n");
	}
}

static void say_created(const struct init *in, const char *vkey)
{
	struct gs_part exercise = planned_part(in, "exercise", NULL, 0);

	gs_say_exercise(stdout, gs_part_is(&exercise, "yes"));
	printf("A new channel in %s, not yet open.\n"
	    "Its verifier key, for everyone who is to check it:\n  %s",
	    in->dir, vkey);
	say_keys(in);
	if (!gs_part_is(&exercise, "yes") &&
	    gs_plan_line(&in->plan, "witness", NULL, 0) == NULL)
		printf("Nobody watches that all are shown one log. Only an "
		    "exercise may do without a\nwitness. It makes its key "
		    "with 'gainsay key new --witness NAME', and 'gainsay\n"
		    "charter draft' takes the line that this prints "
		    "(docs/SERVER.md, \"Witnesses\").\n");
	printf("The server keeps log.key, enrol.key and promise.key, and no "
	    "other.\n");
	if (!in->complete)
		printf("Its charter is not signed yet: holders of the "
		    "authority sign it with\n  gainsay charter sign "
		    "%s/charter.rec --role authority --sign KEYFILE\n",
		    in->dir);
}

static int write_channel(const struct init *in)
{
	char vkey[512];

	int err = make_dirs(in);
	if (err == GS_OK)
		err = write_keys(in);
	if (err == GS_OK)
		err = create_file(in, "charter.rec", in->charter,
		    in->charter_len);
	if (err == GS_OK)
		err = write_vkey(in, vkey, sizeof vkey);
	if (err == GS_OK)
		say_created(in, vkey);
	return err;
}

/* The charter in words, shown even if nobody is asked; and whether it is meant
 * so. */
static int confirm_charter(const struct init *in, int64_t now)
{
	char *words = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(words, GS_EXPLAIN_MAX);
	struct gs_proposal *p = malloc(sizeof *p);
	struct gs_pool pool;

	struct gs_arena *arena = gs_pool_start(&pool);
	int err = words == NULL || p == NULL ?
	    GS_ERR_MEMORY : gs_proposal_read(p, NULL, arena,
	    (struct gs_span){in->charter, in->charter_len}, NULL);
	if (err == GS_OK)
		err = gs_explain_charter(&w, &p->charter, now, NULL);
	if (err == GS_OK) {
		printf("\n");
		gs_say_calm(stdout, words, w.len, "\n");
		printf("\n");
		err = gs_terminal_ask("Found the channel with these rules?",
		    in->answers.yes);
	}
	gs_pool_free(&pool);
	free(p);
	free(words);
	return err;
}

static int create_channel(struct init *in)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
		gs_verb_errno("init-clock", "the clock", "cannot be read",
		    errno);
		return GS_ERR_IO;
	}

	in->charter = malloc(GS_RECORD_MAX);
	in->closed = malloc(sizeof *in->closed);
	if (in->charter == NULL || in->closed == NULL)
		return GS_ERR_MEMORY;
	int err = gs_answers_gather(&in->plan, in->closed, &in->answers,
	    gs_pool_start(&in->pool), now.tv_sec);
	if (err == GS_OK)
		err = gs_born_keys_make(&in->keys, &in->plan);
	if (err == GS_OK)
		err = make_charter(in);
	if (err == GS_OK)
		err = confirm_charter(in, now.tv_sec);
	return err == GS_OK ? write_channel(in) : err;
}

int gs_admin_init(int argc, char **argv)
{
	struct init in = {.dir = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "answers", .value = &in.answers.file},
		{.name = "preset", .value = &in.answers.preset},
		{.name = "origin", .value = &in.answers.origin},
		{.name = "name", .value = &in.answers.name},
		{.name = "exercise", .flag = &in.answers.exercise},
		{.name = "readers", .value = &in.answers.readers},
		{.name = "floor", .value = &in.answers.floor},
		{.name = "from", .value = &in.answers.from},
		{.name = "to", .value = &in.answers.to},
		GS_OPTION_YES(in.answers.yes)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	in.dir = argv[at];
	int err = create_channel(&in);
	gs_pool_free(&in.pool);
	free(in.charter);
	free(in.closed);
	gs_host_wipe(&in, sizeof in);
	return gs_verb_end(err);
}
