/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay endorse, gainsay withdraw. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/promise.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "lib/records/act.h"

#define OPTIONS_HELP \
"  --state F            your state, as 'gainsay enrol' made it\n" \
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n" \
"  --server URL         where the server is now, if not where you enrolled\n" \
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n" \
"  --promise FILE       keep the server's promise (after filing)\n" \
"  -o FILE              write the act to FILE and send nothing\n" \
"  --submit FILE        send an act that was written before; needs --key VKEY\n" \
"                       and no state\n" \
"  LINK                 the box's link, or @FILE\n"

static const char endorse_help[] =
"usage: gainsay endorse --state F [OPTION]... LINK\n"
"       gainsay endorse --submit FILE --key VKEY [--server URL] LINK\n"
"Shows the memo behind a link and endorses it: one anonymous member of the roll,\n"
"once. Refuses a roll that is too small or too young to hide in.\n\n"
OPTIONS_HELP;

static const char withdraw_help[] =
"usage: gainsay withdraw --state F [OPTION]... LINK\n"
"       gainsay withdraw --submit FILE --key VKEY [--server URL] LINK\n"
"Takes an endorsement back, for good: this member cannot act on the memo again.\n"
"After filing it is counted apart.\n\n"
OPTIONS_HELP;

struct run {
	const char *state, *passphrase, *server, *proxy, *promise, *out,
	    *submit, *key;
	bool endorse;
	struct gs_session s;
	uint8_t *act;
	size_t act_len;
};

static int send_late(struct run *r)
{
	struct gs_session *s = &r->s;
	json_t *answer = NULL;
	const char *text = NULL;
	char token[65];
	gs_box_token(token, &s->link);
	int err = gs_promise_get(&text, &answer, &s->report, &s->source, token,
	    (struct gs_span){r->act, r->act_len}, (struct gs_span){NULL, 0});
	gs_host_wipe(token, sizeof token);
	if (err == GS_OK)
		printf("%s after filing: it enters the log with the next "
		    "release. The server promises:\n%s",
		    r->endorse ? "Endorsed" : "Withdrawn", text);
	if (err == GS_OK && r->promise != NULL) {
		err = gs_cli_file_write(r->promise, text, strlen(text), 0600);
		s->said = err != GS_OK;
	}
	json_decref(answer);
	return err;
}

static int send_act(struct run *r)
{
	struct gs_session *s = &r->s;
	if (s->filed)
		return send_late(r);
	int err = gs_session_box(s, NULL, "/acts",
	    json_pack("{s:s}", "record", (const char *)r->act));
	if (err == GS_OK && r->promise != NULL)
		printf("No promise: the memo still gathers, and the act was "
		    "stored at once.\n");
	if (err == GS_OK && r->endorse)
		printf("Endorsed. The count that the box shows moves in "
		    "steps, so it may not move now.\n");
	else if (err == GS_OK)
		printf("Withdrawn, for good.\n");
	return err;
}

static int make_act(struct run *r)
{
	struct gs_session *s = &r->s;
	struct gs_pool scratch;
	const struct gs_act_ground ground = {s->content.terms.channel,
	    s->content.id, s->roll, &s->key->secret};
	r->act = calloc(1, GS_RECORD_MAX + 1);
	if (r->act == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(r->act, GS_RECORD_MAX);
	int err = (r->endorse ? gs_act_endorse : gs_act_withdraw)(&w,
	    gs_pool_start(&scratch), &ground);
	gs_pool_free(&scratch);
	r->act_len = w.len;
	if (err == GS_ERR_UNKNOWN)
		gs_report_set(&s->report, "your key for edition %llu is not on "
		    "that roll; your receipt proves that you handed it in: "
		    "take it to the registrar",
		    (unsigned long long)s->edition->edition);
	return err;
}

static int run_with_state(struct run *r, const char *link)
{
	struct gs_session *s = &r->s;
	int err = gs_session_enter(s, r->state, r->passphrase, r->server,
	    r->proxy, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_session_roll(s);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err != GS_OK)
		return err;
	gs_session_show(s);
	err = make_act(r);
	if (err != GS_OK || r->out == NULL)
		return err == GS_OK ? send_act(r) : err;
	err = gs_cli_file_write(r->out, r->act, r->act_len, 0600);
	s->said = err != GS_OK;
	if (err == GS_OK && strcmp(r->out, "-") != 0)
		printf("Written to %s; nothing was sent.\n", r->out);
	return err;
}

/* The act is what this verb sends, about the link's memo. */
static int check_act(struct run *r)
{
	struct gs_record rec;
	int err = gs_record_parse(&rec, NULL, &r->s.pool.arena, r->act,
	    r->act_len);
	if (err == GS_OK && strcmp(rec.type->name,
	        r->endorse ? "endorse" : "withdraw") != 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK && memcmp(gs_record_hash(&rec, "memo"),
	        r->s.link.memo, 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err != GS_OK)
		gs_report_set(&r->s.report, "%s is not an act of this kind "
		    "about the link's memo; make it with -o", r->submit);
	return err;
}

static int run_submit(struct run *r, const char *link)
{
	struct gs_session *s = &r->s;
	json_t *box = NULL;
	int err = gs_session_link(s, link);
	if (err == GS_OK) {
		err = gs_cli_file_read(&r->act, &r->act_len, GS_RECORD_MAX,
		    r->submit);
		s->said = err != GS_OK;
	}
	if (err == GS_OK)
		err = check_act(r);
	if (err == GS_OK)
		err = gs_session_connect(s, r->server == NULL ?
		    s->link.server : r->server, r->key, r->proxy);
	if (err == GS_OK)
		err = gs_session_look(s, &box);
	json_decref(box);
	return err == GS_OK ? send_act(r) : err;
}

static int wrong(const char *verb, const char *what)
{
	fprintf(stderr, "gainsay %s: %s\nTry 'gainsay %s --help'.\n", verb,
	    what, verb);
	return GS_EXIT_CANNOT;
}

static int act(int argc, char **argv, bool endorse)
{
	struct run r = {.endorse = endorse};
	const char *verb = endorse ? "endorse" : "withdraw";
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &r.state},
		GS_OPTION_PASSPHRASE(r.passphrase),
		GS_OPTION_OTHER_SERVER(r.server),
		GS_OPTION_PROXY(r.proxy),
		{.name = "promise", .value = &r.promise},
		GS_OPTION_OUT(r.out),
		{.name = "submit", .value = &r.submit},
		{.name = "key", .value = &r.key}};
	const struct gs_usage usage = {.help = endorse ? endorse_help : withdraw_help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((r.state == NULL) == (r.submit == NULL))
		return wrong(verb, "either --state or --submit is needed");
	if ((r.submit == NULL) != (r.key == NULL))
		return wrong(verb, "--submit and --key go together; a state "
		    "has its key");
	if (r.submit != NULL && r.out != NULL)
		return wrong(verb, "-o and --submit exclude each other");
	gs_session_start(&r.s, verb);
	int err = r.submit != NULL ? run_submit(&r, argv[at]) :
	    run_with_state(&r, argv[at]);
	free(r.act);
	return gs_session_end(&r.s, err);
}

int gs_cli_endorse(int argc, char **argv)
{
	return act(argc, argv, true);
}

int gs_cli_withdraw(int argc, char **argv)
{
	return act(argc, argv, false);
}
