/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/acts.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/misread.h"
#include "lib/records/count.h"
#include "lib/records/several.h"

/* Read -------------------------------------------------------------------- */

/* One act, and what orders it. */
struct held_act {
	struct gs_entry_proof proof;
	struct gs_span text;
	bool withdrawal;
	uint8_t hash[32];
};

struct acts_reading {
	struct gs_report *report;
	struct gs_arena *arena;
	const struct gs_act_ground *ground;
	struct held_act *list;
	size_t count, number; /* acts; records, for people */
};

static int take_held_act(struct acts_reading *r, const struct gs_record *rec)
{
	struct held_act *act = &r->list[r->count];
	struct gs_refusal refusal = {.why = NULL};
	struct gs_report why = {.text = ""};

	int err = gs_act_check(&act->proof, &refusal, rec, r->ground);
	if (err != GS_OK) {
		if (refusal.why != NULL)
			gs_report_refusal(&why, &refusal);
		gs_report_tell(r->report, "acts-record-refused", "record {0} "
		    "of the acts: {1}", gs_say_number(r->number), gs_say_text(
		        why.text[0] != '\0' ? why.text : gs_strerror(err)));
		return err;
	}

	act->text = (struct gs_span){rec->text, rec->len};
	act->withdrawal = gs_record_is(rec, GS_RECORD_WITHDRAW);
	gs_host_sha256(act->hash, &act->text, 1);
	r->count++;
	return GS_OK;
}

/* A file for a reader of names goes where its endorsement goes, behind which it
 * stands. */
static bool is_behind_act(const struct acts_reading *r,
    const struct gs_record *rec)
{
	const struct gs_span *last = r->count == 0 ? NULL :
	    &r->list[r->count - 1].text;

	return gs_record_is(rec, GS_RECORD_REVEAL) && last != NULL &&
	    last->ptr + last->len == rec->text;
}

/* A count says how many acts a box had; it is none. */
static int read_held_record(struct acts_reading *r, struct gs_span text)
{
	struct gs_record rec;
	struct gs_report why;
	const struct gs_type *is = gs_type_of(text.ptr, text.len);
	size_t line = 0;

	r->number++;
	int err = gs_record_parse(&rec, &line, r->arena, text.ptr, text.len);
	if (err == GS_OK && is_behind_act(r, &rec)) {
		r->list[r->count - 1].text.len += text.len;
		return GS_OK;
	}
	if (err == GS_OK)
		return gs_record_is(&rec, GS_RECORD_COUNT) ? GS_OK :
		    take_held_act(r, &rec);
	if (err == GS_ERR_MEMORY)
		return err;

	gs_misread_tell(&why, r->arena, is == NULL ? "endorse" : is->name,
	    text, line);
	gs_report_tell(r->report, "acts-record-form", "record {0} of the acts "
	    "is not in its canonical form: {1}; give what 'gainsay export' or "
	    "'gainsay endorse -o' wrote", gs_say_number(r->number),
	    gs_say_text(why.text));
	return GS_ERR_FORMAT;
}

static int read_held_file(struct acts_reading *r, struct gs_span text)
{
	int err = GS_OK;

	while (err == GS_OK && text.len > 0)
		err = read_held_record(r, gs_records_next(&text));
	return err;
}

/* Join -------------------------------------------------------------------- */

static const uint8_t *tag_of_held(const struct held_act *act)
{
	return gs_proof_tag(act->proof.proof, act->proof.proof_len);
}

static int order_held(const void *a, const void *b)
{
	const struct held_act *x = a, *y = b;
	int order = memcmp(tag_of_held(x), tag_of_held(y), GS_TAG_LEN);

	if (order == 0)
		order = (int)x->withdrawal - (int)y->withdrawal;
	return order != 0 ? order : memcmp(x->hash, y->hash, 32);
}

static bool is_held_tag(const struct held_act *act, const uint8_t *tag)
{
	return tag != NULL && memcmp(tag_of_held(act), tag, GS_TAG_LEN) == 0;
}

/* In the order of a filing, each act once. */
static int join_held(struct gs_acts *out, const struct acts_reading *r)
{
	const uint8_t *endorsed = NULL, *withdrawn = NULL;

	for (size_t i = 0; i < r->count; i++) {
		const struct held_act *act = &r->list[i];
		const uint8_t **last = act->withdrawal ? &withdrawn :
		    &endorsed;

		if (is_held_tag(act, *last))
			continue;
		if (act->withdrawal && !is_held_tag(act, endorsed)) {
			gs_report_say(r->report, "acts-withdrawal-alone",
			    "the acts have a withdrawal without the "
			    "endorsement that it takes back; withdrawals are "
			    "written with it");
			return GS_ERR_RULE;
		}
		*last = tag_of_held(act);
		out->tags += !act->withdrawal;
		out->withdrawn += act->withdrawal;
		out->proofs[out->count] = act->proof;
		out->texts[out->count++] = act->text;
	}
	return GS_OK;
}

int gs_acts_read(struct gs_acts *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_act_ground *ground,
    const struct gs_span *files, size_t count)
{
	struct acts_reading r = {report, arena, ground, NULL, 0, 0};
	struct gs_acts acts = {.count = 0};
	size_t room = 1;
	int err = GS_OK;

	for (size_t i = 0; i < count; i++)
		room += gs_records_count(files[i]);
	r.list = gs_arena_take(arena, room, sizeof *r.list);
	acts.texts = gs_arena_take(arena, room, sizeof *acts.texts);
	acts.proofs = gs_arena_take(arena, room, sizeof *acts.proofs);
	if (r.list == NULL || acts.texts == NULL || acts.proofs == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = read_held_file(&r, files[i]);
	if (err != GS_OK)
		return err;
	qsort(r.list, r.count, sizeof *r.list, order_held);
	err = join_held(&acts, &r);
	if (err == GS_OK)
		*out = acts;
	return err;
}

/* Verify ------------------------------------------------------------------ */

static int name_bad_proof(struct gs_report *report, const bool *valid,
    const struct gs_acts *acts)
{
	char digits[17] = "";
	struct gs_writer w = gs_writer_of(digits, sizeof digits - 1);
	size_t bad = 0;

	while (bad < acts->count && valid[bad])
		bad++;
	if (bad == acts->count)
		return GS_OK;
	gs_write_hex(&w, gs_proof_tag(acts->proofs[bad].proof,
	    acts->proofs[bad].proof_len), 8);
	gs_report_tell(report, "acts-proof-invalid", "among the acts, the "
	    "member proof of the tag that begins {0} does not verify",
	    gs_say_text(digits));
	return GS_ERR_PROOF;
}

int gs_acts_verify(struct gs_report *report, const struct gs_acts *acts,
    const struct gs_roll *roll)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t n = acts->count;
	struct gs_proof_ref *refs = gs_arena_take(arena, n + 1, sizeof *refs);
	bool *valid = gs_arena_take(arena, n + 1, sizeof *valid);
	int err = refs == NULL || valid == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; err == GS_OK && i < n; i++) {
		const struct gs_entry_proof *p = &acts->proofs[i];

		refs[i] = (struct gs_proof_ref){{p->scope, p->scope_len,
		    p->message, p->message_len}, p->proof, p->proof_len};
	}
	if (err == GS_OK && n > 0)
		err = gs_member_verify_batch(valid, roll, refs, n, arena);
	if (err == GS_OK)
		err = name_bad_proof(report, valid, acts);
	gs_pool_free(&pool);
	return err;
}

/* Export ------------------------------------------------------------------ */

static int collect_export(struct gs_span *texts, struct gs_report *report,
    const struct gs_reply *reply, const json_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const json_t *text = json_array_get(list, i);

		if (!json_is_string(text))
			return gs_reply_lacks(report, reply, "records");
		texts[i] = (struct gs_span){
		    (const uint8_t *)json_string_value(text),
		    json_string_length(text)};
	}
	return GS_OK;
}

static int copy_export(struct gs_span *out, struct gs_arena *arena,
    struct gs_span count, const struct gs_span *texts, size_t n)
{
	size_t len = count.len;

	for (size_t i = 0; i < n; i++)
		len += texts[i].len;
	uint8_t *file = gs_arena_take(arena, len + 1, 1);
	if (file == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(file, len);
	gs_write_bytes(&w, count.ptr, count.len);
	for (size_t i = 0; i < n; i++)
		gs_write_bytes(&w, texts[i].ptr, texts[i].len);
	*out = (struct gs_span){file, w.len};
	return gs_writer_end(&w);
}

/* Those that were counted, and no others. */
static int check_export(struct gs_report *report,
    const struct gs_act_ground *ground, const struct gs_charter *charter,
    struct gs_span text, const struct gs_span *texts, size_t n)
{
	struct gs_count count;

	int err = gs_count_read(&count, charter->channel, ground->memo,
	    gs_charter_role(charter, "promise")->key.ptr, text);
	if (err == GS_OK && memcmp(count.roll, ground->roll->root, 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = gs_count_match(&count, texts, n);
	if (err != GS_OK && err != GS_ERR_MEMORY)
		gs_report_tell(report, "export-not-counted", "the acts that "
		    "the box shows are not those of its signed count: {0}",
		    gs_say_text(gs_strerror(err)));
	return err;
}

int gs_acts_export(struct gs_span *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_act_ground *ground,
    const struct gs_charter *charter, const struct gs_reply *reply)
{
	const char *text = NULL;
	struct gs_span count = {NULL, 0};
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;
	const json_t *list = json_object_get(json, "records");
	size_t n = json_array_size(list);
	struct gs_span *texts = gs_arena_take(arena, n + 1, sizeof *texts);

	if (texts == NULL)
		err = GS_ERR_MEMORY;
	else if (!json_is_array(list) ||
	    gs_json_text(&text, json, "count") != GS_OK)
		err = gs_reply_lacks(report, reply, "records` or `count");
	else
		count = (struct gs_span){(const uint8_t *)text, strlen(text)};

	if (err == GS_OK)
		err = collect_export(texts, report, reply, list, n);
	if (err == GS_OK)
		err = check_export(report, ground, charter, count, texts, n);
	if (err == GS_OK)
		err = copy_export(out, arena, count, texts, n);
	json_decref(json);
	return err;
}
