/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "lib/memo/word_code.h"

#define SEALED_MAX ((size_t)8 << 20)

void gs_session_start(struct gs_session *s, const char *verb)
{
	*s = (struct gs_session){.verb = verb};
	(void)gs_pool_start(&s->pool);
}

int gs_session_end(struct gs_session *s, int err)
{
	if (err != GS_OK && !s->said)
		gs_verb_report(&s->report);
	gs_source_close(&s->source);
	gs_client_free(&s->member);
	gs_box_text_free(&s->text, s->text_len);
	gs_pool_free(&s->pool);
	gs_host_wipe(s, sizeof *s);
	return gs_verb_end(err);
}

/* The server's clock; unless it is simulated, not ahead of the system's: a
 * server must not make a roll look older than it is. */
static int read_clock(struct gs_session *s, bool exercise)
{
	int err = gs_source_now(&s->now, &s->source);
	if (err == GS_OK && !exercise && s->now > (int64_t)time(NULL))
		s->now = (int64_t)time(NULL);
	s->said = s->said || err != GS_OK;
	return err;
}

int gs_session_connect(struct gs_session *s, const char *server,
    const char *vkey, const char *proxy)
{
	int err = gs_source_key(&s->source.key, vkey);
	if (err != GS_OK) {
		s->said = true;
		return err;
	}
	err = gs_http_open(&s->source.http, &s->report, server, proxy);
	const struct gs_channel_source source = {.fetch = gs_http_fetch,
	    .ctx = s->source.http, .log = &s->source.key,
	    .progress = gs_progress, .trust_proofs = true};
	if (err == GS_OK)
		err = gs_channel_open(&s->source.channel, &s->report, &source);
	if (err != GS_OK)
		return err;
	bool exercise = gs_state_charter(gs_channel_state(
	    s->source.channel))->exercise;
	gs_say_exercise(stdout, exercise);
	return read_clock(s, exercise);
}

int gs_session_load(struct gs_session *s, const char *path,
    const char *passphrase_path)
{
	struct gs_passphrase p = {NULL, 0};
	int err = gs_session_passphrase(&p, s, passphrase_path, false);
	if (err == GS_OK)
		err = gs_client_load(&s->member, &s->report, path, p.text,
		    p.len);
	gs_passphrase_wipe(&p);
	return err;
}

int gs_session_link(struct gs_session *s, const char *text)
{
	uint8_t *file = NULL;
	size_t len = strlen(text);
	int err = GS_OK;
	if (text[0] != '@')
		return gs_box_link_parse(&s->link, &s->report, text, len);
	err = gs_cli_file_read(&file, &len, GS_LINK_MAX + 2, text + 1);
	s->said = err != GS_OK;
	if (err == GS_OK)
		err = gs_box_link_parse(&s->link, &s->report, file, len);
	gs_file_wipe(&file, len);
	return err;
}

int gs_session_enter(struct gs_session *s, const char *state,
    const char *passphrase_path, const char *server, const char *proxy,
    const char *link)
{
	int err = gs_session_link(s, link);
	if (err == GS_OK)
		err = gs_session_load(s, state, passphrase_path);
	if (err != GS_OK)
		return err;
	const char *home = gs_client_server(s->member);
	if (server == NULL && strcmp(home, s->link.server) != 0) {
		gs_report_set(&s->report, "the link leads to %s, your channel "
		    "is at %s; if the channel has moved, say where by --server",
		    s->link.server, home);
		return GS_ERR_MISMATCH;
	}
	err = gs_session_connect(s, server == NULL ? home : server,
	    gs_client_vkey(s->member), proxy);
	if (err == GS_OK && memcmp(gs_client_channel(s->member),
	        gs_state_charter(gs_channel_state(
	            s->source.channel))->channel, 32) != 0) {
		gs_report_set(&s->report, "this log is of another channel than "
		    "the one that you enrolled in");
		err = GS_ERR_MISMATCH;
	}
	return err;
}

/* The box --------------------------------------------------------------- */

int gs_session_box(struct gs_session *s, json_t **answer, const char *tail,
    json_t *body)
{
	char path[128] = "", token[65];
	struct gs_writer w = gs_writer_of(path, sizeof path - 1);
	gs_write_text(&w, "/box/");
	gs_write_hex(&w, s->link.memo, 32);
	gs_write_text(&w, tail);
	gs_box_token(token, &s->link);
	int err = body == NULL ?
	    gs_http_get_json(s->source.http, &s->report, answer, path, token) :
	    gs_http_post(s->source.http, &s->report, answer, path, token,
	        body);
	gs_host_wipe(token, sizeof token);
	return err;
}

int gs_session_look(struct gs_session *s, json_t **answer)
{
	json_t *box = NULL;
	int err = gs_session_box(s, &box, "", NULL);
	if (err == GS_OK)
		err = gs_json_hash(s->memo_charter, box, "charter");
	if (err == GS_OK)
		err = gs_json_number(&s->shown, box, "shown");
	if (err != GS_OK) {
		json_decref(box);
		return err;
	}
	s->filed = json_is_true(json_object_get(box, "filed")) ||
	    gs_state_memo_by(gs_channel_state(s->source.channel),
	        s->link.memo) != NULL;
	*answer = box;
	return GS_OK;
}

static int open_sealed(struct gs_session *s, const json_t *box)
{
	size_t len = 0;
	uint8_t *sealed = malloc(SEALED_MAX);
	int err = sealed == NULL ? GS_ERR_MEMORY :
	    gs_json_decode(sealed, &len, SEALED_MAX, box, "sealed");
	if (err == GS_OK)
		err = gs_box_open(&s->text, &s->text_len, &s->link, sealed,
		    len);
	if (err == GS_ERR_DENIED)
		gs_report_set(&s->report, "what the box holds does not open "
		    "under this link: the link is damaged, or the server "
		    "altered it; ask for the link again");
	free(sealed);
	return err;
}

int gs_session_content(struct gs_session *s, const struct gs_charter *charter,
    const void *text, size_t len)
{
	const struct gs_document_rules rules = {.style = charter->style,
	    .ceiling = charter->ceiling, .exercise = charter->exercise};
	int err = gs_content_parse(&s->content, &s->report, &s->pool.arena,
	    &rules, text, len);
	if (err != GS_OK)
		return err;
	if (memcmp(s->content.terms.charter, charter->digest, 32) != 0) {
		gs_report_set(&s->report, "the memo was composed under another "
		    "charter than version %llu; compose it again",
		    (unsigned long long)charter->version);
		return GS_ERR_MISMATCH;
	}
	s->charter = charter;
	return GS_OK;
}

int gs_session_unseal(struct gs_session *s)
{
	json_t *box = NULL;
	int err = gs_session_look(s, &box);
	if (err == GS_OK)
		err = open_sealed(s, box);
	json_decref(box);
	if (err != GS_OK)
		return err;
	const struct gs_charter *charter = gs_state_charter_by(
	    gs_channel_state(s->source.channel), s->memo_charter);
	if (charter == NULL) {
		gs_report_set(&s->report, "the box names a charter that is not "
		    "in the log; do not endorse, tell the author");
		return GS_ERR_UNKNOWN;
	}
	err = gs_session_content(s, charter, s->text, s->text_len);
	if (err == GS_OK && memcmp(s->content.id, s->link.memo, 32) != 0) {
		gs_report_set(&s->report, "the text in the box is not the "
		    "link's memo; do not endorse, tell the author");
		err = GS_ERR_MISMATCH;
	}
	return err;
}

/* The roll -------------------------------------------------------------- */

int gs_session_roll(struct gs_session *s)
{
	const struct gs_charter *c = s->charter;
	const struct gs_roll_edition *e = gs_state_roll_by(
	    gs_channel_state(s->source.channel), s->content.terms.roll);
	if (e == NULL) {
		gs_report_set(&s->report, "the memo's roll is not in the log; "
		    "do not endorse, tell the author");
		return GS_ERR_UNKNOWN;
	}
	if (e->size < c->floor) {
		gs_report_set(&s->report, "the memo's roll, edition %llu, has "
		    "%llu keys; the charter's floor is %llu: too few to hide "
		    "among", (unsigned long long)e->edition,
		    (unsigned long long)e->size, (unsigned long long)c->floor);
		return GS_ERR_RULE;
	}
	if (s->now - e->at < (int64_t)c->age * 3600) {
		gs_report_set(&s->report, "the memo's roll, edition %llu, is "
		    "younger than the charter's %llu hours: it might have been "
		    "made to single you out; wait",
		    (unsigned long long)e->edition,
		    (unsigned long long)c->age);
		return GS_ERR_RULE;
	}
	s->edition = e;
	return GS_OK;
}

int gs_session_key(struct gs_session *s)
{
	unsigned long long n = (unsigned long long)s->edition->edition;
	s->key = gs_client_key(s->member, s->edition->edition);
	if (s->key == NULL) {
		gs_report_set(&s->report, "the state has no key for edition "
		    "%llu of the roll, which this memo runs under; it has %zu "
		    "keys of other editions: enrol before the next edition", n,
		    gs_client_key_count(s->member));
		return GS_ERR_UNKNOWN;
	}
	return gs_channel_roll(&s->roll, &s->report, s->source.channel,
	    s->edition);
}

void gs_session_show(const struct gs_session *s)
{
	char code[GS_WORD_CODE_MAX];
	const struct gs_document *doc = &s->content.doc;
	gs_word_code(code, s->content.id);
	printf("Memo       %s%.*s%s\n", gs_terminal_escape(GS_STYLE_BOLD),
	    (int)doc->subject.len, (const char *)doc->subject.ptr,
	    gs_terminal_escape(GS_STYLE_PLAIN));
	printf("Marking    %.*s\n", (int)doc->banner.len,
	    (const char *)doc->banner.ptr);
	printf("Word code  %s\n", code);
	printf("Roll       edition %llu, %llu keys\n",
	    (unsigned long long)s->edition->edition,
	    (unsigned long long)s->edition->size);
}
