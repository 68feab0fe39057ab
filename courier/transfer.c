/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/transfer.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 10L
#define WAIT_MS 1000

struct under_way {
	struct gs_transfer *list;
	const struct gs_http_way *way;
	CURLM *multi;
	struct curl_slist *headers;
	CURL **handles; /* of each in the list; NULL: it is not under way */
	size_t count;   /* begun, and their outcomes not read */
};

void gs_transfer_clear(struct gs_transfer *t)
{
	free(t->answer);
	t->answer = NULL;
	t->len = 0;
	t->status = 0;
	t->type[0] = t->trouble[0] = '\0';
}

static size_t take_reply(char *data, size_t size, size_t count, void *ctx)
{
	struct gs_transfer *t = ctx;
	size_t n = size * count;

	if (n > GS_TRANSFER_ANSWER_MAX - t->len)
		return 0;
	if (t->answer == NULL)
		t->answer = malloc(GS_TRANSFER_ANSWER_MAX);
	if (t->answer == NULL)
		return 0;
	memcpy(t->answer + t->len, data, n);
	t->len += n;
	return n;
}

/* As the client of the server has it: no user agent, no redirect, no proxy but
 * the one that was named. */
static bool set_usual(CURL *curl, const struct under_way *u,
    struct gs_transfer *t)
{
	const char *proxy = gs_address_proxy(t->url, u->way);
	bool good = curl_easy_setopt(curl, CURLOPT_URL, t->url) == CURLE_OK;

	good = good && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
	    "http,https") == CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) ==
	    CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_PROXY, proxy == NULL ?
	    "" : proxy) == CURLE_OK;
	/* The environment's no_proxy would go past the one that was named. */
	good = good && curl_easy_setopt(curl, CURLOPT_NOPROXY, "") == CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
	    CONNECT_SECONDS) == CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_TIMEOUT, t->seconds) ==
	    CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION,
	    take_reply) == CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_WRITEDATA, t) ==
	    CURLE_OK;
	good = good && curl_easy_setopt(curl, CURLOPT_PRIVATE, t) == CURLE_OK;
	return good && (u->way->ca == NULL || curl_easy_setopt(curl,
	    CURLOPT_CAINFO, u->way->ca) == CURLE_OK);
}

static bool set_body(CURL *curl, const struct under_way *u,
    const struct gs_transfer *t)
{
	if (t->body.ptr == NULL)
		return true;
	return curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
	    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
	        (curl_off_t)t->body.len) == CURLE_OK &&
	    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, t->body.ptr) ==
	        CURLE_OK &&
	    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, u->headers) == CURLE_OK;
}

static int start_transfer(struct under_way *u, struct gs_transfer *t)
{
	CURL *curl = curl_easy_init();

	gs_transfer_clear(t);
	if (curl != NULL && set_usual(curl, u, t) && set_body(curl, u, t) &&
	    curl_multi_add_handle(u->multi, curl) == CURLM_OK) {
		u->handles[t - u->list] = curl;
		u->count++;
		return GS_OK;
	}
	curl_easy_cleanup(curl);
	return GS_ERR_MEMORY;
}

static void read_outcome(struct gs_transfer *t, CURL *curl, CURLcode code)
{
	const char *type = NULL;
	long status = 0;

	if (code != CURLE_OK) {
		(void)snprintf(t->trouble, sizeof t->trouble, "%s",
		    curl_easy_strerror(code));
		return;
	}
	if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) ==
	    CURLE_OK && status > 0 && status < 1000)
		t->status = (unsigned)status;
	if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) ==
	    CURLE_OK && type != NULL && strlen(type) < sizeof t->type)
		memcpy(t->type, type, strlen(type) + 1);
}

/* Those that ended since the last look. */
static int end_transfers(struct under_way *u, gs_transfer_fn *done,
    void *ctx)
{
	int left = 0, err = GS_OK;

	for (CURLMsg *m; err == GS_OK &&
	    (m = curl_multi_info_read(u->multi, &left)) != NULL;) {
		CURL *curl = m->easy_handle;
		CURLcode code = m->data.result;
		char *of = NULL;

		if (m->msg != CURLMSG_DONE || curl_easy_getinfo(curl,
		        CURLINFO_PRIVATE, &of) != CURLE_OK)
			return GS_ERR_INTERNAL;
		struct gs_transfer *t = (void *)of;
		read_outcome(t, curl, code);
		(void)curl_multi_remove_handle(u->multi, curl);
		curl_easy_cleanup(curl);
		u->handles[t - u->list] = NULL;
		u->count--;
		if (done(ctx, (size_t)(t - u->list)))
			err = start_transfer(u, t);
	}
	return err;
}

/* What curl says to be running does not count one that began and ended within
 * one look, whose outcome is still to be read. */
static int run_all(struct under_way *u, size_t count, gs_transfer_fn *done,
    void *ctx)
{
	int running = 0, err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = start_transfer(u, &u->list[i]);
	while (err == GS_OK && u->count > 0) {
		if (curl_multi_perform(u->multi, &running) != CURLM_OK ||
		    (running > 0 && curl_multi_poll(u->multi, NULL, 0, WAIT_MS,
		        NULL) != CURLM_OK))
			return GS_ERR_MEMORY;
		err = end_transfers(u, done, ctx);
	}
	return err;
}

/* After a failure; what ended was freed when it did. */
static void drop_unfinished(struct under_way *u, size_t count)
{
	for (size_t i = 0; u->handles != NULL && i < count; i++) {
		if (u->handles[i] == NULL)
			continue;
		(void)curl_multi_remove_handle(u->multi, u->handles[i]);
		curl_easy_cleanup(u->handles[i]);
	}
}

int gs_transfers_run(struct gs_transfer *list, size_t count,
    const struct gs_http_way *way, gs_transfer_fn *done, void *ctx)
{
	struct under_way u = {.list = list, .way = way};
	int err = GS_ERR_MEMORY;

	u.multi = curl_multi_init();
	u.headers = curl_slist_append(NULL, "Content-Type: text/plain");
	u.handles = calloc(count + 1, sizeof *u.handles);
	if (u.multi != NULL && u.headers != NULL && u.handles != NULL)
		err = run_all(&u, count, done, ctx);
	drop_unfinished(&u, count);
	free(u.handles);
	if (u.multi != NULL)
		(void)curl_multi_cleanup(u.multi);
	curl_slist_free_all(u.headers);
	return err;
}
