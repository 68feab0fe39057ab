/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay serve: a channel's server, in the foreground. */
#include "cli/verbs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/source.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "server/server.h"

static const char help[] =
    "usage: gainsay serve [--listen ADDR:PORT] [--clock CLOCK] DIR\n"
    "\n"
    "Serves the channel in DIR until it is interrupted (SIGINT, SIGTERM); then\n"
    "finishes what waits and ends.\n"
    "\n"
    "  --listen ADDR:PORT   where to listen, numbers only; port 0 takes any\n"
    "                       free one (default " GS_SERVER_LISTEN ")\n"
    "  --clock simulated    for an exercise: the time of the last entry, moved\n"
    "                       by POST /exercise/clock alone\n"
    "  --clock simulated:2023-11-03T14:00:00Z\n"
    "                       the same, starting then\n"
    "  --clock trusted      the system's clock is right, though it is a day\n"
    "                       before or a year after the last entry\n"
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

/* SIGINT and SIGTERM, blocked in every thread that starts from here on and
 * taken by sigwait. */
static int hold_signals(sigset_t *stop)
{
	(void)sigemptyset(stop);
	(void)sigaddset(stop, SIGINT);
	(void)sigaddset(stop, SIGTERM);
	if (pthread_sigmask(SIG_BLOCK, stop, NULL) != 0 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return GS_ERR_IO;
	return GS_OK;
}

static void announce(const char *listen, uint16_t port)
{
	const char *colon = strrchr(listen, ':');
	(void)printf("listening on http://%.*s:%u/\n", (int)(colon - listen),
	    listen, (unsigned)port);
	(void)fflush(stdout);
}

int gs_cli_serve(int argc, char **argv)
{
	const char *listen = NULL, *clock = NULL;
	const struct gs_option table[] = {
	    {.name = "listen", .value = &listen},
	    {.name = "clock", .value = &clock}};
	struct gs_server_options options = {.listen = GS_SERVER_LISTEN};
	struct gs_server *server = NULL;
	struct gs_report report = {""};
	sigset_t stop;
	int at = 0, caught = 0;
	int code = gs_options(&at, argc, argv, table, 2, 1, 1, help);
	if (code >= 0)
		return code;
	options.dir = argv[at];
	if (listen != NULL)
		options.listen = listen;
	if (clock != NULL && parse_clock(&options, clock) != GS_OK) {
		(void)fprintf(stderr, "gainsay serve: --clock %s: write "
		    "simulated, simulated:2023-11-03T14:00:00Z or trusted\n",
		    clock);
		return GS_EXIT_CANNOT;
	}
	int err = gs_host_start();
	if (err == GS_OK)
		err = hold_signals(&stop);
	if (err == GS_OK)
		err = gs_server_start(&server, &options, &report);
	if (err != GS_OK) {
		(void)fprintf(stderr, "gainsay serve: %s\n", report.text[0] ?
		    report.text : gs_strerror(err));
		return GS_EXIT_CANNOT;
	}
	announce(options.listen, gs_server_port(server));
	gs_say_exercise_of(stdout, options.dir);
	(void)fflush(stdout);
	while (sigwait(&stop, &caught) != 0)
		continue;
	gs_server_stop(&server);
	return GS_EXIT_OK;
}
