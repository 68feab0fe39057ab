/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/transport.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"

#define URL_MAX (2 * GS_ADDRESS_MAX)
#define SECONDS_USUAL 120 /* of a whole request; GAINSAY_TIMEOUT says another */
#define SECONDS_MAX 3600
#define CONNECT_SECONDS 20L
#define WAIT_MS 1000 /* of a request, before anybody is told of it */
#define FIRST_ROOM ((size_t)16 << 10)
#define CIRCUIT_BYTES 16

struct gs_transport {
	CURL *curl;
	long seconds;
	char *proxy, *ca; /* NULL: none */
	char circuit[2 * CIRCUIT_BYTES + 1]; /* a user of the proxy; or "" */
	char trouble[CURL_ERROR_SIZE]; /* of the last request */
	const char *base;              /* of the request under way */
	/* Likewise, by a clock that nobody sets: */
	struct timespec begun;
	bool waits; /* somebody was told that it takes long */
};

static gs_transport_wait_fn *tell_wait;

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

/* Where distributions have theirs: a libcurl that was built into this program
 * (scripts/client) is on any of them.  Debian, Fedora, SUSE, Alpine and the
 * BSDs. */
static const char *system_authorities(void)
{
	static const char *const usual[] = {
	    "/etc/ssl/certs/ca-certificates.crt",
	    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
	    "/etc/ssl/cert.pem"};
	const curl_version_info_data *curl =
	    curl_version_info(CURLVERSION_NOW);

	if (curl->cainfo != NULL || curl->capath != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (access(usual[i], R_OK) == 0)
			return usual[i];
	return NULL;
}

/* The authorities' file; NULL: libcurl's own.  Read by libcurl, later: that it
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
	*out = path == NULL ? system_authorities() : path;
	return GS_OK;
}

static bool keep_text(char **out, const char *text)
{
	*out = text == NULL ? NULL : strdup(text);
	return text == NULL || *out != NULL;
}

/* Tor takes what comes under another user name over another circuit, and asks
 * for no such user.  Who names a user of the proxy has one. */
static int draw_circuit(struct gs_transport *h)
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

int gs_transport_open(struct gs_transport **out, struct gs_report *report,
    const struct gs_http_way *way)
{
	const char *ca = NULL;
	long seconds = 0;

	int err = find_authorities(&ca, report, way);
	if (err == GS_OK)
		err = read_patience(&seconds, report);
	if (err != GS_OK)
		return err;

	struct gs_transport *h = calloc(1, sizeof *h);
	if (h != NULL)
		h->curl = curl_easy_init();
	err = h == NULL || h->curl == NULL || !keep_text(&h->ca, ca) ||
	    !keep_text(&h->proxy, way->proxy) ? GS_ERR_MEMORY :
	    draw_circuit(h);
	if (err != GS_OK) {
		gs_transport_free(&h);
		return err;
	}
	h->seconds = seconds;
	*out = h;
	return GS_OK;
}

void gs_transport_free(struct gs_transport **transport)
{
	if (*transport == NULL)
		return;
	curl_easy_cleanup((*transport)->curl);
	free((*transport)->proxy);
	free((*transport)->ca);
	free(*transport);
	*transport = NULL;
}

void gs_transport_on_wait(gs_transport_wait_fn *tell)
{
	tell_wait = tell;
}

/* libcurl's, at least once a second. */
static int watch_request(void *ctx, curl_off_t down_all, curl_off_t down,
    curl_off_t up_all, curl_off_t up)
{
	struct gs_transport *h = ctx;
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

static CURLcode perform_request(struct gs_transport *h)
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

static void set_options(struct gs_transport *h, const char *url,
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

/* libcurl's reason is a sentence of its own; the system's stands behind it
 * where it is of this failure.  Always GS_ERR_IO. */
static int report_unreached(struct gs_report *report, struct gs_transport *h,
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

static int report_untrusted(struct gs_report *report,
    const struct gs_transport *h, const char *trouble)
{
	gs_report_tell(report, "server-untrusted", "{0} cannot show that it is "
	    "the server of that name: {1}; nothing was sent. If an authority "
	    "of your own vouches for it, name that one by --ca FILE",
	    gs_say_text(h->base), gs_say_text(trouble));
	return GS_ERR_IO;
}

/* No answer, and why. */
static int report_silence(struct gs_report *report, struct gs_transport *h,
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
    const struct gs_exchange *x)
{
	struct gs_writer w = gs_writer_of(url, URL_MAX);

	gs_write_text(&w, x->base);
	gs_write_text(&w, x->path);
	gs_write_u8(&w, 0);
	if (gs_writer_end(&w) == GS_OK)
		return GS_OK;
	gs_report_tell(report, "url-too-long", "the address of {0} at {1} is "
	    "longer than {2} characters", gs_say_text(x->path),
	    gs_say_text(x->base), gs_say_number(URL_MAX - 1));
	return GS_ERR_RANGE;
}

int gs_transport_send(struct gs_transport *h, struct gs_report *report,
    struct gs_exchange *x)
{
	char url[URL_MAX];
	struct http_answer a = {.max = x->max};

	int err = write_url(url, report, x);
	if (err != GS_OK)
		return err;
	h->trouble[0] = '\0';
	h->base = x->base;

	struct curl_slist *list = make_headers(x->authorization,
	    x->body != NULL);
	set_options(h, url, &a);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
	if (x->deletes)
		curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "DELETE");
	if (x->body != NULL)
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, x->body);
	if (x->body != NULL)
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)strlen(x->body));

	CURLcode code = perform_request(h);
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &x->status);
	curl_slist_free_all(list);
	x->answer = a.ptr;
	x->len = a.len;
	if (a.too_long) {
		gs_report_tell(report, "http-answer-too-long", "the answer of "
		    "{0} to {1} is longer than {2} bytes", gs_say_text(x->base),
		    gs_say_text(x->path), gs_say_number(a.max));
		return GS_ERR_SPACE;
	}
	return code == CURLE_OK ? GS_OK : report_silence(report, h, code);
}
