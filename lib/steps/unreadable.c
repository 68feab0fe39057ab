/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/unreadable.h"

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"
#include "lib/records/office.h"
#include "lib/records/wording.h"

static int refuse_found(struct gs_report *report,
    const struct gs_letter_ref *letter)
{
	const struct gs_unreadable *u = letter->memo->unreadable;

	while (u != NULL && (u->what != letter->what ||
	    u->which != letter->which))
		u = u->before;
	if (u == NULL)
		return GS_OK;
	gs_report_say(report, "unreadable-said", "you have said already that "
	    "this does not open; the log has it");
	return GS_ERR_DUPLICATE;
}

/* NULL: there is no such letter. */
static const struct gs_record *find_letter(const struct gs_letter_ref *letter)
{
	const struct gs_memo *memo = letter->memo;

	if (letter->what == GS_UNREADABLE_QUESTION) {
		const struct gs_question *q = gs_question_by(memo,
		    letter->which);
		return q == NULL ? NULL : &q->ask;
	}
	if (letter->what == GS_UNREADABLE_CORRECTION) {
		const struct gs_correction *c = gs_correction_by(memo,
		    letter->which);
		return c == NULL ? NULL : &c->rec;
	}
	const struct gs_memo_reply *r = gs_reply_by(memo, letter->which);
	return r == NULL ? NULL : &r->rec;
}

static int report_no_letter(struct gs_report *report,
    const struct gs_letter_ref *letter)
{
	if (letter->what == GS_UNREADABLE_REPLY)
		gs_report_tell(report, "unreadable-without-reply", "memo {0} "
		    "has no reply yet", gs_say_number(letter->memo->number));
	else
		gs_report_tell(report, "unreadable-without-letter", "there is "
		    "no {0} {1} about memo {2}", gs_say_text(letter->what ==
		        GS_UNREADABLE_QUESTION ? "question" : "correction"),
		    gs_say_number(letter->which),
		    gs_say_number(letter->memo->number));
	return GS_ERR_UNKNOWN;
}

int gs_unreadable_find(const uint8_t **content, struct gs_report *report,
    const struct gs_letter_ref *letter)
{
	const struct gs_record *rec = find_letter(letter);

	if (rec == NULL)
		return report_no_letter(report, letter);
	if (letter->memo->ended != 0 &&
	    letter->what == GS_UNREADABLE_QUESTION) {
		gs_report_tell(report, "unreadable-ended", "the procedure of "
		    "memo {0} has ended: nothing more is said in it",
		    gs_say_number(letter->memo->number));
		return GS_ERR_RULE;
	}
	*content = gs_record_hash(rec, "content");
	return refuse_found(report, letter);
}

/* What was sealed says something, and of a reply what its record commits to;
 * else `what` says what is wrong with it. */
static int judge_letter(struct gs_report *what,
    const struct gs_letter_ref *letter, struct gs_span plain)
{
	const struct gs_record *rec = find_letter(letter);
	struct gs_wording wording = {.doc = {0}};
	struct gs_pool pool;

	if (rec == NULL || letter->what == GS_UNREADABLE_QUESTION)
		return gs_plain_check(what, plain);
	int err = gs_wording_read(&wording, what, gs_pool_start(&pool),
	    letter->memo, rec, plain);
	if (err == GS_OK)
		err = gs_plain_check(what, wording.text);
	gs_pool_free(&pool);
	gs_host_wipe(wording.seed, sizeof wording.seed);
	return err;
}

int gs_unreadable_try(struct gs_report *what, struct gs_report *report,
    const struct gs_letter_ref *letter, struct gs_span sealed,
    const uint8_t identity[32])
{
	uint8_t *plain = NULL;
	size_t len = 0;

	int err = gs_seal_open(&plain, &len, identity, sealed);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_tell(what, "letter-not-opened", "it does not open "
		    "with the memo's reply key: {0}",
		    gs_say_text(gs_strerror(err)));
		return GS_OK;
	}

	err = judge_letter(what, letter, (struct gs_span){plain, len});
	gs_age_free(&plain, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK)
		return GS_OK;
	gs_report_say(report, "letter-opens", "it opens and is a text, which "
	    "'gainsay read' shows: nothing was said");
	return GS_ERR_RULE;
}

int gs_unreadable_write(struct gs_writer *w,
    const struct gs_letter_ref *letter, const uint8_t secret[64])
{
	return gs_office_unreadable(w, letter->memo, letter->what,
	    letter->which, secret);
}
