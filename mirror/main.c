/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-mirror, as `gainsay mirror` starts it: follows a channel's log,
 * judges every entry, and keeps a copy that any web server can serve. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/client/transport.h"
#include "mirror/filings.h"
#include "mirror/follow.h"
#include "mirror/promises.h"
#include "mirror/serve.h"
#include "mirror/tell.h"

#define EVERY_SECONDS 300
#define GROWTH_PERCENT 25

static const char help[] =
"usage: gainsay mirror --key VKEY --dir DIR [--once] [OPTION]... [URL]\n"
"Follows the log of the server at URL: holds each checkpoint against all that it\n"
"has seen, judges every new entry as 'gainsay audit' does, and keeps what\n"
"everybody may read in DIR/public, for any web server to serve. Goes on until it\n"
"is interrupted (SIGINT, SIGTERM), or looks once.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it; from\n"
"                       somewhere else than the channel\n"
GS_HELP_PLACE
"  --dir DIR            the mirror's folder; made if it is not there\n"
"  --once               look once, and end\n"
"  --cosign KEYFILE --name NAME\n"
"                       be a witness of that name, as union.example/witness: each\n"
"                       checkpoint is cosigned once its log was judged, and what\n"
"                       the operator's courier hands in, if it continues those\n"
"  --listen ADDR:PORT   serve DIR/public, and add-checkpoint for the courier, and\n"
"                       take filings that the operator refuses ('gainsay file\n"
"                       --submit FILING --mirror URL'); put a server for https://\n"
"                       before it\n"
"  --exercise           cosign an exercise by its own clock, which its server\n"
"                       tells; another channel is not followed then\n"
"  --every SECONDS      between two looks, 10 to 86400 (default 300)\n"
"  --command CMD        what it tells, it tells to this command of the shell too:\n"
"                       in GAINSAY_MESSAGE, its code in GAINSAY_EVENT, once each\n"
"  --mail ADDRESS       and by mail, through a program that takes 'sendmail -t'\n"
"  --sendmail PROGRAM   that program (default /usr/sbin/sendmail)\n"
"  --growth PERCENT     tell of a roll that grew by more (default 25)\n"
"  --promise FILE       what a server signed about an act, as 'gainsay promises\n"
"                       --evidence' writes it: it is put into DIR/promises; '-'\n"
"                       is standard input; may be given several times\n"
GS_HELP_READER
GS_HELP_WAY "\n"
"What was handed in it passes on to the server at each look; DIR/public/refused\n"
"names the memos that the log has not got two releases later. Promises in\n"
"DIR/promises, where its owner may put them while it runs too, are held against\n"
"the log.\n"
"It tells, once each, of a log that is refused or contradicts what was seen, of a\n"
"missed duty, a broken promise, a refused filing, a new charter, a roll that grew\n"
"oddly, and of a server that moved: it goes on at the old address until it is\n"
"started with the new one.\n"
"Exit codes: 0 there is nothing new to tell, 1 there is, or the log is refused,\n"
"2 nothing could be judged.\n";

struct run {
	struct gs_source source;
	struct gs_mirror *mirror;
	struct gs_mirror_filings *filings;
	struct gs_mirror_promises *promises;
	struct gs_mirror_server *server;
	struct gs_signer cosigner; /* secret */
	const char *key, *dir, *every, *place, *cosign, *name, *listen;
	const char *growth;
	struct gs_values given; /* promises */
	struct gs_mirror_teller teller;
	struct gs_mirror_clock clock;
	bool once;
	uint64_t seconds;
};

static void say_round(const struct run *r, const struct gs_mirror_round *round)
{
	struct gs_report said = {.text = ""};

	if (round->mended)
		gs_report_tell(&said, "mirror-mended", "something in {0} was "
		    "damaged, and was fetched and judged anew",
		    gs_say_text(r->dir));
	gs_verb_note(&said);
	if (!r->once && round->entries == round->before)
		return;

	gs_say_exercise(stdout,
	    gs_state_charter(gs_mirror_state(r->mirror))->exercise);
	printf("%llu entries judged, %llu of them new%s.\n",
	    (unsigned long long)round->entries,
	    (unsigned long long)(round->entries - round->before),
	    round->cosigned ? "; cosigned" : "");
	(void)fflush(stdout);
}

/* A refusal is told again if the log that is refused is another. */
static int tell_refusal(struct run *r, const struct gs_mirror_round *round,
    const struct gs_report *report)
{
	uint8_t hash[32];
	char name[80];
	struct gs_writer w = gs_writer_of(name, sizeof name);

	gs_host_sha256(hash, &round->later, 1);
	gs_write_text(&w, report->code);
	gs_write_text(&w, " ");
	gs_write_hex(&w, hash, 8);
	gs_write_u8(&w, 0);
	r->teller.about = r->place;
	int err = gs_mirror_tell(&r->teller, name, report);
	r->teller.about = NULL;
	if (!r->teller.news)
		gs_verb_report_at(r->place, report);
	return err;
}

/* An exercise has a time of its own: its last entry's. */
static int tell_news(struct run *r)
{
	const struct gs_state *state = gs_mirror_state(r->mirror);
	int64_t now = gs_state_at(state), clock = (int64_t)time(NULL);

	/* What witnesses have not cosigned may have been done in time. */
	if (!gs_state_charter(state)->exercise && clock > now &&
	    !gs_mirror_may_lack(r->mirror))
		now = clock;
	return gs_mirror_tell_state(&r->teller, state, now);
}

/* The old address may be gone for good; the log that is kept names the new. */
static void say_moved(const struct run *r)
{
	struct gs_report said = {.text = ""};

	if (gs_mirror_say_moved(&said, &r->teller,
	    gs_mirror_state(r->mirror)))
		gs_verb_note(&said);
}

/* What was handed in here, and promises, now that the log is known. */
static int look_at_filings(struct run *r)
{
	const struct gs_state *state = gs_mirror_state(r->mirror);
	struct gs_report report = {.text = ""};
	struct gs_mirror_filings_look look = {r->source.http, &r->teller,
	    (int64_t)time(NULL)};
	int err = GS_OK;

	/* An exercise has a clock of its own: it blames nobody in earnest. */
	if (gs_state_charter(state)->exercise)
		err = gs_source_clock(&look.now, &r->source);
	else if (look.now < gs_state_at(state))
		look.now = gs_state_at(state);
	if (err == GS_OK)
		err = gs_mirror_filings_look(r->filings, &report, &look);
	if (err == GS_OK)
		err = gs_mirror_promises_look(r->promises, &report,
		    &r->teller, look.now);
	gs_verb_report(&report);
	return err;
}

static int look_at_log(struct run *r)
{
	struct gs_mirror_round round;
	struct gs_report report = {.text = ""};

	r->teller.news = false;
	int64_t now = 0;
	int err = gs_mirror_now(&now, &report, &r->clock);
	if (err != GS_OK) {
		gs_verb_report_at(r->place, &report);
		return GS_ERR_IO;
	}

	err = gs_mirror_follow(r->mirror, &round, &report, now);
	if (err == GS_OK) {
		say_round(r, &round);
		err = tell_news(r);
		if (err == GS_OK)
			err = look_at_filings(r);
		return err == GS_OK && r->teller.news ? GS_ERR_RULE : err;
	}

	/* Who may not read has judged nothing. */
	if (gs_exit_code(err) == GS_EXIT_CANNOT || err == GS_ERR_DENIED) {
		gs_verb_report_at(r->place, &report);
		say_moved(r);
		return GS_ERR_IO;
	}
	int told = tell_refusal(r, &round, &report);
	return told == GS_OK ? err : told;
}

static int look_now(struct run *r)
{
	struct gs_report report = {.text = ""};

	int err = look_at_log(r);
	int renewed = gs_mirror_filings_renew(r->filings, &report);
	if (renewed == GS_OK)
		return err;
	gs_verb_report(&report);
	return err == GS_OK ? renewed : err;
}

/* False: it was told to end. */
static bool wait_for_next(const struct run *r, const sigset_t *ends)
{
	const struct timespec pause = {.tv_sec = (time_t)r->seconds};

	return sigtimedwait(ends, NULL, &pause) < 0;
}

/* Before there are threads: none of them is to be ended in its work. */
static void block_signals(sigset_t *ends)
{
	(void)sigemptyset(ends);
	(void)sigaddset(ends, SIGINT);
	(void)sigaddset(ends, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, ends, NULL);
	/* Nor by a reader of its output who went away. */
	(void)signal(SIGPIPE, SIG_IGN);
}

/* A server that does not answer now may later; the last look's answer is the
 * program's. */
static int look_on(struct run *r, const sigset_t *ends)
{
	int err = look_now(r);

	while (!r->once && wait_for_next(r, ends))
		err = look_now(r);
	return err;
}

static void print_witness(const struct gs_verifier *key)
{
	char text[512];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_verifier_write(&w, key);
	printf("Cosigns as %.*s\n", (int)w.len, text);
	(void)fflush(stdout);
}

static int read_cosigner(struct run *r, struct gs_report *report)
{
	struct gs_key_ring ring = {.passphrase = r->source.ring.passphrase};
	uint8_t secret[64];

	if ((r->cosign == NULL) != (r->name == NULL)) {
		gs_report_say(report, "mirror-cosign-how", "a witness gives "
		    "both --cosign KEYFILE and --name NAME");
		return GS_ERR_FORMAT;
	}
	if (r->cosign == NULL)
		return GS_OK;
	int err = gs_key_ring_secret(secret, &ring, report, r->cosign);
	if (err == GS_OK) {
		err = gs_signer_init_secret(&r->cosigner, r->name,
		    GS_KEY_COSIGNATURE, secret);
		if (err == GS_ERR_FORMAT)
			gs_report_tell(report, "mirror-witness-name", "'{0}' "
			    "is no name of a witness: 1 to {1} printable "
			    "characters of ASCII without space and '+'",
			    gs_say_text(r->name),
			    gs_say_number(GS_NOTE_NAME_MAX));
	}
	gs_host_wipe(secret, sizeof secret);
	gs_key_ring_wipe(&ring);
	if (err == GS_OK)
		print_witness(&r->cosigner.verifier);
	return err;
}

static int start_serving(struct run *r, struct gs_report *report)
{
	uint16_t port = 0;

	if (r->listen == NULL)
		return GS_OK;
	int err = gs_mirror_serve(&r->server, &port, report,
	    &(struct gs_mirror_service){r->mirror, r->filings,
	        r->source.key.name, r->listen, r->clock});
	if (err != GS_OK)
		return err;
	const char *colon = strrchr(r->listen, ':');
	printf("listening on http://%.*s:%u/\n", (int)(colon - r->listen),
	    r->listen, (unsigned)port);
	(void)fflush(stdout);
	return GS_OK;
}

static int follow_server(struct run *r, struct gs_report *report)
{
	struct gs_mirror_order order = {.dir = r->dir,
	    .log = &r->source.key, .fetch = gs_http_fetch,
	    .exercise = r->clock.exercise, .progress = gs_progress};

	gs_transport_on_wait(gs_waiting);
	int err = gs_source_reach(&r->source, report, r->place);
	if (err != GS_OK)
		return err;
	r->clock.place = gs_http_base(r->source.http);
	r->clock.way = &r->source.way;
	order.ctx = r->source.http;
	order.cosigner = r->cosign == NULL ? NULL : &r->cosigner;
	return gs_mirror_open(&r->mirror, report, &order);
}

static int open_teller(struct run *r, struct gs_report *report)
{
	r->teller.dir = r->dir;
	r->teller.place = r->place;
	if (r->teller.sendmail == NULL)
		r->teller.sendmail = "/usr/sbin/sendmail";
	return gs_mirror_tell_open(&r->teller, report);
}

/* All that were given, or the program does not start. */
static int open_promises(struct run *r, struct gs_report *report)
{
	int err = gs_mirror_promises_open(&r->promises, r->mirror, r->dir);

	for (size_t i = 0; err == GS_OK && i < r->given.count; i++)
		err = gs_mirror_promises_put(r->promises, report,
		    r->given.v[i]);
	return err;
}

static int open_mirror(struct run *r)
{
	struct gs_report report = {.text = ""};

	if (gs_source_key(&r->source.key, r->key) != GS_OK)
		return GS_ERR_IO;
	int err = read_cosigner(r, &report);
	if (err == GS_OK)
		err = follow_server(r, &report);
	if (err == GS_OK)
		err = open_teller(r, &report);
	if (err == GS_OK)
		err = gs_mirror_filings_open(&r->filings, &report, r->mirror,
		    r->dir);
	if (err == GS_OK)
		err = open_promises(r, &report);

	if (err == GS_OK)
		err = start_serving(r, &report);
	if (err != GS_OK)
		gs_verb_report(&report);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

static int read_growth(struct run *r)
{
	r->teller.growth = GROWTH_PERCENT;
	if (r->growth == NULL || gs_decimal_decode(&r->teller.growth,
	    r->growth, strlen(r->growth), 10000) == GS_OK)
		return -1;
	gs_verb_tell("mirror-growth", "'{0}' is no number of per cent from 0 "
	    "to 10000: by how much a roll may grow untold",
	    gs_say_text(r->growth));
	return gs_verb_misused();
}

static int read_every(struct run *r)
{
	r->seconds = EVERY_SECONDS;
	if (r->every == NULL || (gs_decimal_decode(&r->seconds, r->every,
	    strlen(r->every), 86400) == GS_OK && r->seconds >= 10))
		return -1;
	gs_verb_tell("mirror-every", "'{0}' is no number of seconds from 10 to "
	    "86400: how long to wait between two looks",
	    gs_say_text(r->every));
	return gs_verb_misused();
}

int main(int argc, char **argv)
{
	static struct run r;
	sigset_t ends;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(r.key),
		{.name = "dir", .value = &r.dir, .required = true},
		{.name = "once", .flag = &r.once},
		{.name = "exercise", .flag = &r.clock.exercise},
		{.name = "every", .value = &r.every},
		{.name = "cosign", .value = &r.cosign},
		{.name = "name", .value = &r.name},
		{.name = "listen", .value = &r.listen},
		{.name = "command", .value = &r.teller.command},
		{.name = "mail", .value = &r.teller.mail},
		{.name = "sendmail", .value = &r.teller.sendmail},
		{.name = "growth", .value = &r.growth},
		{.name = "promise", .values = &r.given},
		GS_OPTIONS_READER(r.source),
		GS_OPTIONS_WAY(r.source.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &r.place};

	gs_verb_begin("mirror");
	int code = gs_program_start("gainsay-mirror", argc, argv);
	if (code < 0)
		code = gs_options_read(&at, argc, argv, &usage);
	if (code < 0)
		code = read_every(&r);
	if (code < 0)
		code = read_growth(&r);
	if (code >= 0)
		return code;

	(void)umask(0022);
	if (!r.once)
		block_signals(&ends);
	int err = open_mirror(&r);
	if (err == GS_OK)
		err = look_on(&r, &ends);
	gs_mirror_serve_end(&r.server);
	gs_mirror_promises_close(&r.promises);
	gs_mirror_filings_close(&r.filings);
	gs_mirror_tell_close(&r.teller);
	gs_mirror_free(&r.mirror);
	gs_signer_wipe(&r.cosigner);
	gs_source_close(&r.source);
	return gs_verb_end(err);
}
