/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/unreadable.h"

#include "lib/age.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"
#include "lib/records/office.h"

static enum gs_unreadable_what what_of(const struct gs_letter_ref *letter)
{
	return letter->question == 0 ? GS_UNREADABLE_REPLY :
	    GS_UNREADABLE_QUESTION;
}

static int refuse_found(struct gs_report *report,
    const struct gs_letter_ref *letter)
{
	const struct gs_unreadable *u = letter->memo->unreadable;

	while (u != NULL && (u->what != what_of(letter) ||
	    u->question != letter->question))
		u = u->before;
	if (u == NULL)
		return GS_OK;
	gs_report_say(report, "unreadable-said", "you have said already that "
	    "this does not open; the log has it");
	return GS_ERR_DUPLICATE;
}

int gs_unreadable_find(const uint8_t **content, struct gs_report *report,
    const struct gs_letter_ref *letter)
{
	const struct gs_memo *memo = letter->memo;
	const struct gs_question *q = letter->question == 0 ? NULL :
	    gs_question_by(memo, letter->question);

	if (letter->question == 0 && memo->replied == 0) {
		gs_report_tell(report, "unreadable-without-reply", "memo {0} "
		    "has no reply yet", gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}
	if (letter->question != 0 && q == NULL) {
		gs_report_tell(report, "unreadable-without-question", "there "
		    "is no question {0} about memo {1}",
		    gs_say_number(letter->question),
		    gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}
	if (memo->ended != 0 && q != NULL) {
		gs_report_tell(report, "unreadable-ended", "the procedure of "
		    "memo {0} has ended: nothing more is said in it",
		    gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	*content = gs_record_hash(q == NULL ? &memo->reply : &q->ask,
	    "content");
	return refuse_found(report, letter);
}

int gs_unreadable_try(struct gs_report *what, struct gs_report *report,
    struct gs_span sealed, const uint8_t identity[32])
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

	err = gs_plain_check(what, (struct gs_span){plain, len});
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
	return gs_office_unreadable(w, letter->memo, what_of(letter),
	    letter->question, secret);
}
