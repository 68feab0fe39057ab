/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay me: what a member's state holds, and what its keys did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/memo/word_code.h"
#include "lib/records/invitation.h"
#include "lib/steps/mine.h"

static const char help[] =
"usage: gainsay me [OPTION]...\n"
"Says what your state holds: its channel and the word code of the channel's key,\n"
"your keys and the editions that they are for, when they run out, what you filed\n"
"and endorsed, and the acts that wait. No secret is printed; but who sees it\n"
"learns what you did.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --offline            ask no server: what the state says by itself\n"
"  --evidence FILE      write the two signed checkpoints that contradict each\n"
"                       other, which the state kept, for 'gainsay audit\n"
"                       --evidence FILE'; FILE says nothing of you\n"
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY "\n"
"Exit codes: 0 told; 1 refused; 2 nothing could be told; 3 a promise to you is\n"
"broken.\n";

struct me_run {
	struct gs_session_entry entry;
	bool offline;
	const char *evidence;
	struct gs_session s;
};

static int print_channel(struct me_run *r)
{
	struct gs_session *s = &r->s;
	const struct gs_client *me = s->member;
	const struct gs_state *state = s->matter.state;
	char code[GS_WORD_CODE_MAX];
	uint8_t id[32];

	gs_channel_key_id(id, gs_client_vkey(me), gs_client_channel(me));
	int err = gs_word_code_make(code, &s->report, id);
	if (err != GS_OK)
		return err;
	if (state != NULL) {
		const struct gs_part name = gs_record_part(
		    &gs_state_charter(state)->rec, "name");

		printf("Channel    ");
		gs_say_calm(stdout, name.ptr, name.len, "");
		printf("\n");
	}
	printf("Server     %s\nKey        %s\nIts code   %s\nState      %s\n",
	    gs_client_server(me), gs_client_vkey(me), code, r->entry.state);
	return GS_OK;
}

static void print_own_key(const struct gs_client_key *key,
    const struct gs_session *s)
{
	static const char *const where[] = {
	    [GS_MINE_TO_COME] = "its roll is not out yet",
	    [GS_MINE_YOUNG] = "its roll is out, and will serve soon",
	    [GS_MINE_SERVES] = "its roll serves now",
	    [GS_MINE_REPLACED] = "its roll is replaced: for older memos"};

	printf("  edition %-4llu %s%s\n", (unsigned long long)key->edition,
	    key->receipt[0] == '\0' ? "NO RECEIPT; " : "",
	    s->matter.state == NULL ? "handed in" :
	    where[gs_mine_edition(s->matter.state, key->edition,
	        s->matter.now)]);
}

static void print_keys(const struct me_run *r)
{
	const struct gs_client *me = r->s.member;
	size_t count = gs_client_key_count(me);

	printf("Keys       %zu\n", count);
	for (size_t i = 0; i < count; i++)
		print_own_key(gs_client_key_at(me, i), &r->s);
	if (count > 0)
		printf("  They run out with edition %llu. 'gainsay roll check' "
		    "says whether they are on their rolls.\n",
		    (unsigned long long)gs_client_key_at(me,
		        count - 1)->edition);
}

/* What the log has of them; *any is false if it has nothing. */
static int print_own_memos(bool *any, const struct gs_session *s)
{
	static const char *const own[] = {[GS_OWN_UNKNOWN] = "",
	    [GS_OWN_ENDORSED] = "endorsed", [GS_OWN_WITHDRAWN] =
	    "withdrawn from"};
	const struct gs_memo *m = gs_state_memo(s->matter.state);
	int err = GS_OK;

	for (; err == GS_OK && m != NULL; m = m->before) {
		struct gs_mine_memo mine;
		char id[17] = "";
		struct gs_writer w = gs_writer_of(id, 16);

		err = gs_mine_memo(&mine, s->member, s->matter.state, m);
		if (err != GS_OK || (mine.own == GS_OWN_UNKNOWN &&
		    !mine.filed))
			continue;
		gs_write_hex(&w, m->id, 8);
		printf("  memo %-6llu %s%s%s  (memo id %s...)\n",
		    (unsigned long long)m->number, mine.filed ? "filed" : "",
		    mine.filed && mine.own != GS_OWN_UNKNOWN ? " and " : "",
		    own[mine.own], id);
		*any = true;
	}
	return err;
}

static int print_acts(struct me_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_keep_verdict *verdicts = NULL;
	size_t count = gs_client_act_count(s->member);
	int err = GS_OK;

	if (count > 0 && !r->offline)
		err = gs_contact_judge(&verdicts, s);
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		const struct gs_client_act *act = gs_client_act_at(s->member,
		    i);
		char name[GS_CONTACT_ACT_MAX];

		gs_contact_name(name, act);
		printf("  %-18s %s\n", name, verdicts != NULL ?
		    verdicts[i].said.text : act->refusal.len > 0 ? "refused" :
		    act->promise.len > 0 ? "promised" : act->later != 0 ?
		    "queued" : "unanswered");
	}
	free(verdicts);
	return err;
}

static int print_me(struct me_run *r)
{
	struct gs_session *s = &r->s;
	bool any = gs_client_act_count(s->member) > 0;

	int err = print_channel(r);
	if (err != GS_OK)
		return err;
	print_keys(r);
	printf("Acts\n");
	if (!r->offline)
		err = print_own_memos(&any, s);
	if (err == GS_OK)
		err = print_acts(r);
	if (err == GS_OK && !any)
		printf("  none%s\n", r->offline ? " that the log may not "
		    "have" : "");
	return err;
}

static int write_contradiction(struct me_run *r)
{
	struct gs_session *s = &r->s;
	const struct gs_memory *m = gs_client_memory(s->member);

	if (m->evidence_len == 0) {
		gs_report_say(&s->report, "evidence-absent", "the state has "
		    "seen no checkpoint that contradicts another, and none "
		    "that is older than what it had seen");
		return GS_ERR_UNKNOWN;
	}
	int err = gs_file_create(r->evidence, m->evidence, m->evidence_len,
	    0600, &s->report);
	if (err == GS_OK)
		printf("Written to %s: %s.\n", r->evidence, m->proven ?
		    "the log's key signed two logs" : "an older log was "
		    "shown; whether it is another one nobody can tell yet");
	return err;
}

static int run_me(struct me_run *r)
{
	struct gs_session *s = &r->s;
	size_t broken = 0;

	int err = gs_session_load(s, r->entry.state, r->entry.passphrase);
	if (err == GS_OK && !r->offline)
		err = gs_contact_member(s, &r->entry, &broken);
	if (broken > 0)
		gs_verb_missed();
	if (err == GS_OK)
		err = r->evidence != NULL ? write_contradiction(r) :
		    print_me(r);
	if (err == GS_OK && !r->offline)
		gs_queue_look(s, r->entry.state);
	return err;
}

int gs_cli_me(int argc, char **argv)
{
	struct me_run r = {.offline = false};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(r.entry.state),
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		{.name = "offline", .flag = &r.offline},
		{.name = "evidence", .value = &r.evidence},
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_READING(r.entry),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	gs_session_start(&r.s);
	gs_session_want(&r.s, GS_WANT_NEWS, r.entry.cache_dir);
	return gs_session_end(&r.s, run_me(&r));
}
