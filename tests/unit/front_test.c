/* SPDX-License-Identifier: Apache-2.0 */
/* A front whose back says nothing: what is a file is answered all the same,
 * however many wait for the back; and so is, once the back answers, whoever has
 * only asked to read, however late that is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/host.h"
#include "server/front/front.h"
#include "server/front/lanes.h"
#include "server/front/limits.h"
#include "tests/unit/folder.h"

#define ASKERS 16
#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BUNDLE "/log/tile/entries/000"
#define PATIENCE 5 /* seconds */
#define LATE (GS_REQUEST_SECONDS + 10)

/* The back: takes questions, and answers when it is told to. */
static struct {
	pthread_mutex_t mutex;
	struct gs_waiting *held;
	size_t count;
	bool silent;
	int err; /* of its answers */
} back = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static char dir[200];
static uint16_t port;
static struct gs_front *front;

static void answer(struct gs_waiting *waiting)
{
	waiting->answer->err = back.err;
	if (back.err != GS_OK)
		gs_report_say(&waiting->answer->report, "said-by-test",
		    "what the back says of it");
	waiting->answer->charter.version = 1;
	waiting->answer->charter.open = true;
	waiting->answered(waiting);
}

static void take_question(void *ctx, struct gs_waiting *waiting)
{
	(void)ctx;
	pthread_mutex_lock(&back.mutex);
	bool silent = back.silent;
	if (silent) {
		waiting->next = back.held;
		back.held = waiting;
		back.count++;
	}
	pthread_mutex_unlock(&back.mutex);
	if (!silent)
		answer(waiting);
}

static void say_all(void)
{
	pthread_mutex_lock(&back.mutex);
	struct gs_waiting *held = back.held;
	back.held = NULL;
	back.silent = false;
	pthread_mutex_unlock(&back.mutex);

	while (held != NULL) {
		struct gs_waiting *next = held->next;

		answer(held);
		held = next;
	}
}

/* Until so many are under way, which is all that may be. */
static void await_held(size_t count)
{
	const struct timespec pause = {.tv_nsec = 2000000};
	size_t have = 0;

	for (int i = 0; i < PATIENCE * 500 && have < count; i++) {
		pthread_mutex_lock(&back.mutex);
		have = back.count;
		pthread_mutex_unlock(&back.mutex);
		if (have < count)
			(void)nanosleep(&pause, NULL);
	}
	assert_int_equal(have, count);
}

/* The front's clock, which a test moves. */
static _Atomic int64_t ahead;
int64_t __real_gs_limits_now(void);
int64_t __wrap_gs_limits_now(void);
int64_t __wrap_gs_limits_now(void)
{
	return __real_gs_limits_now() + ahead;
}

/* Requests that have come whole and wait for their turn, or had it. */
static _Atomic size_t come;
void __real_gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call);
void __wrap_gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call);
void __wrap_gs_lanes_put(struct gs_lanes *lanes, struct gs_call *call)
{
	__real_gs_lanes_put(lanes, call);
	come++;
}

static void await_come(size_t count)
{
	const struct timespec pause = {.tv_nsec = 2000000};

	for (int i = 0; i < PATIENCE * 500 && come < count; i++)
		(void)nanosleep(&pause, NULL);
	assert_int_equal(come, count);
}

static int send_request(const char *text)
{
	const struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct timeval wait = {.tv_sec = PATIENCE};
	ssize_t len = (ssize_t)strlen(text);

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait,
	    sizeof wait), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof at),
	    0);
	assert_int_equal(send(fd, text, (size_t)len, 0), len);
	return fd;
}

static int reach(const char *path)
{
	char text[256];

	(void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: x\r\n"
	    "Accept-Encoding: gzip\r\n\r\n", path);
	return send_request(text);
}

/* The status; 0: nothing came. */
static int hear(int fd)
{
	char text[512] = "";
	ssize_t n = recv(fd, text, sizeof text - 1, 0);

	close(fd);
	return n < 12 ? 0 : (int)strtol(text + sizeof "HTTP/1.1", NULL, 10);
}

static void files_wait_for_no_answer(void **state)
{
	int askers[ASKERS];
	(void)state;

	back.silent = true;
	for (size_t i = 0; i < ASKERS; i++)
		askers[i] = reach("/content/" ID);
	await_held(GS_LANES_ASKED);

	/* A bundle is compressed by a worker; the rest needs none. */
	assert_int_equal(hear(reach(BUNDLE)), 200);
	assert_int_equal(hear(reach("/log/checkpoint")), 200);
	assert_int_equal(hear(reach("/editions")), 200);
	assert_int_equal(hear(reach("/editions/")), 404);
	assert_int_equal(back.count, GS_LANES_ASKED);

	say_all();
	for (size_t i = 0; i < ASKERS; i++)
		assert_int_equal(hear(askers[i]), 200);
}

/* All places are taken while they come, and free again only when they have
 * waited too long to be done. */
static void readers_are_answered_late(void **state)
{
	int askers[ASKERS], late[2];
	(void)state;

	back.silent = true;
	back.count = 0;
	come = 0;
	for (size_t i = 0; i < ASKERS; i++)
		askers[i] = reach("/content/" ID);
	await_held(GS_LANES_ASKED);
	late[0] = reach("/content/" ID);
	late[1] = send_request("POST /cosignatures HTTP/1.1\r\nHost: x\r\n"
	    "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

	await_come(ASKERS + 2);
	ahead = LATE;
	say_all();
	for (size_t i = 0; i < ASKERS; i++)
		assert_int_equal(hear(askers[i]), 200);
	assert_int_equal(hear(late[0]), 200);
	assert_int_equal(hear(late[1]), 408);
}

/* All of an answer but the line of its date. */
static size_t hear_all(char text[1024], int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = recv(fd, text + len, 1023 - len, 0)) > 0)
		len += (size_t)n;
	close(fd);
	text[len] = '\0';
	char *date = strstr(text, "\r\nDate: ");
	if (date != NULL)
		memset(date, '-', strlen("\r\nDate: Mon, 30 Nov 2026 15:00:00 "
		    "GMT"));
	return len;
}

/* However the back fails, and whatever it says of that: one answer. */
static void health_says_yes_or_no(void **state)
{
	static const int errors[] = {GS_ERR_BUSY, GS_ERR_CORRUPT,
	    GS_ERR_INTERNAL, GS_ERR_IO, GS_ERR_MEMORY, GS_ERR_DENIED};
	static const char ask[] = "GET /health HTTP/1.1\r\nHost: x\r\n"
	    "Connection: close\r\n\r\n";
	char first[1024], next[1024];
	(void)state;

	back.silent = false;
	(void)hear_all(first, send_request(ask));
	assert_memory_equal(first, "HTTP/1.1 200", 12);
	assert_non_null(strstr(first, "\r\n\r\nwell\n"));
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		back.err = errors[i];
		(void)hear_all(i == 0 ? first : next, send_request(ask));
		if (i > 0)
			assert_string_equal(next, first);
	}
	back.err = GS_OK;
	assert_memory_equal(first, "HTTP/1.1 503", 12);
	assert_non_null(strstr(first, "\r\n\r\nnot well\n"));
	assert_null(strstr(first, "said-by-test"));
}

/* Place -------------------------------------------------------------------- */

static int make_folder(const char *name)
{
	char path[300];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return mkdir(path, 0700);
}

static int write_file(const char *name)
{
	char path[300];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	return f == NULL || fputs("some bytes of it", f) < 0 ||
	    fclose(f) != 0 ? -1 : 0;
}

static int listen_here(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;

	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, len) != 0 ||
	    listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return -1;
	port = ntohs(at.sin_port);
	return fd;
}

static int start(void **state)
{
	struct gs_report report = {.text = ""};
	(void)state;

	if (folder_make(dir, sizeof dir, NULL, "front") != 0 ||
	    make_folder("log") != 0 || make_folder("log/tile") != 0 ||
	    make_folder("log/tile/entries") != 0 ||
	    make_folder("public") != 0 || write_file("log/checkpoint") != 0 ||
	    write_file("log/tile/entries/000") != 0 ||
	    write_file("public/editions") != 0)
		return -1;
	const struct gs_front_options options = {.listen = listen_here(),
	    .dir = dir, .way = {take_question, NULL}};
	return gs_front_start(&front, &options, &report) == GS_OK ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;

	gs_front_stop(&front);
	return folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(health_says_yes_or_no),
	    cmocka_unit_test(files_wait_for_no_answer),
	    cmocka_unit_test(readers_are_answered_late)};

	return gs_host_start() != GS_OK ? 1 :
	    cmocka_run_group_tests_name("front", tests, start, stop);
}
