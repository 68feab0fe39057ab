/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/appeal.h"

#include <string.h>

static int find_reply(const struct gs_memo_reply **out,
    struct gs_report *report, const struct gs_memo *memo, const char *text)
{
	uint64_t count = gs_reply_count(memo), number = 0;

	*out = NULL;
	if (gs_decimal_decode(&number, text, strlen(text), count) == GS_OK)
		*out = gs_reply_by(memo, number);
	if (*out != NULL)
		return GS_OK;
	gs_report_tell(report, "appeal-which-reply", "there is no reply '{0}' "
	    "to memo {1}; it has {2}, numbered from 1, which 'gainsay status' "
	    "shows", gs_say_text(text), gs_say_number(memo->number),
	    gs_say_number(count));
	return GS_ERR_UNKNOWN;
}

int gs_appeal_respond_to(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	const struct gs_memo_reply *r = NULL;

	int err = find_reply(&r, report, memo, text);
	if (err != GS_OK)
		return err;
	*number = r->number;
	if (r->responded == 0)
		return GS_OK;
	gs_report_tell(report, "responded-before", "you have responded to "
	    "reply {0} already; the log has it", gs_say_number(r->number));
	return GS_ERR_DUPLICATE;
}

int gs_appeal_against_reply(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	const struct gs_memo_reply *r = NULL;

	if (gs_record_count(&memo->charter->rec, "ground") == 0) {
		gs_report_tell(report, "appeal-not-known", "the charter of "
		    "memo {0} names no ground of an appeal: there is none in "
		    "its channel", gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	*number = 0;
	if (strcmp(text, "refer") != 0) {
		int err = find_reply(&r, report, memo, text);
		if (err != GS_OK)
			return err;
		*number = r->number;
	} else if (memo->said[GS_SAID_REFER] == NULL) {
		gs_report_tell(report, "appeal-no-referral", "memo {0} was not "
		    "referred: there is no referral to appeal against",
		    gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}

	if (gs_appeal_against(memo, *number) == NULL)
		return GS_OK;
	if (*number == 0)
		gs_report_say(report, "appealed-referral", "you have appealed "
		    "against the referral already; the log has it");
	else
		gs_report_tell(report, "appealed-before", "you have appealed "
		    "against reply {0} already; the log has it",
		    gs_say_number(*number));
	return GS_ERR_DUPLICATE;
}

int gs_appeal_open(uint64_t *number, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	uint64_t count = memo->appeal == NULL ? 0 : memo->appeal->number;
	const struct gs_appeal *a = memo->appeal;

	if (text != NULL)
		a = gs_decimal_decode(number, text, strlen(text), count) ==
		    GS_OK ? gs_appeal_by(memo, *number) : NULL;
	if (a == NULL) {
		gs_report_tell(report, "decide-which", "there is no appeal "
		    "'{0}' about memo {1}; it has {2}, numbered from 1",
		    gs_say_text(text == NULL ? "" : text),
		    gs_say_number(memo->number), gs_say_number(count));
		return GS_ERR_UNKNOWN;
	}

	*number = a->number;
	if (a->decided == 0)
		return GS_OK;
	gs_report_tell(report, "decided-before", "appeal {0} about memo {1} "
	    "is decided already; the log has it", gs_say_number(a->number),
	    gs_say_number(memo->number));
	return GS_ERR_DUPLICATE;
}

int gs_appeal_outcome(const char **out, struct gs_report *report,
    const char *text)
{
	for (unsigned i = 0; (*out = gs_outcome_word((enum gs_outcome)i)) !=
	    NULL; i++)
		if (strcmp(*out, text) == 0)
			return GS_OK;
	gs_report_tell(report, "decide-which-outcome", "the outcome '{0}' is "
	    "none of uphold, remand and grant", gs_say_text(text));
	return GS_ERR_FORMAT;
}
