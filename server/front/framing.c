/* SPDX-License-Identifier: Apache-2.0 */
/* The library takes a bare LF for the end of a line and a NUL for the end of a
 * value, and does not say so.  But it leaves the head where it came, cuts it
 * there into strings, and tells how long it was: what is one blank, or CR and
 * LF, from what stands before it, up to the very end, was sent so.  From a
 * version that moves them nothing would be taken, which every test would show;
 * from 1.0 on MHD_OPTION_CLIENT_DISCIPLINE_LVL says the same. */
#include "server/front/framing.h"

#include <microhttpd.h>
#include <string.h>

#define LINE_END ((size_t)2)

struct head {
	uintptr_t at; /* where the next line begins */
	bool fits;
	const char *twice; /* NULL: none */
	bool coded;
	size_t seen[4];
};

/* What frames a request, or says whom it is for and from whom. */
static const char *const once[] = {"Content-Length", "Content-Type", "Host",
    "Authorization"};

/* A CR within a line would end it elsewhere. */
static bool has_no_control(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\t')
			return false;
	return true;
}

static enum MHD_Result look_at_header(void *ctx, enum MHD_ValueKind kind,
    const char *name, size_t name_len, const char *value, size_t value_len)
{
	struct head *h = ctx;
	(void)kind;

	h->fits = h->fits && value != NULL && (uintptr_t)name == h->at &&
	    (uintptr_t)value > h->at + name_len &&
	    has_no_control(name, name_len) && has_no_control(value, value_len);
	h->at = (uintptr_t)value + value_len + LINE_END;

	for (size_t i = 0; i < sizeof once / sizeof *once; i++)
		if (strcasecmp(name, once[i]) == 0 && h->seen[i]++ > 0)
			h->twice = once[i];
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		h->coded = true;
	return MHD_YES;
}

/* Reads the whole head. */
static struct head parse_head(struct MHD_Connection *c, const char *method,
    const char *path, const char *version)
{
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct head h = {.at = (uintptr_t)version + strlen(version) + LINE_END};

	h.fits = (uintptr_t)path == (uintptr_t)method + strlen(method) + 1 &&
	    (uintptr_t)version == (uintptr_t)path + strlen(path) + 1;
	(void)MHD_get_connection_values_n(c, MHD_HEADER_KIND, look_at_header,
	    &h);

	h.fits = h.fits && size != NULL &&
	    h.at + LINE_END == (uintptr_t)method + size->header_size;
	return h;
}

bool gs_framing_check(struct gs_call *call, const char *method,
    const char *path, const char *version)
{
	struct gs_report report = {.text = ""};
	struct head h = parse_head(call->connection, method, path, version);

	if (MHD_get_connection_values_n(call->connection,
	        MHD_GET_ARGUMENT_KIND, NULL, NULL) > 0)
		gs_call_say(call, GS_ERR_FORMAT, "address-with-query",
		    "no address here takes a query (`?`)");
	else if (!h.fits)
		gs_call_say(call, GS_ERR_FORMAT, "head-not-framed", "a line "
		    "of the request does not end with CR and LF, is continued "
		    "on the next, or has a NUL, another control or a blank too "
		    "many");
	else if (h.coded)
		gs_call_say(call, GS_ERR_FORMAT, "body-coded",
		    "the body has a transfer coding; a Content-Length alone "
		    "says here where it ends");
	else if (h.twice != NULL)
		gs_report_tell(&report, "header-twice", "the request has the "
		    "header {0} twice", gs_say_text(h.twice));
	else
		return true;

	if (report.text[0] != '\0')
		gs_call_problem(call, GS_ERR_FORMAT, &report, NULL);
	call->closes = true;
	return false;
}
