/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/http.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/record/time.h"
#include "lib/client/transport.h"
#include "lib/host.h"
#include "lib/records/request.h"

#define NAME_MAX (2 * GS_ADDRESS_MAX) /* of a request, with its method */
#define CLOCK_SECONDS 60 /* after which the server's clock is asked again */
#define HEADER_MAX (GS_BASE64_LEN(GS_ROLE_REQUEST_MAX) + 64)

struct gs_http {
	struct gs_transport *transport;
	char base[GS_ADDRESS_MAX];
	char *refusal;                 /* of the last request; or NULL */
	char code[GS_REPORT_CODE_MAX]; /* likewise: of its problem, or "" */
	bool explained;                /* likewise: there was one */
	/* What is shown; secret. */
	char reading[65], token[65]; /* "": none */
	const char *role;            /* NULL: nothing is signed */
	uint8_t secret[64], channel[32];
	int64_t now, asked; /* the server's clock, at this tick */
	bool deletes; /* the request under way */
};

static int report_memory(struct gs_report *report)
{
	gs_report_say(report, "http-memory",
	    "there is not enough memory to ask the server");
	return GS_ERR_MEMORY;
}

int gs_http_open(struct gs_http **out, struct gs_report *report,
    const char *base, const struct gs_http_way *way)
{
	static const struct gs_http_way straight = {NULL, NULL};
	size_t len = strlen(base);

	if (way == NULL)
		way = &straight;
	int err = gs_address_check(report, base, way);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? report_memory(report) : err;

	const struct gs_http_way taken = {gs_address_proxy(base, way),
	    way->ca};
	struct gs_http *h = calloc(1, sizeof *h);
	err = h == NULL ? GS_ERR_MEMORY :
	    gs_transport_open(&h->transport, report, &taken);
	if (err != GS_OK) {
		free(h);
		return err == GS_ERR_MEMORY ? report_memory(report) : err;
	}
	memcpy(h->base, base, base[len - 1] == '/' ? len - 1 : len);
	*out = h;
	return GS_OK;
}

void gs_http_free(struct gs_http **http)
{
	if (*http == NULL)
		return;
	gs_transport_free(&(*http)->transport);
	free((*http)->refusal);
	gs_host_wipe(*http, sizeof **http);
	free(*http);
	*http = NULL;
}

const char *gs_http_base(const struct gs_http *http)
{
	return http->base;
}

const char *gs_http_refusal(const struct gs_http *http)
{
	return http->refusal;
}

bool gs_http_explained(const struct gs_http *http)
{
	return http->explained;
}

const char *gs_http_code(const struct gs_http *http)
{
	return http->code;
}

static int64_t steady_seconds(void)
{
	struct timespec t = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* "Authorization: Gainsay ..." for this request; `line` is empty if nothing
 * is to be signed. */
static int sign_request(char line[HEADER_MAX], const struct gs_http *h,
    const char *path, const char *body)
{
	char what[NAME_MAX];
	uint8_t record[GS_ROLE_REQUEST_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	struct gs_writer out = gs_writer_of(line, HEADER_MAX);
	struct gs_writer name = gs_writer_of(what, sizeof what);
	struct gs_pool pool;

	gs_write_text(&name, body == NULL ? "GET " : "POST ");
	gs_write_text(&name, path);
	struct gs_role_request request = {.path = {name.ptr, name.len},
	    .time = h->now + steady_seconds() - h->asked};
	memcpy(request.channel, h->channel, 32);
	gs_host_sha256(request.body, &(struct gs_span){(const uint8_t *)body,
	    body == NULL ? 0 : strlen(body)}, 1);

	int err = gs_writer_end(&name);
	if (err != GS_OK)
		return err;
	err = gs_role_request_write(&w, gs_pool_start(&pool), &request,
	    h->role, h->secret);
	gs_pool_free(&pool);
	if (err != GS_OK)
		return err;

	gs_write_text(&out, "Authorization: Gainsay ");
	gs_write_base64(&out, record, w.len);
	gs_write_u8(&out, 0);
	return gs_writer_end(&out);
}

/* Addresses that want to know who reads. */
static bool asks_reader(const char *path)
{
	return strncmp(path, "/log/", 5) == 0 ||
	    strncmp(path, "/content/", 9) == 0 || strcmp(path, "/") == 0;
}

/* The header that shows who asks, if anything is to be shown here. */
static int write_authorization(char line[HEADER_MAX], const struct gs_http *h,
    const char *path, const char *bearer, const char *body)
{
	static const char head[] = "Authorization: Bearer ";
	bool reads = asks_reader(path);

	line[0] = '\0';
	if (bearer == NULL && strncmp(path, "/content/", 9) == 0 &&
	    h->token[0] != '\0')
		bearer = h->token;
	if (bearer == NULL && h->role != NULL &&
	    (reads || strcmp(path, "/records") == 0 ||
	    strcmp(path, "/enrolment") == 0 ||
	    strcmp(path, "/passing") == 0))
		return sign_request(line, h, path, body);
	if (bearer == NULL && reads && h->reading[0] != '\0')
		bearer = h->reading;

	if (bearer == NULL || strlen(bearer) != 64)
		return GS_OK;
	memcpy(line, head, sizeof head - 1);
	memcpy(line + sizeof head - 1, bearer, 65);
	return GS_OK;
}

static const struct {
	const char *word;
	int err;
} problems[] = {{"format", GS_ERR_FORMAT}, {"rule", GS_ERR_RULE},
    {"proof", GS_ERR_PROOF}, {"signature", GS_ERR_SIGNATURE},
    {"duplicate", GS_ERR_DUPLICATE}, {"unknown", GS_ERR_UNKNOWN},
    {"denied", GS_ERR_DENIED}, {"too-large", GS_ERR_SPACE},
    {"busy", GS_ERR_BUSY}, {"mismatch", GS_ERR_MISMATCH},
    {"timeout", GS_ERR_BUSY}};

/* The last word of a problem's type (docs/spec/http.md); *known: it is one. */
static int problem_error(bool *known, const char *type, long status)
{
	const char *word = type == NULL ? NULL : strrchr(type, '/');

	for (size_t i = 0; word != NULL &&
	    i < sizeof problems / sizeof *problems; i++)
		if (strcmp(word + 1, problems[i].word) == 0) {
			*known = true;
			return problems[i].err;
		}
	*known = false;
	return status == 404 ? GS_ERR_UNKNOWN : GS_ERR_IO;
}

/* What the server says when it refuses, passed on. */
static int report_problem(struct gs_report *report, struct gs_http *h,
    const struct gs_exchange *a)
{
	json_t *json = json_loadb((const char *)a->answer, a->len, 0, NULL);
	const char *title = json_string_value(json_object_get(json, "title"));
	const char *detail = json_string_value(json_object_get(json,
	    "detail"));
	const char *refusal = json_string_value(json_object_get(json,
	    "refusal"));
	const char *code = json_string_value(json_object_get(json, "code"));

	if (refusal != NULL)
		h->refusal = strdup(refusal);
	if (code != NULL && strlen(code) < sizeof h->code)
		memcpy(h->code, code, strlen(code) + 1);
	if (title == NULL)
		gs_report_tell(report, "server-refused-unsaid",
		    "{0} answered {1} and no reason, which a channel's server "
		    "always gives", gs_say_text(h->base),
		    gs_say_number((uint64_t)a->status));
	else if (detail == NULL)
		gs_report_tell(report, "server-refused",
		    "the server refused ({0}): {1}",
		    gs_say_number((uint64_t)a->status), gs_say_text(title));
	else
		gs_report_tell(report, "server-refused-because",
		    "the server refused ({0}): {1}; {2}",
		    gs_say_number((uint64_t)a->status), gs_say_text(title),
		    gs_say_text(detail));

	int err = problem_error(&h->explained, json_string_value(
	    json_object_get(json, "type")), a->status);
	if (refusal != NULL && h->refusal == NULL)
		err = report_memory(report);
	json_decref(json);
	return err;
}

/* `body` is NULL for a GET; `authorization` is a header line, or "". */
static int send_plain(struct gs_http *h, struct gs_report *report,
    struct gs_exchange *a, const char *path, const char *authorization,
    const char *body)
{
	free(h->refusal);
	h->refusal = NULL;
	h->explained = false;
	h->code[0] = '\0';

	a->base = h->base;
	a->path = path;
	a->authorization = authorization;
	a->body = body;
	a->deletes = h->deletes;
	int err = gs_transport_send(h->transport, report, a);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? report_memory(report) : err;
	return a->status >= 200 && a->status < 300 ? GS_OK :
	    report_problem(report, h, a);
}

static int take_json(json_t **answer, struct gs_report *report,
    const struct gs_http *h, const struct gs_exchange *a)
{
	json_error_t why;
	json_t *json = json_loadb((const char *)a->answer, a->len,
	    JSON_REJECT_DUPLICATES, &why);

	if (json == NULL) {
		gs_report_tell(report, "answer-not-json", "the answer of {0} "
		    "is not JSON: {1}", gs_say_text(h->base),
		    gs_say_text(why.text));
		return GS_ERR_FORMAT;
	}
	if (answer != NULL)
		*answer = json;
	else
		json_decref(json);
	return GS_OK;
}

/* The channel's id and clock, which a signed request names. */
static int ask_clock(struct gs_http *h, struct gs_report *report)
{
	struct gs_exchange a = {.max = GS_HTTP_JSON_MAX};
	const char *now = NULL;
	json_t *json = NULL;

	int err = send_plain(h, report, &a, "/channel", "", NULL);
	if (err == GS_OK)
		err = take_json(&json, report, h, &a);
	free(a.answer);
	if (err != GS_OK)
		return err;

	h->asked = steady_seconds();
	if (gs_json_hash(h->channel, json, "channel") != GS_OK ||
	    gs_json_text(&now, json, "now") != GS_OK ||
	    gs_time_parse(&h->now, now, strlen(now)) != GS_OK)
		err = gs_reply_lacks(report, &(struct gs_reply){
		    .from = h->base}, "channel");
	json_decref(json);
	return err;
}

void gs_http_show_reading(struct gs_http *http, const uint8_t key[32])
{
	struct gs_writer w = gs_writer_of(http->reading, 64);

	gs_write_hex(&w, key, 32);
	http->reading[64] = '\0';
}

void gs_http_show_token(struct gs_http *http, const char token[65])
{
	memcpy(http->token, token, sizeof http->token);
}

int gs_http_show_role(struct gs_http *http, struct gs_report *report,
    const char *role, const uint8_t secret[64])
{
	int err = ask_clock(http, report);
	if (err != GS_OK)
		return err;
	http->role = role;
	memcpy(http->secret, secret, sizeof http->secret);
	return GS_OK;
}

static int send_request(struct gs_http *h, struct gs_report *report,
    struct gs_exchange *a, const char *path, const char *bearer,
    const char *body)
{
	char line[HEADER_MAX];
	int err = GS_OK;

	if (h->role != NULL && steady_seconds() - h->asked > CLOCK_SECONDS)
		err = ask_clock(h, report);
	if (err == GS_OK) {
		err = write_authorization(line, h, path, bearer, body);
		if (err != GS_OK)
			gs_report_tell(report, "request-not-signed", "the "
			    "request cannot be signed as '{0}': {1}",
			    gs_say_text(h->role),
			    gs_say_text(gs_strerror(err)));
	}
	if (err == GS_OK)
		err = send_plain(h, report, a, path, line, body);
	gs_host_wipe(line, sizeof line);
	return err;
}

int gs_http_get(struct gs_http *http, struct gs_report *report, uint8_t **out,
    size_t *len, const struct gs_http_ask *ask)
{
	struct gs_exchange a = {.max = ask->max};

	int err = send_request(http, report, &a, ask->path, ask->bearer, NULL);
	if (err != GS_OK) {
		free(a.answer);
		return err;
	}
	*out = a.answer != NULL ? a.answer : calloc(1, 1);
	*len = a.len;
	return *out == NULL ? report_memory(report) : GS_OK;
}

int gs_http_send(struct gs_http *http, struct gs_report *report,
    uint8_t **out, size_t *len, const struct gs_request *request)
{
	struct gs_exchange a = {.max = GS_HTTP_JSON_MAX};

	http->deletes = request->deletes;
	int err = send_request(http, report, &a, request->path,
	    request->token[0] == '\0' ? NULL : request->token,
	    request->body);
	http->deletes = false;
	if (err != GS_OK) {
		free(a.answer);
		return err;
	}
	*out = a.answer != NULL ? a.answer : calloc(1, 1);
	*len = a.len;
	return *out == NULL ? report_memory(report) : GS_OK;
}

int gs_http_get_json(struct gs_http *http, struct gs_report *report,
    json_t **answer, const char *path, const char *bearer)
{
	struct gs_exchange a = {.max = GS_HTTP_JSON_MAX};

	int err = send_request(http, report, &a, path, bearer, NULL);
	if (err == GS_OK)
		err = take_json(answer, report, http, &a);
	free(a.answer);
	return err;
}

int gs_http_post(struct gs_http *http, struct gs_report *report,
    json_t **answer, const char *path, const char *bearer, json_t *body)
{
	struct gs_exchange a = {.max = GS_HTTP_JSON_MAX};
	char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);

	json_decref(body);
	if (text == NULL)
		return report_memory(report);
	int err = send_request(http, report, &a, path, bearer, text);
	gs_host_wipe(text, strlen(text));
	free(text);

	if (err == GS_OK && answer != NULL)
		err = take_json(answer, report, http, &a);
	free(a.answer);
	return err;
}

int gs_http_fetch(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct gs_http *h = ctx;
	uint8_t *body = NULL;
	size_t n = 0;
	char full[256] = "/";

	if (strlen(path) + 2 > sizeof full)
		return GS_ERR_RANGE;
	memcpy(full + 1, path, strlen(path) + 1);
	const struct gs_http_ask ask = {.path = full, .max = max};
	int err = gs_http_get(h, report, &body, &n, &ask);
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "server-without-file", "{0}{1}: the "
		    "server has no such file", gs_say_text(h->base),
		    gs_say_text(full));
	if (err != GS_OK)
		return err;

	memcpy(out, body, n);
	*len = n;
	free(body);
	return GS_OK;
}
