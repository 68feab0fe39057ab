/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay metrics: what a channel's machine is like, for monitoring, at a local
 * socket.  It is no part of the server and asks it nothing: what it could tell
 * is what the log's readers have. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/gauges.h"
#include "admin/local.h"
#include "admin/verbs.h"
#include "cli/common/options.h"

static const char help[] =
"usage: gainsay metrics --listen SOCKET [OPTION]... DIR\n"
"Answers GET /metrics at a local socket, of mode 660, in Prometheus' text form,\n"
"until it is interrupted: entries and checkpoints of the channel in DIR, its\n"
"witnesses, its roll, the end of its calendar and room on the disk. Of DIR it\n"
"reads log, roll and vkey alone. Nothing that it tells moves with an act before\n"
"that is released (docs/SERVER.md, \"Watching\").\n\n"
"  --listen SOCKET      the file that becomes the socket\n"
"  --certificate FILE   the one that the web server in front shows, in PEM\n"
"  --notices DIR        where 'gainsay remind --dir' keeps its queue\n"
"  --key VKEY           the channel's key (default: DIR/vkey)\n";

static void answer_all(int listen, struct gs_gauges *g)
{
	for (;;) {
		int fd = gs_local_take(listen);
		size_t len = 0;
		if (fd < 0)
			continue;
		bool asked = gs_local_asks(fd, "/metrics");
		char *text = asked ? gs_gauges_write(&len, g) : NULL;

		if (text != NULL)
			gs_local_answer(fd, "200 OK", "text/plain; "
			    "version=0.0.4; charset=utf-8", text, len);
		else
			gs_local_answer(fd, asked ? "500 Internal Server Error"
			    : "404 Not Found", "text/plain", "", 0);
		free(text);
		(void)close(fd);
	}
}

int gs_admin_metrics(int argc, char **argv)
{
	struct gs_gauges *g = calloc(1, sizeof *g);
	struct gs_report report = {.text = ""};
	const char *listen = NULL;
	int at = 0, fd = -1;
	if (g == NULL)
		return gs_verb_end(GS_ERR_MEMORY);
	const struct gs_option options[] = {
		{.name = "listen", .value = &listen, .required = true},
		{.name = "certificate", .value = &g->look.certificate},
		{.name = "notices", .value = &g->look.notices},
		{.name = "key", .value = &g->key}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code < 0) {
		g->look.dir = argv[at];
		int err = gs_gauges_open(g);

		if (err == GS_OK)
			err = gs_local_listen(&fd, listen, &report);
		if (err == GS_OK)
			answer_all(fd, g);
		gs_verb_report(&report);
		code = gs_verb_end(err);
	}
	gs_gauges_close(g);
	free(g);
	return code;
}
