/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes for whoever signed in at the organisation's proxy.  Who that
 * is stands in a header, which lives as long as its request and is written
 * nowhere. */
#include "server/front/sign_on_check.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEADER "Gainsay-Sign-On"
#define NAME_MAX_LEN 1024
#define PAGE_ROOM 1024

static bool is_from(const struct gs_call *call, const struct gs_sign_on *from)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	if (info == NULL || info->client_addr == NULL || from->len == 0)
		return false;
	const struct sockaddr *peer = info->client_addr;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)peer;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)peer;
	if (peer->sa_family == AF_INET)
		return from->len == 4 &&
		    memcmp(from->bytes, &v4->sin_addr, 4) == 0;
	return peer->sa_family == AF_INET6 && from->len == 16 &&
	    memcmp(from->bytes, &v6->sin6_addr, 16) == 0;
}

static enum MHD_Result count_name(void *ctx, enum MHD_ValueKind kind,
    const char *name, const char *value)
{
	size_t *count = ctx;
	(void)kind;
	(void)value;

	*count += strcasecmp(name, HEADER) == 0;
	return MHD_YES;
}

/* Another site's page must not make void what this one handed out. */
static bool is_from_other_site(const struct gs_call *call)
{
	const char *site = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "Sec-Fetch-Site");

	return site != NULL && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0;
}

/* Of a request from anywhere else. */
static void judge_other(struct gs_report *report, size_t names, bool for_code)
{
	if (names > 0)
		gs_report_say(report, "sign-on-elsewhere", "who signed in is "
		    "said by the organisation's proxy alone, from the address "
		    "that the server was started with (serve --sign-on)");
	else if (for_code)
		gs_report_say(report, "sign-on-missing", "codes are handed "
		    "out here to whoever signs in at the organisation's proxy");
}

/* Of one from the proxy. */
static void judge_proxy(struct gs_report *report, const struct gs_call *call,
    size_t names, bool for_code)
{
	if (!for_code)
		gs_report_say(report, "sign-on-only", "from the proxy that "
		    "knows who signed in nothing is taken but POST "
		    "/enrol/code: it would know who does what");
	else if (names != 1)
		gs_report_tell(report, "sign-on-names", "the request has {0} "
		    "headers Gainsay-Sign-On; exactly one says who signed in",
		    gs_say_number(names));
	else if (is_from_other_site(call))
		gs_report_say(report, "sign-on-other-site", "a page of another "
		    "site asked for this code; nothing was changed");
}

bool gs_sign_on_check(struct gs_call *call, const struct gs_sign_on *sign_on,
    const char *method, const char *path)
{
	struct gs_report report = {.text = ""};
	bool for_code = strcmp(method, "POST") == 0 &&
	    strcmp(path, "/enrol/code") == 0;
	bool from_proxy = is_from(call, sign_on);
	size_t names = 0;

	(void)MHD_get_connection_values(call->connection, MHD_HEADER_KIND,
	    count_name, &names);
	if (from_proxy)
		judge_proxy(&report, call, names, for_code);
	else
		judge_other(&report, names, for_code);
	if (report.text[0] == '\0')
		return true;

	gs_call_problem(call, GS_ERR_DENIED, &report, "Ask the operator how "
	    "to sign in; nothing was changed.");
	call->closes = true;
	return false;
}

/* The code -------------------------------------------------------------- */

static bool wants_page(const struct gs_call *call)
{
	const char *accept = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, "Accept");

	return accept != NULL && strstr(accept, "text/html") != NULL;
}

static void send_page(struct gs_call *call, struct gs_span code)
{
	char page[PAGE_ROOM];
	int n = snprintf(page, sizeof page, "<!DOCTYPE html>\n"
	    "<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	    "<title>Your enrolment code</title>\n"
	    "<h1>Your enrolment code</h1>\n<p><code>%.*s</code>\n"
	    "<p>Copy it now: it is not shown again.  Give it to "
	    "<code>gainsay enrol --code</code>.  It serves once; a code that "
	    "you had before and did not use is void.  Whoever has it can enrol "
	    "in your place: show it to nobody.\n</html>\n", (int)code.len,
	    (const char *)code.ptr);

	if (n > 0 && (size_t)n < sizeof page)
		gs_call_bytes(call, 200, "text/html; charset=utf-8", page,
		    (size_t)n);
	else
		gs_call_fail(call, GS_ERR_INTERNAL);
	gs_host_wipe(page, sizeof page);
}

static void send_code(struct gs_call *call)
{
	if (wants_page(call))
		send_page(call, call->answer.bytes);
	else
		gs_call_json(call, 200, json_pack("{s:o}", "code",
		    gs_json_of_text(call->answer.bytes)));
}

void gs_route_code(struct gs_call *call)
{
	const char *name = MHD_lookup_connection_value(call->connection,
	    MHD_HEADER_KIND, HEADER);
	size_t len = name == NULL ? 0 : strlen(name);

	if (len == 0 || len > NAME_MAX_LEN) {
		struct gs_report report = {.text = ""};

		gs_report_tell(&report, "sign-on-name-length", "who signed in "
		    "has a name of {0} bytes; it must have from 1 to {1}",
		    gs_say_number(len), gs_say_number(NAME_MAX_LEN));
		gs_call_problem(call, GS_ERR_FORMAT, &report, NULL);
		return;
	}
	struct gs_span *texts = gs_call_texts(call, 1);
	if (texts == NULL)
		return;
	texts[0] = (struct gs_span){(const uint8_t *)name, len};
	call->ask.kind = GS_ASK_CODE;
	call->ask.texts = texts;
	call->ask.text_count = 1;
	gs_call_put(call, send_code);
}
