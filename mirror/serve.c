/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/serve.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/gzip.h"
#include "lib/listen.h"
#include "lib/log/tiles.h"
#include "lib/rebinding.h"
#include "lib/steps/offer.h"
#include "lib/steps/witness.h"
#include "mirror/folder.h"
#include "mirror/intake.h"

#define CONNECTIONS_MAX 256
#define IDLE_SECONDS 15
#define UPLOAD_SECONDS 60 /* for a body, however busy */
#define UPLOADS_MAX 8     /* of filings, each with GS_OFFER_MAX bytes */
#define FIRST_ROOM ((size_t)16 << 10)
/* Of a bundle: one thread answers everybody, and a longer one takes it too
 * long. */
#define PACKED_MAX ((off_t)1 << 20)
#define TEXT_TYPE "text/plain; charset=utf-8"
#define FOR_EVER "public, max-age=31536000, immutable"

struct gs_mirror_server {
	struct gs_mirror *mirror;
	struct gs_mirror_clock clock;
	struct MHD_Daemon *daemon;
	struct gs_mirror_intake *intake; /* NULL: it takes no filings */
	size_t filings; /* whose bodies are under way */
	int fd;
	uint16_t own_port; /* rebinding.h */
	char monitored[80]; /* "/<hex SHA-256 of the origin>/checkpoint" */
};

/* A request's body, which comes in pieces. */
struct upload {
	struct gs_mirror_server *server;
	struct MHD_Connection *connection;
	bool filing; /* else add-checkpoint */
	bool over, judged;
	int64_t began; /* seconds of a clock that nobody sets */
	size_t len, room, max;
	uint8_t *bytes;
	struct gs_intake_job job;
};

/* What stands over an answer; NULL: nothing. */
struct headers {
	const char *type, *cache, *encoding;
	bool varies; /* by what encoding is taken */
};

static enum MHD_Result send_response(struct MHD_Connection *c,
    unsigned status, struct MHD_Response *r, const struct headers *h)
{
	const struct {
		const char *name, *value;
	} list[] = {{"Content-Type", h->type}, {"Cache-Control", h->cache},
	    {"Content-Encoding", h->encoding},
	    {"Vary", h->varies ? "Accept-Encoding" : NULL},
	    {"X-Content-Type-Options", "nosniff"}};
	enum MHD_Result good = r == NULL ? MHD_NO : MHD_YES;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (good == MHD_YES && list[i].value != NULL)
			good = MHD_add_response_header(r, list[i].name,
			    list[i].value);
	if (good == MHD_YES)
		good = MHD_queue_response(c, status, r);
	if (r != NULL)
		MHD_destroy_response(r);
	return good;
}

static enum MHD_Result queue_bytes(struct MHD_Connection *c, unsigned status,
    const char *type, struct gs_span body)
{
	return send_response(c, status, MHD_create_response_from_buffer(
	    body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY),
	    &(struct headers){type, "no-store", NULL, false});
}

static enum MHD_Result send_text(struct MHD_Connection *c, unsigned status,
    const char *text)
{
	return queue_bytes(c, status, TEXT_TYPE,
	    (struct gs_span){(const uint8_t *)text, strlen(text)});
}

static bool has_start(const char **rest, const char *path, const char *start)
{
	size_t len = strlen(start);

	*rest = path + len;
	return strncmp(path, start, len) == 0;
}

/* Compressed, as c2sp.org/tlog-tiles asks for, if it is a bundle of entries and
 * whoever asks takes it; NULL: as it is. */
static struct MHD_Response *pack_bundle(struct MHD_Connection *c, int fd,
    off_t len)
{
	uint8_t *packed = NULL;
	size_t packed_len = 0;

	if (len > PACKED_MAX || !gs_gzip_accepted(MHD_lookup_connection_value(
	        c, MHD_HEADER_KIND, "Accept-Encoding")) ||
	    gs_gzip_file(&packed, &packed_len, fd, (size_t)len) != GS_OK)
		return NULL;
	struct MHD_Response *r = MHD_create_response_from_buffer(packed_len,
	    packed, MHD_RESPMEM_MUST_FREE);
	if (r == NULL)
		free(packed);
	return r;
}

/* Of `file` below `public`, open. */
static enum MHD_Result send_file(struct MHD_Connection *c, int fd,
    const char *file)
{
	const char *rest = NULL;
	bool changes = strcmp(file, "log/checkpoint") == 0 ||
	    strcmp(file, "refused") == 0;
	struct headers h = {changes ? TEXT_TYPE : "application/octet-stream",
	    changes ? "no-store" : FOR_EVER, NULL,
	    has_start(&rest, file, "log/tile/entries/")};
	struct MHD_Response *r = NULL;
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return MHD_NO;
	}
	if (h.varies)
		r = pack_bundle(c, fd, st.st_size);
	h.encoding = r == NULL ? NULL : "gzip";
	if (r == NULL)
		r = MHD_create_response_from_fd64((uint64_t)st.st_size, fd);
	if (r == NULL || h.encoding != NULL)
		(void)close(fd);
	return send_response(c, MHD_HTTP_OK, r, &h);
}

static bool is_hash(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* The file below `public` that the path names; "" if it names none.  Nothing
 * that a stranger writes comes to the system but a tile's path, a hash, or this
 * program's words. */
static const char *find_file(const char *path, bool open)
{
	const char *rest = NULL;
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	if (has_start(&rest, path, "/roll/") && is_hash(rest))
		return path + 1;
	if (!open)
		return "";
	if (strcmp(path, "/log/checkpoint") == 0 ||
	    strcmp(path, "/refused") == 0 ||
	    (has_start(&rest, path, "/content/") && is_hash(rest)))
		return path + 1;
	if (has_start(&rest, path, "/log/") && gs_tile_path_parse(&level,
	    &index, &width, rest, strlen(rest)) == GS_OK)
		return path + 1;
	return "";
}

static enum MHD_Result answer_get(struct gs_mirror_server *s,
    struct MHD_Connection *c, const char *path)
{
	char full[GS_MIRROR_PATH_MAX];
	bool monitored = strcmp(path, s->monitored) == 0;
	const char *file = find_file(monitored ? "/log/checkpoint" : path,
	    gs_mirror_is_open(s->mirror));
	int n = snprintf(full, sizeof full, "%s/%s",
	    gs_mirror_public(s->mirror), file);

	int fd = file[0] == '\0' || n < 0 || (size_t)n >= sizeof full ? -1 :
	    open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return send_text(c, MHD_HTTP_NOT_FOUND, "not here\n");
	return send_file(c, fd, file);
}

static enum MHD_Result answer_add(struct gs_mirror_server *s,
    struct MHD_Connection *c, const struct upload *up)
{
	struct gs_report report = {.text = ""};
	uint8_t text[1024];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int64_t now = 0;
	unsigned status = gs_mirror_now(&now, &report, &s->clock) != GS_OK ?
	    MHD_HTTP_SERVICE_UNAVAILABLE : up->over ? MHD_HTTP_BAD_REQUEST :
	    gs_mirror_add(s->mirror, &report, (struct gs_span){up->bytes,
	    up->len}, now, &w);
	if (gs_writer_end(&w) != GS_OK)
		status = MHD_HTTP_INTERNAL_SERVER_ERROR;
	if (status != MHD_HTTP_OK && status != MHD_HTTP_CONFLICT) {
		char why[GS_REPORT_TEXT_MAX + 2];

		/* What is wrong with its disk is its owner's alone: the next
		 * look meets it too, and says so. */
		if (status == MHD_HTTP_INTERNAL_SERVER_ERROR)
			return send_text(c, status, "this mirror cannot do "
			    "that now: try again later\n");
		(void)snprintf(why, sizeof why, "%s\n", report.text);
		return send_text(c, status, why);
	}
	return queue_bytes(c, status, status == MHD_HTTP_OK ? TEXT_TYPE :
	    "text/x.tlog.size",
	    (struct gs_span){text, w.len});
}

/* Filings ----------------------------------------------------------------- */

static enum MHD_Result queue_json(struct MHD_Connection *c, unsigned status,
    const char *type, char *text)
{
	enum MHD_Result good = text == NULL ? MHD_NO : queue_bytes(c, status,
	    type, (struct gs_span){(const uint8_t *)text, strlen(text)});

	free(text);
	return good;
}

static enum MHD_Result send_problem(struct MHD_Connection *c, int err,
    const struct gs_report *report)
{
	char *text = NULL;
	unsigned status = gs_offer_problem(&text, err, report);

	return queue_json(c, status, "application/problem+json", text);
}

static enum MHD_Result send_words(struct MHD_Connection *c, int err,
    const char *code, const char *sentence)
{
	struct gs_report said = {.text = ""};

	gs_report_say(&said, code, sentence);
	return send_problem(c, err, &said);
}

static enum MHD_Result send_taken(struct MHD_Connection *c,
    const struct gs_intake_job *job)
{
	return job->err != GS_OK ? send_problem(c, job->err, &job->report) :
	    queue_json(c, MHD_HTTP_ACCEPTED, "application/json",
	        gs_offer_answer(job->until));
}

/* From the intake's thread. */
static void resume_upload(void *ctx)
{
	struct upload *up = ctx;

	up->judged = true;
	MHD_resume_connection(up->connection);
}

static enum MHD_Result offer_upload(struct gs_mirror_server *s,
    struct MHD_Connection *c, struct upload *up)
{
	if (up->judged)
		return send_taken(c, &up->job);
	if (up->over)
		return send_words(c, GS_ERR_SPACE, "filing-over",
		    "the filing is longer than 8 MiB, or took more than a "
		    "minute to arrive");

	up->connection = c;
	up->job = (struct gs_intake_job){.body = {up->bytes, up->len},
	    .done = resume_upload, .ctx = up};
	MHD_suspend_connection(c);
	if (gs_mirror_intake_add(s->intake, &up->job))
		return MHD_YES;
	up->job.err = GS_ERR_BUSY;
	gs_report_say(&up->job.report, "filings-wait", "other filings wait to "
	    "be judged");
	resume_upload(up);
	return MHD_YES;
}

/* Requests with a body ---------------------------------------------------- */

static int64_t steady_now(void)
{
	struct timespec ts = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec;
}

static bool grow_upload(struct upload *up, size_t len)
{
	size_t room = up->room == 0 ? FIRST_ROOM : up->room;

	while (room < up->len + len)
		room *= 2;
	if (room == up->room)
		return true;
	uint8_t *bytes = malloc(room);
	if (bytes == NULL)
		return false;

	if (up->len > 0)
		memcpy(bytes, up->bytes, up->len);
	free(up->bytes);
	up->bytes = bytes;
	up->room = room;
	return true;
}

static void take_piece(struct upload *up, const char *data, size_t len)
{
	up->over = up->over || len > up->max - up->len ||
	    steady_now() - up->began > UPLOAD_SECONDS || !grow_upload(up, len);
	if (up->over)
		return;
	memcpy(up->bytes + up->len, data, len);
	up->len += len;
}

/* NULL: it is not taken. */
static struct upload *begin_upload(struct gs_mirror_server *s, bool filing)
{
	struct upload *up = filing && s->filings >= UPLOADS_MAX ? NULL :
	    calloc(1, sizeof *up);

	if (up == NULL)
		return NULL;
	up->server = s;
	up->filing = filing;
	up->max = filing ? GS_OFFER_MAX : GS_WITNESS_BODY_MAX;
	up->began = steady_now();
	s->filings += filing;
	return up;
}

static enum MHD_Result take_upload(struct gs_mirror_server *s,
    struct MHD_Connection *c, bool filing, const char *data, size_t *len,
    void **context)
{
	struct upload *up = *context;

	if (up == NULL) {
		*context = begin_upload(s, filing);
		return *context != NULL ? MHD_YES : !filing ? MHD_NO :
		    send_words(c, GS_ERR_BUSY, "filings-arrive",
		        "other filings are arriving");
	}
	if (*len > 0) {
		/* What is too long or too slow keeps nobody else out. */
		if (up->over && filing)
			return MHD_NO;
		take_piece(up, data, *len);
		*len = 0;
		return MHD_YES;
	}
	return filing ? offer_upload(s, c, up) : answer_add(s, c, up);
}

/* Whether it is asked for by a name of its own; else it has answered. */
static bool is_meant(const struct gs_mirror_server *s,
    struct MHD_Connection *c, enum MHD_Result *out)
{
	struct gs_report report = {.text = ""};
	char why[GS_REPORT_TEXT_MAX + 64];

	if (gs_rebinding_judge(&report, MHD_lookup_connection_value(c,
	        MHD_HEADER_KIND, "Host"), s->own_port))
		return true;
	(void)snprintf(why, sizeof why, "%s: %s\n", report.code, report.text);
	*out = send_text(c, MHD_HTTP_FORBIDDEN, why);
	return false;
}

static enum MHD_Result take_request(void *ctx, struct MHD_Connection *c,
    const char *path, const char *method, const char *version,
    const char *data, size_t *data_len, void **context)
{
	struct gs_mirror_server *s = ctx;
	bool filing = s->intake != NULL && strcmp(path, "/filings") == 0;
	bool posts = filing || strcmp(path, "/add-checkpoint") == 0;
	enum MHD_Result refused = MHD_NO;
	(void)version;

	if (*context == NULL && !is_meant(s, c, &refused))
		return refused;
	if (!posts && (strcmp(method, "GET") == 0 ||
	    strcmp(method, "HEAD") == 0))
		return answer_get(s, c, path);
	if (!posts || strcmp(method, "POST") != 0)
		return send_text(c, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "this address takes another method\n");
	return take_upload(s, c, filing, data, data_len, context);
}

static void end_request(void *ctx, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode code)
{
	struct upload *up = *context;
	(void)ctx, (void)c, (void)code;

	if (up == NULL)
		return;
	up->server->filings -= up->filing;
	free(up->bytes);
	free(up);
	*context = NULL;
}

/* What holds a % is none of ours, and a %00 must not end it. */
static size_t leave_as_is(void *ctx, struct MHD_Connection *c, char *text)
{
	(void)ctx, (void)c;
	return strlen(text);
}

static void name_monitored(struct gs_mirror_server *s, const char *origin)
{
	uint8_t hash[32];
	struct gs_writer w = gs_writer_of(s->monitored, sizeof s->monitored);

	gs_host_sha256(hash, &(struct gs_span){(const uint8_t *)origin,
	    strlen(origin)}, 1);
	gs_write_text(&w, "/");
	gs_write_hex(&w, hash, 32);
	gs_write_text(&w, "/checkpoint");
	gs_write_u8(&w, 0);
}

static int start_intake(struct gs_mirror_server *s,
    struct gs_mirror_filings *filings)
{
	return filings == NULL ? GS_OK :
	    gs_mirror_intake_start(&s->intake, filings);
}

static int start_answering(struct gs_mirror_server *s, struct gs_report *report,
    const char *where)
{
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD |
	    MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, take_request, s,
	    MHD_OPTION_LISTEN_SOCKET, s->fd,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	    MHD_OPTION_NOTIFY_COMPLETED, end_request, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, NULL,
	    MHD_OPTION_END);
	if (s->daemon != NULL)
		return GS_OK;
	gs_report_tell(report, "mirror-unserved", "the HTTP library does not "
	    "start at {0}", gs_say_text(where));
	return GS_ERR_IO;
}

int gs_mirror_serve(struct gs_mirror_server **out, uint16_t *port,
    struct gs_report *report, const struct gs_mirror_service *service)
{
	struct gs_mirror_server *s = calloc(1, sizeof *s);

	if (s == NULL)
		return GS_ERR_MEMORY;
	s->mirror = service->mirror;
	s->clock = service->clock;
	s->fd = -1;
	name_monitored(s, service->origin);

	int err = gs_listen(&s->fd, port, service->where, report);
	if (err == GS_OK) {
		s->own_port = gs_rebinding_port(s->fd);
		err = start_intake(s, service->filings);
	}
	if (err == GS_OK)
		err = start_answering(s, report, service->where);
	if (err != GS_OK) {
		gs_mirror_serve_end(&s);
		return err;
	}
	*out = s;
	return GS_OK;
}

void gs_mirror_serve_end(struct gs_mirror_server **server)
{
	struct gs_mirror_server *s = *server;

	if (s == NULL)
		return;
	/* A connection that is suspended would hold the daemon up: first those
	 * that wait are answered.  Until it has stopped its thread may ask for
	 * more. */
	gs_mirror_intake_end(s->intake);
	if (s->daemon != NULL)
		MHD_stop_daemon(s->daemon); /* closes the socket */
	else if (s->fd >= 0)
		(void)close(s->fd);
	gs_mirror_intake_free(&s->intake);
	free(s);
	*server = NULL;
}
