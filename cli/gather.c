/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay gather: opens a box for a memo and makes its link. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/act/shown.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "lib/file.h"

static const char help[] =
"usage: gainsay gather --server URL --key VKEY [-o LINKFILE] PACKAGE\n"
"Opens a box in which a memo gathers endorsements, and prints its link. Whoever\n"
"has the link may read the memo and endorse it; the server cannot read it.\n\n"
GS_HELP_SERVER
GS_HELP_KEY
GS_HELP_READING
GS_HELP_PROXY
"  -o, --out LINKFILE   write the link to a new file instead of printing it\n"
"  PACKAGE              as 'gainsay compose --out' wrote it\n";

static void show_box(const struct gs_session *s, const char *code,
    const char *link, const char *out)
{
	const struct gs_document *doc = &s->matter.content.doc;

	printf("Memo       %.*s\nMarking    %.*s\n", (int)doc->subject.len,
	    (const char *)doc->subject.ptr, (int)doc->banner.len,
	    (const char *)doc->banner.ptr);
	gs_shown_print_id(s, code);
	if (out == NULL)
		printf("Link       %s\n", link);
	else
		printf("The link is in %s.\n", out);
	printf("Hand the link only to those who may read the memo, and say the "
	    "word code by\nanother way: it must be the same for everyone.\n");
}

static int open_box(struct gs_session *s)
{
	struct gs_request request;
	struct gs_reply reply = {.from = NULL};

	int err = gs_box_gather(&request, &s->link, &s->matter, s->text,
	    s->text_len);
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_box_done(&s->report, &reply);
	gs_session_drop(&reply);
	return err;
}

/* Whether the server said no: then there is no box.  After any other failure
 * there may be one, whose answer was lost. */
static bool is_refusal(int err)
{
	return err == GS_ERR_RULE || err == GS_ERR_DUPLICATE ||
	    err == GS_ERR_DENIED || err == GS_ERR_UNKNOWN ||
	    err == GS_ERR_MISMATCH || err == GS_ERR_SPACE ||
	    err == GS_ERR_PROOF;
}

/* The link's file comes first: a box whose link is lost is of no use. */
static int gather(struct gs_session *s, const char *package, const char *out)
{
	char link[GS_LINK_MAX + 2] = "", code[GS_WORD_CODE_MAX];
	struct gs_writer w = gs_writer_of(link, GS_LINK_MAX + 1);

	int err = gs_box_new_link(&s->link, &s->report, &s->matter,
	    gs_http_base(s->source.http));
	if (err != GS_OK)
		return gs_session_at(s, package, err);
	gs_box_link_write(&w, &s->link);
	if (out != NULL)
		gs_write_text(&w, "\n");
	err = gs_writer_end(&w);
	if (err == GS_OK && out != NULL)
		err = gs_file_create(out, link, w.len, 0600, &s->report);

	/* And what may fail for want of memory, before there is a box. */
	if (err == GS_OK)
		err = gs_word_code(code, s->matter.content.id);
	if (err == GS_OK) {
		err = open_box(s);
		if (is_refusal(err) && out != NULL)
			(void)unlink(out);
	}
	if (err == GS_OK)
		show_box(s, code, link, out);
	gs_host_wipe(link, sizeof link);
	return err;
}

int gs_cli_gather(int argc, char **argv)
{
	struct gs_session s;
	const char *server = NULL, *key = NULL, *out = NULL, *proxy = NULL,
	    *reading = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_OUT(out),
		{.name = "reading", .value = &reading},
		GS_OPTION_PROXY(proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	gs_session_start(&s);
	s.source.reading = reading;
	int err = gs_session_connect(&s, server, key, proxy);
	if (err == GS_OK)
		err = gs_session_package(&s, argv[at],
		    gs_state_charter(s.matter.state));
	if (err == GS_OK)
		err = gs_matter_roll(&s.matter, &s.report);
	if (err == GS_OK)
		err = gather(&s, argv[at], out);
	return gs_session_end(&s, err);
}
