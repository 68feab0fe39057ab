/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/promise.h"
#include "cli/common/session.h"
#include "cli/common/verb.h"
#include "lib/file.h"

struct act_run {
	const struct gs_act_words *words;
	struct gs_session_entry entry;
	const char *code, *promise, *out, *submit, *key;
	struct gs_session s;
	uint8_t *act;
	size_t act_len;
};

/* Send ------------------------------------------------------------------ */

static int keep_promise(struct act_run *r, const char *text)
{
	return r->promise == NULL ? GS_OK : gs_file_write(r->promise, text,
	    strlen(text), 0600, &r->s.report);
}

/* After filing the act waits for its day. */
static int send_late(struct act_run *r, struct gs_span act)
{
	struct gs_session *s = &r->s;
	const struct gs_span none = {NULL, 0};
	char *text = NULL;

	int err = gs_promise_get(&text, &s->report, &s->source, &s->link, act,
	    none);
	if (err != GS_OK)
		return gs_session_at(s, gs_http_base(s->source.http), err);
	printf("%s after filing: it enters the log on the next late day. The "
	    "server promises:\n%s", r->words->filed, text);
	err = keep_promise(r, text);
	free(text);
	return err;
}

static int send_to_box(struct act_run *r, const struct gs_act_texts *texts)
{
	struct gs_session *s = &r->s;
	struct gs_request request;
	struct gs_reply reply = {.from = NULL};
	char *text = NULL;

	int err = gs_endorse_send(&request, &s->link, texts);
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_promise_take(&text, &s->report, texts->act,
		    gs_state_charter(s->matter.state), &reply);
	gs_session_drop(&reply);
	if (err != GS_OK)
		return err;

	printf("%s\n", r->words->gathered);
	err = keep_promise(r, text);
	free(text);
	return err;
}

static int send_act(struct act_run *r)
{
	struct gs_act_texts texts;

	int err = gs_endorse_split(&texts,
	    (struct gs_span){r->act, r->act_len});
	if (err != GS_OK) {
		gs_report_say(&r->s.report, "act-texts", "an act has one "
		    "record, a withdrawal also the endorsement that it takes "
		    "back; make one with -o");
		return err;
	}
	return r->s.box.filed ? send_late(r, texts.act) :
	    send_to_box(r, &texts);
}

/* Make ------------------------------------------------------------------ */

static int make_act(struct act_run *r)
{
	struct gs_session *s = &r->s;

	r->act = malloc(GS_ACT_TEXTS_MAX);
	if (r->act == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(r->act, GS_ACT_TEXTS_MAX);
	int err = gs_endorse_make(&w, &s->report, r->words->kind, &s->matter,
	    s->roll);
	r->act_len = w.len;
	return err;
}

static int run_with_state(struct act_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_contact_enter(s, &r->entry, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_matter_roll(&s->matter, &s->report);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err != GS_OK)
		return err;

	err = gs_shown_ask(s, r->words->question, r->code);
	if (err == GS_OK)
		err = make_act(r);
	if (err != GS_OK)
		return err;
	if (r->out == NULL)
		return send_act(r);

	err = gs_file_write(r->out, r->act, r->act_len, 0600, &s->report);
	if (err == GS_OK && strcmp(r->out, "-") != 0)
		printf("Written to %s; nothing was sent.\n", r->out);
	return err;
}

static int read_written_act(struct act_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_act_texts texts = {.act = {NULL, 0}};

	int err = gs_file_read(&r->act, &r->act_len, GS_ACT_TEXTS_MAX,
	    r->submit, &s->report);
	if (err != GS_OK)
		return err;
	if (gs_endorse_split(&texts, (struct gs_span){r->act, r->act_len}) !=
	    GS_OK)
		texts.act = (struct gs_span){r->act, r->act_len};
	err = gs_endorse_check(&s->report, r->words->kind, &s->link,
	    texts.act);
	return gs_session_at(s, r->submit, err);
}

static int run_submit(struct act_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	s->source.reading = r->entry.reading;
	int err = gs_session_link(s, link);
	if (err == GS_OK)
		err = read_written_act(r);
	if (err == GS_OK)
		err = gs_session_connect(s, r->entry.server == NULL ?
		    s->link.server : r->entry.server, r->key, r->entry.proxy);
	if (err == GS_OK)
		err = gs_session_look(s);
	return err == GS_OK ? send_act(r) : err;
}

/* The command line ------------------------------------------------------ */

static bool check_act_usage(const struct act_run *r)
{
	if ((r->entry.state == NULL) == (r->submit == NULL))
		gs_verb_say("act-usage-state", "either --state or --submit is "
		    "needed");
	else if ((r->submit == NULL) != (r->key == NULL))
		gs_verb_say("act-usage-key", "--submit and --key go together; "
		    "a state has its key");
	else if (r->submit != NULL && r->out != NULL)
		gs_verb_say("act-usage-out", "-o and --submit exclude each "
		    "other");
	else if (r->submit != NULL && r->code != NULL)
		gs_verb_say("act-usage-code", "--code is asked for where an "
		    "act is made, not by --submit");
	else
		return true;
	return false;
}

int gs_act_run(int argc, char **argv, const struct gs_act_words *words)
{
	struct act_run r = {.words = words};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &r.entry.state},
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		GS_OPTION_CODE(r.code),
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_READING(r.entry),
		GS_OPTION_PROXY(r.entry.proxy),
		{.name = "promise", .value = &r.promise},
		GS_OPTION_OUT(r.out),
		{.name = "submit", .value = &r.submit},
		{.name = "key", .value = &r.key}};
	const struct gs_usage usage = {.help = words->help,
	    GS_OPTIONS(options), .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_act_usage(&r))
		return gs_verb_misused();

	gs_session_start(&r.s);
	int err = r.submit != NULL ? run_submit(&r, argv[at]) :
	    run_with_state(&r, argv[at]);
	free(r.act);
	return gs_session_end(&r.s, err);
}
