/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-courier, as `gainsay remind` and `gainsay courier` start it.  The
 * latter takes a log's checkpoints
 * to its witnesses, and their cosignatures to its server.  It has no secret. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "courier/remind.h"
#include "courier/round.h"
#include "lib/client/transport.h"

#define EVERY 5    /* seconds between two looks */
#define PATIENCE 20 /* seconds that a witness has */
#define FILE_MAX ((size_t)64 << 10)

static const char help[] =
"usage: gainsay courier --key VKEY --witnesses FILE [OPTION]... URL\n"
"Takes each new checkpoint of the server at URL to the witnesses in FILE, and\n"
"what they sign to the server, which publishes it. Goes on until it is\n"
"interrupted (SIGINT, SIGTERM), or looks once. It needs no secret, and runs\n"
"beside the server or anywhere else.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
GS_HELP_PLACE
"  --witnesses FILE     lines 'VKEY URL', one a witness of the charter: its key,\n"
"                       and the address under which it has add-checkpoint\n"
"  --log DIR            read the log in DIR, the channel's folder log/, where the\n"
"                       server does not show it to everybody\n"
"  --evidence FILE      keep there what the log's key has signed and the server's\n"
"                       log does not have: a second log, or a server put back\n"
"                       (default: contradiction)\n"
"  --once               look once, and end\n"
"  --every SECONDS      between two looks, 1 to 3600 (default: 5)\n"
GS_HELP_WAY "\n"
"Exit codes: 0 all witnesses have cosigned the newest checkpoint, 1 one has not,\n"
"2 the server did not answer.\n";

struct run {
	struct gs_courier courier;
	const char *key, *witnesses, *every, *place;
	bool once, gone;
	uint64_t seconds;
	uint8_t *list;
};

/* One line of the file: a key and an address. */
static int add_witness(struct run *r, const char *line, size_t len)
{
	struct gs_courier *c = &r->courier;
	struct gs_courier_witness *w = &c->witnesses[c->count];
	struct gs_report report = {.text = ""};
	const char *blank = memchr(line, ' ', len);
	size_t key = blank == NULL ? len : (size_t)(blank - line);
	size_t url = blank == NULL ? 0 : len - key - 1;

	if (c->count == GS_WITNESSES_MAX) {
		gs_verb_tell("courier-witnesses-many", "a charter has at most "
		    "{0} witnesses", gs_say_number(GS_WITNESSES_MAX));
		return GS_ERR_RANGE;
	}
	if (gs_verifier_parse(&w->key, line, key) != GS_OK ||
	    w->key.type != GS_KEY_COSIGNATURE || url == 0 ||
	    url >= sizeof w->base) {
		gs_report_tell(&report, "courier-witness-form", "'{0}' is not "
		    "a witness's verifier key, of the type cosignature/v1, "
		    "and its address",
		    gs_say_span((const uint8_t *)line, len));
		gs_verb_report_at(r->witnesses, &report);
		return GS_ERR_FORMAT;
	}

	memcpy(w->base, blank + 1, url);
	while (url > 0 && w->base[url - 1] == '/')
		w->base[--url] = '\0';
	int err = gs_address_check(&report, w->base, &c->way);
	gs_verb_report_at(r->witnesses, &report);
	c->count += err == GS_OK;
	return err;
}

static int read_addresses(struct run *r)
{
	size_t len = 0;

	int err = gs_cli_file_read(&r->list, &len, FILE_MAX, r->witnesses);
	const char *at = (const char *)r->list;
	while (err == GS_OK && len > 0) {
		const char *end = memchr(at, '\n', len);
		size_t line = end == NULL ? len : (size_t)(end - at);

		if (line > 0 && *at != '#')
			err = add_witness(r, at, line);
		line += end != NULL;
		at += line;
		len -= line;
	}
	if (err == GS_OK && r->courier.count == 0) {
		gs_verb_tell("courier-no-witness", "{0} names no witness",
		    gs_say_text(r->witnesses));
		err = GS_ERR_FORMAT;
	}
	return err;
}

/* The courier judges no entry, so that it does not follow one. */
static void say_where_to_ask(void)
{
	struct gs_report said = {.text = ""};

	gs_report_say(&said, "courier-server-gone", "if the channel's server "
	    "has moved, its log says where to (\"gainsay moved\"), and a "
	    "mirror of it tells: start the courier with the new address as "
	    "its URL");
	gs_verb_note(&said);
}

static int go_round(struct run *r)
{
	struct gs_report report = {.text = ""};

	int err = gs_courier_round(&r->courier, &report, (int64_t)time(NULL));
	if (err == GS_ERR_RULE)
		return err;
	gs_verb_report_at(r->place, &report);
	if (err != GS_OK && !r->gone)
		say_where_to_ask();
	r->gone = err != GS_OK;
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

static bool pause_before_next(const struct run *r, const sigset_t *ends)
{
	const struct timespec pause = {.tv_sec = (time_t)r->seconds};

	return sigtimedwait(ends, NULL, &pause) < 0;
}

static int go_on(struct run *r)
{
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	int err = go_round(r);
	while (pause_before_next(r, &ends))
		err = go_round(r);
	return err;
}

static int read_pause(struct run *r)
{
	r->seconds = EVERY;
	if (r->every == NULL || (gs_decimal_decode(&r->seconds, r->every,
	    strlen(r->every), 3600) == GS_OK && r->seconds >= 1))
		return -1;
	gs_verb_tell("courier-every", "'{0}' is no number of seconds from 1 to "
	    "3600: how long to wait between two looks", gs_say_text(r->every));
	return gs_verb_misused();
}

static int run_courier(struct run *r)
{
	struct gs_courier *c = &r->courier;
	struct gs_report report = {.text = ""};

	c->seconds = PATIENCE;
	if (c->evidence == NULL)
		c->evidence = "contradiction";
	int err = gs_source_key(&c->log, r->key);
	if (err == GS_OK)
		err = read_addresses(r);
	if (err == GS_OK) {
		err = gs_http_open(&c->server, &report, r->place, &c->way);
		gs_verb_report_at(r->place, &report);
	}
	if (err != GS_OK)
		return GS_ERR_IO;
	err = r->once ? go_round(r) : go_on(r);
	if (err == GS_ERR_RULE)
		gs_verb_answered();
	return err;
}

static int carry_checkpoints(int argc, char **argv)
{
	static struct run r;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(r.key),
		{.name = "witnesses", .value = &r.witnesses, .required = true},
		{.name = "log", .value = &r.courier.dir},
		{.name = "evidence", .value = &r.courier.evidence},
		{.name = "once", .flag = &r.once},
		{.name = "every", .value = &r.every},
		GS_OPTIONS_WAY(r.courier.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &r.place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code < 0)
		code = read_pause(&r);
	if (code >= 0)
		return code;

	int err = run_courier(&r);
	gs_courier_clear(&r.courier);
	free(r.list);
	return gs_verb_end(err);
}

int main(int argc, char **argv)
{
	bool reminds = argc > 1 && strcmp(argv[1], "remind") == 0;

	gs_verb_begin(reminds ? "remind" : "courier");
	int code = gs_program_start("gainsay-courier", argc, argv);
	gs_transport_on_wait(gs_waiting);
	if (code >= 0)
		return code;
	return reminds ? gs_courier_remind(argc - 1, argv + 1) :
	    carry_checkpoints(argc, argv);
}
