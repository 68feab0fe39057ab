/* SPDX-License-Identifier: Apache-2.0 */
/* The client against a server that answers once with given bytes and tells
 * what it was asked, byte for byte: what it must not say is the point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/host.h"
#include "lib/client/http.h"

#define ASKED_MAX ((size_t)16384)
#define TOKEN \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

struct peer {
	pid_t pid;
	int pipe;
	char url[64];
	char asked[ASKED_MAX + 1];
};

static size_t body_len(const char *head)
{
	const char *line = strcasestr(head, "content-length:");

	return line == NULL ? 0 : (size_t)strtoul(line + 15, NULL, 10);
}

/* In the child: one request, one answer. */
static _Noreturn void answer_once(int fd, int out, const char *answer,
    size_t len)
{
	static char asked[ASKED_MAX + 1];
	size_t n = 0;

	/* A request that goes elsewhere fails the test and does not hang it. */
	(void)alarm(5);
	int c = accept(fd, NULL, NULL);
	const char *end = NULL;
	while (n < ASKED_MAX) {
		ssize_t got = read(c, asked + n, ASKED_MAX - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		asked[n] = '\0';
		end = strstr(asked, "\r\n\r\n");
		if (end != NULL &&
		    n - (size_t)(end + 4 - asked) >= body_len(asked))
			break;
	}
	bool good = write(out, asked, n) == (ssize_t)n;
	while (len > 0) {
		ssize_t sent = send(c, answer, len, MSG_NOSIGNAL);
		if (sent <= 0)
			break;
		answer += sent;
		len -= (size_t)sent;
	}
	close(c);
	_exit(good ? 0 : 1);
}

static void start(struct peer *p, const char *answer)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t at_len = sizeof at;
	int pipes[2], fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &at_len), 0);
	assert_int_equal(pipe(pipes), 0);
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0)
		answer_once(fd, pipes[1], answer, strlen(answer));
	close(fd);
	close(pipes[1]);
	p->pipe = pipes[0];
	(void)snprintf(p->url, sizeof p->url, "http://127.0.0.1:%u",
	    (unsigned)ntohs(at.sin_port));
}

static void stop(struct peer *p)
{
	size_t n = 0;
	ssize_t got = 0;

	while ((got = read(p->pipe, p->asked + n, ASKED_MAX - n)) > 0)
		n += (size_t)got;
	p->asked[n] = '\0';
	close(p->pipe);
	assert_int_equal(waitpid(p->pid, NULL, 0), p->pid);
}

static struct gs_http *connect_to(const struct peer *p)
{
	struct gs_http *http = NULL;

	assert_int_equal(gs_http_open(&http, NULL, p->url, NULL), GS_OK);
	return http;
}

#define OK_HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static int get(struct peer *p, struct gs_report *report, size_t max,
    const char *answer, const char *bearer)
{
	uint8_t *out = NULL;
	size_t len = 0;

	start(p, answer);
	struct gs_http *http = connect_to(p);
	int err = gs_http_get(http, report, &out, &len,
	    &(struct gs_http_ask){"/channel", bearer, max});
	gs_http_free(&http);
	stop(p);
	if (err == GS_OK) {
		assert_int_equal(len, 5);
		assert_memory_equal(out, "hello", 5);
	} else {
		assert_null(out);
	}
	free(out);
	return err;
}

static void it_says_nothing_about_who_asks(void **state)
{
	(void)state;
	struct peer p;
	static const char *const headers[] = {"user-agent", "referer",
	    "accept", "cookie", "authorization", "expect", "from:", "origin",
	    "via"};

	assert_int_equal(get(&p, NULL, 100, OK_HELLO, NULL), GS_OK);
	assert_int_equal(strncmp(p.asked, "GET /channel HTTP/1.1\r\n", 23), 0);
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		if (strcasestr(p.asked, headers[i]) != NULL)
			fail_msg("%s in: %s", headers[i], p.asked);
}

static void a_token_goes_where_it_is_asked_for(void **state)
{
	(void)state;
	struct peer p;

	assert_int_equal(get(&p, NULL, 100, OK_HELLO, TOKEN), GS_OK);
	assert_non_null(strstr(p.asked, "Authorization: Bearer " TOKEN
	    "\r\n"));
}

/* A proxy that somebody set for the machine would see every link. */
static void the_environments_proxy_is_not_used(void **state)
{
	(void)state;
	struct peer p;
	static const char *const names[] = {"http_proxy", "all_proxy",
	    "ALL_PROXY", "HTTP_PROXY"};

	for (size_t i = 0; i < 4; i++)
		assert_int_equal(setenv(names[i], "http://127.0.0.1:1", 1), 0);
	int err = get(&p, NULL, 100, OK_HELLO, NULL);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(unsetenv(names[i]), 0);
	assert_int_equal(err, GS_OK);
}

static void a_proxy_that_is_given_is_used(void **state)
{
	(void)state;
	struct peer p;
	struct gs_http *http = NULL;
	uint8_t *out = NULL;
	size_t len = 0;

	start(&p, OK_HELLO);
	assert_int_equal(gs_http_open(&http, NULL, "http://dissent.onion",
	    &(struct gs_http_way){.proxy = p.url}), GS_OK);
	assert_int_equal(gs_http_get(http, NULL, &out, &len,
	    &(struct gs_http_ask){"/x", NULL, 100}), GS_OK);
	gs_http_free(&http);
	stop(&p);
	free(out);
	assert_non_null(strstr(p.asked, "GET http://dissent.onion/x HTTP"));
	assert_null(strcasestr(p.asked, "user-agent"));
}

/* Whoever asks through Tor would ask without it, and show their address. */
static void the_environment_leads_past_no_proxy(void **state)
{
	static const char *const names[] = {"no_proxy", "NO_PROXY"};
	static const char *const values[] = {"*", "dissent.onion", ".onion"};

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < sizeof values / sizeof *values; j++) {
			assert_int_equal(setenv(names[i], values[j], 1), 0);
			a_proxy_that_is_given_is_used(state);
			assert_int_equal(unsetenv(names[i]), 0);
		}
}

static void redirects_are_not_followed(void **state)
{
	(void)state;
	struct peer first, second;
	struct gs_report report = {.text = ""};
	char answer[256];

	start(&second, OK_HELLO);
	(void)snprintf(answer, sizeof answer, "HTTP/1.1 302 Found\r\n"
	    "Location: %s/taken\r\nContent-Length: 0\r\n\r\n", second.url);
	assert_int_not_equal(get(&first, &report, 100, answer, TOKEN), GS_OK);
	assert_non_null(strstr(report.text, "302"));
	/* Had it been followed, this would be the second answer. */
	struct gs_http *http = connect_to(&second);
	uint8_t *out = NULL;
	size_t len = 0;
	assert_int_equal(gs_http_get(http, NULL, &out, &len,
	    &(struct gs_http_ask){"/mine", NULL, 100}), GS_OK);
	gs_http_free(&http);
	stop(&second);
	free(out);
	assert_int_equal(strncmp(second.asked, "GET /mine ", 10), 0);
}

static void answers_are_bounded(void **state)
{
	(void)state;
	struct peer p;
	struct gs_report report = {.text = ""};

	assert_int_equal(get(&p, &report, 5, OK_HELLO, NULL), GS_OK);
	assert_int_equal(get(&p, &report, 4, OK_HELLO, NULL), GS_ERR_SPACE);
	assert_non_null(strstr(report.text, "4 bytes"));
	/* A length that is not told beforehand. */
	assert_int_equal(get(&p, &report, 4, "HTTP/1.1 200 OK\r\n"
	    "Connection: close\r\n\r\nhello", NULL), GS_ERR_SPACE);
	/* Cut short. */
	assert_int_equal(get(&p, &report, 100, "HTTP/1.1 200 OK\r\n"
	    "Content-Length: 9\r\n\r\nhello", NULL), GS_ERR_IO);
}

static void problems_become_their_errors(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		int err;
	} cases[] = {{"format", GS_ERR_FORMAT}, {"rule", GS_ERR_RULE},
	    {"proof", GS_ERR_PROOF}, {"signature", GS_ERR_SIGNATURE},
	    {"duplicate", GS_ERR_DUPLICATE}, {"unknown", GS_ERR_UNKNOWN},
	    {"denied", GS_ERR_DENIED}, {"mismatch", GS_ERR_MISMATCH},
	    {"too-large", GS_ERR_SPACE}, {"busy", GS_ERR_BUSY},
	    {"timeout", GS_ERR_BUSY}, {"internal", GS_ERR_IO}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct peer p;
		struct gs_report report = {.text = ""};
		char body[160], answer[400];
		int n = snprintf(body, sizeof body, "{\"type\":\"/problems/%s"
		    "\",\"title\":\"The fact\",\"detail\":\"Do this.\"}",
		    cases[i].word);
		(void)snprintf(answer, sizeof answer, "HTTP/1.1 422 X\r\n"
		    "Content-Length: %d\r\n\r\n%s", n, body);
		assert_int_equal(get(&p, &report, 1000, answer, NULL),
		    cases[i].err);
		assert_non_null(strstr(report.text, "The fact"));
		assert_non_null(strstr(report.text, "Do this."));
	}
}

/* It is the last answer's alone. */
static void a_refusal_is_handed_on(void **state)
{
	static const char body[] = "{\"type\":\"/problems/rule\",\"refusal\":"
	    "\"gainsay/v1 refusal\\n\"}";
	char answer[400];
	struct peer p;
	uint8_t *out = NULL;
	size_t len = 0;
	(void)state;

	(void)snprintf(answer, sizeof answer, "HTTP/1.1 422 X\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
	    sizeof body - 1, body);
	start(&p, answer);
	struct gs_http *http = connect_to(&p);
	const struct gs_http_ask ask = {"/acts", NULL, 1000};
	assert_null(gs_http_refusal(http));
	assert_int_equal(gs_http_get(http, NULL, &out, &len, &ask),
	    GS_ERR_RULE);
	assert_string_equal(gs_http_refusal(http), "gainsay/v1 refusal\n");
	stop(&p);
	assert_int_equal(gs_http_get(http, NULL, &out, &len, &ask),
	    GS_ERR_IO);
	assert_null(gs_http_refusal(http));
	gs_http_free(&http);
	assert_null(out);
}

static void a_post_is_json_and_so_is_its_answer(void **state)
{
	(void)state;
	struct peer p;
	struct gs_report report = {.text = ""};
	json_t *answer = NULL;
	const char *text = NULL;
	uint64_t n = 0;

	start(&p, "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n"
	    "{\"n\":7,\"t\":\"a\\u00e9\"}");
	struct gs_http *http = connect_to(&p);
	assert_int_equal(gs_http_post(http, &report, &answer, "/acts", NULL,
	    json_pack("{s:s}", "record", "x\ny")), GS_OK);
	gs_http_free(&http);
	stop(&p);
	assert_non_null(strstr(p.asked, "POST /acts HTTP/1.1\r\n"));
	assert_non_null(strcasestr(p.asked,
	    "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(p.asked, "\r\n\r\n{\"record\":\"x\\ny\"}"));
	assert_int_equal(gs_json_number(&n, answer, "n"), GS_OK);
	assert_int_equal(n, 7);
	assert_int_equal(gs_json_text(&text, answer, "t"), GS_OK);
	assert_string_equal(text, "a\xc3\xa9");
	assert_int_equal(gs_json_text(&text, answer, "n"), GS_ERR_FORMAT);
	assert_int_equal(gs_json_number(&n, answer, "t"), GS_ERR_FORMAT);
	assert_int_equal(gs_json_number(&n, answer, "no"), GS_ERR_FORMAT);
	json_decref(answer);
}

static void what_is_not_json_is_refused(void **state)
{
	(void)state;
	static const char *const bodies[] = {"", "hello", "{\"n\":1",
	    "{\"n\":1,\"n\":2}", "{\"n\":1}x"};

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		struct peer p;
		json_t *answer = NULL;
		char text[160];
		(void)snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\n"
		    "Content-Length: %zu\r\n\r\n%s", strlen(bodies[i]),
		    bodies[i]);
		start(&p, text);
		struct gs_http *http = connect_to(&p);
		assert_int_equal(gs_http_get_json(http, NULL, &answer, "/x",
		    NULL), GS_ERR_FORMAT);
		assert_null(answer);
		gs_http_free(&http);
		stop(&p);
	}
}

static void a_fetch_is_of_the_log(void **state)
{
	(void)state;
	struct peer p;
	uint8_t out[8];
	size_t len = 0;

	start(&p, OK_HELLO);
	struct gs_http *http = connect_to(&p);
	assert_int_equal(gs_http_fetch(http, NULL, out, &len, 5,
	    "log/checkpoint"), GS_OK);
	gs_http_free(&http);
	stop(&p);
	assert_int_equal(len, 5);
	assert_int_equal(strncmp(p.asked, "GET /log/checkpoint ", 20), 0);
	start(&p, "HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n");
	http = connect_to(&p);
	struct gs_report report = {.text = ""};
	assert_int_equal(gs_http_fetch(http, &report, out, &len, 5, "log/x"),
	    GS_ERR_UNKNOWN);
	assert_string_equal(report.code, "server-without-file");
	assert_non_null(strstr(report.text, "/log/x"));
	gs_http_free(&http);
	stop(&p);
}

static void only_http_is_spoken(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "dissent.example",
	    "file:///etc/passwd", "ftp://x", "gopher://x", "HTTP://x"};
	struct gs_http *http = NULL;
	struct gs_report report = {.text = ""};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		report.text[0] = '\0';
		assert_int_equal(gs_http_open(&http, &report, bad[i], NULL),
		    GS_ERR_FORMAT);
		assert_non_null(strstr(report.text, "https://"));
		assert_null(http);
	}
	assert_int_equal(gs_http_open(&http, &report, "https://x/", NULL),
	    GS_OK);
	assert_string_equal(gs_http_base(http), "https://x");
	gs_http_free(&http);
	assert_null(http);
}

/* A one-time code in the clear is everybody's. */
static void what_is_not_encrypted_stays_here(void **state)
{
	static const struct {
		const char *address, *proxy;
		const char *code; /* NULL: it is fine */
	} cases[] = {
	    {"http://127.0.0.1:8080", NULL, NULL},
	    {"http://127.8.9.1", NULL, NULL},
	    {"http://2130706433", NULL, NULL},
	    {"http://localhost:1", NULL, NULL},
	    {"http://[::1]:1", NULL, NULL},
	    {"https://dissent.example/channel", NULL, NULL},
	    {"http://dissent.example", NULL, "server-in-clear"},
	    {"http://198.51.100.7:8080", NULL, "server-in-clear"},
	    {"http://128.0.0.1", NULL, "server-in-clear"},
	    {"http://[::2]", NULL, "server-in-clear"},
	    {"http://localhost.example", NULL, "server-in-clear"},
	    {"http://127.0.0.1.example", NULL, "server-in-clear"},
	    {"http://dissent.example", "http://127.0.0.1:1", "server-in-clear"},
	    {"http://a.onion", "socks5h://127.0.0.1:9050", NULL},
	    {"https://a.onion", "socks5h://127.0.0.1:9050", NULL},
	    {"http://a.onion", NULL, NULL},
	    {"https://a.onion", NULL, NULL},
	    {"http://a.onion", "socks5://127.0.0.1:9050", "proxy-asks-names"},
	    {"http://a.onion", "", "proxy-empty"},
	    {"https://dissent.example", "", "proxy-empty"},
	    {"https://dissent.example", "socks5h://127.0.0.1:9050", NULL},
	    {"https://dissent.example", "socks4a://127.0.0.1:9050", NULL},
	    {"https://dissent.example", "http://127.0.0.1:8118", NULL},
	    {"https://dissent.example", "https://proxy.example", NULL},
	    {"https://dissent.example", "socks5://127.0.0.1:9050",
	        "proxy-asks-names"},
	    {"https://dissent.example", "SOCKS5://127.0.0.1:9050",
	        "proxy-asks-names"},
	    {"https://dissent.example", "socks4://127.0.0.1:9050",
	        "proxy-asks-names"},
	    {"https://dissent.example", "socks://127.0.0.1:9050",
	        "proxy-asks-names"},
	    {"https://dissent.example", "127.0.0.1:9050", "proxy-asks-names"},
	    {"http://onion", NULL, "server-in-clear"},
	    {"http://a.onion.example", NULL, "server-in-clear"},
	    {"http://127.0.0.1@dissent.example", NULL, "server-address"},
	    {"http://me:word@127.0.0.1", NULL, "server-address"},
	    {"https://dissent.example/?q", NULL, "server-address"},
	    {"https://dissent.example/#x", NULL, "server-address"},
	    {"https://", NULL, "server-address"},
	    {"https://a b", NULL, "server-address"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report = {.text = ""};
		const struct gs_http_way way = {.proxy = cases[i].proxy};
		const char *code = cases[i].code;
		int err = gs_address_check(&report, cases[i].address, &way);

		if (err != (code == NULL ? GS_OK : GS_ERR_FORMAT) ||
		    strcmp(report.code, code == NULL ? "" : code) != 0)
			fail_msg("%s: %d, %s", cases[i].address, err,
			    report.text);
	}
}

/* An onion address, and nothing else, through the Tor of this machine. */
static void an_onion_address_goes_through_tor(void **state)
{
	const struct gs_http_way none = {NULL, NULL};
	const struct gs_http_way named = {"socks5h://127.0.0.1:1", NULL};
	(void)state;

	assert_string_equal(gs_address_proxy("http://a.onion/x", &none),
	    GS_ADDRESS_TOR);
	assert_string_equal(gs_address_proxy("https://a.onion:8080", &none),
	    GS_ADDRESS_TOR);
	assert_string_equal(gs_address_proxy("http://a.onion", &named),
	    named.proxy);
	assert_null(gs_address_proxy("https://a.onion.example", &none));
	assert_null(gs_address_proxy("https://onion", &none));
	assert_null(gs_address_proxy("http://127.0.0.1", &none));
}

static void authorities_are_read_from_one_file(void **state)
{
	static const char *const names[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
	struct gs_http *http = NULL;
	struct gs_report report = {.text = ""};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(setenv(names[i], "/nosuch.pem", 1), 0);
		int err = gs_http_open(&http, &report, "https://x", NULL);
		assert_int_equal(unsetenv(names[i]), 0);
		assert_int_equal(err, GS_ERR_IO);
		assert_null(http);
		assert_string_equal(report.code, "authorities-unread");
		assert_non_null(strstr(report.text, "/nosuch.pem"));
		assert_non_null(strstr(report.text, "No such file"));
	}
	/* What was said here counts before what the machine says. */
	assert_int_equal(setenv(names[0], "/nosuch.pem", 1), 0);
	int err = gs_http_open(&http, &report, "https://x",
	    &(struct gs_http_way){.ca = "/dev/null"});
	assert_int_equal(unsetenv(names[0]), 0);
	assert_int_equal(err, GS_OK);
	gs_http_free(&http);
}

static void nobody_there_is_no_judgement(void **state)
{
	(void)state;
	struct peer p;
	struct gs_report report = {.text = ""};
	uint8_t *out = NULL;
	size_t len = 0;

	/* A port that was free a moment ago. */
	assert_int_equal(get(&p, NULL, 100, OK_HELLO, NULL), GS_OK);
	struct gs_http *http = connect_to(&p);
	assert_int_equal(gs_http_get(http, &report, &out, &len,
	    &(struct gs_http_ask){"/x", NULL, 100}), GS_ERR_IO);
	assert_non_null(strstr(report.text, "does not answer"));
	assert_non_null(strstr(report.text, "Connection refused"));
	assert_null(out);
	gs_http_free(&http);
}

static void bytes_in_json_are_base64(void **state)
{
	(void)state;
	uint8_t hash[32] = {0xfb, 0xff}, back[32];
	size_t len = 0;
	json_t *o = json_pack("{s:o, s:s}", "h", gs_json_bytes(hash, 32),
	    "short", "AAAA");

	assert_non_null(o);
	assert_int_equal(gs_json_hash(back, o, "h"), GS_OK);
	assert_memory_equal(back, hash, 32);
	assert_int_equal(gs_json_hash(back, o, "short"), GS_ERR_FORMAT);
	assert_int_equal(gs_json_decode(back, &len, 3, o, "short"), GS_OK);
	assert_int_equal(len, 3);
	assert_int_not_equal(gs_json_decode(back, &len, 2, o, "short"),
	    GS_OK);
	json_decref(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_nothing_about_who_asks),
		cmocka_unit_test(a_token_goes_where_it_is_asked_for),
		cmocka_unit_test(the_environments_proxy_is_not_used),
		cmocka_unit_test(a_proxy_that_is_given_is_used),
		cmocka_unit_test(the_environment_leads_past_no_proxy),
		cmocka_unit_test(redirects_are_not_followed),
		cmocka_unit_test(answers_are_bounded),
		cmocka_unit_test(problems_become_their_errors),
		cmocka_unit_test(a_refusal_is_handed_on),
		cmocka_unit_test(a_post_is_json_and_so_is_its_answer),
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(a_fetch_is_of_the_log),
		cmocka_unit_test(only_http_is_spoken),
		cmocka_unit_test(what_is_not_encrypted_stays_here),
		cmocka_unit_test(an_onion_address_goes_through_tor),
		cmocka_unit_test(authorities_are_read_from_one_file),
		cmocka_unit_test(nobody_there_is_no_judgement),
		cmocka_unit_test(bytes_in_json_are_base64),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
