/* SPDX-License-Identifier: Apache-2.0 */
/* The message to a person when something is refused: one bounded line that says
 * the fact with its values, the place, the legal range and what to do
 * (core/message.h).  The place of detection writes it; callers pass it on. */
#ifndef GS_LIB_REPORT_H
#define GS_LIB_REPORT_H

#include "core/channel/refusal.h"

#define GS_REPORT_TEXT_MAX 512
#define GS_REPORT_CODE_MAX 48

struct gs_report {
	char text[GS_REPORT_TEXT_MAX]; /* the English sentence with its values;
	                                  "" if there is nothing to say */
	char code[GS_REPORT_CODE_MAX]; /* [a-z0-9-]; "" with an empty text */
	size_t count;
	struct gs_report_value { /* where value i stands in `text` */
		uint16_t at, len;
	} values[GS_MESSAGE_VALUES_MAX];
};

/* What would steer a terminal in a value is "?" in the text (lib/steer.h).
 * A sentence without values.  For all: `report` may be NULL, then nobody
 * listens; the text is cut at its end, never within a UTF-8 character. */
void gs_report_say(struct gs_report *report, const char *code,
    const char *sentence);
/* One with values: gs_report_tell(r, "roll-too-small", "the roll has {0} "
 * "members; your floor is {1}", gs_say_number(n), gs_say_number(floor)). */
#define gs_report_tell(report, code, sentence, ...) \
	gs_report_values((report), (code), (sentence), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value))
void gs_report_values(struct gs_report *report, const char *code,
    const char *sentence, const struct gs_message_value *values,
    size_t count);
/* "PLACE WHAT: the system's reason", for a call of the system that failed with
 * `errno_value`; `what` is a phrase like "cannot be opened". */
void gs_report_errno(struct gs_report *report, const char *code,
    const char *place, const char *what, int errno_value);
/* What core said; nothing, if it refused without a reason. */
void gs_report_refusal(struct gs_report *report,
    const struct gs_refusal *refusal);

#endif
