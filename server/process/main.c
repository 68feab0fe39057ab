/* SPDX-License-Identifier: Apache-2.0 */
/* gainsayd, as `gainsay serve` starts it: a channel's server, in the
 * foreground. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/transfer.h"
#include "cli/common/exercise.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/listen.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "server/back/back.h"
#include "server/back/elsewhere.h"
#include "server/front/sign_on.h"
#include "server/node/list.h"
#include "server/process/follower.h"
#include "server/process/front.h"
#include "server/process/pair.h"
#include "server/process/sandbox.h"
#include "server/wire/journal.h"

/* Where `gainsay serve` leaves what a copy's URL has. */
#define FOUND "/proc/self/fd/"

static const char help[] =
    "usage: gainsay serve [--listen ADDR:PORT] [--clock CLOCK] [--keys FOLDER]\n"
    "           [--sign-on ADDR] [--copy PLACE]... [--restored-at SIZE]\n"
    "           [--take-lead [--without-inbox]] DIR\n"
    "       gainsay serve --check [OPTION]... DIR\n"
    "       gainsay serve --follow [--keys FOLDER] DIR\n"
    "       gainsay serve --node-key DIR\n"
    "\n"
    "Serves the channel in DIR until it is interrupted (SIGINT, SIGTERM); then\n"
    "finishes what waits and ends.  One process takes requests, another has the\n"
    "keys, each in a sandbox; without Landlock and seccomp it does not start.\n"
    "\n"
    "  --listen ADDR:PORT   where to listen, numbers only; port 0 takes any\n"
    "                       free one (default " GS_SERVER_LISTEN ")\n"
    "  --listen systemd     at the one socket that systemd hands on\n"
    "  --keys FOLDER        its own keys are there (log, enrol, promise), as from\n"
    "                       systemd's credentials, and not in DIR/keys\n"
    "  --sign-on ADDR       where the organisation's proxy connects from, and\n"
    "                       nothing else: it names who signed in there, and they\n"
    "                       get their enrolment code (docs/SERVER.md)\n"
    "  --clock simulated    for an exercise: the time of the last entry, moved\n"
    "                       by POST /exercise/clock alone, with the key in\n"
    "                       DIR/keys/clock.key\n"
    "  --clock simulated:2023-11-03T14:00:00Z\n"
    "                       the same, starting then\n"
    "  --clock trusted      the system's clock is right, though it is a day\n"
    "                       before or a year after the last entry\n"
    "  --copy PLACE         a copy of the log, DIR or URL: a mirror, a witness;\n"
    "                       it must not have entries that DIR lacks\n"
    "  --restored-at SIZE   DIR was moved, or restored from a backup, and nobody\n"
    "                       has seen more than SIZE entries of the log\n"
    "  --take-lead          the log is in a database, and the node that led it has\n"
    "                       ended for good: this one leads (docs/SCALING.md)\n"
    "  --without-inbox      then also a node that may lack acts that were promised\n"
    "                       a place: those promises are broken\n"
    "  --follow             serves nothing: keeps what waits as the node has it\n"
    "                       that leads, and ends when that does\n"
    "  --node-key           prints this node's key, for the file DIR/nodes, and\n"
    "                       makes DIR/keys/node.key if there is none\n"
    "  --check              serves nothing: says whether it could with these\n"
    "                       options; reads the whole log, and looks at keys,\n"
    "                       database, sealed files, tiles and snapshot\n"
    "  --log LEVEL          say errors alone (error), what somebody has to look\n"
    "                       at (warning), what is right again (notice), or\n"
    "                       requests too, without who made them (info, the default)\n"
    "  --sandbox required   the default\n"
    "  --sandbox none       without: whoever breaks into either process has all\n"
    "                       that this user may do\n"
    "  --help               this text\n";

static int parse_clock(struct gs_server_options *out, const char *text)
{
	static const char word[] = "simulated";
	size_t len = sizeof word - 1;

	out->trusted = strcmp(text, "trusted") == 0;
	if (out->trusted)
		return GS_OK;
	if (strncmp(text, word, len) != 0)
		return GS_ERR_FORMAT;

	out->simulated = true;
	out->simulated_start = 0;
	if (text[len] == '\0')
		return GS_OK;
	if (text[len] != ':')
		return GS_ERR_FORMAT;
	return gs_time_parse(&out->simulated_start, text + len + 1,
	    strlen(text + len + 1));
}

static int read_sandbox(struct gs_server_options *out, const char *text)
{
	out->sandboxed = text == NULL || strcmp(text, "required") == 0;
	if (out->sandboxed || strcmp(text, "none") == 0)
		return GS_OK;
	gs_verb_tell("sandbox-unknown", "there is no sandbox '{0}'; write "
	    "--sandbox required or none", gs_say_text(text));
	return GS_ERR_FORMAT;
}

static int limit_log(const char *text)
{
	if (text == NULL || gs_journal_limit(text) == GS_OK)
		return GS_OK;
	gs_verb_tell("log-level-unknown", "there is no level '{0}'; write "
	    "--log error, warning, notice or info", gs_say_text(text));
	return GS_ERR_FORMAT;
}

static void say_address(const char *listen, uint16_t port)
{
	const char *colon = strrchr(listen, ':');

	(void)printf("listening on http://%.*s:%u/\n", (int)(colon - listen),
	    listen, (unsigned)port);
	(void)fflush(stdout);
}

/* Until it is told to stop, or its other process ends. */
static int run_server(const struct gs_server_options *options)
{
	struct gs_pair *pair = NULL;
	struct gs_report report = {.text = ""};
	const char *listen = options->listen != NULL ? options->listen :
	    GS_SERVER_LISTEN;
	int code = GS_EXIT_OK;

	int err = gs_pair_start(&pair, options, &report);
	if (err != GS_OK) {
		if (report.text[0] == '\0')
			gs_report_tell(&report, "server-unstarted",
			    "the server cannot start: {0}",
			    gs_say_text(gs_strerror(err)));
		gs_journal_mark(GS_LEVEL_ERROR);
		gs_verb_report(&report);
		return GS_EXIT_CANNOT;
	}

	if (!gs_listen_is_local(listen)) {
		gs_journal_mark(GS_LEVEL_WARNING);
		gs_verb_tell("served-in-clear", "WARNING: {0} is reached from "
		    "other machines, and this server does not encrypt: a web "
		    "server that does is to stand in front of it "
		    "(docs/SERVER.md, \"HTTPS\"), and nobody is to get past "
		    "that", gs_say_text(listen));
	}
	say_address(listen, gs_pair_port(pair));
	gs_say_exercise_of(stdout, options->dir);
	(void)fflush(stdout);

	if (gs_pair_run(pair, &report) != GS_OK) {
		gs_journal_mark(GS_LEVEL_ERROR);
		gs_verb_report(&report);
		code = GS_EXIT_NO;
	}
	gs_pair_stop(&pair);
	return code;
}

/* Of a URL what `gainsay serve` found there, as URL=FILE: this program is no
 * client.  The URL alone is left in *place.  Read before the server shuts
 * itself off. */
static int read_copied_note(uint8_t *out, size_t *len,
    struct gs_report *report, char *place)
{
	char *file = strrchr(place, '=');
	uint8_t *note = NULL;

	if (!gs_file_is_url(place))
		return gs_tiles_fetch_dir(place, report, out, len, GS_NOTE_MAX,
		    "log/checkpoint");
	if (file == NULL || strncmp(file + 1, FOUND, strlen(FOUND)) != 0) {
		gs_report_say(report, "copy-unasked", "'gainsay serve' asks "
		    "it before the server starts, and had no answer");
		return GS_ERR_UNKNOWN;
	}

	*file = '\0';
	int err = gs_file_read(&note, len, GS_NOTE_MAX, file + 1, report);
	if (err == GS_OK)
		memcpy(out, note, *len);
	free(note);
	return err;
}

static void tell_silent(const char *place, const struct gs_report *why,
    int err)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "copy-silent", "{0} does not say what it has of "
	    "the log: {1}", gs_say_text(place), gs_say_text(
	        why->text[0] != '\0' ? why->text : gs_strerror(err)));
	gs_verb_note(&said);
}

static int ask_copies(struct gs_elsewhere *out, const struct gs_values *places)
{
	if (places->count > GS_ELSEWHERE_MAX)
		return GS_ERR_RANGE;
	for (size_t i = 0; i < places->count; i++) {
		struct gs_report why = {.text = ""};
		uint8_t *note = malloc(GS_NOTE_MAX);
		char *place = strdup(places->v[i]);
		size_t len = 0;

		out->places[i] = place;
		out->notes[i] = (struct gs_span){note, 0};
		out->count = i + 1;
		if (note == NULL || place == NULL)
			return GS_ERR_MEMORY;

		int err = read_copied_note(note, &len, &why, place);
		if (err == GS_OK)
			out->notes[i].len = len;
		else
			tell_silent(place, &why, err);
	}
	return GS_OK;
}

static void free_copies(struct gs_elsewhere *elsewhere)
{
	for (size_t i = 0; i < elsewhere->count; i++) {
		free((void *)(uintptr_t)elsewhere->places[i]);
		free((void *)(uintptr_t)elsewhere->notes[i].ptr);
	}
	elsewhere->count = 0;
}

static int read_restored_at(struct gs_elsewhere *e, const char *text)
{
	e->has_size = text != NULL;
	if (text == NULL || gs_decimal_decode(&e->size, text, strlen(text),
	        INT64_MAX) == GS_OK)
		return GS_OK;
	gs_verb_tell("restored-at-form", "--restored-at is a number of "
	    "entries, not '{0}'", gs_say_text(text));
	return GS_ERR_FORMAT;
}

static int read_sign_on(struct gs_server_options *out, const char *text)
{
	struct gs_sign_on parsed;

	out->sign_on = text;
	if (text == NULL || (text[0] != '\0' &&
	    gs_sign_on_parse(&parsed, text) == GS_OK))
		return GS_OK;
	gs_verb_tell("sign-on-form", "--sign-on is the one address from which "
	    "the organisation's proxy connects, as 127.0.0.3 or ::1, not "
	    "'{0}'", gs_say_text(text));
	return GS_ERR_FORMAT;
}

/* One who checks is handed nothing. */
static int read_listen(struct gs_server_options *out, const char *text,
    bool check)
{
	static char where[GS_LISTEN_TEXT_MAX];
	struct gs_report report = {.text = ""};

	out->listen = text;
	if (text == NULL || strcmp(text, "systemd") != 0)
		return GS_OK;
	out->listen = NULL;
	if (check)
		return GS_OK;

	int err = gs_listen_inherit(&out->listen_fd, where, &report);
	if (err == GS_OK)
		out->listen = where;
	gs_verb_report(&report);
	return err;
}

/* Beside serving, what this program may be asked for. */
struct wish {
	bool check, follow, node_key;
};

static int read_options(struct gs_server_options *out, struct wish *wish,
    struct gs_elsewhere *elsewhere, int argc, char **argv)
{
	const char *listen = NULL, *clock = NULL, *sandbox = NULL;
	const char *restored = NULL, *sign_on = NULL, *log = NULL;
	static struct gs_values copies;
	const struct gs_option table[] = {
	    {.name = "check", .flag = &wish->check},
	    {.name = "follow", .flag = &wish->follow},
	    {.name = "node-key", .flag = &wish->node_key},
	    {.name = "copy", .values = &copies},
	    {.name = "restored-at", .value = &restored},
	    {.name = "take-lead", .flag = &out->take_lead},
	    {.name = "without-inbox", .flag = &out->without_inbox},
	    {.name = "listen", .value = &listen},
	    {.name = "log", .value = &log},
	    {.name = "keys", .value = &out->keys},
	    {.name = "sign-on", .value = &sign_on},
	    {.name = "clock", .value = &clock},
	    {.name = "sandbox", .value = &sandbox}};
	int at = 0;

	const struct gs_usage usage = {.help = help, GS_OPTIONS(table),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	out->dir = argv[at];
	out->progress = gs_progress_shown() ? gs_progress : NULL;
	out->elsewhere = elsewhere;
	if (read_restored_at(elsewhere, restored) != GS_OK ||
	    read_listen(out, listen, wish->check || wish->follow) != GS_OK ||
	    read_sign_on(out, sign_on) != GS_OK)
		return GS_EXIT_CANNOT;
	if (clock != NULL && parse_clock(out, clock) != GS_OK) {
		gs_verb_tell("clock-unknown", "there is no clock '{0}'; write "
		    "--clock simulated, simulated:2023-11-03T14:00:00Z or "
		    "trusted", gs_say_text(clock));
		return GS_EXIT_CANNOT;
	}
	if (read_sandbox(out, sandbox) != GS_OK || limit_log(log) != GS_OK)
		return GS_EXIT_CANNOT;
	int err = ask_copies(elsewhere, &copies);
	if (err == GS_ERR_RANGE)
		gs_verb_tell("copies-not-asked", "at most {0} copies can be "
		    "asked", gs_say_number(GS_ELSEWHERE_MAX));
	return err == GS_OK ? -1 : gs_verb_end(err);
}

/* What the kernel and others on this machine would say to a start. */
static int check_machine(const struct gs_server_options *options,
    struct gs_report *report)
{
	uint16_t port = 0;
	int fd = -1;

	int err = options->sandboxed ? gs_sandbox_check(report) : GS_OK;
	if (err == GS_OK && options->listen != NULL)
		err = gs_listen(&fd, &port, options->listen, report);
	if (fd >= 0)
		(void)close(fd);
	return err;
}

/* Everything that a start of a long log leaves for later, and what the snapshot
 * says beside what the log says. */
static int check_channel(const struct gs_server_options *options)
{
	struct gs_back_options back = {.dir = options->dir,
	    .keys = options->keys, .progress = options->progress,
	    .only_read = true};
	struct gs_report report = {.text = ""};

	int err = check_machine(options, &report);
	if (err == GS_OK)
		err = gs_back_connect(&back.log, options->dir, &report);
	if (err == GS_OK)
		err = gs_back_check_channel(&back, &report);
	if (err == GS_OK) {
		(void)printf("%s: database, sealed files, tiles and snapshot "
		    "are what the log says\n", options->dir);
		return GS_EXIT_OK;
	}
	if (report.text[0] == '\0')
		gs_report_tell(&report, "channel-not-checked",
		    "{0}: cannot be checked: {1}", gs_say_text(options->dir),
		    gs_say_text(gs_strerror(err)));
	gs_verb_report(&report);
	return err == GS_ERR_CORRUPT ? GS_EXIT_NO : GS_EXIT_CANNOT;
}

static void say_follows(void)
{
	(void)printf("follows: it has all that waits\n");
	(void)fflush(stdout);
}

static int run_follower(const struct gs_server_options *options)
{
	struct gs_report report = {.text = ""};

	int err = options->sandboxed ? gs_sandbox_check(&report) : GS_OK;
	if (err == GS_OK)
		err = gs_follower_run(options, say_follows, &report);
	if (report.text[0] == '\0')
		gs_report_tell(&report, "follower-unstarted", "{0}: cannot "
		    "follow: {1}", gs_say_text(options->dir),
		    gs_say_text(gs_strerror(err)));
	gs_journal_mark(GS_LEVEL_ERROR);
	gs_verb_report(&report);
	return GS_EXIT_CANNOT;
}

static int print_node_key(const struct gs_server_options *options)
{
	struct gs_report report = {.text = ""};
	uint8_t open[32];
	char text[65] = {0};
	struct gs_writer w = gs_writer_of(text, sizeof text - 1);

	int err = gs_node_key_make(open, options->dir, &report);
	gs_verb_report(&report);
	if (err != GS_OK)
		return GS_EXIT_CANNOT;
	gs_write_hex(&w, open, sizeof open);
	(void)printf("%s\n", text);
	return GS_EXIT_OK;
}

int main(int argc, char **argv)
{
	struct gs_server_options options = {.program = "/proc/self/exe"};
	static struct gs_elsewhere elsewhere;
	struct wish wish = {.check = false};

	/* What everybody may read is so whatever was set before; all else has
	 * modes of its own. */
	(void)umask(0022);
	gs_verb_begin("serve");
	int code = gs_program_start("gainsayd", argc, argv);
	if (code >= 0)
		return code;
	/* One proof does not take every processor from the other requests. */
	gs_host_set_workers(1);
	if (argc > 1 && strcmp(argv[1], GS_FRONT_WORD) == 0 &&
	    gs_front_serve(argc - 2, argv + 2) != GS_OK) {
		gs_verb_tell("front-by-hand", "{0} is for the server itself; "
		    "a directory of this name is written ./{0}",
		    gs_say_text(GS_FRONT_WORD));
		return GS_EXIT_CANNOT;
	}

	if (argc > 1 && strcmp(argv[1], GS_TRANSFER_WORD) == 0) {
		gs_verb_begin("transfer");
		return gs_transfer_log(argc - 1, argv + 1);
	}

	code = read_options(&options, &wish, &elsewhere, argc, argv);
	if (code >= 0)
		return code;
	if (wish.check)
		return check_channel(&options);
	if (wish.node_key)
		return print_node_key(&options);
	if (!options.sandboxed) {
		gs_journal_mark(GS_LEVEL_WARNING);
		gs_verb_say("sandbox-waived", "WARNING: no sandbox (--sandbox "
		    "none): whoever breaks into a process of this server has "
		    "all that its user may do");
	}

	code = wish.follow ? run_follower(&options) : run_server(&options);
	free_copies(&elsewhere);
	(void)fflush(NULL);
	/* What tools hook into exit may be what the sandbox forbids. */
	_exit(code);
}
