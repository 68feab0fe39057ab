/* SPDX-License-Identifier: Apache-2.0 */
/* libmicrohttpd: two event loops take requests in and hand them to workers,
 * which may wait for the back. */
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/gzip.h"
#include "lib/rebinding.h"
#include "server/front/assets.h"
#include "server/front/framing.h"
#include "server/front/inside.h"
#include "server/front/kept.h"
#include "server/front/lanes.h"
#include "server/front/limits.h"
#include "server/front/others.h"
#include "server/front/rebinding.h"
#include "server/front/sign_on_check.h"
#include "server/wire/journal.h"

#define LOOPS 2
#define WORKERS GS_LANES_WORKERS
#define WORKER_STACK ((size_t)1 << 20)
#define CONNECTIONS_MAX 1024
#define CONNECTION_MEMORY ((size_t)16 << 10) /* headers */
#define IDLE_SECONDS 15
#define SLOWEST_READER 16384 /* bytes a second that an answer must go out */
#define REPLY_LONG ((size_t)64 << 10) /* one that counts among the held */
#define FILE_LONG ((size_t)1 << 20) /* below, the kernel sends it */
#define REPLY_PIECE ((size_t)32 << 10)
#define CALL_MAGIC UINT32_C(0x67736361)

struct gs_front {
	struct gs_front_options options;
	char dir[512];
	uint16_t own_port; /* rebinding.h */
	struct MHD_Daemon *daemon;
	pthread_t workers[WORKERS];
	size_t worker_count;
	struct gs_limits *limits;
	pthread_mutex_t mutex;
	pthread_cond_t asked;
	bool has_mutex, has_asked; /* what gs_front_stop ends */
	struct gs_lanes lanes;
	struct gs_call *answered, **last_answered; /* by the back */
	size_t in_flight; /* handed over and not yet resumed */
	bool closing, closed;
	atomic_size_t calls;
	/* Of the newest charter that an answer told of, twice its version, and
	 * one more if the log is for everybody under it. */
	atomic_ullong charter;
	struct gs_kept kept;
};

bool gs_front_is_open(const struct gs_front *f)
{
	return (atomic_load(&f->charter) & 1) != 0;
}

/* Answers overtake each other; versions ascend. */
void gs_front_learn(struct gs_front *f, const struct gs_answer *answer)
{
	unsigned long long new = 2 * answer->charter.version +
	    (answer->charter.open ? 1 : 0);
	unsigned long long old = atomic_load(&f->charter);

	while (new > old &&
	    !atomic_compare_exchange_weak(&f->charter, &old, new))
		continue;
}

static struct gs_deadline *deadline_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info == NULL ? NULL : info->socket_context;
}

static void set_deadline(struct gs_front *f, struct MHD_Connection *c,
    int64_t until)
{
	gs_deadline_set(f->limits, deadline_of(c), until);
}

static void on_connection(void *ctx, struct MHD_Connection *c, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	struct gs_front *f = ctx;

	if (code != MHD_CONNECTION_NOTIFY_STARTED) {
		gs_deadline_remove(f->limits, *context);
		return;
	}

	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info != NULL)
		*context = gs_deadline_add(f->limits, info->connect_fd);
}

static void log_call(const struct gs_call *call)
{
	char line[128];

	(void)snprintf(line, sizeof line, "%s %s %u", call->route->method,
	    call->route->name, call->status);
	gs_journal_line(GS_LEVEL_INFO, line);
}

static void finish_call(struct gs_call *call)
{
	if (call->route != NULL && call->route->logged)
		log_call(call);
}

/* Whoever has waited so long may have gone, and asks again for what it wanted:
 * nothing is changed then.  What only reads is answered however late its turn
 * comes; who asked for it is there or has closed the connection. */
static bool is_too_late(const struct gs_call *call)
{
	return strcmp(call->route->method, "GET") != 0 &&
	    gs_limits_now() - call->arrived > GS_REQUEST_SECONDS;
}

static void handle_call(struct gs_call *call)
{
	struct gs_report report = {.text = ""};

	if (!is_too_late(call)) {
		call->route->handle(call);
		return;
	}
	gs_report_tell(&report, "request-too-late", "the server did not come "
	    "to this request within {0} seconds",
	    gs_say_number(GS_REQUEST_SECONDS));
	gs_call_status(call, 408, "timeout", &report,
	    "Nothing was done; try again.");
}

/* A gs_waiting's: on the thread that has the answer. */
static void queue_answered(struct gs_waiting *waiting)
{
	struct gs_call *call = (struct gs_call *)((char *)waiting -
	    offsetof(struct gs_call, waiting));
	struct gs_front *f = call->front;

	pthread_mutex_lock(&f->mutex);
	call->next = NULL;
	*f->last_answered = call;
	f->last_answered = &call->next;
	pthread_cond_signal(&f->asked);
	pthread_mutex_unlock(&f->mutex);
}

/* Answers first: they make room. */
static struct gs_call *next_call(struct gs_front *f)
{
	struct gs_call *call = f->answered;

	if (call == NULL)
		return gs_lanes_take(&f->lanes);
	f->answered = call->next;
	if (f->answered == NULL)
		f->last_answered = &f->answered;
	return call;
}

static void finish_handling(struct gs_front *f, struct gs_call *call)
{
	if (call->status == 0)
		gs_call_fail(call, GS_ERR_INTERNAL);
	pthread_mutex_lock(&f->mutex);
	gs_lanes_done(&f->lanes, call);
	pthread_mutex_unlock(&f->mutex);

	call->done = true;
	MHD_resume_connection(call->connection);
	pthread_mutex_lock(&f->mutex);
	f->in_flight--;
	pthread_mutex_unlock(&f->mutex);
}

/* Once the question is put the call is whoever's has the answer. */
static void advance_call(struct gs_front *f, struct gs_call *call)
{
	if (call->then != NULL)
		gs_call_take(call);
	else
		handle_call(call);
	if (call->then == NULL) {
		finish_handling(f, call);
		return;
	}
	call->waiting = (struct gs_waiting){&call->ask, &call->answer,
	    queue_answered, NULL};
	call->way.put(call->way.ctx, &call->waiting);
}

static void *run_worker(void *ctx)
{
	struct gs_front *f = ctx;

	pthread_mutex_lock(&f->mutex);
	for (;;) {
		struct gs_call *call = next_call(f);
		if (call == NULL && f->closed)
			break;
		if (call == NULL) {
			pthread_cond_wait(&f->asked, &f->mutex);
			continue;
		}
		/* One signal may have been for several. */
		if (f->answered != NULL)
			pthread_cond_signal(&f->asked);
		pthread_mutex_unlock(&f->mutex);
		advance_call(f, call);
		pthread_mutex_lock(&f->mutex);
	}
	pthread_mutex_unlock(&f->mutex);
	return NULL;
}

/* False while the server stops. */
static bool hand_over(struct gs_call *call)
{
	struct gs_front *f = call->front;

	pthread_mutex_lock(&f->mutex);
	bool open = !f->closing;
	call->asks = !(call->route->file || call->route->log) ||
	    !gs_front_is_open(f);
	if (open) {
		MHD_suspend_connection(call->connection);
		gs_lanes_put(&f->lanes, call);
		f->in_flight++;
		pthread_cond_signal(&f->asked);
	}
	pthread_mutex_unlock(&f->mutex);
	return open;
}

struct header {
	const char *name, *value;
};
/* Of every answer; of what is no page; of pages, which need their style sheet
 * and nothing else that a browser can do. */
static const struct header always[] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{NULL, NULL}};
static const struct header of_data[] = {
	{"Content-Security-Policy", "default-src 'none'; base-uri 'none'; "
	    "form-action 'none'; frame-ancestors 'none'"},
	{NULL, NULL}};
static const struct header of_pages[] = {
	{"Content-Security-Policy", "default-src 'none'; style-src 'self'; "
	    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
	    "require-trusted-types-for 'script'; trusted-types 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "accelerometer=(), autoplay=(), camera=(), "
	    "clipboard-read=(), clipboard-write=(), display-capture=(), "
	    "encrypted-media=(), fullscreen=(), geolocation=(), "
	    "gyroscope=(), magnetometer=(), microphone=(), midi=(), "
	    "payment=(), publickey-credentials-get=(), "
	    "screen-wake-lock=(), serial=(), usb=(), web-share=(), "
	    "xr-spatial-tracking=()"},
	{NULL, NULL}};

static enum MHD_Result add_list(struct MHD_Response *r,
    const struct header *list)
{
	enum MHD_Result good = MHD_YES;

	for (; list->name != NULL && good; list++)
		good = MHD_add_response_header(r, list->name, list->value);
	return good;
}

/* What is asked for again and again is asked for by its tag. */
static const char *cache_words(const struct gs_call *call)
{
	return call->immutable ? "public, max-age=31536000, immutable" :
	    call->tag[0] != '\0' ? "no-cache" : "no-store";
}

static enum MHD_Result add_headers(struct MHD_Response *r,
    const struct gs_call *call)
{
	enum MHD_Result good = call->status == 304 || call->preflight ?
	    MHD_YES :
	    MHD_add_response_header(r, "Content-Type", call->type);

	if (good)
		good = add_list(r, always);
	if (good)
		good = add_list(r, call->page ? of_pages : of_data);
	if (good)
		good = MHD_add_response_header(r, "Cache-Control",
		    cache_words(call));
	if (good && call->tag[0] != '\0')
		good = MHD_add_response_header(r, "ETag", call->tag);
	if (good && call->varies)
		good = MHD_add_response_header(r, "Vary", "Accept-Encoding");
	if (good && call->is_gzip)
		good = MHD_add_response_header(r, "Content-Encoding", "gzip");
	if (good && call->closes)
		good = MHD_add_response_header(r, "Connection", "close");
	if (good && call->allow != NULL)
		good = MHD_add_response_header(r, "Allow", call->allow);
	if (good && !gs_others_headers(r, call))
		good = MHD_NO;
	return good;
}

/* A reply that goes out piece by piece, so that it is known who takes it, and
 * that nobody's file is in memory whole or keeps others from their turn. */
struct long_reply {
	struct gs_limits *limits;
	struct gs_deadline *deadline;
	uint8_t *bytes; /* NULL: they are in the file */
	size_t len;
	int fd;
};

static ssize_t give_piece(void *ctx, uint64_t at, char *out, size_t max)
{
	struct long_reply *reply = ctx;
	size_t left = reply->len - (size_t)at;
	ssize_t n = (ssize_t)(left < max ? left : max);

	if (reply->bytes != NULL)
		memcpy(out, reply->bytes + at, (size_t)n);
	else
		n = pread(reply->fd, out, (size_t)n, (off_t)at);
	if (n <= 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	gs_deadline_moved(reply->limits, reply->deadline, (size_t)n);
	return n;
}

static void free_long_reply(void *ctx)
{
	struct long_reply *reply = ctx;

	free(reply->bytes);
	if (reply->fd >= 0)
		close(reply->fd);
	free(reply);
}

/* Its memory counts until the request is over.  In its place, if there is none
 * left, that the server is busy. */
static bool hold_reply(struct gs_call *call)
{
	if (call->fd >= 0 || call->asset != NULL ||
	    call->reply_len < REPLY_LONG)
		return true;
	if (gs_limits_take(call->front->limits, deadline_of(call->connection),
	        GS_HELD_REPLY, call->reply_len)) {
		call->reply_held = call->reply_len;
		return true;
	}

	free(call->reply);
	call->reply = NULL;
	call->is_gzip = false;
	gs_call_say(call, GS_ERR_BUSY, "replies-too-many",
	    "too many large answers are on their way");
	return false;
}

static struct MHD_Response *make_long_reply(struct gs_call *call)
{
	struct long_reply *reply = malloc(sizeof *reply);
	if (reply == NULL)
		return NULL;
	*reply = (struct long_reply){call->front->limits,
	    deadline_of(call->connection), call->reply, call->reply_len,
	    call->fd};

	struct MHD_Response *r = MHD_create_response_from_callback(
	    reply->len, REPLY_PIECE, give_piece, reply, free_long_reply);
	if (r == NULL) {
		free(reply);
	} else {
		call->reply = NULL;
		call->fd = -1;
	}
	return r;
}

/* NULL: no memory. */
static struct MHD_Response *make_reply(struct gs_call *call)
{
	struct MHD_Response *r = NULL;

	if (call->asset != NULL)
		return gs_asset_reply(call);
	if (call->reply_held > 0 ||
	    (call->fd >= 0 && call->reply_len >= FILE_LONG)) {
		r = make_long_reply(call);
	} else if (call->fd >= 0) {
		r = MHD_create_response_from_fd64(call->reply_len, call->fd);
		if (r != NULL)
			call->fd = -1; /* closed with the response */
	} else if (call->reply != NULL) {
		r = MHD_create_response_from_buffer(call->reply_len,
		    call->reply, MHD_RESPMEM_MUST_FREE);
		if (r != NULL)
			call->reply = NULL;
	}
	return r;
}

static enum MHD_Result send_reply(struct gs_call *call)
{
	enum MHD_Result good = MHD_NO;

	(void)hold_reply(call);
	int64_t slack = (int64_t)(call->reply_len / SLOWEST_READER);
	struct MHD_Response *r = make_reply(call);
	if (r == NULL)
		return MHD_NO;

	set_deadline(call->front, call->connection,
	    gs_limits_now() + GS_REQUEST_SECONDS + slack);
	if (call->asset != NULL ? gs_asset_headers(r, call) :
	    add_headers(r, call) == MHD_YES)
		good = MHD_queue_response(call->connection, call->status, r);
	MHD_destroy_response(r);
	finish_call(call);
	return good;
}

/* A signed request, in base64. */
static bool read_signed_request(struct gs_call *call, const char *text)
{
	size_t len = strlen(text), got = 0;
	uint8_t *bytes = gs_arena_take(&call->pool.arena, len + 1, 1);

	if (bytes == NULL || gs_base64_decode(bytes, &got, len, text, len) !=
	    GS_OK)
		return false;
	call->signed_request = (struct gs_span){bytes, got};
	return got > 0;
}

static void read_authorization(struct gs_call *call)
{
	static const char bearer[] = "Bearer ", gainsay[] = "Gainsay ";
	const char *value = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "Authorization");

	if (value != NULL && strncmp(value, bearer, sizeof bearer - 1) == 0) {
		value += sizeof bearer - 1;
		call->has_token = gs_hex_decode_secret(call->token, 32, value,
		    strlen(value)) == GS_OK;
	} else if (value != NULL &&
	    strncmp(value, gainsay, sizeof gainsay - 1) == 0) {
		call->bad_request = !read_signed_request(call,
		    value + sizeof gainsay - 1);
	}
}

/* What a signed request must name. */
static bool keep_path(struct gs_call *call, const char *method,
    const char *path)
{
	size_t room = strlen(method) + strlen(path) + 2;
	char *text = gs_arena_take(&call->pool.arena, room, 1);

	if (text == NULL)
		return false;
	int n = snprintf(text, room, "%s %s", method, path);
	call->path = (struct gs_span){(const uint8_t *)text, (size_t)n};
	return true;
}

static bool is_json(struct MHD_Connection *c)
{
	static const char json[] = "application/json";
	size_t len = sizeof json - 1;
	const char *type = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
	    "Content-Type");

	return type != NULL && strncasecmp(type, json, len) == 0 &&
	    (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

/* NULL and said, if there is none. */
static const struct gs_route *find_route(struct gs_call *call,
    const char *method, const char *path)
{
	struct gs_report report = {.text = ""};
	const struct gs_route *route = gs_route_find(&call->allow, call->id,
	    &call->rest, method, path);

	if (route != NULL && gs_box_shows_page(call, route))
		route = gs_route_find(&call->allow, call->id, &call->rest,
		    method, "/member/");
	if (route == NULL && gs_others_ask(call, method, path))
		return NULL;
	if (route == NULL && call->allow != NULL) {
		gs_report_tell(&report, "method-unknown",
		    "this address takes {0}, no other method",
		    gs_say_text(call->allow));
		gs_call_status(call, 405, "method", &report,
		    "The Allow header says which it takes.");
	} else if (route == NULL) {
		gs_call_say(call, GS_ERR_UNKNOWN, "address-unknown",
		    "there is nothing at this address");
	}
	return route;
}

static void refuse_length(struct gs_call *call)
{
	struct gs_report report = {.text = ""};

	gs_report_tell(&report, "body-too-long",
	    "the body is longer than the {0} bytes that this address takes",
	    gs_say_number(call->route == NULL ? 0 : call->route->limit));
	gs_call_problem(call, GS_ERR_SPACE, &report, NULL);
}

static bool has_fit_length(const struct gs_call *call)
{
	uint64_t length = 0;
	const char *text = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "Content-Length");

	return text == NULL || (gs_decimal_decode(&length, text, strlen(text),
	    UINT64_MAX >> 1) == GS_OK && length <= call->route->limit);
}

/* What the headers alone decide.  False: `call` has its answer. */
static bool admit_call(struct gs_call *call, const char *method,
    const char *path)
{
	struct MHD_Connection *c = call->connection;
	struct gs_report report = {.text = ""};

	call->route = find_route(call, method, path);
	if (call->route == NULL)
		return false;
	read_authorization(call);
	call->takes_gzip = gs_gzip_accepted(MHD_lookup_connection_value(c,
	    MHD_HEADER_KIND, "Accept-Encoding"));
	call->known = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
	    "If-None-Match");

	if (!has_fit_length(call)) {
		refuse_length(call);
	} else if (call->route->limit > 0 && !is_json(c)) {
		gs_call_say(call, GS_ERR_FORMAT, "body-not-json",
		    "the body is not application/json");
	} else if (call->bad_request) {
		gs_call_say(call, GS_ERR_FORMAT, "request-not-base64",
		    "a signed request stands in base64");
	} else if (!keep_path(call, method, path)) {
		gs_call_fail(call, GS_ERR_MEMORY);
	} else if (!call->has_token && call->route->token) {
		gs_report_say(&report, "token-missing", "this address is "
		    "for whoever shows the token of it");
		gs_call_problem(call, GS_ERR_DENIED, &report, "Send "
		    "`Authorization: Bearer` and 64 hexadecimal digits.");
	} else {
		return true;
	}
	return false;
}

/* Room for the body doubles with what has really come. */
static bool grow_body(struct gs_call *call, size_t need)
{
	size_t room = call->body_room == 0 ? 4096 : call->body_room;
	while (room < need)
		room *= 2;
	if (room == call->body_room)
		return true;

	struct gs_limits *limits = call->front->limits;
	struct gs_deadline *deadline = deadline_of(call->connection);
	if (!gs_limits_take(limits, deadline, GS_HELD_BODY, room))
		return false;
	uint8_t *body = malloc(room);
	if (body == NULL) {
		gs_limits_return(limits, deadline, GS_HELD_BODY, room);
		return false;
	}

	if (call->body_len > 0)
		memcpy(body, call->body, call->body_len);
	if (call->body != NULL)
		gs_host_wipe(call->body, call->body_room);
	free(call->body);
	gs_limits_return(limits, deadline, GS_HELD_BODY, call->body_room);
	call->body = body;
	call->body_room = room;
	return true;
}

/* MHD_NO closes the connection: for whom goes on past twice the limit. */
static enum MHD_Result take_body(struct gs_call *call, const char *data,
    size_t len)
{
	size_t limit = call->route == NULL ? 0 : call->route->limit;

	gs_deadline_moved(call->front->limits, deadline_of(call->connection),
	    len);
	if (call->overflow || call->busy || len > limit - call->body_len) {
		call->overflow = call->overflow || !call->busy;
		call->body_len += len;
		return call->body_len > 2 * limit + GS_BODY_SMALL ? MHD_NO :
		    MHD_YES;
	}

	if (!grow_body(call, call->body_len + len)) {
		call->busy = true;
		call->body_len = 0;
		return MHD_YES;
	}

	memcpy(call->body + call->body_len, data, len);
	call->body_len += len;
	return MHD_YES;
}

static struct gs_call *new_call(struct gs_front *f, struct MHD_Connection *c)
{
	struct gs_call *call = calloc(1, sizeof *call);
	if (call == NULL)
		return NULL;

	call->magic = CALL_MAGIC;
	call->front = f;
	call->kept = &f->kept;
	call->way = f->options.way;
	call->dir = f->dir;
	call->connection = c;
	call->fd = -1;
	(void)gs_pool_start(&call->pool);
	atomic_fetch_add(&f->calls, 1);
	return call;
}

static enum MHD_Result complete_body(struct gs_call *call)
{
	set_deadline(call->front, call->connection, GS_DEADLINE_NONE);
	call->arrived = gs_limits_now();

	if (call->overflow) {
		refuse_length(call);
	} else if (call->busy) {
		gs_call_say(call, GS_ERR_BUSY, "bodies-too-many",
		    "too many large requests came at once");
	} else if (call->route->file && gs_front_is_open(call->front)) {
		call->route->handle(call);
	} else if (call->route->at_once == NULL ||
	    !call->route->at_once(call)) {
		call->handed_over = true;
		if (hand_over(call))
			return MHD_YES;
		gs_call_say(call, GS_ERR_BUSY, "server-stopping",
		    "the server is stopping");
	}
	return send_reply(call);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c,
    const char *path, const char *method, const char *version,
    const char *data, size_t *data_len, void **context)
{
	struct gs_call *call = *context;

	if (call == NULL) {
		call = new_call(ctx, c);
		if (call == NULL)
			return MHD_NO;
		*context = call;
		return gs_framing_check(call, method, path, version) &&
		    gs_rebinding_check(call, call->front->own_port) &&
		    gs_sign_on_check(call, &call->front->options.sign_on,
		        method, path) &&
		    admit_call(call, method, path) ? MHD_YES :
		    send_reply(call);
	}

	if (call->magic != CALL_MAGIC)
		return MHD_NO;
	if (*data_len > 0) {
		size_t len = *data_len;
		*data_len = 0;
		return take_body(call, data, len);
	}
	if (call->done)
		return send_reply(call);
	if (call->handed_over) /* not resumed yet */
		return MHD_YES;
	return complete_body(call);
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode code)
{
	struct gs_front *f = ctx;
	struct gs_call *call = *context;
	struct gs_deadline *deadline = deadline_of(c);
	(void)code;

	gs_deadline_set(f->limits, deadline, gs_limits_now() +
	    GS_REQUEST_SECONDS);
	if (call == NULL || call->magic != CALL_MAGIC)
		return;

	*context = NULL;
	if (call->body != NULL)
		gs_host_wipe(call->body, call->body_room);
	gs_limits_return(f->limits, deadline, GS_HELD_BODY, call->body_room);
	gs_limits_return(f->limits, deadline, GS_HELD_REPLY, call->reply_held);
	free(call->body);
	free(call->reply);
	if (call->fd >= 0)
		close(call->fd);
	gs_pool_free(&call->pool);
	gs_host_wipe(call, sizeof *call);
	free(call);
	atomic_fetch_sub(&f->calls, 1);
}

/* Each address is spelled in one way: what holds a % is none of ours, and a
 * %00 must not end it. */
static size_t leave_escaped(void *ctx, struct MHD_Connection *c, char *text)
{
	(void)ctx;
	(void)c;
	return strlen(text);
}

/* An answer from a file takes a second descriptor. */
static unsigned most_connections(void)
{
	struct rlimit files = {.rlim_cur = 0};

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 ||
	    files.rlim_cur / 2 >= CONNECTIONS_MAX)
		return CONNECTIONS_MAX;
	return files.rlim_cur < 64 ? 32 : (unsigned)(files.rlim_cur / 2);
}

static int start_daemon(struct gs_front *f, struct gs_report *report)
{
	const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
	    MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
	const MHD_socket fd = f->options.listen;

	f->options.listen = -1; /* the library's, also if it fails */
	f->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, f,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)LOOPS,
	    MHD_OPTION_CONNECTION_LIMIT, most_connections(),
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, f,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, f, MHD_OPTION_END);

	if (f->daemon == NULL) {
		gs_report_errno(report, "http-unstarted", "the HTTP library",
		    "does not start", errno);
		return GS_ERR_IO;
	}
	return GS_OK;
}

static int start_threads(struct gs_front *f)
{
	pthread_attr_t attr;

	if (pthread_attr_init(&attr) != 0)
		return GS_ERR_MEMORY;

	int failed = pthread_attr_setstacksize(&attr, WORKER_STACK);
	while (failed == 0 && f->worker_count < WORKERS) {
		failed = pthread_create(&f->workers[f->worker_count], &attr,
		    run_worker, f);
		f->worker_count += failed == 0;
	}
	pthread_attr_destroy(&attr);
	return failed == 0 ? GS_OK : GS_ERR_MEMORY;
}

/* The JSON library would read its seed from a file, or make do with the time:
 * strangers choose what is hashed. */
static int seed_chance(struct gs_front *f)
{
	size_t seed = 0;
	uint8_t key[32];

	int err = gs_host_random((uint8_t *)&seed, sizeof seed);
	if (err == GS_OK)
		err = gs_host_random(key, sizeof key);
	if (err != GS_OK)
		return err;
	json_object_seed(seed | 1);
	gs_lanes_start(&f->lanes, key);
	return GS_OK;
}

static struct gs_front *new_front(void)
{
	struct gs_front *f = calloc(1, sizeof *f);
	if (f == NULL)
		return NULL;

	f->has_mutex = pthread_mutex_init(&f->mutex, NULL) == 0;
	f->has_asked = pthread_cond_init(&f->asked, NULL) == 0;
	f->options.listen = -1;
	f->last_answered = &f->answered;
	if (!f->has_mutex || !f->has_asked ||
	    gs_kept_start(&f->kept) != GS_OK)
		gs_front_stop(&f);
	return f;
}

/* So that the log is served, if it is for everybody, before the back has
 * answered anybody.  A back that does not answer is asked again by the first
 * who reads. */
static void ask_charter(struct gs_front *f)
{
	struct gs_ask ask = {.kind = GS_ASK_CHANNEL};
	struct gs_answer answer;

	gs_answer_start(&answer);
	gs_way_ask(f->options.way, &answer, &ask);
	if (answer.err == GS_OK)
		gs_front_learn(f, &answer);
	gs_answer_free(&answer);
}

int gs_front_start(struct gs_front **out,
    const struct gs_front_options *options, struct gs_report *report)
{
	struct gs_front *f = new_front();
	if (f == NULL) {
		close(options->listen);
		return GS_ERR_MEMORY;
	}

	f->options = *options;
	f->own_port = gs_rebinding_port(options->listen);
	int n = snprintf(f->dir, sizeof f->dir, "%s", options->dir);
	int err = n < 0 || (size_t)n >= sizeof f->dir ? GS_ERR_RANGE :
	    seed_chance(f);

	if (err == GS_OK)
		ask_charter(f);
	if (err == GS_OK)
		err = gs_limits_start(&f->limits, most_connections());
	if (err == GS_OK)
		err = start_threads(f);
	if (err == GS_OK)
		err = start_daemon(f, report);

	if (err == GS_OK) {
		*out = f;
		f = NULL;
	}
	gs_front_stop(&f);
	return err;
}

/* Lets what came in be answered: handed over, resumed, sent.  The daemon must
 * not be stopped while connections are suspended. */
static void drain_calls(struct gs_front *f)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	int64_t patience = gs_limits_now() + IDLE_SECONDS;
	bool waiting = true;

	while (waiting) {
		pthread_mutex_lock(&f->mutex);
		f->closing = true;
		waiting = f->in_flight > 0;
		pthread_mutex_unlock(&f->mutex);
		if (!waiting)
			waiting = atomic_load(&f->calls) > 0 &&
			    gs_limits_now() < patience;
		if (waiting)
			(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &pause,
			    NULL);
	}
}

void gs_front_stop(struct gs_front **front)
{
	struct gs_front *f = *front;
	if (f == NULL)
		return;

	if (f->daemon != NULL) {
		int fd = MHD_quiesce_daemon(f->daemon);
		if (fd >= 0)
			close(fd);
		drain_calls(f);
		MHD_stop_daemon(f->daemon);
	}

	if (f->has_mutex && f->has_asked) {
		pthread_mutex_lock(&f->mutex);
		f->closed = true;
		pthread_cond_broadcast(&f->asked);
		pthread_mutex_unlock(&f->mutex);
	}
	if (f->options.listen >= 0)
		close(f->options.listen);
	for (size_t i = 0; i < f->worker_count; i++)
		pthread_join(f->workers[i], NULL);
	gs_limits_stop(&f->limits);
	gs_kept_stop(&f->kept);

	if (f->has_asked)
		pthread_cond_destroy(&f->asked);
	if (f->has_mutex)
		pthread_mutex_destroy(&f->mutex);
	free(f);
	*front = NULL;
}
