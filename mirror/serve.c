/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/serve.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/listen.h"
#include "lib/log/tiles.h"
#include "lib/steps/witness.h"
#include "mirror/folder.h"

#define CONNECTIONS_MAX 256
#define IDLE_SECONDS 15

struct gs_mirror_server {
	struct gs_mirror *mirror;
	struct gs_mirror_clock clock;
	struct MHD_Daemon *daemon;
	int fd;
	char monitored[80]; /* "/<hex SHA-256 of the origin>/checkpoint" */
};

/* A request's body; on the heap, as a request comes in pieces. */
struct upload {
	size_t len;
	bool over;
	uint8_t bytes[GS_WITNESS_BODY_MAX];
};

static enum MHD_Result queue_bytes(struct MHD_Connection *c, unsigned status,
    const char *type, struct gs_span body)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(body.len,
	    (void *)(uintptr_t)body.ptr, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result good = MHD_NO;

	if (r == NULL)
		return MHD_NO;
	if (MHD_add_response_header(r, "Content-Type", type) == MHD_YES &&
	    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff") ==
	    MHD_YES && MHD_add_response_header(r, "Cache-Control",
	        "no-store") == MHD_YES)
		good = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return good;
}

static enum MHD_Result send_text(struct MHD_Connection *c, unsigned status,
    const char *text)
{
	return queue_bytes(c, status, "text/plain; charset=utf-8",
	    (struct gs_span){(const uint8_t *)text, strlen(text)});
}

static enum MHD_Result send_file(struct MHD_Connection *c, int fd,
    bool is_note)
{
	struct stat st;
	struct MHD_Response *r = NULL;
	enum MHD_Result good = MHD_NO;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		r = MHD_create_response_from_fd64((uint64_t)st.st_size, fd);
	if (r == NULL) {
		(void)close(fd);
		return MHD_NO;
	}
	if (MHD_add_response_header(r, "Content-Type", is_note ?
	        "text/plain; charset=utf-8" : "application/octet-stream") ==
	    MHD_YES && MHD_add_response_header(r, "X-Content-Type-Options",
	        "nosniff") == MHD_YES &&
	    MHD_add_response_header(r, "Cache-Control", is_note ? "no-store" :
	        "public, max-age=31536000, immutable") == MHD_YES)
		good = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return good;
}

static bool is_hash(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static bool has_start(const char **rest, const char *path, const char *start)
{
	size_t len = strlen(start);

	*rest = path + len;
	return strncmp(path, start, len) == 0;
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
	return send_file(c, fd, strcmp(file, "log/checkpoint") == 0);
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
	return queue_bytes(c, status, status == MHD_HTTP_OK ?
	    "text/plain; charset=utf-8" : "text/x.tlog.size",
	    (struct gs_span){text, w.len});
}

static void take_piece(struct upload *up, const char *data, size_t len)
{
	if (up->over || len > sizeof up->bytes - up->len) {
		up->over = true;
		return;
	}
	memcpy(up->bytes + up->len, data, len);
	up->len += len;
}

static enum MHD_Result take_request(void *ctx, struct MHD_Connection *c,
    const char *path, const char *method, const char *version,
    const char *data, size_t *data_len, void **context)
{
	struct gs_mirror_server *s = ctx;
	bool adds = strcmp(path, "/add-checkpoint") == 0;
	(void)version;

	if (!adds && (strcmp(method, "GET") == 0 ||
	    strcmp(method, "HEAD") == 0))
		return answer_get(s, c, path);
	if (!adds || strcmp(method, "POST") != 0)
		return send_text(c, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "this address takes another method\n");

	struct upload *up = *context;
	if (up == NULL) {
		*context = calloc(1, sizeof *up);
		return *context == NULL ? MHD_NO : MHD_YES;
	}
	if (*data_len > 0) {
		take_piece(up, data, *data_len);
		*data_len = 0;
		return MHD_YES;
	}
	return answer_add(s, c, up);
}

static void end_request(void *ctx, struct MHD_Connection *c, void **context,
    enum MHD_RequestTerminationCode code)
{
	(void)ctx, (void)c, (void)code;
	free(*context);
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
		s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD,
		    0, NULL, NULL, take_request, s,
		    MHD_OPTION_LISTEN_SOCKET, s->fd,
		    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
		    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		    MHD_OPTION_NOTIFY_COMPLETED, end_request, s,
		    MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, NULL,
		    MHD_OPTION_END);
		if (s->daemon == NULL) {
			gs_report_tell(report, "mirror-unserved", "the HTTP "
			    "library does not start at {0}",
			    gs_say_text(service->where));
			err = GS_ERR_IO;
		}
	}
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
	if (s->daemon != NULL)
		MHD_stop_daemon(s->daemon); /* closes the socket */
	else if (s->fd >= 0)
		(void)close(s->fd);
	free(s);
	*server = NULL;
}
