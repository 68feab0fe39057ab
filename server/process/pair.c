/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/listen.h"
#include "server/process/pair.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/back/back.h"
#include "server/gate/gate.h"
#include "server/node/door.h"
#include "server/process/ends.h"
#include "server/process/front.h"
#include "server/process/sandbox.h"
#include "server/wire/back_end.h"
#include "server/wire/wire.h"

#define STOP_SECONDS 60 /* for a front that does not end */

struct gs_pair {
	struct gs_server_options options;
	uint16_t port;
	struct gs_ends back;
	pid_t child;
	bool child_runs;
	int status; /* of the child, when it has ended */
	sigset_t signals;
	struct gs_nodes nodes;
	struct gs_door *door;
	struct gs_back *keeper;
	struct gs_gate *gate;
	struct gs_back_end *wire;
};

static int hold_signals(struct gs_pair *pair)
{
	(void)sigemptyset(&pair->signals);
	(void)sigaddset(&pair->signals, SIGINT);
	(void)sigaddset(&pair->signals, SIGTERM);
	(void)sigaddset(&pair->signals, SIGCHLD);

	/* Ignored, as a caller may leave it, it would never come. */
	if (signal(SIGCHLD, SIG_DFL) == SIG_ERR ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    pthread_sigmask(SIG_BLOCK, &pair->signals, NULL) != 0)
		return GS_ERR_IO;
	return GS_OK;
}

/* Where other nodes come, if there are any. */
static int open_door(struct gs_pair *pair, struct gs_report *report)
{
	const struct gs_server_options *o = &pair->options;

	int err = gs_nodes_load(&pair->nodes, o->dir, o->keys, report);
	if (err != GS_OK || pair->nodes.count == 0)
		return err;
	return gs_door_open(&pair->door, &pair->nodes, report);
}

static int start_back(struct gs_pair *pair, struct gs_report *report)
{
	const struct gs_server_options *o = &pair->options;
	struct gs_back_options back = {.dir = o->dir,
	    .simulated = o->simulated, .simulated_start = o->simulated_start,
	    .keys = o->keys, .trusted = o->trusted, .whole_max = o->whole_max,
	    .elsewhere = o->elsewhere,
	    .take_lead = o->take_lead, .without_inbox = o->without_inbox,
	    .progress = o->progress};

	int err = gs_back_connect(&back.log, o->dir, report);
	if (err == GS_OK)
		err = open_door(pair, report);
	if (err != GS_OK)
		return err;
	if (pair->door != NULL) {
		back.nodes = &pair->nodes;
		back.door = pair->door;
	}
	err = o->sandboxed ? gs_sandbox_enter(pair->door != NULL ?
	    GS_SANDBOX_LEADER : GS_SANDBOX_BACK, o->dir, o->keys, report) :
	    GS_OK;
	if (err == GS_OK)
		err = gs_back_start(&pair->keeper, &back, report);
	if (err == GS_OK)
		err = gs_gate_start(&pair->gate, gs_back_way(pair->keeper));
	if (err != GS_OK)
		return err;

	int link = pair->back.link;
	pair->back.link = -1; /* taken */
	return gs_back_end_start(&pair->wire, link, gs_gate_way(pair->gate));
}

/* Waits until the front has ended, at most so long. */
static bool reap_front(struct gs_pair *pair, time_t seconds)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	struct timespec now = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	time_t end = now.tv_sec + seconds;

	while (pair->child_runs) {
		if (waitpid(pair->child, &pair->status, WNOHANG) != 0)
			pair->child_runs = false;
		else if (now.tv_sec > end)
			break;
		else
			(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &pause,
			    NULL);
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
	}
	return !pair->child_runs;
}

static void tell_end(const struct gs_pair *pair, struct gs_report *report)
{
	int signal = WIFSIGNALED(pair->status) ? WTERMSIG(pair->status) : 0;

	if (signal == SIGSYS)
		gs_report_tell(report, "front-forbidden", "the process that "
		    "takes requests was ended by signal {0} ({1}): it did "
		    "what its sandbox forbids; was it broken into?",
		    gs_say_number((uint64_t)signal),
		    gs_say_text(strsignal(signal)));
	else if (signal != 0)
		gs_report_tell(report, "front-killed", "the process that "
		    "takes requests was ended by signal {0} ({1})",
		    gs_say_number((uint64_t)signal),
		    gs_say_text(strsignal(signal)));
	else
		gs_report_tell(report, "front-ended", "the process that takes "
		    "requests ended by itself (exit {0})",
		    gs_say_number((uint64_t)WEXITSTATUS(pair->status)));
}

/* Lets the front begin, and hears from it whether it serves. */
static int begin_serving(struct gs_pair *pair, struct gs_report *report)
{
	char why[sizeof report->text] = "";
	size_t len = 0;

	if (send(pair->back.control, "", 1, MSG_NOSIGNAL) != 1)
		return GS_ERR_IO;
	int err = gs_frame_await(&len, pair->back.control, sizeof why - 1);
	if (err == GS_OK)
		err = gs_frame_receive(why, pair->back.control, len);

	if (err != GS_OK && reap_front(pair, STOP_SECONDS))
		tell_end(pair, report);
	if (err != GS_OK || len == 0)
		return err == GS_OK ? GS_OK : GS_ERR_IO;
	gs_report_tell(report, "front-refused", "{0}", gs_say_text(why));
	return GS_ERR_UNKNOWN;
}

static int open_socket(int *fd, struct gs_pair *pair,
    struct gs_report *report)
{
	const struct gs_server_options *o = &pair->options;

	if (o->listen_fd == 0)
		return gs_listen(fd, &pair->port, o->listen == NULL ?
		    GS_SERVER_LISTEN : o->listen, report);
	*fd = o->listen_fd;
	return gs_listen_port(&pair->port, *fd);
}

static int make_front(struct gs_pair *pair, struct gs_report *report)
{
	const struct gs_server_options *o = &pair->options;
	struct gs_front_seat seat = {.program = o->program, .dir = o->dir,
	    .sign_on = o->sign_on == NULL ? "" : o->sign_on,
	    .sandboxed = o->sandboxed};

	gs_ends_clear(&seat.ends);
	int err = open_socket(&seat.ends.listen, pair, report);
	if (err == GS_OK)
		err = gs_ends_connect(&seat.ends, &pair->back);
	if (err == GS_OK)
		err = gs_front_execute(&pair->child, &seat);

	pair->child_runs = err == GS_OK;
	gs_ends_close(&seat.ends);
	return err;
}

int gs_pair_start(struct gs_pair **out,
    const struct gs_server_options *options, struct gs_report *report)
{
	struct gs_pair *pair = calloc(1, sizeof *pair);
	if (pair == NULL)
		return GS_ERR_MEMORY;
	pair->options = *options;
	gs_ends_clear(&pair->back);

	int err = options->sandboxed ? gs_sandbox_check(report) : GS_OK;
	if (err == GS_OK)
		err = hold_signals(pair);
	if (err == GS_OK)
		err = make_front(pair, report);
	if (err == GS_OK)
		err = start_back(pair, report);
	if (err == GS_OK)
		err = begin_serving(pair, report);

	if (err == GS_OK) {
		*out = pair;
		pair = NULL;
	}
	gs_pair_stop(&pair);
	return err;
}

uint16_t gs_pair_port(const struct gs_pair *pair)
{
	return pair->port;
}

int gs_pair_run(struct gs_pair *pair, struct gs_report *report)
{
	int caught = 0;

	while (caught != SIGINT && caught != SIGTERM) {
		if (sigwait(&pair->signals, &caught) != 0)
			caught = 0;
		if (caught == SIGCHLD && reap_front(pair, 0)) {
			tell_end(pair, report);
			return GS_ERR_IO;
		}
	}

	close(pair->back.control);
	pair->back.control = -1;
	if (!reap_front(pair, STOP_SECONDS)) {
		gs_report_tell(report, "front-endless", "the process that "
		    "takes requests has not ended within {0} seconds; it ends "
		    "with this one", gs_say_number(STOP_SECONDS));
		return GS_ERR_IO;
	}
	return GS_OK;
}

void gs_pair_stop(struct gs_pair **out)
{
	struct gs_pair *pair = *out;
	if (pair == NULL)
		return;

	gs_ends_close(&pair->back);
	(void)reap_front(pair, STOP_SECONDS);
	gs_back_end_stop(&pair->wire);
	gs_gate_stop(&pair->gate);
	gs_back_stop(&pair->keeper);
	gs_host_wipe(&pair->nodes, sizeof pair->nodes);
	free(pair);
	*out = NULL;
}
