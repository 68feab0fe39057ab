/* SPDX-License-Identifier: Apache-2.0 */
#include "server/process/pair.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/back/back.h"
#include "server/wire/back_end.h"
#include "server/front/front.h"
#include "server/gate/gate.h"
#include "server/wire/front_end.h"
#include "server/process/listen.h"
#include "server/process/sandbox.h"
#include "server/wire/wire.h"

#define SOCKETS 16       /* as many as the front has workers */
#define SEND_SECONDS 60  /* for a front that does not take its answers */
#define STOP_SECONDS 60  /* for one that does not end */

/* The descriptors of one side.  Through `control` the back says when to begin
 * (a byte) and when to end (its end of it); the front says once that it serves
 * (an empty frame), or why it does not. */
struct ends {
	int control, wire[SOCKETS];
};

struct gs_pair {
	struct gs_server_options options;
	bool sandboxed;
	int listen;
	uint16_t port;
	struct ends front, back;
	pid_t child;
	bool child_runs;
	int status; /* of the child, when it has ended */
	sigset_t signals;
	struct gs_back *keeper;
	struct gs_gate *gate;
	struct gs_back_end *wire;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ends(struct ends *ends)
{
	close_end(&ends->control);
	for (size_t i = 0; i < SOCKETS; i++)
		close_end(&ends->wire[i]);
}

static void no_ends(struct ends *ends)
{
	ends->control = -1;
	for (size_t i = 0; i < SOCKETS; i++)
		ends->wire[i] = -1;
}

/* The front ---------------------------------------------------------------- */

static int compare_fds(const void *a, const void *b)
{
	const int *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Whatever else the caller had open is not the front's. */
static int keep_own(const struct gs_pair *pair)
{
	int keep[SOCKETS + 2], null = open("/dev/null", O_RDWR);
	bool good = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(null, STDOUT_FILENO) >= 0;
	memcpy(keep, pair->front.wire, sizeof pair->front.wire);
	keep[SOCKETS] = pair->front.control;
	keep[SOCKETS + 1] = pair->listen;
	qsort(keep, SOCKETS + 2, sizeof *keep, compare_fds);
	return good ? gs_sandbox_close(keep, SOCKETS + 2) : GS_ERR_IO;
}

/* GS_ERR_UNKNOWN: the back did not come to begin. */
static int await_begin(int control)
{
	uint8_t byte = 0;
	return recv(control, &byte, 1, 0) == 1 ? GS_OK : GS_ERR_UNKNOWN;
}

/* Until the back says so, or is gone, or has closed a socket on us. */
static void await_end(const struct ends *ends)
{
	struct pollfd fds[SOCKETS + 1];
	for (size_t i = 0; i < SOCKETS; i++)
		fds[i] = (struct pollfd){.fd = ends->wire[i]};
	fds[SOCKETS] = (struct pollfd){.fd = ends->control,
	    .events = POLLIN};
	while (poll(fds, SOCKETS + 1, -1) < 0 && errno == EINTR)
		continue;
}

static int start_front(struct gs_front **out, struct gs_front_end **link,
    const struct gs_pair *pair, struct gs_report *report)
{
	char log_dir[544];
	int n = snprintf(log_dir, sizeof log_dir, "%s/log",
	    pair->options.dir);
	int err = n < 0 || (size_t)n >= sizeof log_dir ? GS_ERR_RANGE : GS_OK;
	if (err == GS_OK && pair->sandboxed)
		err = gs_sandbox_enter(GS_SANDBOX_FRONT, pair->options.dir,
		    report);
	if (err == GS_OK)
		err = gs_front_end_new(link, pair->front.wire, SOCKETS);
	if (err != GS_OK)
		return err;
	struct gs_front_options options = {.listen = pair->listen,
	    .log_dir = log_dir, .link = gs_front_end_way(*link)};
	return gs_front_start(out, &options, report);
}

/* _exit: nothing that the caller left for its own end is ours to do. */
static _Noreturn void be_front(const struct gs_pair *pair, pid_t parent)
{
	struct gs_report report = {.text = ""};
	struct gs_front *front = NULL;
	struct gs_front_end *link = NULL;
	int control = pair->front.control;
	int err = keep_own(pair);
	if (err == GS_OK)
		err = gs_sandbox_tie(parent);
	if (err == GS_OK)
		err = await_begin(control);
	if (err != GS_OK)
		_exit(1);
	err = start_front(&front, &link, pair, &report);
	if (err != GS_OK && report.text[0] == '\0')
		gs_report_set(&report, "%s", gs_strerror(err));
	if (gs_frame_send(control, report.text, strlen(report.text)) != GS_OK)
		err = GS_ERR_IO;
	if (err == GS_OK)
		await_end(&pair->front);
	gs_front_stop(&front);
	gs_front_end_free(&link);
	_exit(err == GS_OK ? 0 : 1);
}

/* The back ----------------------------------------------------------------- */

static int make_ends(struct gs_pair *pair)
{
	const struct timeval patience = {.tv_sec = SEND_SECONDS};
	for (size_t i = 0; i <= SOCKETS; i++) {
		int two[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two))
			return GS_ERR_IO;
		*(i < SOCKETS ? &pair->front.wire[i] : &pair->front.control) =
		    two[0];
		*(i < SOCKETS ? &pair->back.wire[i] : &pair->back.control) =
		    two[1];
		if (setsockopt(two[1], SOL_SOCKET, SO_SNDTIMEO, &patience,
		        sizeof patience) != 0)
			return GS_ERR_IO;
	}
	return GS_OK;
}

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

static int fork_front(struct gs_pair *pair)
{
	pid_t me = getpid();
	(void)fflush(NULL);
	pair->child = fork();
	if (pair->child < 0)
		return GS_ERR_IO;
	if (pair->child == 0)
		be_front(pair, me);
	pair->child_runs = true;
	close_end(&pair->listen);
	close_ends(&pair->front);
	return GS_OK;
}

static int start_back(struct gs_pair *pair, struct gs_report *report)
{
	const struct gs_server_options *o = &pair->options;
	struct gs_back_options back = {.dir = o->dir,
	    .simulated = o->simulated, .simulated_start = o->simulated_start,
	    .trusted = o->trusted};
	int err = pair->sandboxed ? gs_sandbox_enter(GS_SANDBOX_BACK, o->dir,
	    report) : GS_OK;
	if (err == GS_OK)
		err = gs_back_start(&pair->keeper, &back, report);
	if (err == GS_OK)
		err = gs_gate_start(&pair->gate, gs_back_way(pair->keeper));
	if (err != GS_OK)
		return err;
	err = gs_back_end_start(&pair->wire, pair->back.wire, SOCKETS,
	    gs_gate_way(pair->gate));
	for (size_t i = 0; i < SOCKETS; i++)
		pair->back.wire[i] = -1; /* taken */
	return err;
}

/* Waits until the front has ended, at most so long. */
static bool reap(struct gs_pair *pair, time_t seconds)
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
	if (WIFSIGNALED(pair->status))
		gs_report_set(report, "the process that takes requests was "
		    "ended by signal %d (%s)%s", WTERMSIG(pair->status),
		    strsignal(WTERMSIG(pair->status)),
		    WTERMSIG(pair->status) == SIGSYS ? ": it did what its "
		    "sandbox forbids; was it broken into?" : "");
	else
		gs_report_set(report, "the process that takes requests ended "
		    "by itself (exit %d)", WEXITSTATUS(pair->status));
}

static int begin(struct gs_pair *pair, struct gs_report *report)
{
	char why[sizeof report->text] = "";
	size_t len = 0;
	if (send(pair->back.control, "", 1, MSG_NOSIGNAL) != 1)
		return GS_ERR_IO;
	int err = gs_frame_await(&len, pair->back.control, sizeof why - 1);
	if (err == GS_OK)
		err = gs_frame_receive(why, pair->back.control, len);
	if (err != GS_OK && reap(pair, STOP_SECONDS))
		tell_end(pair, report);
	if (err != GS_OK || len == 0)
		return err == GS_OK ? GS_OK : GS_ERR_IO;
	gs_report_set(report, "%s", why);
	return GS_ERR_UNKNOWN;
}

int gs_pair_start(struct gs_pair **out,
    const struct gs_server_options *options, bool sandboxed,
    struct gs_report *report)
{
	struct gs_pair *pair = calloc(1, sizeof *pair);
	if (pair == NULL)
		return GS_ERR_MEMORY;
	pair->options = *options;
	pair->sandboxed = sandboxed;
	pair->listen = -1;
	no_ends(&pair->front);
	no_ends(&pair->back);
	int err = sandboxed ? gs_sandbox_check(report) : GS_OK;
	if (err == GS_OK)
		err = hold_signals(pair);
	if (err == GS_OK)
		err = gs_listen(&pair->listen, &pair->port,
		    options->listen == NULL ? GS_SERVER_LISTEN :
		    options->listen, report);
	if (err == GS_OK)
		err = make_ends(pair);
	if (err == GS_OK)
		err = fork_front(pair);
	if (err == GS_OK)
		err = start_back(pair, report);
	if (err == GS_OK)
		err = begin(pair, report);
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
		if (caught == SIGCHLD && reap(pair, 0)) {
			tell_end(pair, report);
			return GS_ERR_IO;
		}
	}
	close_end(&pair->back.control);
	if (!reap(pair, STOP_SECONDS)) {
		gs_report_set(report, "the process that takes requests does "
		    "not end; it ends with this one");
		return GS_ERR_IO;
	}
	return GS_OK;
}

void gs_pair_stop(struct gs_pair **out)
{
	struct gs_pair *pair = *out;
	if (pair == NULL)
		return;
	close_ends(&pair->back);
	close_ends(&pair->front);
	close_end(&pair->listen);
	(void)reap(pair, STOP_SECONDS);
	gs_back_end_stop(&pair->wire);
	gs_gate_stop(&pair->gate);
	gs_back_stop(&pair->keeper);
	free(pair);
	*out = NULL;
}
