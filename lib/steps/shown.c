/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/shown.h"

#include "lib/steps/asides.h"

#include <string.h>

#include "core/channel/state.h"
#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/steps/summary.h"

/* Who can open it --------------------------------------------------------- */

const struct gs_charter *gs_shown_known(const struct gs_state *state,
    const struct gs_client *client)
{
	const struct gs_roll_edition *roll = gs_state_roll(state);
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_client_key *first = gs_client_key_count(client) == 0 ?
	    NULL : gs_client_key_at(client, 0);

	while (roll != NULL && first != NULL && roll->edition >= first->edition)
		roll = roll->before;
	while (charter->before != NULL &&
	    (roll == NULL || charter->index > roll->index))
		charter = charter->before;
	return charter;
}

bool gs_shown_is_new(const struct gs_charter *known,
    const struct gs_seal *seal)
{
	for (size_t i = 0; i < known->seal_count; i++)
		if (gs_part_same(&known->seals[i].key, &seal->key) &&
		    gs_part_same(&known->seals[i].holder, &seal->holder))
			return false;
	return true;
}

/* The member's own act ---------------------------------------------------- */

static int make_own_tag(uint8_t tag[32], const struct gs_matter *m)
{
	uint8_t scope[GS_SCOPE_MAX];
	size_t len = 0;

	int err = gs_scope_memo(scope, &len, sizeof scope,
	    m->content.terms.channel, m->content.id);
	return err != GS_OK ? err : gs_secret_tag(tag, &m->key->secret, scope,
	    len);
}

int gs_shown_own_log(enum gs_own_act *out, const struct gs_matter *m)
{
	static const enum gs_own_act acts[] = {
	    [GS_TAG_NONE] = GS_OWN_UNKNOWN,
	    [GS_TAG_ENDORSED] = GS_OWN_ENDORSED,
	    [GS_TAG_NAMED] = GS_OWN_ENDORSED,
	    [GS_TAG_WITHDRAWN] = GS_OWN_WITHDRAWN};
	uint8_t tag[32];

	int err = make_own_tag(tag, m);
	if (err == GS_OK)
		*out = acts[gs_tag_get(m->state, m->content.id, tag)];
	return err;
}

/* What the act of that kind amounts to, if it is in the state. */
static enum gs_own_act own_kept(const struct gs_client *client,
    const uint8_t memo[32], const char *kind, const uint8_t tag[32])
{
	const struct gs_client_act *act = gs_client_act(client, memo, kind,
	    tag);

	if (act == NULL || act->refusal.len > 0)
		return GS_OWN_UNKNOWN;
	if (act->later != 0)
		return GS_OWN_QUEUED;
	return strcmp(kind, "withdraw") == 0 ? GS_OWN_WITHDRAWN :
	    GS_OWN_ENDORSED;
}

int gs_shown_own_state(enum gs_own_act *out, const struct gs_matter *m,
    const struct gs_client *client)
{
	const uint8_t *id = m->content.id;
	uint8_t tag[32];

	int err = make_own_tag(tag, m);
	if (err != GS_OK)
		return err;
	*out = own_kept(client, id, "withdraw", tag);
	if (*out == GS_OWN_UNKNOWN)
		*out = own_kept(client, id, "endorse", tag);
	return GS_OK;
}

/* Takes the act of that tag, if the text is one; a withdrawal outweighs an
 * endorsement, in whatever order they come. */
static int take_own_act(enum gs_own_act *out, const json_t *text,
    const uint8_t tag[32])
{
	struct gs_record rec;
	struct gs_pool pool;

	if (!json_is_string(text))
		return GS_ERR_FORMAT;
	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool),
	    json_string_value(text), json_string_length(text));
	if (err == GS_OK) {
		struct gs_part proof = gs_record_part(&rec, "proof");
		bool own = proof.len >= 32 && memcmp(proof.ptr, tag, 32) == 0;

		if (own && strcmp(rec.type->name, "withdraw") == 0)
			*out = GS_OWN_WITHDRAWN;
		else if (own && *out == GS_OWN_UNKNOWN)
			*out = GS_OWN_ENDORSED;
	}
	gs_pool_free(&pool);
	return err;
}

int gs_shown_own_box(enum gs_own_act *out, struct gs_report *report,
    const struct gs_matter *m, const struct gs_reply *reply)
{
	enum gs_own_act found = GS_OWN_UNKNOWN;
	json_t *json = NULL, *text = NULL;
	uint8_t tag[32];
	size_t i = 0;

	int err = make_own_tag(tag, m);
	if (err == GS_OK)
		err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;

	const json_t *records = json_object_get(json, "records");
	if (!json_is_array(records))
		err = gs_reply_lacks(report, reply, "records");
	json_array_foreach(records, i, text) {
		if (err != GS_OK)
			break;
		err = take_own_act(&found, text, tag);
		if (err == GS_ERR_FORMAT)
			gs_report_tell(report, "export-record-form", "record "
			    "{0} of the box's export is not in its canonical "
			    "form", gs_say_number(i + 1));
	}
	json_decref(json);
	if (err == GS_OK)
		*out = found;
	return err;
}

/* A text that came another way -------------------------------------------- */

int gs_shown_compare(struct gs_comparison *out, struct gs_opening *whole,
    struct gs_report *report, const struct gs_matter *m,
    struct gs_converted *file)
{
	int err = gs_opening_whole(whole, m->arena, m->content.doc.blocks,
	    m->content.doc.count, m->content.secrets.seed);
	if (err == GS_OK)
		err = gs_compare(out, report, m->arena, &m->charter->marks,
		    whole, file->text);
	if (err == GS_OK)
		gs_asides_attach(out, file, &m->charter->marks, whole);
	return err;
}

int gs_shown_result(const struct gs_comparison *k,
    const struct gs_opening *whole)
{
	struct gs_summary s;

	gs_summary_of(&s, k, whole, false);
	return s.tone == GS_SUMMARY_GOOD ? GS_OK : GS_ERR_MISMATCH;
}

/* The answer -------------------------------------------------------------- */

int gs_shown_code(struct gs_report *report, const char *code,
    const char *text)
{
	if (gs_word_code_is(code, text))
		return GS_OK;
	gs_report_tell(report, "word-code-differs", "the memo behind the link "
	    "has the word code \"{0}\", not \"{1}\": the text behind the link "
	    "may not be the one that was discussed; nothing was done",
	    gs_say_text(code), gs_say_text(text));
	return GS_ERR_MISMATCH;
}

int gs_shown_answer(struct gs_report *report, const char *code,
    const char *answer)
{
	char first[GS_WORD_CODE_MAX] = "";

	if (answer[strspn(answer, " \t\r\n")] == '\0') {
		gs_report_say(report, "act-stopped", "stopped; nothing was "
		    "done");
		return GS_ERR_DENIED;
	}

	memcpy(first, code, strcspn(code, " "));
	if (gs_word_code_is(first, answer))
		return GS_OK;
	gs_report_tell(report, "first-word-differs", "\"{0}\" is not the first "
	    "word of this memo's word code: if you were told another, the text "
	    "behind the link may not be the one that was discussed; nothing "
	    "was done", gs_say_text(answer));
	return GS_ERR_MISMATCH;
}
