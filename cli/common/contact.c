/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/contact.h"

#include <stdlib.h>
#include <string.h>

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
	    gs_state_at(state), false};
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

	/* Another program had more to write: it looked as well. */
	err = gs_client_save(s->member, &s->report, path, false);
	if (err != GS_ERR_BUSY)
		return gs_session_at(s, path, err);
	s->report = (struct gs_report){.text = ""};
	return GS_OK;
}

int gs_contact_enter(struct gs_session *s,
    const struct gs_session_entry *entry, const char *link)
{
	int err = gs_session_enter(s, entry, link);

	return err != GS_OK ? err : gs_contact_check(s, NULL, entry->state);
}
