/* SPDX-License-Identifier: Apache-2.0 */
/* Each part of a state has one function here, which writes it or reads it: what
 * one program writes another reads. */
#include "core/channel/snapshot.h"

#include <stddef.h>
#include <string.h>

#include "core/bytes.h"
#include "core/channel/appeal.h"
#include "core/channel/duties.h"
#include "core/channel/ledger.h"
#include "core/channel/position.h"
#include "core/channel/roll.h"
#include "core/channel/state.h"
#include "core/record/time.h"

#define HEADING "gainsay/v1 state\n"
#define HEADING_LEN (sizeof HEADING - 1)

struct codec {
	bool reading;
	gs_snapshot_fn *pass;
	void *ctx;
	struct gs_arena *arena; /* of what is read */
	struct gs_state *state;
	enum gs_said_kind said; /* of the list under way */
	struct gs_memo *memo; /* that is being read or written */
	int err;
};

static void code_bytes(struct codec *c, void *bytes, size_t len)
{
	if (c->err == GS_OK && len > 0)
		c->err = c->pass(c->ctx, bytes, len);
}

static void fail_unless(struct codec *c, bool good)
{
	if (c->err == GS_OK && !good)
		c->err = GS_ERR_CORRUPT;
}

static void code_number(struct codec *c, uint64_t *v)
{
	uint8_t bytes[8];

	gs_put_u64(bytes, *v);
	code_bytes(c, bytes, sizeof bytes);
	if (!c->reading)
		return;
	*v = 0;
	for (size_t i = 0; c->err == GS_OK && i < 8; i++)
		*v = *v << 8 | bytes[i];
}

static void code_u32(struct codec *c, uint32_t *v)
{
	uint64_t wide = *v;

	code_number(c, &wide);
	fail_unless(c, wide <= UINT32_MAX);
	*v = (uint32_t)wide;
}

/* INT64_MAX stands for never. */
static void code_time(struct codec *c, int64_t *v)
{
	uint64_t wide = (uint64_t)*v;

	code_number(c, &wide);
	fail_unless(c, wide <= GS_TIME_MAX || wide == INT64_MAX);
	*v = (int64_t)wide;
}

static void code_flag(struct codec *c, bool *v)
{
	uint8_t byte = *v;

	code_bytes(c, &byte, 1);
	fail_unless(c, byte <= 1);
	*v = byte == 1;
}

static void *take_new(struct codec *c, size_t size)
{
	void *out = c->err == GS_OK ? gs_arena_take(c->arena, 1, size) : NULL;

	if (c->err == GS_OK && out == NULL)
		c->err = GS_ERR_MEMORY;
	return out;
}

static void code_record(struct codec *c, struct gs_record *rec,
    enum gs_record_kind kind)
{
	uint64_t len = rec->len;
	uint8_t *text = (uint8_t *)(uintptr_t)rec->text;

	code_number(c, &len);
	fail_unless(c, len > 0 && len <= GS_ENTRY_MAX);
	if (c->reading)
		text = take_new(c, c->err == GS_OK ? (size_t)len + 1 : 1);
	code_bytes(c, text, (size_t)len);
	if (c->err != GS_OK || !c->reading)
		return;

	int err = gs_record_parse(rec, NULL, c->arena, text, (size_t)len);
	if (err == GS_ERR_MEMORY)
		c->err = err;
	else
		fail_unless(c, err == GS_OK && gs_record_is(rec, kind));
}

/* Whether one more of a list follows. */
static bool code_more(struct codec *c, bool more)
{
	code_flag(c, &more);
	return c->err == GS_OK && more;
}

/* Items that point at the one before, the newest first. */
struct list {
	size_t size, before; /* of an item; where in it that pointer is */
	void (*code)(struct codec *c, void *one);
};

#define LIST_OF(type, code) {sizeof(type), offsetof(type, before), (code)}

/* `head` is the pointer to the first. */
static void code_list(struct codec *c, const struct list *of, void *head)
{
	uint8_t *link = head;
	void *one = NULL;

	memcpy(&one, link, sizeof one);
	while (code_more(c, one != NULL)) {
		if (c->reading)
			one = take_new(c, of->size);
		if (one == NULL)
			return;

		of->code(c, one);
		memcpy(link, &one, sizeof one);
		link = (uint8_t *)one + of->before;
		memcpy(&one, link, sizeof one);
	}
}

/* Charters and rolls, the newest first ------------------------------------- */

static void code_charter(struct codec *c, void *one)
{
	struct gs_charter *charter = one;
	struct gs_record rec = charter->rec;
	struct gs_refusal refusal = {.why = NULL};

	code_record(c, &rec, GS_RECORD_CHARTER);
	if (c->reading && c->err == GS_OK)
		fail_unless(c, gs_charter_read(charter, &refusal, &rec) ==
		    GS_OK);
	code_number(c, &charter->index);
	code_time(c, &charter->at);
	code_time(c, &charter->from);
	code_number(c, &charter->since);
	code_number(c, &charter->handed_over);
}

static void code_charters(struct codec *c)
{
	static const struct list charters = LIST_OF(struct gs_charter,
	    code_charter);
	struct gs_state *s = c->state;
	struct gs_charter *one = NULL;

	code_list(c, &charters, &s->charter);
	fail_unless(c, s->charter != NULL);

	one = s->coming;
	if (!code_more(c, one != NULL))
		return;
	if (c->reading)
		one = take_new(c, sizeof *one);
	if (one == NULL)
		return;
	code_charter(c, one);
	one->before = s->charter;
	s->coming = one;
}

static void code_charter_ref(struct codec *c, const struct gs_charter **ref)
{
	uint64_t index = *ref == NULL ? 0 : (*ref)->index;
	const struct gs_charter *found = c->state->charter;

	code_number(c, &index);
	if (!c->reading)
		return;
	while (found != NULL && found->index != index)
		found = found->before;
	fail_unless(c, found != NULL);
	*ref = found;
}

static void code_roll(struct codec *c, void *one)
{
	struct gs_roll_edition *roll = one;

	code_record(c, &roll->rec, GS_RECORD_ROLL);
	code_number(c, &roll->index);
	code_time(c, &roll->at);
	code_time(c, &roll->replaced);
	if (c->reading && c->err == GS_OK)
		gs_roll_fill(roll);
	/* As its judge requires. */
	fail_unless(c, roll->size >= GS_ROLL_MIN && roll->size <= GS_ROLL_MAX);
}

static const struct list rolls = LIST_OF(struct gs_roll_edition, code_roll);

static void code_roll_ref(struct codec *c, const struct gs_roll_edition **ref)
{
	uint64_t index = *ref == NULL ? 0 : (*ref)->index;
	const struct gs_roll_edition *found = c->state->roll;

	code_number(c, &index);
	if (!c->reading)
		return;
	while (found != NULL && found->index != index)
		found = found->before;
	fail_unless(c, found != NULL);
	*ref = found;
}

/* What is said about a memo, the newest first ------------------------------ */

/* Of the memo that is being read. */
static void code_event(struct codec *c, struct gs_event *event)
{
	code_number(c, &event->entry);
	code_time(c, &event->witnessed);
	code_number(c, &event->carrier);
	if (!c->reading || event->entry == 0)
		return;
	event->before = c->memo->dated;
	c->memo->dated = event;
}

static void code_reply(struct codec *c, void *of)
{
	struct gs_memo_reply *one = of;

	code_record(c, &one->rec, GS_RECORD_REPLY);
	code_number(c, &one->number);
	code_time(c, &one->at);
	if (one->number > 1)
		code_event(c, &one->event);
	code_time(c, &one->responded);
	if (one->responded != 0)
		code_record(c, &one->response, GS_RECORD_RESPOND);
}

static void code_appeal(struct codec *c, void *of)
{
	struct gs_appeal *one = of;

	code_record(c, &one->rec, GS_RECORD_APPEAL);
	code_time(c, &one->at);
	code_time(c, &one->decided);
	if (one->decided != 0) {
		code_record(c, &one->decision, GS_RECORD_DECIDE);
		code_event(c, &one->event);
	}
	if (c->reading && c->err == GS_OK)
		fail_unless(c, gs_appeal_fill(one));
}

static void code_correction(struct codec *c, void *of)
{
	struct gs_correction *one = of;

	code_record(c, &one->rec, GS_RECORD_CORRECT);
	code_number(c, &one->number);
	code_number(c, &one->reply);
	code_time(c, &one->at);
}

static void code_unreadable(struct codec *c, void *of)
{
	struct gs_unreadable *one = of;
	uint32_t what = (uint32_t)one->what;

	code_u32(c, &what);
	fail_unless(c, what <= GS_UNREADABLE_CORRECTION);
	one->what = c->err == GS_OK ? (enum gs_unreadable_what)what :
	    GS_UNREADABLE_MEMO;
	code_number(c, &one->number);
	code_number(c, &one->which);
	code_time(c, &one->at);
	code_time(c, &one->resupplied);
	if (one->resupplied != 0)
		code_record(c, &one->resupply, GS_RECORD_RESUPPLY);
}

static void code_question(struct codec *c, void *of)
{
	struct gs_question *one = of;

	code_record(c, &one->ask, GS_RECORD_ASK);
	code_number(c, &one->number);
	code_time(c, &one->asked);
	code_time(c, &one->answered);
	if (one->answered != 0)
		code_record(c, &one->answer, GS_RECORD_ANSWER);
}

static void code_publication(struct codec *c, void *of)
{
	struct gs_publication *one = of;

	code_record(c, &one->rec, GS_RECORD_PUBLISH);
	code_number(c, &one->number);
	code_time(c, &one->at);
	code_event(c, &one->event);
}

static void code_said(struct codec *c, void *of)
{
	struct gs_said *one = of;

	code_record(c, &one->rec, gs_said_record(c->said));
	code_number(c, &one->number);
	code_time(c, &one->at);
	if (gs_said_discharges(c->said))
		code_event(c, &one->event);
}

static void code_position(struct codec *c, void *of)
{
	struct gs_position *one = of;

	code_record(c, &one->rec, GS_RECORD_POSITION);
	if (c->reading && c->err == GS_OK)
		fail_unless(c, gs_position_fill(one));
	code_time(c, &one->at);
	code_number(c, &one->opening);
	code_time(c, &one->disputed);
	if (one->disputed != 0)
		code_record(c, &one->dispute, GS_RECORD_DISPUTE);
}

static void code_notice(struct codec *c, void *of)
{
	struct gs_notice *one = of;

	code_record(c, &one->rec, GS_RECORD_NOTICE);
	code_number(c, &one->number);
	code_time(c, &one->at);
}

static void code_opened(struct codec *c, void *of)
{
	struct gs_opened *one = of;

	code_record(c, &one->rec, GS_RECORD_OPENED);
	code_number(c, &one->count);
	code_time(c, &one->at);
}

static void code_named(struct codec *c, void *of)
{
	struct gs_named *one = of;

	code_record(c, &one->rec, GS_RECORD_NAMED);
	code_time(c, &one->at);
	code_time(c, &one->withdrawn);
}

static const struct list replies = LIST_OF(struct gs_memo_reply, code_reply);
static const struct list appeals = LIST_OF(struct gs_appeal, code_appeal);
static const struct list corrections = LIST_OF(struct gs_correction,
    code_correction);
static const struct list unreadables = LIST_OF(struct gs_unreadable,
    code_unreadable);
static const struct list questions = LIST_OF(struct gs_question,
    code_question);
static const struct list publications = LIST_OF(struct gs_publication,
    code_publication);
static const struct list positions = LIST_OF(struct gs_position,
    code_position);
static const struct list notices = LIST_OF(struct gs_notice, code_notice);
static const struct list openings = LIST_OF(struct gs_opened, code_opened);
static const struct list names = LIST_OF(struct gs_named, code_named);

static void code_circle(struct codec *c, struct gs_memo *memo)
{
	static const struct list said = LIST_OF(struct gs_said, code_said);

	for (size_t i = 0; i < GS_SAID_KINDS; i++) {
		c->said = (enum gs_said_kind)i;
		code_list(c, &said, &memo->said[i]);
	}
}

static void code_events(struct codec *c, struct gs_memo *memo)
{
	for (size_t i = 0; i < GS_EVENTS; i++)
		code_event(c, &memo->events[i]);
	code_flag(c, &memo->undated);
}

static void code_counts(struct codec *c, struct gs_memo *memo)
{
	code_u32(c, &memo->endorsements);
	code_u32(c, &memo->withdrawals);
	code_u32(c, &memo->later);
	code_u32(c, &memo->withdrawn_later);
}

static void code_procedure(struct codec *c, struct gs_memo *memo)
{
	code_time(c, &memo->acknowledged);
	code_time(c, &memo->replied);
	code_time(c, &memo->ended);
	code_flag(c, &memo->ended_by_author);
	if (memo->ended != 0)
		code_record(c, &memo->end, GS_RECORD_END);

	code_list(c, &replies, &memo->reply);
	code_list(c, &corrections, &memo->correction);
	code_list(c, &appeals, &memo->appeal);
	code_list(c, &unreadables, &memo->unreadable);
	code_list(c, &questions, &memo->question);
	code_list(c, &publications, &memo->publication);
	code_circle(c, memo);
	code_list(c, &positions, &memo->position);
	code_list(c, &notices, &memo->notice);
	code_list(c, &openings, &memo->opened);
	code_list(c, &names, &memo->named);
}

static void code_memo(struct codec *c, void *one)
{
	struct gs_memo *memo = one;

	c->memo = memo;
	code_record(c, &memo->rec, GS_RECORD_MEMO);
	code_number(c, &memo->index);
	code_number(c, &memo->number);
	code_time(c, &memo->at);
	code_charter_ref(c, &memo->charter);
	code_roll_ref(c, &memo->roll);
	code_counts(c, memo);
	code_procedure(c, memo);
	code_events(c, memo);
	if (!c->reading || c->err != GS_OK)
		return;

	memcpy(memo->id, gs_record_hash(&memo->rec, "memo"), 32);
	memo->requests = (uint32_t)gs_record_number(&memo->rec, "requests");
	c->err = gs_memos_reserve(&c->state->memos, c->arena);
	fail_unless(c, gs_memos_find(&c->state->memos, memo->id) == NULL);
	if (c->err != GS_OK)
		return;
	gs_duties_count(memo);
	gs_memos_add(&c->state->memos, memo);
	if (memo->undated) {
		memo->undated_next = c->state->undated;
		c->state->undated = memo;
	}
}

/* They are numbered in the order of filing, each with the next number. */
static void code_memos(struct codec *c)
{
	static const struct list memos = LIST_OF(struct gs_memo, code_memo);

	code_list(c, &memos, &c->state->memo);
	for (const struct gs_memo *m = c->state->memo;
	    m != NULL && c->err == GS_OK; m = m->before)
		fail_unless(c, m->number == (m->before == NULL ? 1 :
		    m->before->number + 1));
}

/* The log as a log --------------------------------------------------------- */

static void code_map(struct codec *c, struct gs_map *map)
{
	uint64_t count = gs_map_leaves(map);

	code_number(c, &count);
	for (uint64_t i = 0; c->err == GS_OK && i < count; i++) {
		struct gs_map_leaf leaf = {.count = 0};
		uint64_t len = 0;

		if (!c->reading)
			leaf = *gs_map_at(map, i);
		len = leaf.name_len;
		code_number(c, &len);
		fail_unless(c, len <= sizeof leaf.name);
		leaf.name_len = c->err == GS_OK ? (size_t)len : 0;
		code_bytes(c, leaf.name, leaf.name_len);
		code_number(c, &leaf.count);
		code_bytes(c, leaf.chain, sizeof leaf.chain);
		if (c->reading && c->err == GS_OK)
			c->err = gs_map_put(map, &leaf);
	}
}

static void code_anchor(struct codec *c, struct gs_ledger *ledger)
{
	struct gs_anchor *last = &ledger->last;

	code_number(c, &ledger->since);
	code_flag(c, &ledger->anchored);
	if (!ledger->anchored || c->err != GS_OK)
		return;
	code_number(c, &last->index);
	code_time(c, &last->at);
	code_charter_ref(c, &last->charter);
	code_flag(c, &last->covers);
	code_flag(c, &last->settled);
	code_bytes(c, last->root, sizeof last->root);
}

/* As many roots of full subtrees as the size has bits that are set. */
static void code_frontier(struct codec *c, struct gs_frontier *f)
{
	size_t peaks = 0;

	f->size = c->state->size;
	for (uint64_t rest = f->size; rest != 0; rest &= rest - 1)
		peaks++;
	fail_unless(c, f->size >> (GS_TREE_LEVELS_MAX - 1) == 0);
	for (size_t i = 0; i < peaks; i++)
		code_bytes(c, f->peaks[i], sizeof f->peaks[i]);
}

static void code_moved(struct codec *c, struct gs_state *s)
{
	uint64_t len = strlen(s->moved.url);

	code_flag(c, &s->has_moved);
	if (!s->has_moved || c->err != GS_OK)
		return;
	code_time(c, &s->moved.at);
	code_number(c, &len);
	fail_unless(c, len <= GS_URL_MAX);
	code_bytes(c, s->moved.url, c->err == GS_OK ? (size_t)len : 0);
}

static void code_case(struct codec *c, void *of)
{
	struct gs_reprisal *one = of;

	code_number(c, &one->number);
	code_time(c, &one->opened);
	code_time(c, &one->said);
	code_time(c, &one->ended);
	code_number(c, &one->until);
}

static void code_assets(struct codec *c, struct gs_state *s)
{
	bool fixed = s->assets != NULL;

	code_flag(c, &fixed);
	if (!fixed || c->err != GS_OK)
		return;
	if (c->reading)
		s->assets = gs_arena_take(c->arena, 1, sizeof *s->assets);
	if (s->assets == NULL) {
		c->err = GS_ERR_MEMORY;
		return;
	}
	code_record(c, &s->assets->rec, GS_RECORD_ASSETS);
	code_number(c, &s->assets->index);
	code_time(c, &s->assets->at);
}

static void code_tags(struct codec *c, struct gs_tags *tags)
{
	uint64_t count = tags->count;

	code_number(c, &count);
	for (uint64_t i = 0; c->err == GS_OK && i < count; i++) {
		struct gs_tag_row row = {.status = 0};
		uint32_t in = 0;

		if (!c->reading)
			row = *gs_tags_row(tags, (size_t)i);
		code_bytes(c, &row, sizeof row);
		if (!c->reading || c->err != GS_OK)
			continue;

		for (size_t k = 0; k < sizeof row.in; k++)
			in = in << 8 | row.in[k];
		c->err = gs_tags_reserve(tags, c->arena);
		fail_unless(c, row.status >= 1 && row.status <= 4 &&
		    gs_tags_find(tags, in, row.tag) == NULL);
		if (c->err == GS_OK)
			gs_tags_set(tags, in, row.tag, row.status);
	}
}

static int code_state(struct codec *c)
{
	static const struct list cases = LIST_OF(struct gs_reprisal, code_case);
	struct gs_state *s = c->state;
	uint8_t heading[HEADING_LEN];

	memcpy(heading, HEADING, sizeof heading);
	code_bytes(c, heading, sizeof heading);
	fail_unless(c, memcmp(heading, HEADING, sizeof heading) == 0);
	code_number(c, &s->size);
	fail_unless(c, s->size > 0);
	code_time(c, &s->at);
	(void)gs_ledger_log(s->ledger);
	code_frontier(c, &s->ledger->log);

	code_charters(c);
	code_moved(c, s);
	code_list(c, &cases, &c->state->reprisal);
	code_assets(c, s);
	code_list(c, &rolls, &c->state->roll);
	code_memos(c);
	code_anchor(c, s->ledger);
	code_map(c, s->ledger->map);
	code_tags(c, &s->tags);
	return c->err;
}

int gs_snapshot_write(const struct gs_state *state, gs_snapshot_fn *write,
    void *ctx)
{
	struct gs_state copy = *state;
	struct codec c = {.pass = write, .ctx = ctx, .state = &copy};
	const struct gs_memo *memo = state->memo;

	if (state->ledger == NULL || state->size == 0 || (memo != NULL &&
	    memo->pending_endorsements + memo->pending_withdrawals > 0))
		return GS_ERR_RANGE;
	return code_state(&c);
}

int gs_snapshot_read(struct gs_state **out, struct gs_arena *arena,
    gs_snapshot_fn *read, void *ctx)
{
	struct codec c = {.reading = true, .pass = read, .ctx = ctx,
	    .arena = arena};

	int err = gs_state_new(&c.state, arena);
	if (err == GS_OK)
		err = code_state(&c);
	if (err == GS_OK)
		*out = c.state;
	return err;
}

const struct gs_frontier *gs_state_frontier(const struct gs_state *state)
{
	return state->ledger == NULL ? NULL : gs_ledger_log(state->ledger);
}
