/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay init: the charter of a new channel, and a key for each role. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "admin/verbs.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/channel/channel.h"
#include "core/host.h"
#include "core/record/record.h"
#include "core/record/time.h"
#include "lib/age.h"
#include "lib/records/charter.h"
#include "lib/host.h"
#include "lib/log/note.h"

static const char help[] =
"usage: gainsay init [OPTION]... DIR\n"
"Creates a channel in the new directory DIR: its charter after the preset\n"
"us-state (acknowledged within 2 working days, answered within 30 to 60) and a\n"
"key file for each role. Hand each key file to its holder and keep in DIR/keys\n"
"only log.key and enrol.key, which the server needs.\n\n"
"  --origin ORIGIN    the log's name for ever, like dissent.example.gov/2026\n"
"                     (required; a-z 0-9 . - / :, no '+')\n"
"  --name NAME        the channel's name for people\n"
"  --exercise         people, acts and dates are invented; every output says so\n"
"  --readers WHO      members, oversight or public (default: public)\n"
"  --floor N          the least size of a roll, 2 to 16777216 (default: 10)\n"
"  --from DATE        first day of the calendar, YYYY-MM-DD\n"
"  --to DATE          last day of it; closed days are known between\n"
"                     (default: from this year's first day, for four years)\n";

struct init {
	const char *dir, *origin, *name, *readers, *floor, *from, *to;
	struct gs_charter_plan plan;
	uint8_t seeds[GS_HOLDERS][32]; /* secret */
	uint8_t authority[64];         /* secret */
	uint8_t office[32];            /* secret: age identity */
	char path[4096];
};

static const char *in_dir(struct init *in, const char *name)
{
	(void)snprintf(in->path, sizeof in->path, "%s/%s", in->dir, name);
	return in->path;
}

static int make_dirs(struct init *in)
{
	static const char *const dirs[] = {"", "keys", "log", "roll"};
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		if (mkdir(in_dir(in, dirs[i]), 0700) == 0)
			continue;
		fprintf(stderr, "gainsay init: %s cannot be created: %s; give "
		    "a directory that does not exist yet\n", in->path,
		    strerror(errno));
		return GS_ERR_IO;
	}
	return GS_OK;
}

static int make_keys(struct init *in)
{
	int err = gs_age_identity_new(in->office);
	for (size_t i = 0; err == GS_OK && i < GS_HOLDERS; i++) {
		uint8_t secret[64];
		err = gs_host_random(in->seeds[i], 32);
		crypto_sign_seed_keypair(in->plan.keys[i], secret,
		    in->seeds[i]);
		if (i == GS_HOLDER_AUTHORITY)
			memcpy(in->authority, secret, 64);
		gs_host_wipe(secret, sizeof secret);
	}
	gs_age_recipient(in->plan.seal, in->office);
	in->plan.authority = in->authority;
	return err;
}

/* The log's key as Go's signers are written, the others as hexadecimal. */
static int write_key(struct init *in, enum gs_charter_holder holder)
{
	char text[1024], name[64];
	struct gs_signer signer;
	struct gs_writer w = gs_writer_of(text, sizeof text);
	int err = GS_OK;
	if (holder == GS_HOLDER_LOG) {
		err = gs_signer_init(&signer, in->origin, GS_KEY_ED25519,
		    in->seeds[holder]);
		if (err == GS_OK)
			gs_signer_write(&w, &signer);
		gs_signer_wipe(&signer);
	} else {
		gs_write_hex(&w, in->seeds[holder], 32);
	}
	gs_write_u8(&w, '\n');
	if (err == GS_OK)
		err = gs_writer_end(&w);
	(void)snprintf(name, sizeof name, "keys/%s.key",
	    gs_holder_role(holder));
	if (err == GS_OK)
		err = gs_cli_file_create(in_dir(in, name), text, w.len, 0600);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int write_office(struct init *in)
{
	char text[GS_AGE_IDENTITY_LEN + 2];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	gs_age_identity_write(&w, in->office);
	gs_write_u8(&w, '\n');
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_cli_file_create(in_dir(in, "keys/office.age"), text,
		    w.len, 0600);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int write_vkey(struct init *in, char *text, size_t max)
{
	struct gs_verifier v;
	struct gs_writer w = gs_writer_of(text, max - 1);
	int err = gs_verifier_init(&v, in->origin, GS_KEY_ED25519,
	    in->plan.keys[GS_HOLDER_LOG]);
	if (err != GS_OK)
		return err;
	gs_verifier_write(&w, &v);
	gs_write_u8(&w, '\n');
	err = gs_writer_end(&w);
	if (err != GS_OK)
		return err;
	text[w.len] = '\0';
	return gs_cli_file_create(in_dir(in, "vkey"), text, w.len, 0644);
}

/* The server's own judgement: what it would refuse is not worth a directory. */
static int check_charter(struct gs_report *report, const void *text,
    size_t len)
{
	struct gs_pool pool;
	struct gs_refusal refusal;
	struct gs_state *state = NULL;
	struct gs_entry_proof proof;
	const struct gs_span span = {text, len};
	const struct gs_candidates alone = {0, &span, 1};
	size_t count = 0;

	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_state_new(&state, arena);
	if (err != GS_OK)
		goto out;
	err = gs_state_check(&proof, &count, &refusal, arena, state, &alone);
	if (err != GS_OK)
		gs_report_refusal(report, &refusal);
out:
	gs_pool_free(&pool);
	return err;
}

static int make_charter(struct init *in, struct gs_writer *w)
{
	struct gs_report report = {.text = ""};
	int err = gs_charter_us_state(w, &in->plan);
	if (err == GS_OK)
		err = check_charter(&report, w->ptr, w->len);
	if (err != GS_OK)
		fprintf(stderr, "gainsay init: no charter can be made of this: "
		    "%s\n", report.text[0] == '\0' ? gs_strerror(err) :
		    report.text);
	return err;
}

static int create(struct init *in)
{
	static uint8_t charter[GS_RECORD_MAX];
	char vkey[512];
	struct gs_writer w = gs_writer_of(charter, sizeof charter);
	int err = make_keys(in);
	if (err == GS_OK)
		err = make_charter(in, &w);
	if (err == GS_OK)
		err = make_dirs(in);
	for (size_t i = 0; err == GS_OK && i < GS_HOLDERS; i++)
		err = write_key(in, (enum gs_charter_holder)i);
	if (err == GS_OK)
		err = write_office(in);
	if (err == GS_OK)
		err = gs_cli_file_create(in_dir(in, "charter.rec"), charter, w.len,
		    0644);
	if (err == GS_OK)
		err = write_vkey(in, vkey, sizeof vkey);
	if (err != GS_OK)
		return err;
	gs_say_exercise(stdout, in->plan.exercise);
	printf("A new channel in %s, not yet open.\n"
	    "Its verifier key, for everyone who is to check it:\n  %s"
	    "Role keys are in %s/keys: hand each to its holder; the server "
	    "keeps\nlog.key and enrol.key. office.age opens what is sealed to "
	    "the office.\n", in->dir, vkey, in->dir);
	return GS_OK;
}

static int parse_day(int64_t *out, const char *text, const char *option)
{
	if (text == NULL || gs_date_parse(out, text, strlen(text)) == GS_OK)
		return GS_OK;
	fprintf(stderr, "gainsay init: --%s '%s' is not a date like "
	    "2026-01-31\n", option, text);
	return GS_ERR_FORMAT;
}

static int fill_plan(struct init *in)
{
	struct timespec now;
	int64_t year = 0;
	unsigned month = 0, day = 0;
	struct gs_charter_plan *p = &in->plan;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		return GS_ERR_IO;
	gs_civil_from_days(&year, &month, &day, now.tv_sec / GS_DAY);
	p->first = gs_days_from_civil(year, 1, 1);
	p->last = gs_days_from_civil(year + 3, 12, 31);
	p->floor = 10;
	p->origin = in->origin;
	p->name = in->name == NULL ? in->origin : in->name;
	p->readers = in->readers == NULL ? "public" : in->readers;
	if (in->floor != NULL && gs_decimal_decode(&p->floor, in->floor,
	        strlen(in->floor), (uint64_t)1 << 24) != GS_OK) {
		fprintf(stderr, "gainsay init: --floor '%s' is not a number "
		    "from 2 to 16777216\n", in->floor);
		return GS_ERR_RANGE;
	}
	int err = parse_day(&p->first, in->from, "from");
	return err == GS_OK ? parse_day(&p->last, in->to, "to") : err;
}

int gs_admin_init(int argc, char **argv)
{
	struct init in = {.dir = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "origin", .value = &in.origin, .required = true},
		{.name = "name", .value = &in.name},
		{.name = "exercise", .flag = &in.plan.exercise},
		{.name = "readers", .value = &in.readers},
		{.name = "floor", .value = &in.floor},
		{.name = "from", .value = &in.from},
		{.name = "to", .value = &in.to}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	in.dir = argv[at];
	int err = fill_plan(&in);
	if (err != GS_OK)
		return GS_EXIT_CANNOT;
	err = create(&in);
	gs_host_wipe(&in, sizeof in);
	return gs_exit_code(err);
}
