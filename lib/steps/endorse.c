/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/endorse.h"

#include <string.h>

#include "lib/host.h"
#include "lib/misread.h"
#include "lib/records/act.h"
#include "lib/records/several.h"

static const char *const types[] = {
    [GS_ENDORSE] = "endorse", [GS_WITHDRAW] = "withdraw"};

static int make_one(struct gs_writer *w, enum gs_endorse_kind kind,
    const struct gs_matter *m, const struct gs_roll *roll)
{
	struct gs_pool scratch;
	struct gs_arena *arena = gs_pool_start(&scratch);
	uint8_t reveals[GS_REVEALS_MAX][32];
	size_t count = m->charter->reveal_count;
	const struct gs_act_maker maker = {m->content.terms.channel,
	    m->content.id, roll, &m->key->secret};

	/* Nobody is told who this is: each reader's hash is of nothing. */
	int err = gs_host_random(reveals[0], sizeof reveals);
	if (err == GS_OK)
		err = kind == GS_ENDORSE ? gs_act_endorse(w, arena, &maker,
		    (const uint8_t (*)[32])reveals, count) :
		    gs_act_withdraw(w, arena, &maker);
	gs_pool_free(&scratch);
	return err;
}

int gs_endorse_make(struct gs_writer *w, struct gs_report *report,
    enum gs_endorse_kind kind, const struct gs_matter *m,
    const struct gs_roll *roll)
{
	int err = make_one(w, kind, m, roll);

	/* Another proof of the same tag: the box has one endorsement of it. */
	if (err == GS_OK && kind == GS_WITHDRAW) {
		struct gs_writer rest = gs_writer_of(w->ptr + w->len,
		    w->max - w->len);
		err = make_one(&rest, GS_ENDORSE, m, roll);
		w->len += rest.len;
	}
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "key-not-on-roll", "your key for "
		    "edition {0} is not on that roll; your receipt proves that "
		    "you handed it in: take it to the registrar",
		    gs_say_number(m->edition->edition));
	return err;
}

int gs_endorse_split(struct gs_act_texts *out, struct gs_span text)
{
	if (gs_records_count(text) > 2)
		return GS_ERR_FORMAT;
	out->act = text.len == 0 ? text : gs_records_next(&text);
	out->endorsement = text.len == 0 ? (struct gs_span){NULL, 0} : text;
	return GS_OK;
}

int gs_endorse_check(struct gs_report *report, enum gs_endorse_kind kind,
    const struct gs_box_link *link, struct gs_span act)
{
	struct gs_record rec;
	struct gs_report why;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t line = 0;

	int err = gs_record_parse(&rec, &line, arena, act.ptr, act.len);
	if (err == GS_ERR_MEMORY) {
		gs_pool_free(&pool);
		return err;
	}
	if (err != GS_OK) {
		gs_misread_tell(&why, arena, types[kind], act, line);
		gs_report_tell(report, "act-form", "this is not a record in "
		    "its canonical form: {0}; make one with -o",
		    gs_say_text(why.text));
	} else if (strcmp(rec.type->name, types[kind]) != 0) {
		gs_report_tell(report, "act-other-kind", "this is a record of "
		    "the type `{0}`; only `{1}` is sent here",
		    gs_say_text(rec.type->name), gs_say_text(types[kind]));
		err = GS_ERR_FORMAT;
	} else if (memcmp(gs_record_hash(&rec, "memo"), link->memo, 32) != 0) {
		gs_report_say(report, "act-not-of-link", "this act is about "
		    "another memo than the link's");
		err = GS_ERR_MISMATCH;
	}
	gs_pool_free(&pool);
	return err;
}

int gs_endorse_send(struct gs_request *out, const struct gs_box_link *link,
    const struct gs_act_texts *texts)
{
	json_t *body = json_pack("{s:s#}", "record",
	    (const char *)texts->act.ptr, texts->act.len);

	if (texts->endorsement.len > 0 && json_object_set_new(body,
	    "endorsement", json_stringn((const char *)texts->endorsement.ptr,
	        texts->endorsement.len)) != 0) {
		json_decref(body);
		return GS_ERR_MEMORY;
	}
	return gs_request_box_act(out, link, "/acts", body);
}
