/* SPDX-License-Identifier: Apache-2.0 */
#include "core/channel/publish.h"

#include <string.h>

#include "core/channel/circle.h"
#include "core/channel/dates.h"
#include "core/memo/reason.h"

static bool equal_texts(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static struct gs_span line_text(const struct gs_value *line)
{
	return (struct gs_span){line->parts[0].ptr, line->parts[0].len};
}

/* The first line of that name with this code before `end`; NULL: none. */
static const struct gs_value *find_code(const struct gs_record *rec,
    const char *name, struct gs_span code, size_t end)
{
	const struct gs_value *v = NULL;
	struct gs_span other, words;

	for (size_t i = 0; i < end &&
	    (v = gs_record_value(rec, name, i)) != NULL; i++)
		if (gs_reason_split(&other, &words, line_text(v)) &&
		    equal_texts(other, code))
			return v;
	return NULL;
}

bool gs_reason_words(struct gs_span *words, const struct gs_record *rec,
    const char *name, struct gs_span code)
{
	const struct gs_value *v = find_code(rec, name, code, SIZE_MAX);

	return v != NULL && gs_reason_split(&code, words, line_text(v));
}

int gs_publish_judge_exemption(struct gs_refusal *refusal,
    const struct gs_value *line)
{
	struct gs_span code, words;

	if (gs_reason_split(&code, &words, line_text(line)))
		return GS_OK;
	return gs_refuse_tell(refusal, GS_ERR_RULE, "reason-form",
	    "'{0}' is not a code, a blank and words: a code has 1 to {1} "
	    "letters, figures and ().,/-", gs_say_part(line->parts[0]),
	    gs_say_number(GS_REASON_MAX));
}

static int judge_twice(struct gs_refusal *refusal,
    const struct gs_record *rec, const char *name)
{
	const struct gs_value *v = NULL;
	struct gs_span code, words;

	for (size_t i = 0; (v = gs_record_value(rec, name, i)) != NULL; i++)
		if (gs_reason_split(&code, &words, line_text(v)) &&
		    find_code(rec, name, code, i) != NULL)
			return gs_refuse_tell(refusal, GS_ERR_RULE,
			    "reason-twice", "the code {0} stands there twice; "
			    "each stands once", gs_say_span(code.ptr,
			    code.len));
	return GS_OK;
}

int gs_publish_judge_charter(struct gs_refusal *refusal,
    const struct gs_charter *charter)
{
	uint64_t wanted = gs_record_number(&charter->rec, "publish-signers");
	size_t holders = 0;

	while (gs_charter_holder(charter, "release", holders) != NULL)
		holders++;
	if (wanted > holders)
		return gs_refuse_tell(refusal, GS_ERR_RULE,
		    "charter-publish-signers", "the charter has {0} who hold "
		    "release, and a publication needs {1} of them",
		    gs_say_number(holders), gs_say_number(wanted));
	return judge_twice(refusal, &charter->rec, "exemption");
}

/* What a code says is the charter's to say, where it has that code. */
static int judge_reasons(struct gs_candidate *act)
{
	const struct gs_record *charter = &act->memo->charter->rec;
	const struct gs_value *v = NULL;
	struct gs_span code, words, listed;

	for (size_t i = 0; (v = gs_record_value(act->rec, "reason", i)) !=
	    NULL; i++) {
		int err = gs_publish_judge_exemption(act->refusal, v);

		if (err != GS_OK)
			return err;
		(void)gs_reason_split(&code, &words, line_text(v));
		if (gs_reason_words(&listed, charter, "exemption", code) &&
		    !equal_texts(listed, words))
			return gs_refuse_tell(act->refusal, GS_ERR_RULE,
			    "reason-words", "the reason {0} says \"{1}\"; in "
			    "the memo's charter that code says \"{2}\"",
			    gs_say_span(code.ptr, code.len),
			    gs_say_span(words.ptr, words.len),
			    gs_say_span(listed.ptr, listed.len));
	}
	return judge_twice(act->refusal, act->rec, "reason");
}

const struct gs_record *gs_published_text(const struct gs_memo *memo,
    const struct gs_record *publish)
{
	const struct gs_value *of = gs_record_value(publish, "of", 0);
	const struct gs_memo_reply *reply = NULL;
	const struct gs_correction *correction = NULL;

	if (of == NULL)
		return &memo->rec;
	if (gs_part_is(&of->parts[0], "reply"))
		reply = gs_reply_by(memo, (uint64_t)of->parts[1].number);
	else if (gs_part_is(&of->parts[0], "correction"))
		correction = gs_correction_by(memo,
		    (uint64_t)of->parts[1].number);
	if (reply != NULL)
		return &reply->rec;
	return correction == NULL ? NULL : &correction->rec;
}

static int judge_subject(struct gs_candidate *act)
{
	const struct gs_value *of = gs_record_value(act->rec, "of", 0);

	if (gs_published_text(act->memo, act->rec) != NULL)
		return GS_OK;
	return gs_refuse_tell(act->refusal, GS_ERR_RULE, "publish-of", "the "
	    "publication is of {0} {1}; it is of the memo, or of a `reply` or "
	    "a `correction` that the memo has", gs_say_part(of->parts[0]),
	    gs_say_number((uint64_t)of->parts[1].number));
}

int gs_publish_judge(struct gs_candidate *act)
{
	const struct gs_memo *memo = act->memo;
	const struct gs_publication *last = memo->publication;
	uint64_t before = last == NULL ? 0 : last->number;
	uint64_t number = gs_record_number(act->rec, "publication");
	struct gs_part banner = gs_record_part(act->rec, "banner");

	int err = gs_require_acknowledgement(act);
	if (err != GS_OK)
		return err;

	if (before == GS_PUBLICATIONS_MAX)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "publications-over", "a memo has at most {0} publications",
		    gs_say_number(GS_PUBLICATIONS_MAX));
	if (number != before + 1)
		return gs_refuse_tell(act->refusal, GS_ERR_RULE,
		    "publication-number", "the publication has number {0}; the "
		    "publications of a memo are numbered in order, and the "
		    "next is {1}", gs_say_number(number),
		    gs_say_number(before + 1));
	if (gs_banner_rank_derived(&memo->charter->marks, banner.ptr,
	    banner.len) < 0)
		return gs_refuse_banner(act->refusal, banner);
	err = judge_subject(act);
	if (err == GS_OK)
		err = judge_reasons(act);
	return err != GS_OK ? err : gs_require_signers(act, "release",
	    gs_charter_signers(act->state->charter, "publish-signers"));
}

void gs_publish_enter(struct gs_state *state, struct gs_candidate *act)
{
	struct gs_publication *p = act->room;

	p->number = gs_record_number(act->rec, "publication");
	p->at = act->header.at;
	p->rec = *act->rec;
	p->before = act->memo->publication;
	act->memo->publication = p;
	gs_event_enter(state, act->memo, &p->event, act->index);
}

/* The first of them, whenever it was. */
bool gs_publish_find(struct gs_duty_case *out, const struct gs_memo *memo,
    uint64_t n)
{
	const struct gs_publication *first = memo->publication;

	*out = (struct gs_duty_case){.number = 0};
	while (first != NULL && first->before != NULL)
		first = first->before;
	if (first != NULL) {
		out->done = first->at;
		out->event = &first->event;
	}
	return n == 0;
}
