/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/one_process.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/listen.h"
#include "server/back/back.h"
#include "server/front/front.h"
#include "server/gate/gate.h"

struct gs_server {
	struct gs_back *back;
	struct gs_gate *gate;
	struct gs_front *front;
	uint16_t port;
	gs_between_fn *_Atomic between;
	void *between_ctx;
};

/* The back's answer is to hand before the gate hears of it. */
struct gap {
	struct gs_waiting waiting; /* first */
	struct gs_server *server;
	struct gs_waiting *from;
	pthread_t thread;
};

/* On a thread of its own: what stands between asks the back. */
static void *stand_between(void *ctx)
{
	struct gap *g = ctx;
	struct gs_server *s = g->server;
	gs_between_fn *between = atomic_exchange(&s->between, NULL);

	if (between != NULL)
		between(s->between_ctx, gs_back_way(s->back));
	g->from->answered(g->from);
	free(g);
	return NULL;
}

static void part_gap(struct gs_waiting *waiting)
{
	struct gap *g = (struct gap *)waiting;

	if (pthread_create(&g->thread, NULL, stand_between, g) != 0)
		abort();
	(void)pthread_detach(g->thread);
}

static void put_between(void *ctx, struct gs_waiting *waiting)
{
	struct gs_server *s = ctx;
	struct gs_way back = gs_back_way(s->back);
	bool parts = waiting->ask->dry && atomic_load(&s->between) != NULL;
	struct gap *g = parts ? calloc(1, sizeof *g) : NULL;

	if (g == NULL) {
		back.put(back.ctx, waiting);
		return;
	}
	*g = (struct gap){.waiting = {waiting->ask, waiting->answer, part_gap,
	    NULL}, .server = s, .from = waiting};
	back.put(back.ctx, &g->waiting);
}

void gs_server_interpose(struct gs_server *server, gs_between_fn *between,
    void *ctx)
{
	server->between_ctx = ctx;
	atomic_store(&server->between, between);
}

int gs_server_start(struct gs_server **out,
    const struct gs_server_options *options, struct gs_report *report)
{
	struct gs_report unheard = {.text = ""};

	if (report == NULL)
		report = &unheard;
	report->text[0] = '\0';
	struct gs_server *s = calloc(1, sizeof *s);
	if (s == NULL)
		return GS_ERR_MEMORY;

	struct gs_back_options back = {.dir = options->dir,
	    .simulated = options->simulated,
	    .simulated_start = options->simulated_start,
	    .boxes_max = options->boxes_max,
	    .trusted = options->trusted,
	    .whole_max = options->whole_max};
	int err = gs_back_start(&s->back, &back, report);

	if (err == GS_OK)
		err = gs_gate_start(&s->gate, (struct gs_way){put_between, s});
	int fd = -1;
	if (err == GS_OK)
		err = gs_listen(&fd, &s->port, options->listen == NULL ?
		    GS_SERVER_LISTEN : options->listen, report);
	if (err == GS_OK) {
		struct gs_front_options front = {.dir = options->dir,
		    .listen = fd, .way = gs_gate_way(s->gate)};
		err = gs_front_start(&s->front, &front, report);
	}

	if (err == GS_OK) {
		*out = s;
		s = NULL;
	} else if (report->text[0] == '\0') {
		gs_report_tell(report, "test-server", "{0}: {1}",
		    gs_say_text(options->dir), gs_say_text(gs_strerror(err)));
	}
	gs_server_stop(&s);
	return err;
}

uint16_t gs_server_port(const struct gs_server *server)
{
	return server->port;
}

void gs_server_stop(struct gs_server **server)
{
	if (*server == NULL)
		return;
	gs_front_stop(&(*server)->front);
	gs_gate_stop(&(*server)->gate);
	gs_back_stop(&(*server)->back);
	free(*server);
	*server = NULL;
}
