/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay init: the charter of a new channel, and a key for each role. */
#include <errno.h>
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
#include "lib/host.h"
#include "lib/log/note.h"
#include "lib/records/charter.h"
#include "lib/sign.h"

static const char help[] =
"usage: gainsay init [OPTION]... DIR\n"
"Creates a channel in the new directory DIR: its charter after the preset\n"
"us-state (acknowledged within 2 working days, answered within 30 to 60) and a\n"
"key file for each role. Hand each key file to its holder and keep in DIR/keys\n"
"only log.key, enrol.key and promise.key, which the server needs.\n\n"
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
    const struct gs_writer *w, mode_t mode)
{
	char path[PATH_LEN];

	int err = name_path(path, in, name);
	return err != GS_OK ? err :
	    gs_cli_file_create(path, w->ptr, w->len, mode);
}

static int make_dirs(const struct init *in)
{
	static const char *const dirs[] = {"", "keys", "log", "roll"};
	char path[PATH_LEN];

	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		int err = name_path(path, in, dirs[i]);
		if (err != GS_OK)
			return err;
		if (mkdir(path, 0700) == 0)
			continue;
		gs_verb_tell("init-directory", "{0} cannot be created: {1}; "
		    "give a directory that does not exist yet",
		    gs_say_text(path), gs_say_text(strerror(errno)));
		return GS_ERR_IO;
	}
	return GS_OK;
}

/* The key pair of one holder. */
static int make_key(struct init *in, size_t holder)
{
	uint8_t secret[64];

	int err = gs_host_random(in->seeds[holder], 32);
	if (err == GS_OK)
		err = gs_sign_secret(secret, in->seeds[holder]);
	if (err != GS_OK)
		return err;

	/* libsodium's secret ends with the public key. */
	memcpy(in->plan.keys[holder], secret + 32, 32);
	if (holder == GS_HOLDER_AUTHORITY)
		memcpy(in->authority, secret, 64);
	gs_host_wipe(secret, sizeof secret);
	return GS_OK;
}

static int make_keys(struct init *in)
{
	int err = gs_age_identity_new(in->office);
	for (size_t i = 0; err == GS_OK && i < GS_HOLDERS; i++)
		err = make_key(in, i);
	if (err != GS_OK)
		return err;

	gs_age_recipient(in->plan.seal, in->office);
	in->plan.authority = in->authority;
	return GS_OK;
}

/* The log's key as Go's signers are written, the others as hexadecimal. */
static int write_key(const struct init *in, enum gs_charter_holder holder)
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
		err = create_file(in, name, &w, 0600);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int write_office(const struct init *in)
{
	char text[GS_AGE_IDENTITY_LEN + 2];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_age_identity_write(&w, in->office);
	gs_write_u8(&w, '\n');
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = create_file(in, "keys/office.age", &w, 0600);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int write_vkey(const struct init *in, char *text, size_t max)
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
	return create_file(in, "vkey", &w, 0644);
}

/* The server's own judgement: what it would refuse is not worth a directory. */
static int check_charter(struct gs_report *report, const void *text,
    size_t len)
{
	struct gs_pool pool;
	struct gs_refusal refusal = {.why = NULL};
	struct gs_state *state = NULL;
	struct gs_entry_proof proof;
	const struct gs_span span = {text, len};
	const struct gs_candidates alone = {0, &span, 1};
	size_t count = 0;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = gs_state_new(&state, arena);
	if (err == GS_OK)
		err = gs_state_check(&proof, &count, &refusal, arena, state,
		    &alone);
	if (err != GS_OK && refusal.why != NULL)
		gs_report_refusal(report, &refusal);
	gs_pool_free(&pool);
	return err;
}

static int make_charter(const struct init *in, struct gs_writer *w)
{
	struct gs_report report = {.text = ""};

	int err = gs_charter_us_state(w, &in->plan);
	if (err == GS_OK)
		err = check_charter(&report, w->ptr, w->len);
	if (err != GS_OK)
		gs_verb_tell("init-charter",
		    "no charter can be made of this: {0}",
		    gs_say_text(report.text[0] == '\0' ? gs_strerror(err) :
		    report.text));
	return err;
}

static int write_files(const struct init *in, const struct gs_writer *charter,
    char *vkey, size_t vkey_max)
{
	int err = make_dirs(in);
	for (size_t i = 0; err == GS_OK && i < GS_HOLDERS; i++)
		err = write_key(in, (enum gs_charter_holder)i);
	if (err == GS_OK)
		err = write_office(in);
	if (err == GS_OK)
		err = create_file(in, "charter.rec", charter, 0644);
	return err != GS_OK ? err : write_vkey(in, vkey, vkey_max);
}

static int create_channel(struct init *in)
{
	static uint8_t charter[GS_RECORD_MAX];
	char vkey[512];
	struct gs_writer w = gs_writer_of(charter, sizeof charter);

	int err = make_keys(in);
	if (err == GS_OK)
		err = make_charter(in, &w);
	if (err == GS_OK)
		err = write_files(in, &w, vkey, sizeof vkey);
	if (err != GS_OK)
		return err;

	gs_say_exercise(stdout, in->plan.exercise);
	printf("A new channel in %s, not yet open.\n"
	    "Its verifier key, for everyone who is to check it:\n  %s"
	    "Role keys are in %s/keys: hand each to its holder; the server "
	    "keeps\nlog.key, enrol.key and promise.key. office.age opens what is sealed to "
	    "the office.\n", in->dir, vkey, in->dir);
	return GS_OK;
}

static int parse_day(int64_t *out, const char *text, const char *option)
{
	if (text == NULL || gs_date_parse(out, text, strlen(text)) == GS_OK)
		return GS_OK;
	gs_verb_tell("init-date", "--{0} '{1}' is not a date like 2026-01-31",
	    gs_say_text(option), gs_say_text(text));
	return GS_ERR_FORMAT;
}

static int parse_floor(uint64_t *out, const char *text)
{
	if (text == NULL || gs_decimal_decode(out, text, strlen(text),
	        GS_ROLL_MAX) == GS_OK)
		return GS_OK;
	gs_verb_tell("init-floor", "--floor '{0}' is not a number from 2 to "
	    "{1}", gs_say_text(text), gs_say_number(GS_ROLL_MAX));
	return GS_ERR_RANGE;
}

static int fill_plan(struct init *in)
{
	struct timespec now;
	int64_t year = 0;
	unsigned month = 0, day = 0;
	struct gs_charter_plan *p = &in->plan;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
		gs_verb_errno("init-clock", "the clock", "cannot be read",
		    errno);
		return GS_ERR_IO;
	}
	gs_civil_from_days(&year, &month, &day, now.tv_sec / GS_DAY);
	p->first = gs_days_from_civil(year, 1, 1);
	p->last = gs_days_from_civil(year + 3, 12, 31);
	p->floor = 10;
	p->origin = in->origin;
	p->name = in->name == NULL ? in->origin : in->name;
	p->readers = in->readers == NULL ? "public" : in->readers;

	int err = parse_floor(&p->floor, in->floor);
	if (err == GS_OK)
		err = parse_day(&p->first, in->from, "from");
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
	if (fill_plan(&in) != GS_OK)
		return gs_verb_misused();
	int err = create_channel(&in);
	gs_host_wipe(&in, sizeof in);
	return gs_verb_end(err);
}
