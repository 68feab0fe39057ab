/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 10L
#define MESSAGE_SECONDS 60L
#define BRACKETED_MAX 300

struct gs_smtp {
	CURL *curl; /* which keeps its connection from message to message */
	const struct gs_smtp_server *server;
	struct gs_span left; /* of the message that is being sent */
	char said[256];      /* the server's last line */
};

static size_t give_message(char *out, size_t size, size_t count, void *ctx)
{
	struct gs_smtp *s = ctx;
	size_t n = size * count < s->left.len ? size * count : s->left.len;

	if (n > 0)
		memcpy(out, s->left.ptr, n);
	s->left.ptr += n;
	s->left.len -= n;
	return n;
}

static size_t hear_line(char *line, size_t size, size_t count, void *ctx)
{
	struct gs_smtp *s = ctx;
	size_t n = size * count;

	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	(void)snprintf(s->said, sizeof s->said, "%.*s",
	    (int)(n < sizeof s->said ? n : sizeof s->said - 1), line);
	return size * count;
}

/* The greeting names the sender's domain, not this machine. */
static int set_address(struct gs_smtp *s)
{
	const struct gs_smtp_server *v = s->server;
	const char *domain = strchr(v->from, '@');
	char url[800];
	int n = snprintf(url, sizeof url, "%s/%s", v->url,
	    domain == NULL ? "" : domain + 1);

	if (n < 0 || (size_t)n >= sizeof url)
		return GS_ERR_RANGE;
	return curl_easy_setopt(s->curl, CURLOPT_URL, url) == CURLE_OK ?
	    GS_OK : GS_ERR_MEMORY;
}

static bool set_server(struct gs_smtp *s)
{
	const struct gs_smtp_server *v = s->server;
	CURL *c = s->curl;
	bool good = set_address(s) == GS_OK;

	good = good && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    "smtp,smtps") == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_USE_SSL,
	    (long)CURLUSESSL_ALL) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT,
	    CONNECT_SECONDS) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_TIMEOUT,
	    MESSAGE_SECONDS) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_READFUNCTION,
	    give_message) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_READDATA, s) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_HEADERFUNCTION,
	    hear_line) == CURLE_OK;
	good = good && curl_easy_setopt(c, CURLOPT_HEADERDATA, s) == CURLE_OK;
	if (v->ca[0] != '\0')
		good = good && curl_easy_setopt(c, CURLOPT_CAINFO, v->ca) ==
		    CURLE_OK;
	if (v->login[0] != '\0')
		good = good && curl_easy_setopt(c, CURLOPT_USERNAME,
		    v->login) == CURLE_OK && curl_easy_setopt(c,
		    CURLOPT_PASSWORD, v->password) == CURLE_OK;
	return good;
}

int gs_smtp_open(struct gs_smtp **out, const struct gs_smtp_server *server)
{
	struct gs_smtp *s = calloc(1, sizeof *s);

	*out = s;
	if (s == NULL)
		return GS_ERR_MEMORY;
	s->server = server;
	s->curl = curl_easy_init();
	if (s->curl != NULL && set_server(s))
		return GS_OK;
	gs_smtp_free(out);
	return GS_ERR_MEMORY;
}

static enum gs_smtp_answer judge_outcome(struct gs_smtp *s, CURLcode code,
    struct gs_report *report)
{
	long status = 0;

	if (code == CURLE_OK)
		return GS_SMTP_TAKEN;
	if (curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status) !=
	    CURLE_OK)
		status = 0;
	gs_report_tell(report, "mail-answer", "{0}: {1} ({2})",
	    gs_say_text(s->server->url), gs_say_text(curl_easy_strerror(code)),
	    gs_say_text(s->said));
	/* What is answered to one message is about that message. */
	if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR &&
	    code != CURLE_WEIRD_SERVER_REPLY)
		return GS_SMTP_DOWN;
	if (status >= 500 && status < 600)
		return GS_SMTP_REFUSED;
	/* 421: the whole server goes away. */
	return status >= 400 && status < 500 && status != 421 ?
	    GS_SMTP_LATER : GS_SMTP_DOWN;
}

enum gs_smtp_answer gs_smtp_send(struct gs_smtp *s, struct gs_report *report,
    const char *to, struct gs_span message)
{
	char from[BRACKETED_MAX], recipient[BRACKETED_MAX];
	struct curl_slist *list = NULL;

	(void)snprintf(from, sizeof from, "<%s>", s->server->from);
	(void)snprintf(recipient, sizeof recipient, "<%s>", to);
	s->left = message;
	s->said[0] = '\0';
	list = curl_slist_append(NULL, recipient);
	CURLcode code = CURLE_OUT_OF_MEMORY;
	if (list != NULL && curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM,
	        from) == CURLE_OK && curl_easy_setopt(s->curl,
	        CURLOPT_MAIL_RCPT, list) == CURLE_OK)
		code = curl_easy_perform(s->curl);

	enum gs_smtp_answer answer = judge_outcome(s, code, report);
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(list);
	return answer;
}

void gs_smtp_free(struct gs_smtp **smtp)
{
	if (*smtp == NULL)
		return;
	curl_easy_cleanup((*smtp)->curl);
	free(*smtp);
	*smtp = NULL;
}
