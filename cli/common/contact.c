/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/contact.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/common/deliver.h"
#include "cli/common/verb.h"

#define TAG_DIGITS 8

void gs_contact_name(char out[GS_CONTACT_ACT_MAX],
    const struct gs_client_act *act)
{
	struct gs_writer w = gs_writer_of(out, GS_CONTACT_ACT_MAX - 1);

	gs_write_text(&w, act->kind);
	gs_write_text(&w, ":");
	gs_write_hex(&w, act->tag, TAG_DIGITS / 2);
	out[w.len] = '\0';
}

/* Judge ----------------------------------------------------------------- */

struct acts_search {
	struct gs_promise_search *searches;
	size_t count;
};

static int look_for_acts(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	const struct acts_search *a = ctx;

	(void)index;
	return gs_promise_search_entry(a->searches, a->count,
	    (struct gs_span){ptr, len});
}

static int judge_acts(struct gs_keep_verdict *verdicts,
    const struct acts_search *a, const struct gs_session *s)
{
	const struct gs_state *state = s->matter.state;
	const struct gs_promise_view view = {s->matter.now,
	    gs_state_at(state), gs_source_may_lack(&s->source)};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < a->count; i++)
		err = gs_keep_judge(&verdicts[i],
		    gs_client_act_at(s->member, i), &a->searches[i], state,
		    &view);
	return err;
}

int gs_contact_judge(struct gs_keep_verdict **out, struct gs_session *s)
{
	struct acts_search a = {.count = gs_client_act_count(s->member)};
	struct gs_keep_verdict *verdicts = calloc(a.count + 1,
	    sizeof *verdicts);
	int err = verdicts == NULL ? GS_ERR_MEMORY :
	    gs_keep_search(&a.searches, s->member);

	if (err == GS_OK && a.count > 0)
		err = gs_source_for_each(&s->source, look_for_acts, &a);
	if (err == GS_OK)
		err = judge_acts(verdicts, &a, s);
	free(a.searches);
	if (err == GS_OK)
		*out = verdicts;
	else
		free(verdicts);
	return err;
}

/* Tell ------------------------------------------------------------------ */

static void tell_broken(const struct gs_client_act *act,
    const struct gs_keep_verdict *v)
{
	struct gs_report loud = {.text = ""};
	char name[GS_CONTACT_ACT_MAX];

	gs_contact_name(name, act);
	gs_report_tell(&loud, "promise-broken", "THE SERVER BROKE ITS WORD: "
	    "{0}. What it signed is in your state; 'gainsay promises --act {1} "
	    "--evidence FILE' writes it for an auditor",
	    gs_say_text(v->said.text), gs_say_text(name));
	gs_verb_note(&loud);
}

static void tell_logged(const struct gs_keep_verdict *v)
{
	struct gs_report calm = {.text = ""};

	gs_report_tell(&calm, "act-left-state", "{0}; your state keeps it no "
	    "longer", gs_say_text(v->said.text));
	gs_verb_note(&calm);
}

/* From the last on, so that those still to come stay in their places. */
static size_t settle_acts(struct gs_client *member,
    const struct gs_keep_verdict *verdicts)
{
	size_t broken = 0;

	for (size_t i = gs_client_act_count(member); i > 0; i--) {
		const struct gs_keep_verdict *v = &verdicts[i - 1];

		if (v->status == GS_KEEP_BROKEN) {
			tell_broken(gs_client_act_at(member, i - 1), v);
			broken++;
		} else if (v->status == GS_KEEP_LOGGED) {
			tell_logged(v);
			gs_client_drop_act(member, i - 1);
		}
	}
	return broken;
}

/* Where another program had more to write, it looked as well. */
static int save_contact(struct gs_session *s, const char *path)
{
	int err = gs_client_save(s->member, &s->report, path, false);

	if (err != GS_ERR_BUSY)
		return gs_session_at(s, path, err);
	s->report = (struct gs_report){.text = ""};
	return GS_OK;
}

/* By the clock here: a server's would age a roll as it likes. */
static void see_rolls(struct gs_session *s)
{
	const struct gs_state *state = s->matter.state;

	if (!gs_state_charter(state)->exercise)
		gs_sight_take(gs_client_sight(s->member), state,
		    (int64_t)time(NULL));
}

int gs_contact_check(struct gs_session *s, size_t *broken, const char *path)
{
	struct gs_keep_verdict *verdicts = NULL;
	size_t count = 0;

	int err = gs_contact_judge(&verdicts, s);
	if (err == GS_OK)
		count = settle_acts(s->member, verdicts);
	free(verdicts);
	if (err != GS_OK)
		return err;
	if (broken != NULL)
		*broken = count;

	see_rolls(s);
	return save_contact(s, path);
}

int gs_contact_member(struct gs_session *s,
    const struct gs_session_entry *entry, size_t *broken)
{
	int err = gs_session_member(s, entry);

	return err != GS_OK ? err : gs_contact_check(s, broken, entry->state);
}

int gs_contact_enter(struct gs_session *s,
    const struct gs_session_entry *entry, const char *link)
{
	int err = gs_session_enter(s, entry, link);

	return err != GS_OK ? err : gs_contact_check(s, NULL, entry->state);
}

int gs_contact_enter_author(struct gs_session *s,
    const struct gs_session_entry *entry, const char *key)
{
	s->source.reading = entry->reading;
	int err = entry->state == NULL ? GS_OK :
	    gs_session_load(s, entry->state, entry->passphrase);
	if (err == GS_OK)
		err = gs_session_connect(s, entry->server, key, &entry->way);
	if (err != GS_OK || entry->state == NULL)
		return err;

	err = gs_matter_channel(&s->report, s->member, s->matter.state);
	return err != GS_OK ? gs_session_at(s, entry->state, err) :
	    gs_contact_check(s, NULL, entry->state);
}

/* The box --------------------------------------------------------------- */

static void tell_again(const struct gs_session *s,
    const struct gs_client_act *act, struct gs_report *why, int err)
{
	struct gs_report said = {.text = ""};
	char name[GS_KEEP_NAME_MAX];

	gs_keep_name(name, act, s->matter.state);
	if (err == GS_OK)
		gs_report_tell(&said, "act-handed-in-again", "{0} was handed "
		    "in again, and is promised", gs_say_text(name));
	else
		gs_report_tell(&said, "act-not-handed-in", "{0} was to be "
		    "handed in again, and was not: {1}", gs_say_text(name),
		    gs_say_text(why->text[0] != '\0' ? why->text :
		        gs_strerror(err)));
	gs_verb_note(&said);
}

static void hand_in_again(struct gs_session *s,
    const struct gs_client_act *act, const char *path)
{
	struct gs_report why = {.text = ""};
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = path, .filed = s->box.filed};

	tell_again(s, act, &why, gs_deliver_kept(&why, &d, act));
}

static int fetch_export(bool *found, struct gs_session *s,
    const struct gs_client_act *act)
{
	struct gs_reply reply = {.from = NULL};

	int err = gs_session_export(s, &reply);
	if (err == GS_OK)
		err = gs_keep_exported(found, &s->report, act,
		    gs_state_charter(s->matter.state), &reply);
	gs_session_drop(&reply);
	return err;
}

/* A count is made from all that the box has: an act that was promised before is
 * in it, unless it came in the moment between look and count. */
static int look_in_box(struct gs_session *s, const struct gs_client_act *act,
    struct gs_span count, const char *path)
{
	struct gs_report missing = {.text = ""};
	char name[GS_KEEP_NAME_MAX];
	bool found = false;

	int err = fetch_export(&found, s, act);
	if (err == GS_OK)
		err = gs_keep_count(s->member, &s->report, act,
		    gs_state_charter(s->matter.state), count);
	if (err != GS_OK || found)
		return err;

	gs_keep_name(name, act, s->matter.state);
	gs_report_tell(&missing, "act-not-in-box", "the box was counted anew "
	    "and does not show {0}, which was promised to be kept",
	    gs_say_text(name));
	gs_verb_note(&missing);
	hand_in_again(s, act, path);
	return GS_OK;
}

static void tell_fallen(const struct gs_session *s,
    const struct gs_client_act *act)
{
	struct gs_report said = {.text = ""};
	char name[GS_CONTACT_ACT_MAX];

	gs_contact_name(name, act);
	gs_report_tell(&said, "box-count-fell", "THE SERVER TOOK ACTS OUT OF "
	    "THE BOX: its signed count is {0} now and was higher. Your state "
	    "keeps the higher one, with {1}", gs_say_number(s->box.shown),
	    gs_say_text(name));
	gs_verb_note(&said);
}

static int check_act(struct gs_session *s, size_t index, const char *path,
    enum gs_contact_again again)
{
	const struct gs_client_act *act = gs_client_act_at(s->member, index);
	const struct gs_span count = {(const uint8_t *)s->box.count,
	    strlen(s->box.count)};
	enum gs_keep_again what = gs_keep_again(s->member, act, count);

	bool filing = strcmp(act->kind, "file") == 0;

	/* A memo is filed once, whoever did it. */
	if (s->box.filed && filing)
		return GS_OK;
	if (what == GS_KEEP_SEND && (again == GS_CONTACT_ALL ||
	    (again == GS_CONTACT_ACTS && !filing)))
		hand_in_again(s, act, path);
	else if (what == GS_KEEP_FELL)
		tell_fallen(s, act);
	else if (what == GS_KEEP_LOOK && !s->box.filed)
		return look_in_box(s, act, count, path);
	return GS_OK;
}

int gs_contact_box(struct gs_session *s, const char *path,
    enum gs_contact_again again)
{
	if (s->member == NULL)
		return GS_OK;
	for (size_t i = 0; i < gs_client_act_count(s->member); i++) {
		if (memcmp(gs_client_act_at(s->member, i)->memo, s->link.memo,
		    32) != 0)
			continue;
		int err = check_act(s, i, path, again);
		if (err == GS_ERR_MEMORY)
			return err;
		if (err != GS_OK)
			gs_verb_note(&s->report);
		s->report = (struct gs_report){.text = ""};
	}
	return save_contact(s, path);
}
