/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/position.h"

#include <string.h>

#include "core/memo/domain.h"
#include "core/channel/calendar.h"

#define PRIVATE (1u << GS_SIDE_PRIVATE)
#define PUBLIC (1u << GS_SIDE_PUBLIC)
#define OPENED (1u << GS_SIDE_OPENED)

const char *gs_side_word(enum gs_side side)
{
	static const char *const words[] = {[GS_SIDE_PRIVATE] = "private",
	    [GS_SIDE_PUBLIC] = "public", [GS_SIDE_OPENED] = "opened"};

	return (size_t)side < sizeof words / sizeof *words ? words[side] :
	    NULL;
}

void gs_position_salt(uint8_t out[32], const uint8_t seed[32])
{
	uint8_t head[GS_DOMAIN_MAX];
	const struct gs_span parts[] = {
	    gs_domain_of(head, "gainsay/v1/position/salt"), {seed, 32}};

	gs_host_sha256(out, parts, 2);
}

void gs_position_words(uint8_t out[32], const uint8_t seed[32],
    struct gs_span text)
{
	uint8_t head[GS_DOMAIN_MAX], len[4];

	gs_put_u32(len, (uint32_t)text.len);
	const struct gs_span parts[] = {
	    gs_domain_of(head, "gainsay/v1/position/words"), {seed, 32},
	    {len, sizeof len}, text};
	gs_host_sha256(out, parts, 4);
}

void gs_position_commit(uint8_t out[32], const uint8_t memo[32],
    uint64_t request, const struct gs_position_opening *opening)
{
	uint8_t head[GS_DOMAIN_MAX], number[8], len[4];

	gs_put_u64(number, request);
	gs_put_u32(len, (uint32_t)opening->stance.len);
	const struct gs_span parts[] = {
	    gs_domain_of(head, "gainsay/v1/position"), {memo, 32},
	    {number, sizeof number}, {opening->salt, 32},
	    {len, sizeof len}, opening->stance, {opening->words, 32}};
	gs_host_sha256(out, parts, 7);
}

/* Which lines a position of each side has, and which it may have. */
static const struct side_line {
	const char *name;
	unsigned has, may;
} side_lines[] = {
	{"commitment", PRIVATE, PRIVATE}, {"content", PRIVATE, PRIVATE},
	{"stance", PUBLIC | OPENED, PUBLIC | OPENED},
	{"text", PUBLIC, PUBLIC}, {"place", PUBLIC, PUBLIC},
	{"date", PUBLIC, PUBLIC}, {"url", 0, PUBLIC},
	{"which", OPENED, OPENED}, {"salt", OPENED, OPENED},
	{"words", OPENED, OPENED},
};

/* NULL: the record has the lines of its side. */
static const char *find_misplaced(const struct gs_record *rec,
    enum gs_side side)
{
	unsigned bit = 1u << side;

	for (size_t i = 0; i < sizeof side_lines / sizeof *side_lines; i++) {
		bool is = gs_record_count(rec, side_lines[i].name) > 0;

		if ((is && (side_lines[i].may & bit) == 0) ||
		    (!is && (side_lines[i].has & bit) != 0))
			return side_lines[i].name;
	}
	return NULL;
}

static bool read_side(enum gs_side *out, const struct gs_record *rec)
{
	struct gs_part word = gs_record_part(rec, "side");
	const char *known = NULL;

	for (unsigned i = 0; (known = gs_side_word((enum gs_side)i)) != NULL;
	    i++)
		if (gs_part_is(&word, known)) {
			*out = (enum gs_side)i;
			return true;
		}
	return false;
}

bool gs_position_fill(struct gs_position *position)
{
	const struct gs_record *rec = &position->rec;

	position->number = gs_record_number(rec, "position");
	position->request = gs_record_number(rec, "request");
	return read_side(&position->side, rec) &&
	    find_misplaced(rec, position->side) == NULL;
}

/* As a reply numbers them: from 1, or 0 for a memo that has none. */
static int judge_request(struct gs_candidate *act, uint64_t request)
{
	uint64_t most = act->memo->requests;

	if (request <= most && (request == 0) == (most == 0))
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "position-request",
	    "the position is on request {0}; the memo has {1} (0 is the memo "
	    "as a whole, if it has none)", gs_say_number(request),
	    gs_say_number(most));
}

static int judge_side(struct gs_candidate *act, const struct gs_position *p)
{
	enum gs_side side = GS_SIDE_PRIVATE;

	if (!read_side(&side, act->rec))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "position-side", "the side is {0}; it must be private, "
		    "public or opened",
		    gs_say_part(gs_record_part(act->rec, "side")));

	const char *name = find_misplaced(act->rec, p->side);
	if (name != NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "position-lines", "the line {0} is missing in a position "
		    "of the side {1}, or does not belong there",
		    gs_say_text(name), gs_say_text(gs_side_word(p->side)));
	return GS_OK;
}

/* A number, once, and none left out. */
static int judge_position_number(struct gs_candidate *act,
    const struct gs_position *p)
{
	const struct gs_position *last = act->memo->position;
	uint64_t next = last == NULL ? 1 : last->number + 1;

	if (next > GS_POSITIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "positions-over", "a memo has at most {0} positions",
		    gs_say_number(GS_POSITIONS_MAX));
	if (p->number != next)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "position-number", "the position has number {0}; those on "
		    "a memo are numbered in order, and the next is {1}",
		    gs_say_number(p->number), gs_say_number(next));
	return GS_OK;
}

static int judge_stance(struct gs_candidate *act)
{
	struct gs_part stance = gs_record_part(act->rec, "stance");

	if (gs_disposition_is(stance.ptr, stance.len))
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "position-stance",
	    "{0} is no stance; it must be {1}", gs_say_part(stance),
	    gs_say_text(gs_disposition_list()));
}

static bool is_http_address(const struct gs_part *url)
{
	static const char *const schemes[] = {"https://", "http://"};
	bool known = false;

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(schemes[i]);
		known |= url->len > len &&
		    memcmp(url->ptr, schemes[i], len) == 0;
	}
	for (size_t i = 0; i < url->len; i++)
		known = known && url->ptr[i] > ' ' && url->ptr[i] < 0x7f;
	return known && url->len <= GS_POSITION_URL_MAX;
}

/* What was said in public has been said, at a place that can be looked up. */
static int judge_public(struct gs_candidate *act)
{
	int64_t day = gs_record_part(act->rec, "date").number;
	struct gs_part url = gs_record_part(act->rec, "url");

	if (day > gs_charter_day(act->memo->charter, act->header.at))
		return gs_refuse(act->refusal, GS_ERR_RULE, "position-date",
		    "the position is of a day that has not come yet: nobody "
		    "has taken it in public");
	if (url.kind != GS_PART_NONE && !is_http_address(&url))
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "position-url", "the address {0} is not https:// or "
		    "http:// and at most {1} characters of ASCII",
		    gs_say_part(url), gs_say_number(GS_POSITION_URL_MAX));
	return judge_stance(act);
}

/* The commitment of then is of what is said now. */
static int judge_opened(struct gs_candidate *act, const struct gs_position *p)
{
	uint64_t which = gs_record_number(act->rec, "which");
	const struct gs_position *taken = gs_position_by(act->memo, which);
	struct gs_part stance = gs_record_part(act->rec, "stance");
	const struct gs_position_opening opening = {
	    {stance.ptr, stance.len}, gs_record_hash(act->rec, "salt"),
	    gs_record_hash(act->rec, "words")};
	uint8_t commitment[32];

	if (taken == NULL || taken->side != GS_SIDE_PRIVATE)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "position-not-private", "the office has taken no position "
		    "of number {0} in private", gs_say_number(which));
	if (taken->opening != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "position-open", "position {0} has been opened already",
		    gs_say_number(which));

	int err = judge_stance(act);
	if (err != GS_OK)
		return err;
	gs_position_commit(commitment, act->memo->id, p->request, &opening);
	if (p->request != taken->request || memcmp(commitment,
	    gs_record_hash(&taken->rec, "commitment"), 32) != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_MISMATCH,
		    "position-commitment", "this is not what was committed to "
		    "as position {0}", gs_say_number(which));
	return GS_OK;
}

int gs_position_judge(struct gs_candidate *act)
{
	struct gs_position *p = act->room;

	p->rec = *act->rec;
	p->at = act->header.at;
	(void)gs_position_fill(p);

	int err = judge_side(act, p);
	if (err == GS_OK)
		err = judge_position_number(act, p);
	if (err == GS_OK)
		err = judge_request(act, p->request);
	if (err == GS_OK && p->side == GS_SIDE_PUBLIC)
		err = judge_public(act);
	if (err == GS_OK && p->side == GS_SIDE_OPENED)
		err = judge_opened(act, p);
	return err == GS_OK ? gs_require_signature(act, "office") : err;
}

void gs_position_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_position *p = act->room;

	(void)state;
	if (p->side == GS_SIDE_OPENED)
		gs_position_by(act->memo, gs_record_number(act->rec,
		    "which"))->opening = p->number;
	p->before = act->memo->position;
	act->memo->position = p;
}

int gs_dispute_judge(struct gs_candidate *act)
{
	uint64_t number = gs_record_number(act->rec, "position");
	const struct gs_position *p = gs_position_by(act->memo, number);

	if (p == NULL)
		return gs_refuse_tell(act->refusal, GS_ERR_UNKNOWN,
		    "position-unknown", "the office has taken no position of "
		    "number {0}", gs_say_number(number));
	if (p->disputed != 0)
		return gs_refuse_tell(act->refusal, GS_ERR_DUPLICATE,
		    "position-disputed", "the author has disputed position "
		    "{0} already", gs_say_number(number));
	return gs_require_author(act);
}

void gs_dispute_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_position *p = gs_position_by(act->memo,
	    gs_record_number(act->rec, "position"));

	(void)state;
	p->disputed = act->header.at;
	p->dispute = *act->rec;
}

/* Nothing in the record of a private position tells its stance: the one that
 * opens it does, whenever that came. */
struct gs_part gs_position_stance(const struct gs_memo *memo,
    const struct gs_position *position, int64_t now)
{
	const struct gs_position *says = position;

	if (position->side == GS_SIDE_PRIVATE)
		says = gs_position_by(memo, position->opening);
	if (says == NULL || says->at > now)
		return (struct gs_part){.kind = GS_PART_NONE};
	return gs_record_part(&says->rec, "stance");
}

/* The newest of that side, on that request, at `p` or before it. */
static const struct gs_position *find_side(const struct gs_position *p,
    enum gs_side side, uint64_t request, int64_t now)
{
	while (p != NULL && (p->side != side || p->request != request ||
	    p->at > now))
		p = p->before;
	return p;
}

static enum gs_alignment_kind compare_sides(const struct gs_memo *memo,
    const struct gs_position *in_private, const struct gs_position *in_public,
    int64_t now)
{
	if (in_private == NULL || in_public == NULL)
		return GS_ALIGNMENT_NONE;

	struct gs_part a = gs_position_stance(memo, in_private, now);
	struct gs_part b = gs_position_stance(memo, in_public, now);
	if (a.kind == GS_PART_NONE)
		return GS_ALIGNMENT_UNKNOWN;
	return gs_part_same(&a, &b) ? GS_ALIGNMENT_SAME :
	    GS_ALIGNMENT_DIFFERS;
}

/* From the newest position backwards, as long as without it things stood the
 * same. */
void gs_align(struct gs_alignment *out, const struct gs_memo *memo,
    uint64_t request, int64_t now)
{
	const struct gs_position *a = find_side(memo->position,
	    GS_SIDE_PRIVATE, request, now);
	const struct gs_position *b = find_side(memo->position,
	    GS_SIDE_PUBLIC, request, now);

	*out = (struct gs_alignment){compare_sides(memo, a, b, now), a, b, 0};
	while ((a != NULL || b != NULL) &&
	    compare_sides(memo, a, b, now) == out->kind) {
		bool of_a = b == NULL || (a != NULL && a->number > b->number);

		out->since = of_a ? a->at : b->at;
		if (of_a)
			a = find_side(a->before, GS_SIDE_PRIVATE, request, now);
		else
			b = find_side(b->before, GS_SIDE_PUBLIC, request, now);
	}
}
