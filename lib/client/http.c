/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/record/time.h"
#include "lib/host.h"
#include "lib/records/request.h"

#define URL_MAX (2 * GS_ADDRESS_MAX)
#define SECONDS_USUAL 120 /* of a whole request; GAINSAY_TIMEOUT says another */
#define SECONDS_MAX 3600
#define CONNECT_SECONDS 20L
#define WAIT_MS 1000 /* of a request, before anybody is told of it */
#define FIRST_ROOM ((size_t)16 << 10)
#define CIRCUIT_BYTES 16
#define CLOCK_SECONDS 60 /* after which the server's clock is asked again */
#define HEADER_MAX (GS_BASE64_LEN(GS_ROLE_REQUEST_MAX) + 64)

struct gs_http {
	CURL *curl;
	long seconds;
	char base[GS_ADDRESS_MAX];
	char *proxy, *ca; /* NULL: none */
	char circuit[2 * CIRCUIT_BYTES + 1]; /* a user of the proxy; or "" */
	char trouble[CURL_ERROR_SIZE]; /* of the last request */
	char *refusal;                 /* likewise; or NULL */
	char code[GS_REPORT_CODE_MAX]; /* likewise: of its problem, or "" */
	bool explained;                /* likewise: there was one */
	/* What is shown; secret. */
	char reading[65], token[65]; /* "": none */
	const char *role;            /* NULL: nothing is signed */
	uint8_t secret[64], channel[32];
	int64_t now, asked; /* the server's clock, at this tick */
	bool deletes; /* the request under way */
	/* Likewise, by a clock that nobody sets: */
	struct timespec begun;
	bool waits; /* somebody was told that it takes long */
};

static gs_http_wait_fn *tell_wait;

struct http_answer {
	uint8_t *ptr;
	size_t len, room, max;
	bool too_long;
};

/* By hand, as realloc would not bound it. */
static bool grow_answer(struct http_answer *a, size_t n)
{
	size_t room = a->room == 0 ? FIRST_ROOM : a->room;

	while (room - a->len < n)
		room *= 2;
	uint8_t *more = malloc(room);
	if (more == NULL)
		return false;

	if (a->len != 0)
		memcpy(more, a->ptr, a->len);
	free(a->ptr);
	a->ptr = more;
	a->room = room;
	return true;
}

static size_t receive_piece(char *data, size_t size, size_t count, void *ctx)
{
	struct http_answer *a = ctx;
	size_t n = size * count;

	if (n > a->max - a->len) {
		a->too_long = true;
		return 0;
	}
	if (n > a->room - a->len && !grow_answer(a, n))
		return 0;
	memcpy(a->ptr + a->len, data, n);
	a->len += n;
	return n;
}

static int report_memory(struct gs_report *report)
{
	gs_report_say(report, "http-memory",
	    "there is not enough memory to ask the server");
	return GS_ERR_MEMORY;
}

/* How long a request may take.  GS_ERR_FORMAT. */
static int read_patience(long *out, struct gs_report *report)
{
	const char *text = getenv("GAINSAY_TIMEOUT");
	uint64_t seconds = SECONDS_USUAL;

	if (text != NULL && (gs_decimal_decode(&seconds, text, strlen(text),
	    SECONDS_MAX) != GS_OK || seconds == 0)) {
		gs_report_tell(report, "timeout-form", "GAINSAY_TIMEOUT is a "
		    "number of seconds from 1 to {0}, not '{1}'",
		    gs_say_number(SECONDS_MAX), gs_say_text(text));
		return GS_ERR_FORMAT;
	}
	*out = (long)seconds;
	return GS_OK;
}

/* The authorities' file; NULL: the system's.  Read by libcurl, later: that it
 * can be read is looked at now, since libcurl does not say why it cannot. */
static int find_authorities(const char **out, struct gs_report *report,
    const struct gs_http_way *way)
{
	static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
	const char *path = way->ca;

	for (size_t i = 0; path == NULL && i < 2; i++) {
		path = getenv(names[i]);
		if (path != NULL && *path == '\0')
			path = NULL;
	}
	if (path != NULL && access(path, R_OK) != 0) {
		gs_report_errno(report, "authorities-unread", path, "with the "
		    "authorities to trust (--ca, CURL_CA_BUNDLE or "
		    "SSL_CERT_FILE) cannot be read", errno);
		return GS_ERR_IO;
	}
	*out = path;
	return GS_OK;
}

static bool keep_text(char **out, const char *text)
{
	*out = text == NULL ? NULL : strdup(text);
	return text == NULL || *out != NULL;
}

/* Tor takes what comes under another user name over another circuit, and asks
 * for no such user.  Who names a user of the proxy has one. */
static int draw_circuit(struct gs_http *h)
{
	uint8_t bytes[CIRCUIT_BYTES];
	struct gs_writer w = gs_writer_of(h->circuit, 2 * CIRCUIT_BYTES);

	if (h->proxy == NULL || strncmp(h->proxy, "socks5h://", 10) != 0 ||
	    strchr(h->proxy, '@') != NULL)
		return GS_OK;
	int err = gs_host_random(bytes, sizeof bytes);
	if (err == GS_OK)
		gs_write_hex(&w, bytes, sizeof bytes);
	return err;
}

int gs_http_open(struct gs_http **out, struct gs_report *report,
    const char *base, const struct gs_http_way *way)
{
	static const struct gs_http_way straight = {NULL, NULL};
	const char *ca = NULL;
	size_t len = strlen(base);
	long seconds = 0;

	if (way == NULL)
		way = &straight;
	int err = gs_address_check(report, base, way);
	if (err == GS_OK)
		err = find_authorities(&ca, report, way);
	if (err == GS_OK)
		err = read_patience(&seconds, report);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? report_memory(report) : err;

	struct gs_http *h = calloc(1, sizeof *h);
	if (h != NULL)
		h->curl = curl_easy_init();
	if (h == NULL || h->curl == NULL || !keep_text(&h->ca, ca) ||
	    !keep_text(&h->proxy, way->proxy)) {
		gs_http_free(&h);
		return report_memory(report);
	}
	err = draw_circuit(h);
	if (err != GS_OK) {
		gs_http_free(&h);
		return err;
	}
	h->seconds = seconds;
	memcpy(h->base, base, base[len - 1] == '/' ? len - 1 : len);
	*out = h;
	return GS_OK;
}

void gs_http_free(struct gs_http **http)
{
	if (*http == NULL)
		return;
	curl_easy_cleanup((*http)->curl);
	free((*http)->refusal);
	free((*http)->proxy);
	free((*http)->ca);
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

void gs_http_on_wait(gs_http_wait_fn *tell)
{
	tell_wait = tell;
}

/* libcurl's, at least once a second. */
static int watch_request(void *ctx, curl_off_t down_all, curl_off_t down,
    curl_off_t up_all, curl_off_t up)
{
	struct gs_http *h = ctx;
	struct timespec now = {.tv_sec = 0};

	(void)down_all, (void)down, (void)up_all, (void)up;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms = (now.tv_sec - h->begun.tv_sec) * INT64_C(1000) +
	    (now.tv_nsec - h->begun.tv_nsec) / 1000000;

	if (!h->waits && ms >= WAIT_MS) {
		h->waits = true;
		tell_wait(h->base);
	}
	return 0;
}

static CURLcode perform_request(struct gs_http *h)
{
	h->waits = false;
	(void)clock_gettime(CLOCK_MONOTONIC, &h->begun);
	if (tell_wait != NULL) {
		curl_easy_setopt(h->curl, CURLOPT_NOPROGRESS, 0L);
		curl_easy_setopt(h->curl, CURLOPT_XFERINFOFUNCTION,
		    watch_request);
		curl_easy_setopt(h->curl, CURLOPT_XFERINFODATA, h);
	}

	CURLcode code = curl_easy_perform(h->curl);
	if (h->waits)
		tell_wait(NULL);
	return code;
}

static void set_options(struct gs_http *h, const char *url,
    struct http_answer *a)
{
	CURL *c = h->curl;

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, h->proxy == NULL ? "" : h->proxy);
	/* The environment's no_proxy would go past the one that was named. */
	curl_easy_setopt(c, CURLOPT_NOPROXY, "");
	if (h->circuit[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_SOCKS5_AUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_PROXYUSERNAME, h->circuit);
		curl_easy_setopt(c, CURLOPT_PROXYPASSWORD, "gainsay");
	}
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	if (h->ca != NULL) {
		curl_easy_setopt(c, CURLOPT_CAINFO, h->ca);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
		curl_easy_setopt(c, CURLOPT_PROXY_CAINFO, h->ca);
		curl_easy_setopt(c, CURLOPT_PROXY_CAPATH, NULL);
	}

	/* What is unpacked is bounded as what comes otherwise is. */
	if (strncmp(url + strlen(h->base), "/log/tile/entries/", 18) == 0)
		curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, h->seconds);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->trouble);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive_piece);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
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
	char what[URL_MAX];
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

static struct curl_slist *make_headers(const char *authorization, bool body)
{
	struct curl_slist *list = NULL;

	/* "Name:" removes a header that libcurl would send by itself. */
	list = curl_slist_append(list, "Expect:");
	list = curl_slist_append(list, "Accept:");
	if (body)
		list = curl_slist_append(list,
		    "Content-Type: application/json");
	if (authorization[0] != '\0')
		list = curl_slist_append(list, authorization);
	return list;
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
    const struct http_answer *a, long status)
{
	json_t *json = json_loadb((const char *)a->ptr, a->len, 0, NULL);
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
		    gs_say_number((uint64_t)status));
	else if (detail == NULL)
		gs_report_tell(report, "server-refused",
		    "the server refused ({0}): {1}",
		    gs_say_number((uint64_t)status), gs_say_text(title));
	else
		gs_report_tell(report, "server-refused-because",
		    "the server refused ({0}): {1}; {2}",
		    gs_say_number((uint64_t)status), gs_say_text(title),
		    gs_say_text(detail));

	int err = problem_error(&h->explained, json_string_value(
	    json_object_get(json, "type")), status);
	if (refusal != NULL && h->refusal == NULL)
		err = report_memory(report);
	json_decref(json);
	return err;
}

/* libcurl's reason is a sentence of its own; the system's stands behind it
 * where it is of this failure.  Always GS_ERR_IO. */
static int report_unreached(struct gs_report *report, struct gs_http *h,
    const char *trouble)
{
	long why = 0;

	curl_easy_getinfo(h->curl, CURLINFO_OS_ERRNO, &why);
	if (h->proxy != NULL)
		gs_report_tell(report, "proxy-out-of-reach", "{0} cannot be "
		    "reached through the proxy {1}: {2}: {3}",
		    gs_say_text(h->base), gs_say_text(h->proxy),
		    gs_say_text(trouble), gs_say_text(why == 0 ?
		        "no other reason is known" : strerror((int)why)));
	else if (why == 0)
		gs_report_tell(report, "server-silent",
		    "{0} does not answer: {1}; if the server has moved, name "
		    "its new address: --server URL, or URL alone for 'status' "
		    "and 'sync'", gs_say_text(h->base),
		    gs_say_text(trouble));
	else
		gs_report_tell(report, "server-out-of-reach",
		    "{0} does not answer: {1}: {2}; if the server has moved, "
		    "name its new address: --server URL, or URL alone for "
		    "'status' and 'sync'", gs_say_text(h->base),
		    gs_say_text(trouble), gs_say_text(strerror((int)why)));
	return GS_ERR_IO;
}

static int report_untrusted(struct gs_report *report, const struct gs_http *h,
    const char *trouble)
{
	gs_report_tell(report, "server-untrusted", "{0} cannot show that it is "
	    "the server of that name: {1}; nothing was sent. If an authority "
	    "of your own vouches for it, name that one by --ca FILE",
	    gs_say_text(h->base), gs_say_text(trouble));
	return GS_ERR_IO;
}

/* No answer, and why. */
static int report_silence(struct gs_report *report, struct gs_http *h,
    CURLcode code)
{
	const char *trouble = h->trouble[0] != '\0' ? h->trouble :
	    curl_easy_strerror(code);

	switch ((int)code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PROXY:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return report_unreached(report, h, trouble);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return report_untrusted(report, h, trouble);
	case CURLE_COULDNT_RESOLVE_HOST:
		gs_report_tell(report, "server-name-unknown", "{0} is not "
		    "known to the name service: {1}; is it spelled right, and "
		    "are you connected? If the server has moved, name its new "
		    "address: --server URL, or URL alone for 'status' and "
		    "'sync'", gs_say_text(h->base),
		    gs_say_text(trouble));
		return GS_ERR_IO;
	case CURLE_OPERATION_TIMEDOUT:
		gs_report_tell(report, "server-slow", "{0} does not answer in "
		    "time: {1}; GAINSAY_TIMEOUT in the environment allows up "
		    "to {2} seconds", gs_say_text(h->base),
		    gs_say_text(trouble), gs_say_number(SECONDS_MAX));
		return GS_ERR_IO;
	case CURLE_SSL_CONNECT_ERROR:
		gs_report_tell(report, "server-without-tls", "{0} does not "
		    "answer by TLS: {1}; is the port that of an https:// "
		    "server?", gs_say_text(h->base), gs_say_text(trouble));
		return GS_ERR_IO;
	default:
		gs_report_tell(report, "server-talk-ended", "{0} does not "
		    "answer as a server does: {1}", gs_say_text(h->base),
		    gs_say_text(trouble));
		return GS_ERR_IO;
	}
}

static int write_url(char url[URL_MAX], struct gs_report *report,
    const struct gs_http *h, const char *path)
{
	struct gs_writer w = gs_writer_of(url, URL_MAX);

	gs_write_text(&w, h->base);
	gs_write_text(&w, path);
	gs_write_u8(&w, 0);
	if (gs_writer_end(&w) == GS_OK)
		return GS_OK;
	gs_report_tell(report, "url-too-long", "the address of {0} at {1} is "
	    "longer than {2} characters", gs_say_text(path),
	    gs_say_text(h->base), gs_say_number(URL_MAX - 1));
	return GS_ERR_RANGE;
}

/* `body` is NULL for a GET; `authorization` is a header line, or "". */
static int send_plain(struct gs_http *h, struct gs_report *report,
    struct http_answer *a, const char *path, const char *authorization,
    const char *body)
{
	char url[URL_MAX];
	long status = 0;

	int err = write_url(url, report, h, path);
	if (err != GS_OK)
		return err;

	free(h->refusal);
	h->refusal = NULL;
	h->explained = false;
	h->trouble[0] = h->code[0] = '\0';

	struct curl_slist *list = make_headers(authorization, body != NULL);
	set_options(h, url, a);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
	if (h->deletes)
		curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "DELETE");
	if (body != NULL)
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
	if (body != NULL)
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)strlen(body));

	CURLcode code = perform_request(h);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	if (a->too_long) {
		gs_report_tell(report, "http-answer-too-long", "the answer of "
		    "{0} to {1} is longer than {2} bytes", gs_say_text(h->base),
		    gs_say_text(path), gs_say_number(a->max));
		return GS_ERR_SPACE;
	}
	if (code != CURLE_OK)
		return report_silence(report, h, code);
	return status >= 200 && status < 300 ? GS_OK :
	    report_problem(report, h, a, status);
}

static int take_json(json_t **answer, struct gs_report *report,
    const struct gs_http *h, const struct http_answer *a)
{
	json_error_t why;
	json_t *json = json_loadb((const char *)a->ptr, a->len,
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
	struct http_answer a = {.max = GS_HTTP_JSON_MAX};
	const char *now = NULL;
	json_t *json = NULL;

	int err = send_plain(h, report, &a, "/channel", "", NULL);
	if (err == GS_OK)
		err = take_json(&json, report, h, &a);
	free(a.ptr);
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
    struct http_answer *a, const char *path, const char *bearer,
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
	struct http_answer a = {.max = ask->max};

	int err = send_request(http, report, &a, ask->path, ask->bearer, NULL);
	if (err != GS_OK) {
		free(a.ptr);
		return err;
	}
	*out = a.ptr != NULL ? a.ptr : calloc(1, 1);
	*len = a.len;
	return *out == NULL ? report_memory(report) : GS_OK;
}

int gs_http_send(struct gs_http *http, struct gs_report *report,
    uint8_t **out, size_t *len, const struct gs_request *request)
{
	struct http_answer a = {.max = GS_HTTP_JSON_MAX};

	http->deletes = request->deletes;
	int err = send_request(http, report, &a, request->path,
	    request->token[0] == '\0' ? NULL : request->token,
	    request->body);
	http->deletes = false;
	if (err != GS_OK) {
		free(a.ptr);
		return err;
	}
	*out = a.ptr != NULL ? a.ptr : calloc(1, 1);
	*len = a.len;
	return *out == NULL ? report_memory(report) : GS_OK;
}

int gs_http_get_json(struct gs_http *http, struct gs_report *report,
    json_t **answer, const char *path, const char *bearer)
{
	struct http_answer a = {.max = GS_HTTP_JSON_MAX};

	int err = send_request(http, report, &a, path, bearer, NULL);
	if (err == GS_OK)
		err = take_json(answer, report, http, &a);
	free(a.ptr);
	return err;
}

int gs_http_post(struct gs_http *http, struct gs_report *report,
    json_t **answer, const char *path, const char *bearer, json_t *body)
{
	struct http_answer a = {.max = GS_HTTP_JSON_MAX};
	char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);

	json_decref(body);
	if (text == NULL)
		return report_memory(report);
	int err = send_request(http, report, &a, path, bearer, text);
	gs_host_wipe(text, strlen(text));
	free(text);

	if (err == GS_OK && answer != NULL)
		err = take_json(answer, report, http, &a);
	free(a.ptr);
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
