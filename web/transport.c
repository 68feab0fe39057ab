/* SPDX-License-Identifier: Apache-2.0 */
/* A request by the page's browser, which the worker sends and waits for: what
 * libcurl adds, a proxy, authorities, patience, is the browser's own here. */
#include "lib/client/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(name) \
	__attribute__((import_module("host"), import_name(name)))

/* "METHOD URL MAX", the header's line, an empty one, the body.  The length of
 * what answers it. */
IMPORT("request") size_t host_request(const char *request, size_t len);
/* That: four bytes of a status, least first, and a body; or 0 and why no answer
 * came, in words. */
IMPORT("answer") void host_answer(uint8_t *out);

struct gs_transport {
	char nothing;
};

int gs_transport_open(struct gs_transport **out, struct gs_report *report,
    const struct gs_http_way *way)
{
	if (way->proxy != NULL || way->ca != NULL) {
		gs_report_say(report, "page-way", "a page goes the way of its "
		    "browser: leave --proxy and --ca out, and set them "
		    "there");
		return GS_ERR_FORMAT;
	}
	*out = calloc(1, sizeof **out);
	return *out == NULL ? GS_ERR_MEMORY : GS_OK;
}

void gs_transport_free(struct gs_transport **transport)
{
	free(*transport);
	*transport = NULL;
}

static char *pack_request(size_t *len, const struct gs_exchange *x)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);

	if (f == NULL)
		return NULL;
	fprintf(f, "%s %s%s %zu\n%s\n\n%s", x->deletes ? "DELETE" :
	    x->body == NULL ? "GET" : "POST", x->base, x->path, x->max,
	    x->authorization, x->body == NULL ? "" : x->body);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

static int report_no_answer(struct gs_report *report,
    const struct gs_exchange *x, const char *why)
{
	gs_report_tell(report, "page-without-answer", "{0} does not answer "
	    "this page: {1}; are you connected? If the server has moved, its "
	    "new address has a page like this one", gs_say_text(x->base),
	    gs_say_text(why));
	return GS_ERR_IO;
}

int gs_transport_send(struct gs_transport *transport,
    struct gs_report *report, struct gs_exchange *x)
{
	size_t len = 0;
	char *request = pack_request(&len, x);

	(void)transport;
	if (request == NULL)
		return GS_ERR_MEMORY;
	size_t got = host_request(request, len);
	uint8_t *answer = malloc(got + 1);
	free(request);
	if (answer == NULL)
		return GS_ERR_MEMORY;
	host_answer(answer);
	answer[got] = '\0';

	x->status = answer[0] | answer[1] << 8;
	x->len = got - 4;
	memmove(answer, answer + 4, got - 3);
	x->answer = answer;
	if (x->status == 0)
		return report_no_answer(report, x, (const char *)answer);
	if (x->len <= x->max)
		return GS_OK;
	gs_report_tell(report, "http-answer-too-long", "the answer of {0} to "
	    "{1} is longer than {2} bytes", gs_say_text(x->base),
	    gs_say_text(x->path), gs_say_number(x->max));
	return GS_ERR_SPACE;
}
