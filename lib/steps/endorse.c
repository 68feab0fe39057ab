/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/endorse.h"

#include <string.h>

#include "lib/host.h"
#include "lib/misread.h"
#include "lib/records/act.h"
#include "lib/records/several.h"

static const char *const types[] = {
    [GS_ENDORSE] = "endorse", [GS_WITHDRAW] = "withdraw"};

int gs_endorse_reader(struct gs_endorse_readers *readers,
    struct gs_report *report, const struct gs_charter *charter,
    const char *role)
{
	for (size_t i = 0; i < charter->reveal_count; i++) {
		if (gs_part_is(&charter->reveals[i].name, role)) {
			readers->is[i] = true;
			return GS_OK;
		}
	}
	gs_report_tell(report, "known-to-nobody", "the memo's charter has no "
	    "line `reveal` of that role, and {0} of others: 'gainsay charter "
	    "show' has them", gs_say_number(charter->reveal_count));
	return GS_ERR_UNKNOWN;
}

/* To each reader a file, which holds something or nothing: they are made and
 * look the same. */
static int make_files(struct gs_writer *w,
    uint8_t hashes[GS_REVEALS_MAX][32], const struct gs_endorse_order *o)
{
	const struct gs_charter *charter = o->matter->charter;
	uint8_t scope[GS_SCOPE_MAX], tag[32];
	const struct gs_reveal_of of = {o->matter->content.id, tag};
	size_t len = 0;

	int err = gs_scope_memo(scope, &len, sizeof scope,
	    o->matter->content.terms.channel, of.memo);
	if (err == GS_OK)
		err = gs_secret_tag(tag, &o->matter->key->secret, scope, len);
	for (size_t i = 0; i < charter->reveal_count && err == GS_OK; i++)
		err = gs_reveal_write(w, hashes[i], &charter->reveals[i], &of,
		    o->readers != NULL && o->readers->is[i] ?
		        &o->readers->known : NULL);
	return err;
}

static int make_endorsement(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_endorse_order *o, const struct gs_act_maker *maker)
{
	uint8_t hashes[GS_REVEALS_MAX][32];
	uint8_t *files = gs_arena_take(arena, GS_RECORD_MAX, 1);
	struct gs_writer behind = gs_writer_of(files, GS_RECORD_MAX);

	if (files == NULL)
		return GS_ERR_MEMORY;
	int err = make_files(&behind, hashes, o);
	if (err == GS_OK)
		err = gs_act_endorse(w, arena, maker,
		    (const uint8_t (*)[32])hashes,
		    o->matter->charter->reveal_count);
	if (err != GS_OK)
		return err;
	gs_write_bytes(w, files, behind.len);
	return gs_writer_end(w);
}

static int make_one(struct gs_writer *w, enum gs_endorse_kind kind,
    const struct gs_endorse_order *o)
{
	struct gs_pool scratch;
	struct gs_arena *arena = gs_pool_start(&scratch);
	const struct gs_matter *m = o->matter;
	const struct gs_act_maker maker = {m->content.terms.channel,
	    m->content.id, o->roll, &m->key->secret};

	int err = kind == GS_ENDORSE ? make_endorsement(w, arena, o, &maker) :
	    gs_act_withdraw(w, arena, &maker);
	gs_pool_free(&scratch);
	return err;
}

int gs_endorse_make(struct gs_writer *w, struct gs_report *report,
    const struct gs_endorse_order *order)
{
	int err = make_one(w, order->kind, order);

	/* Another proof of the same tag: the box has one endorsement of it. */
	if (err == GS_OK && order->kind == GS_WITHDRAW) {
		struct gs_writer rest = gs_writer_of(w->ptr + w->len,
		    w->max - w->len);
		err = make_one(&rest, GS_ENDORSE, order);
		w->len += rest.len;
	}
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "key-not-on-roll", "your key for "
		    "edition {0} is not on that roll; your receipt proves that "
		    "you handed it in: take it to the registrar",
		    gs_say_number(order->matter->edition->edition));
	return err;
}

/* Of the act's type if that is an endorsement. */
static bool is_endorsement(struct gs_span text)
{
	const struct gs_type *type = text.len == 0 ? NULL :
	    gs_type_of(text.ptr, text.len);

	return type != NULL && type->kind == GS_RECORD_ENDORSE;
}

int gs_endorse_split(struct gs_act_texts *out, struct gs_span text)
{
	if (gs_records_count(text) > 2 + GS_REVEALS_MAX)
		return GS_ERR_FORMAT;
	out->act = text.len == 0 ? text : gs_records_next(&text);
	out->behind = text;
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
	const struct gs_span *act = &texts->act, *behind = &texts->behind;
	bool pair = !is_endorsement(*act) && behind->len > 0;
	bool files = !pair && behind->len > 0;
	json_t *body = json_pack("{s:s%+%}", "record", (const char *)act->ptr,
	    act->len, files ? (const char *)behind->ptr : "",
	    files ? behind->len : (size_t)0);

	if (pair && json_object_set_new(body, "endorsement",
	    json_stringn((const char *)behind->ptr, behind->len)) != 0) {
		json_decref(body);
		return GS_ERR_MEMORY;
	}
	return gs_request_box_act(out, link, "/acts", body);
}
