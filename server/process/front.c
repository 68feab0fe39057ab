/* SPDX-License-Identifier: Apache-2.0 */
#include "server/process/front.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/report.h"
#include "server/front/front.h"
#include "server/process/sandbox.h"
#include "server/wire/front_end.h"
#include "server/wire/wire.h"

/* What follows GS_FRONT_WORD. */
enum { ARG_ENDS, ARG_PARENT, ARG_SANDBOX, ARG_DIR, ARG_SIGN_ON, ARGS };

#define FILES_WANTED 4096
#define LARGE_MEMORY (128 << 10)

static const char *const sandbox_words[] = {"none", "required"};

/* In the parent's place -------------------------------------------------- */

/* In the child.  _exit: what the caller left for its own end is not ours. */
static _Noreturn void execute_program(const struct gs_front_seat *seat,
    pid_t parent)
{
	struct gs_report report = {.text = ""};
	char ends[GS_ENDS_TEXT_MAX], number[24];

	(void)snprintf(number, sizeof number, "%ld", (long)parent);
	if (gs_ends_pass(ends, &seat->ends) == GS_OK) {
		(void)execl(seat->program, "gainsayd", GS_FRONT_WORD, ends,
		    number, sandbox_words[seat->sandboxed], seat->dir,
		    seat->sign_on, (char *)NULL);
		gs_report_errno(&report, "front-unstarted", seat->program,
		    "cannot be executed for the process that takes requests",
		    errno);
	} else {
		gs_report_errno(&report, "front-unconnected",
		    "the sockets between the server's processes",
		    "cannot be passed on", errno);
	}

	(void)!gs_frame_send(seat->ends.control, report.text,
	    strlen(report.text));
	_exit(1);
}

int gs_front_execute(pid_t *out, struct gs_front_seat *seat)
{
	pid_t parent = getpid();

	(void)fflush(NULL);
	pid_t child = fork();
	if (child < 0)
		return GS_ERR_IO;
	if (child == 0)
		execute_program(seat, parent);

	gs_ends_close(&seat->ends);
	*out = child;
	return GS_OK;
}

/* In the program --------------------------------------------------------- */

static int read_seat(struct gs_front_seat *seat, long *parent, int argc,
    char **argv)
{
	if (argc != ARGS || gs_ends_parse(&seat->ends, argv[ARG_ENDS]) != GS_OK)
		return GS_ERR_FORMAT;
	*parent = strtol(argv[ARG_PARENT], NULL, 10);
	seat->sandboxed = strcmp(argv[ARG_SANDBOX], sandbox_words[0]) != 0;
	seat->dir = argv[ARG_DIR];
	seat->sign_on = argv[ARG_SIGN_ON];
	return GS_OK;
}

/* GS_ERR_UNKNOWN: the back has ended before it was ready. */
static int await_begin(int control)
{
	uint8_t byte = 0;

	return recv(control, &byte, 1, 0) == 1 ? GS_OK : GS_ERR_UNKNOWN;
}

/* Until the back says so, or is gone, or has closed the link. */
static void await_end(const struct gs_ends *ends)
{
	struct pollfd fds[] = {{.fd = ends->link},
	    {.fd = ends->control, .events = POLLIN}};

	while (poll(fds, sizeof fds / sizeof *fds, -1) < 0 && errno == EINTR)
		continue;
}

static int start_front(struct gs_front **out, struct gs_front_end **wire,
    const struct gs_front_seat *seat, struct gs_report *report)
{
	int err = seat->sandboxed ? gs_sandbox_enter(GS_SANDBOX_FRONT,
	    seat->dir, NULL, report) : GS_OK;
	if (err == GS_OK)
		err = gs_front_end_new(wire, seat->ends.link);
	if (err != GS_OK)
		return err;

	struct gs_front_options options = {.listen = seat->ends.listen,
	    .dir = seat->dir, .way = gs_front_end_way(*wire)};
	err = gs_sign_on_parse(&options.sign_on, seat->sign_on);
	return err == GS_OK ? gs_front_start(out, &options, report) : err;
}

/* As many files as it may have ever, since each connection is one or two; and
 * large pieces of memory back to the system when they are free: the library
 * would keep what a flood has taken.  Both before the sandbox. */
static int take_limits(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return GS_ERR_IO;
	if (files.rlim_cur < FILES_WANTED && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max < FILES_WANTED ?
		    files.rlim_max : FILES_WANTED;
		if (setrlimit(RLIMIT_NOFILE, &files) != 0)
			return GS_ERR_IO;
	}
#ifdef M_MMAP_THRESHOLD
	if (mallopt(M_MMAP_THRESHOLD, LARGE_MEMORY) != 1)
		return GS_ERR_MEMORY;
#endif
	return GS_OK;
}

/* Whether it served in order until the end. */
static bool serve_seat(const struct gs_front_seat *seat)
{
	struct gs_report report = {.text = ""};
	struct gs_front *front = NULL;
	struct gs_front_end *wire = NULL;

	int err = start_front(&front, &wire, seat, &report);
	if (err != GS_OK && report.text[0] == '\0')
		gs_report_tell(&report, "front-failed",
		    "the process that takes requests cannot start: {0}",
		    gs_say_text(gs_strerror(err)));
	if (gs_frame_send(seat->ends.control, report.text,
	        strlen(report.text)) != GS_OK)
		err = GS_ERR_IO;

	if (err == GS_OK)
		await_end(&seat->ends);
	gs_front_stop(&front);
	gs_front_end_free(&wire);
	return err == GS_OK;
}

int gs_front_serve(int argc, char **argv)
{
	struct gs_front_seat seat = {.program = NULL};
	long parent = 0;

	int err = read_seat(&seat, &parent, argc, argv);
	if (err != GS_OK)
		return err;
	/* Executed by way of /proc, it would be called "exe". */
	(void)pthread_setname_np(pthread_self(), "gainsayd-front");

	err = gs_ends_keep(&seat.ends);
	if (err == GS_OK)
		err = take_limits();
	if (err == GS_OK)
		err = gs_sandbox_tie(parent);
	if (err == GS_OK)
		err = await_begin(seat.ends.control);
	/* _exit: what tools hook into exit the sandbox may forbid. */
	_exit(err == GS_OK && serve_seat(&seat) ? 0 : 1);
}
