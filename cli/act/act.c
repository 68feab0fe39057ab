/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/act/known.h"
#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/files.h"
#include "cli/common/floors.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/shown.h"
#include "lib/steps/when.h"

struct act_run {
	const struct gs_act_words *words;
	struct gs_session_entry entry;
	const char *code, *promise, *out, *submit, *key;
	bool later, force;
	bool again; /* the state has the same act */
	struct gs_known_options known;
	struct gs_endorse_readers readers; /* secret */
	struct gs_session s;
	uint8_t *act;
	size_t act_len;
};

/* Send ------------------------------------------------------------------ */

static void print_sent(const struct act_run *r)
{
	const struct gs_session *s = &r->s;
	const struct gs_memo *memo = gs_state_memo_by(s->matter.state,
	    s->link.memo);
	char when[GS_LOCAL_TIME_MAX];

	if (r->again) {
		printf("%s\n", r->words->again);
	} else if (r->s.box.filed) {
		gs_when_late_day(when, memo != NULL ? memo->charter :
		    s->matter.charter, s->matter.now);
		printf("%s after filing: it enters the log on the next late "
		    "day,\nat %s.\n", r->words->filed, when);
	} else {
		printf("%s\n", r->words->gathered);
	}
}

/* Whether the member's key has done this already, as the state has it. */
static int find_same(struct act_run *r)
{
	enum gs_own_act own = GS_OWN_UNKNOWN;

	int err = gs_shown_own_state(&own, &r->s.matter, r->s.member);
	r->again = own == (r->words->kind == GS_ENDORSE ? GS_OWN_ENDORSED :
	    GS_OWN_WITHDRAWN);
	return err;
}

static int split_act(struct act_run *r, struct gs_keep_order *order)
{
	struct gs_act_texts texts = {.act = {NULL, 0}};
	const struct gs_session *s = &r->s;
	const char *count = s->box.count;

	int err = gs_endorse_split(&texts,
	    (struct gs_span){r->act, r->act_len});
	if (err != GS_OK) {
		gs_report_say(&r->s.report, "act-texts", "an act has one "
		    "record; behind it stand an endorsement's files for "
		    "readers of names, or the endorsement that a withdrawal "
		    "takes back; make one with -o");
		return err;
	}
	*order = (struct gs_keep_order){.record = texts.act,
	    .content = texts.behind, .link = &s->link,
	    .edition = s->matter.edition == NULL ? 0 :
	        s->matter.edition->edition,
	    .count = {(const uint8_t *)count, strlen(count)}};
	return GS_OK;
}

static int send_act(struct act_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_keep_order order;
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = r->entry.state,
	    .filed = s->box.filed, .promise = r->promise};
	char *promise = NULL;

	int err = split_act(r, &order);
	if (err == GS_OK && r->later)
		return gs_session_at(s, r->entry.state, gs_queue_keep(s,
		    r->entry.state, &order));
	if (err == GS_OK)
		err = gs_deliver(&promise, &s->report, &d, &order);
	if (err != GS_OK)
		return gs_session_at(s, gs_http_base(s->source.http), err);

	print_sent(r);
	err = gs_deliver_tell(&s->report, &d, promise,
	    (struct gs_span){NULL, 0});
	gs_queue_tell(s);
	free(promise);
	return err;
}

/* Kept without its link: it goes by another way, and not from here. */
static int write_act(struct act_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_keep_order order;
	const struct gs_client_act *act = NULL;

	int err = split_act(r, &order);
	order.link = NULL;
	if (err == GS_OK)
		err = gs_keep_act(&act, &s->report, s->member, &order);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, r->entry.state,
		    false);
	if (err == GS_OK)
		err = gs_file_write(r->out, r->act, r->act_len, 0600,
		    &s->report);
	if (err == GS_OK && strcmp(r->out, "-") != 0)
		printf("Written to %s; nothing was sent.\n", r->out);
	return err;
}

/* Make ------------------------------------------------------------------ */

static int make_act(struct act_run *r)
{
	struct gs_session *s = &r->s;

	r->act = malloc(GS_ACT_TEXTS_MAX);
	if (r->act == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(r->act, GS_ACT_TEXTS_MAX);
	gs_working("Making the proof");
	int err = gs_endorse_make(&w, &s->report, &(struct gs_endorse_order){
	    r->words->kind, &s->matter, s->roll, &r->readers});
	gs_worked();
	r->act_len = w.len;
	return err;
}

/* What was made before is sent again as it was: whoever did not make
 * themselves known then cannot do it now. */
static int choose_readers(struct act_run *r)
{
	struct gs_session *s = &r->s;

	if (r->again && r->known.to.count > 0) {
		gs_report_say(&s->report, "known-too-late", "you have endorsed "
		    "this memo, and to whom you are known was fixed then: "
		    "nothing was done");
		return GS_ERR_DUPLICATE;
	}
	r->known.asks = r->words->kind == GS_ENDORSE && r->code == NULL &&
	    !r->again;
	return gs_known_choose(&r->readers, &s->report, s->matter.charter,
	    &r->known);
}

static int run_with_state(struct act_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_contact_enter(s, &r->entry, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = gs_contact_box(s, r->entry.state, GS_CONTACT_NONE);
	if (err == GS_OK)
		err = gs_floors_pass(s, &r->entry.accept);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err != GS_OK)
		return err;

	err = gs_shown_ask(s, r->words->question, r->code);
	if (err == GS_OK)
		err = find_same(r);
	if (err == GS_OK)
		err = choose_readers(r);
	if (err == GS_OK)
		err = make_act(r);
	if (err != GS_OK)
		return err;
	gs_known_say(&r->readers, s->matter.charter);
	return r->out == NULL ? send_act(r) : write_act(r);
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

/* Of the memo's roll, over which the server must promise. */
static int name_edition(struct gs_session *s)
{
	struct gs_matter *m = &s->matter;

	m->edition = gs_state_roll_by(m->state, m->content.terms.roll);
	if (m->edition != NULL)
		return GS_OK;
	gs_report_say(&s->report, "memo-roll-not-in-log", "the memo's roll is "
	    "not in the log");
	return GS_ERR_UNKNOWN;
}

static int run_submit(struct act_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	s->source.reading = r->entry.reading;
	int err = gs_session_link(s, link);
	if (err == GS_OK)
		err = read_written_act(r);
	if (err == GS_OK)
		err = gs_session_follow(s, &r->entry, r->key);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK)
		err = name_edition(s);
	return err == GS_OK ? send_act(r) : err;
}

/* The command line ------------------------------------------------------ */

static bool check_later(const struct act_run *r)
{
	if (!r->later || (r->submit == NULL && r->out == NULL &&
	    r->promise == NULL))
		return true;
	gs_verb_say("act-usage-later", "--later sends nothing, and so excludes "
	    "--submit, -o and --promise");
	return false;
}

static bool check_known(const struct act_run *r)
{
	if (r->submit == NULL || r->known.to.count == 0)
		return gs_known_usage(&r->known);
	gs_verb_say("act-usage-known", "--known-to goes with --state: an act "
	    "that was written has its files already");
	return false;
}

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
		return check_later(r) && check_known(r);
	return false;
}

int gs_act_run(int argc, char **argv, const struct gs_act_words *words)
{
	struct act_run r = {.words = words};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &r.entry.state,
		 .setting = "state", .unless = "submit"},
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		GS_OPTION_CODE(r.code),
		GS_OPTION_ACCEPT(r.entry),
		GS_OPTION_LATER(r.later),
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_READING(r.entry),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way),
		{.name = "promise", .value = &r.promise},
		GS_OPTION_OUT(r.out),
		GS_OPTION_FORCE(r.force),
		{.name = "submit", .value = &r.submit},
		{.name = "key", .value = &r.key, .setting = "key",
		 .unless = "state"},
		GS_OPTIONS_KNOWN(r.known)};
	/* Who takes an endorsement back is made known to nobody. */
	const struct gs_usage usage = {.help = words->help,
	    .options = options, .count = sizeof options / sizeof *options -
	        (words->kind == GS_ENDORSE ? 0 : GS_KNOWN_ROWS),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_floors_named(&r.entry.accept) || !check_act_usage(&r))
		return gs_verb_misused();

	gs_session_start(&r.s);
	gs_session_want(&r.s, GS_WANT_GROUND, r.entry.cache_dir);
	int err = gs_cli_out_free(r.promise, r.force, NULL, 0);
	if (err == GS_OK)
		err = gs_cli_out_free(r.out, r.force, NULL, 0);
	if (err == GS_OK)
		err = r.submit != NULL ? run_submit(&r, argv[at]) :
		    run_with_state(&r, argv[at]);
	gs_file_wipe(&r.act, r.act_len);
	gs_host_wipe(&r.known, sizeof r.known);
	gs_host_wipe(&r.readers, sizeof r.readers);
	return gs_session_end(&r.s, err);
}
