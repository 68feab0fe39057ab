/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/offer.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/client/json.h"
#include "lib/host.h"

/* Read -------------------------------------------------------------------- */

int gs_offer_read(struct gs_offer *out, struct gs_report *report,
    struct gs_arena *arena, struct gs_span body)
{
	struct gs_offer mine = {.until = 0};

	if (!gs_json_is_modest(body.ptr, body.len)) {
		gs_report_say(report, "filing-immodest", "the filing has more "
		    "lists, objects or items than any needs");
		return GS_ERR_FORMAT;
	}
	int err = gs_filing_read(&mine.memo, &mine.load, report, arena, body);
	if (err != GS_OK)
		return err;

	struct gs_part proof = gs_record_part(&mine.memo, "proof");
	const uint8_t *tag = gs_proof_tag(proof.ptr, proof.len);
	if (tag == NULL) {
		gs_report_say(report, "filing-proof-short", "the memo's member "
		    "proof is too short to be one");
		return GS_ERR_PROOF;
	}
	memcpy(mine.tag, tag, sizeof mine.tag);
	memcpy(mine.id, gs_record_hash(&mine.memo, "memo"), sizeof mine.id);
	*out = mine;
	return GS_OK;
}

/* Judge ------------------------------------------------------------------- */

/* What its acts must be about; the memo's own lines say so, and the log must
 * know them. */
static int find_offer_ground(struct gs_act_ground *out,
    struct gs_report *report, const struct gs_offer *offer,
    const struct gs_state *state)
{
	const struct gs_memo *filed = gs_state_memo_by(state, offer->id);

	if (filed != NULL) {
		gs_report_tell(report, "offer-in-log", "this memo has been "
		    "filed: it is entry {0} of the log",
		    gs_say_number(filed->index));
		return GS_ERR_DUPLICATE;
	}
	*out = (struct gs_act_ground){offer->id, gs_state_charter_by(state,
	    gs_record_hash(&offer->memo, "charter")), gs_state_roll_by(state,
	    gs_record_hash(&offer->memo, "roll"))};
	if (out->charter != NULL && out->roll != NULL)
		return GS_OK;
	gs_report_say(report, "offer-ground-unknown", "the log, as far as this "
	    "mirror has it, has not got the memo's charter or its roll");
	return GS_ERR_RULE;
}

static int read_offer_acts(struct gs_offer *offer, struct gs_report *report,
    struct gs_arena *arena, const struct gs_act_ground *ground)
{
	int err = gs_acts_read(&offer->acts, report, arena, ground,
	    offer->load.acts, offer->load.count);

	if (err != GS_OK)
		return err;
	offer->load.acts = offer->acts.texts;
	offer->load.count = offer->acts.count;
	return GS_OK;
}

static int check_offer_rules(struct gs_offer *offer, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state, int64_t at)
{
	size_t n = offer->load.count + 1, proofs = 0;
	struct gs_span *texts = gs_arena_take(arena, n, sizeof *texts);
	struct gs_entry_proof *list = gs_arena_take(arena, n, sizeof *list);
	struct gs_refusal refusal = {.code = NULL};

	if (texts == NULL || list == NULL)
		return GS_ERR_MEMORY;
	texts[0] = (struct gs_span){offer->memo.text, offer->memo.len};
	for (size_t i = 1; i < n; i++)
		texts[i] = offer->load.acts[i - 1];
	const struct gs_candidates candidates = {at, texts, n};

	int err = gs_state_check(list, &proofs, &refusal, arena, state,
	    &candidates);
	if (err != GS_OK && refusal.why != NULL)
		gs_report_refusal(report, &refusal);
	if (err == GS_OK)
		offer->proof = list[0];
	return err;
}

int gs_offer_judge(struct gs_offer *offer, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state, int64_t now)
{
	struct gs_act_ground ground = {NULL, NULL, NULL};

	if (now < gs_state_at(state))
		now = gs_state_at(state);
	const struct gs_charter *charter = gs_state_charter_at(state, now);
	int64_t next = gs_next_release(charter, now);

	int err = find_offer_ground(&ground, report, offer, state);
	if (err == GS_OK)
		err = read_offer_acts(offer, report, arena, &ground);
	if (err == GS_OK)
		err = check_offer_rules(offer, report, arena, state, next);
	if (err != GS_OK)
		return err;

	offer->proof.roll = NULL;
	memcpy(offer->roll, ground.roll->root, sizeof offer->roll);
	offer->until = gs_next_release(charter, next);
	return GS_OK;
}

int gs_offer_verify(struct gs_report *report, const struct gs_offer *offer,
    const struct gs_roll *roll)
{
	const struct gs_entry_proof *p = &offer->proof;
	const struct gs_proof_ref ref = {{p->scope, p->scope_len, p->message,
	    p->message_len}, p->proof, p->proof_len};
	struct gs_pool pool;

	int err = gs_member_verify(roll, &ref, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err == GS_ERR_PROOF)
		gs_report_say(report, "offer-proof-invalid", "the memo's "
		    "member proof does not verify over its roll");
	return err == GS_OK ? gs_acts_verify(report, &offer->acts, roll) : err;
}

int gs_offer_join(struct gs_offer *offer, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state,
    const struct gs_offer *other)
{
	struct gs_act_ground ground = {NULL, NULL, NULL};
	size_t n = offer->load.count, more = other->load.count;
	struct gs_span *both = gs_arena_take(arena, n + more + 1,
	    sizeof *both);

	if (both == NULL)
		return GS_ERR_MEMORY;
	if (n > 0)
		memcpy(both, offer->load.acts, n * sizeof *both);
	if (more > 0)
		memcpy(both + n, other->load.acts, more * sizeof *both);
	offer->load.acts = both;
	offer->load.count = n + more;
	int err = find_offer_ground(&ground, report, offer, state);
	return err == GS_OK ? read_offer_acts(offer, report, arena, &ground) :
	    err;
}

/* Answer ------------------------------------------------------------------ */

char *gs_offer_answer(int64_t until)
{
	char text[GS_TIME_LEN + 1] = "";

	gs_time_format((uint8_t *)text, until);
	json_t *json = json_pack("{s:s}", "until", text);
	char *out = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return out;
}

int gs_offer_until(int64_t *until, struct gs_report *report,
    const struct gs_reply *reply)
{
	json_t *json = NULL;
	const char *text = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;
	if (gs_json_text(&text, json, "until") != GS_OK ||
	    gs_time_parse(until, text, strlen(text)) != GS_OK)
		err = gs_reply_lacks(report, reply, "until");
	json_decref(json);
	return err;
}

static const struct offer_problem {
	int err;
	unsigned status;
	const char *word, *detail;
} problems[] = {
	{GS_ERR_FORMAT, 400, "format", "Send what 'gainsay file -o' wrote."},
	{GS_ERR_RULE, 422, "rule", "The channel's server would refuse it."},
	{GS_ERR_RANGE, 422, "rule", "The channel's server would refuse it."},
	{GS_ERR_PROOF, 422, "proof", "Make the proof again for this memo."},
	{GS_ERR_SIGNATURE, 422, "signature", "Sign it with the memo's key."},
	{GS_ERR_DENIED, 403, "denied", "Hand it in again then."},
	{GS_ERR_DUPLICATE, 409, "duplicate", "There is nothing left to do."},
	{GS_ERR_MISMATCH, 409, "mismatch", "Make the filing again."},
	{GS_ERR_SPACE, 413, "too-large", "Send less in one request."},
	{GS_ERR_BUSY, 503, "busy", "Try again later, or another mirror."},
	{GS_ERR_INTERNAL, 500, "internal", "Nothing was kept."},
};

unsigned gs_offer_problem(char **text, int err,
    const struct gs_report *report)
{
	const struct offer_problem *p = problems;
	const char *title = report->text;
	char type[64];

	while (p->err != err && p->err != GS_ERR_INTERNAL)
		p++;
	/* What is wrong with its disk is its owner's alone. */
	bool own = p->err == GS_ERR_INTERNAL || title[0] == '\0';
	if (own)
		title = "this mirror cannot take the filing now";
	struct gs_writer w = gs_writer_of(type, sizeof type);
	gs_write_text(&w, "/problems/");
	gs_write_text(&w, p->word);
	gs_write_u8(&w, 0);

	json_t *json = json_pack("{s:s, s:s, s:i, s:s}", "type", type,
	    "title", title, "status", (int)p->status, "detail", p->detail);
	if (json != NULL && !own && report->code[0] != '\0')
		(void)json_object_set_new(json, "code",
		    json_string(report->code));
	*text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return p->status;
}

/* Say --------------------------------------------------------------------- */

int gs_unfiled_write(struct gs_writer *w, const struct gs_unfiled *said)
{
	struct gs_record_writer d;
	struct gs_pool pool;

	gs_record_start(&d, w->ptr, w->max, "unfiled");
	gs_record_line(&d, "channel", gs_part_hash(said->channel));
	gs_record_line(&d, "memo", gs_part_hash(said->memo));
	gs_record_line(&d, "day", gs_part_date(said->day));
	gs_record_line(&d, "size", gs_part_number(said->size));
	gs_record_line(&d, "answer", gs_part_word(said->answer));
	if (said->refusal.len > 0)
		gs_record_line(&d, "refusal", gs_part_bytes(said->refusal.ptr,
		    said->refusal.len));
	if (said->entered)
		gs_record_line(&d, "entry", gs_part_number(said->entry));
	int err = gs_record_end(&d, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}
