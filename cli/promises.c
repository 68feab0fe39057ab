/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay promises: what became of the acts that a member's state keeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/file.h"

static const char help[] =
"usage: gainsay promises --state F [--act ACT --evidence OUT | --drop ACT |\n"
"           --send [--act ACT]] [OPTION]...\n"
"Lists the acts that your state keeps: what the server promised or refused, and\n"
"whether the log has it. An act leaves the state when the log has it. Every verb\n"
"with a state looks for broken promises; this one tells about the others too.\n"
"Sends an act that was queued with --later, if one is due.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --act ACT            one act, by its name in the list, as endorse:3f2a91bc\n"
"  --evidence OUT       write what the server signed about it, and the act, for\n"
"                       'gainsay audit --promise OUT'; whoever gets OUT learns\n"
"                       that the act is yours, unless it shows a lowered count\n"
GS_HELP_FORCE
"  --drop ACT           erase an act that waits for nothing, and what was signed\n"
"                       about it: nothing can be shown of it any more\n"
"  --yes                drop it without being asked\n"
"  --send               send what is queued now, due or not; with --act, that\n"
"                       one: acts that go together look like one person's\n"
GS_HELP_OTHER_SERVER
GS_HELP_CACHE
GS_HELP_WAY "\n"
"Exit codes: 0 no promise is broken; 1 refused; 2 nothing could be judged; 3 a\n"
"promise is broken.\n";

struct promises_run {
	struct gs_session_entry entry;
	const char *act, *evidence, *drop;
	bool send, yes, force;
	struct gs_session s;
};

/* *index of the act with that name. */
static int find_act(size_t *index, struct promises_run *r, const char *name)
{
	char is[GS_CONTACT_ACT_MAX];

	for (size_t i = 0; i < gs_client_act_count(r->s.member); i++) {
		gs_contact_name(is, gs_client_act_at(r->s.member, i));
		if (strcmp(is, name) == 0) {
			*index = i;
			return GS_OK;
		}
	}
	gs_report_tell(&r->s.report, "act-unknown", "the state has no act "
	    "'{0}'; 'gainsay promises' without --act lists them",
	    gs_say_text(name));
	return GS_ERR_UNKNOWN;
}

static void print_act(const struct gs_client_act *act,
    const struct gs_keep_verdict *v)
{
	static const struct {
		const char *word;
		enum gs_terminal_style style;
	} words[] = {
		[GS_KEEP_LOGGED] = {"kept", GS_STYLE_GOOD},
		[GS_KEEP_WAITS] = {"waits", GS_STYLE_PLAIN},
		[GS_KEEP_QUEUED] = {"queued", GS_STYLE_OPEN},
		[GS_KEEP_UNSENT] = {"unanswered", GS_STYLE_OPEN},
		[GS_KEEP_REFUSED] = {"REFUSED", GS_STYLE_BAD},
		[GS_KEEP_BROKEN] = {"BROKEN", GS_STYLE_BAD}};
	char name[GS_CONTACT_ACT_MAX];

	gs_contact_name(name, act);
	printf("%-18s %s%-10s%s %s\n", name,
	    gs_terminal_escape(words[v->status].style), words[v->status].word,
	    gs_terminal_escape(GS_STYLE_PLAIN), v->said.text);
}

static int write_evidence(struct promises_run *r,
    const struct gs_keep_verdict *verdicts)
{
	size_t index = 0, room = GS_CLIENT_ACT_BYTES;
	struct gs_session *s = &r->s;

	int err = find_act(&index, r, r->act);
	uint8_t *file = err != GS_OK ? NULL : malloc(room);
	if (err == GS_OK && file == NULL)
		err = GS_ERR_MEMORY;
	if (err != GS_OK)
		return err;

	struct gs_writer w = gs_writer_of(file, room);
	err = gs_keep_evidence(&w, &s->report,
	    gs_client_act_at(s->member, index), &verdicts[index]);
	if (err == GS_OK)
		err = gs_file_write(r->evidence, file, w.len, 0600,
		    &s->report);
	if (err == GS_OK)
		printf("Written to %s%s.\n", r->evidence,
		    verdicts[index].count_lowered ? "" : ": whoever gets it "
		    "learns that the act is yours");
	gs_file_wipe(&file, w.len);
	return err;
}

static int drop_act(struct promises_run *r)
{
	size_t index = 0;
	struct gs_session *s = &r->s;

	int err = find_act(&index, r, r->drop);
	if (err == GS_OK)
		err = gs_terminal_ask("Erase the act, and what the server "
		    "signed about it? Nothing brings it back.", r->yes);
	if (err != GS_OK)
		return err;
	gs_client_drop_act(s->member, index);
	err = gs_client_save(s->member, &s->report, r->entry.state,
	    false);
	if (err == GS_OK)
		printf("%s is erased from the state.\n", r->drop);
	return gs_session_at(s, r->entry.state, err);
}

static int send_named(struct promises_run *r)
{
	struct gs_session *s = &r->s;
	size_t index = 0;

	int err = find_act(&index, r, r->act);
	if (err != GS_OK)
		return err;
	const struct gs_client_act *act = gs_client_act_at(s->member, index);
	if (act->later != 0)
		return gs_queue_send(s, r->entry.state, act);
	gs_report_tell(&s->report, "act-not-queued", "{0} is not queued: it "
	    "was sent, or written to a file", gs_say_text(r->act));
	return GS_ERR_RULE;
}

/* Up to the first that fails: what was sent is queued no longer. */
static int send_queued(struct promises_run *r)
{
	struct gs_session *s = &r->s;
	const struct gs_client_act *act = NULL;
	int err = GS_OK;

	if (r->act != NULL)
		return send_named(r);
	if (gs_keep_due(s->member, INT64_MAX) ==
	    gs_client_act_count(s->member))
		printf("The state has no queued act.\n");
	while (err == GS_OK && (act = gs_client_act_at(s->member,
	    gs_keep_due(s->member, INT64_MAX))) != NULL)
		err = gs_queue_send(s, r->entry.state, act);
	return err;
}

static int list_acts(struct promises_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_keep_verdict *verdicts = NULL;
	size_t count = gs_client_act_count(s->member);

	int err = gs_contact_judge(&verdicts, s);
	if (err != GS_OK)
		return err;
	for (size_t i = 0; r->act == NULL && i < count; i++)
		print_act(gs_client_act_at(s->member, i), &verdicts[i]);
	if (r->act == NULL && count == 0)
		printf("The state keeps no act.\n");
	if (r->act != NULL)
		err = write_evidence(r, verdicts);
	free(verdicts);
	return err;
}

static int run_promises(struct promises_run *r)
{
	struct gs_session *s = &r->s;
	size_t broken = 0;

	int err = gs_cli_out_free(r->evidence, r->force,
	    (const char *const[]){r->entry.state}, 1);
	if (err == GS_OK)
		err = gs_session_load(s, r->entry.state, r->entry.passphrase);
	if (err == GS_OK)
		err = gs_contact_member(s, &r->entry, &broken);
	if (err == GS_OK && r->send)
		return send_queued(r);
	if (err == GS_OK && r->act == NULL && r->drop == NULL)
		gs_queue_look(s, r->entry.state);
	if (err == GS_OK)
		err = r->drop != NULL ? drop_act(r) : list_acts(r);
	if (broken > 0 && r->act == NULL && r->drop == NULL)
		gs_verb_missed();
	return err;
}

static bool check_promises_usage(const struct promises_run *r)
{
	bool alone = r->act == NULL && r->evidence == NULL && !r->send;

	if ((r->drop != NULL && !alone) ||
	    (r->evidence != NULL && (r->act == NULL || r->send)) ||
	    (r->act != NULL && r->evidence == NULL && !r->send)) {
		gs_verb_say("promises-usage", "--act goes with --evidence or "
		    "with --send, and --drop alone");
		return false;
	}
	return true;
}

int gs_cli_promises(int argc, char **argv)
{
	struct promises_run r = {.act = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(r.entry.state),
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		{.name = "act", .value = &r.act},
		{.name = "evidence", .value = &r.evidence},
		{.name = "drop", .value = &r.drop},
		{.name = "send", .flag = &r.send},
		GS_OPTION_YES(r.yes),
		GS_OPTION_FORCE(r.force),
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_promises_usage(&r))
		return gs_verb_misused();

	gs_session_start(&r.s);
	gs_session_want(&r.s, GS_WANT_NEWS, r.entry.cache_dir);
	return gs_session_end(&r.s, run_promises(&r));
}
