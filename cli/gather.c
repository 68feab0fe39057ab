/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay gather: opens a box for a memo and makes its link. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "core/record/time.h"

static const char help[] =
"usage: gainsay gather --server URL --key VKEY [-o LINKFILE] PACKAGE\n"
"Opens a box in which a memo gathers endorsements, and prints its link. Whoever\n"
"has the link may read the memo and endorse it; the server cannot read it.\n\n"
"  --server URL   the channel's server\n"
"  --key VKEY     its verifier key, or a file that holds it\n"
"  --proxy URL    connect through it, as socks5h://127.0.0.1:9050 (Tor)\n"
"  -o LINKFILE    write the link to a new file instead of printing it\n"
"  PACKAGE        as 'gainsay compose --out' wrote it\n";

static json_t *box_json(const struct gs_session *s, const uint8_t *sealed,
    size_t len)
{
	char after[GS_TIME_LEN + 1] = "", token[65];
	const struct gs_memo_terms *t = &s->content.terms;
	gs_time_format((uint8_t *)after, t->after);
	gs_box_token(token, &s->link);
	json_t *body = json_pack("{s:o, s:o, s:o, s:s, s:s, s:o}", "memo",
	    gs_json_bytes(s->content.id, 32), "roll",
	    gs_json_bytes(t->roll, 32), "charter",
	    gs_json_bytes(t->charter, 32), "after", after, "token", token,
	    "sealed", gs_json_bytes(sealed, len));
	gs_host_wipe(token, sizeof token);
	return body;
}

static int open_box(struct gs_session *s)
{
	uint8_t *sealed = NULL;
	size_t len = 0;
	int err = gs_box_seal(&sealed, &len, &s->link, s->text, s->text_len);
	if (err == GS_OK)
		err = gs_http_post(s->source.http, &s->report, NULL, "/box",
		    NULL, box_json(s, sealed, len));
	gs_box_text_free(&sealed, len);
	return err;
}

static int make_link(struct gs_session *s)
{
	const char *base = gs_http_base(s->source.http);
	if (strlen(base) >= sizeof s->link.server)
		return GS_ERR_RANGE;
	memcpy(s->link.server, base, strlen(base) + 1);
	memcpy(s->link.memo, s->content.id, 32);
	return gs_host_random(s->link.key, 32);
}

static void show(const struct gs_session *s, const char *link,
    const char *out)
{
	char id[65] = "";
	struct gs_writer w = gs_writer_of(id, 64);
	gs_write_hex(&w, s->content.id, 32);
	gs_session_show(s);
	printf("Memo id    %s\n", id);
	if (out == NULL)
		printf("Link       %s\n", link);
	else
		printf("The link is in %s.\n", out);
	printf("Hand the link only to those who may read the memo, and say the "
	    "word code by\nanother way: it must be the same for everyone.\n");
}

/* The link's file comes first: a box whose link is lost is of no use. */
static int gather(struct gs_session *s, const char *out)
{
	char link[GS_LINK_MAX + 2] = "";
	struct gs_writer w = gs_writer_of(link, GS_LINK_MAX + 1);
	int err = make_link(s);
	gs_box_link_write(&w, &s->link);
	if (out != NULL)
		gs_write_text(&w, "\n");
	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK && out != NULL) {
		err = gs_cli_file_create(out, link, w.len, 0600);
		s->said = err != GS_OK;
	}
	if (err == GS_OK) {
		err = open_box(s);
		if (err != GS_OK && out != NULL)
			(void)unlink(out);
	}
	if (err == GS_OK)
		show(s, link, out);
	gs_host_wipe(link, sizeof link);
	return err;
}

static int read_package(struct gs_session *s, const char *path)
{
	int err = gs_cli_file_read(&s->text, &s->text_len, GS_CONTENT_MAX, path);
	if (err != GS_OK) {
		s->said = true;
		return err;
	}
	err = gs_session_content(s, gs_state_charter(gs_channel_state(
	    s->source.channel)), s->text, s->text_len);
	if (err == GS_OK && s->content.reply_secret == NULL) {
		gs_report_set(&s->report, "%s has no reply secret: it is an "
		    "office's copy; give the package that compose wrote", path);
		err = GS_ERR_FORMAT;
	}
	return err;
}

int gs_cli_gather(int argc, char **argv)
{
	struct gs_session s;
	const char *server = NULL, *key = NULL, *out = NULL, *proxy = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(server),
		GS_OPTION_KEY(key),
		GS_OPTION_OUT(out),
		GS_OPTION_PROXY(proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	gs_session_start(&s, "gather");
	int err = gs_session_connect(&s, server, key, proxy);
	if (err == GS_OK)
		err = read_package(&s, argv[at]);
	if (err == GS_OK)
		err = gs_session_roll(&s);
	if (err == GS_OK)
		err = gather(&s, out);
	return gs_session_end(&s, err);
}
