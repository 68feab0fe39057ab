/* SPDX-License-Identifier: Apache-2.0 */
/* How a verb begins, speaks and ends.
 *
 * Whatever a verb has to say about a refusal or a failure goes through here, to
 * standard error: as "gainsay VERB: sentence", or, with GAINSAY_MESSAGES=json
 * in the environment, as one line {"code": ..., "arguments": [...], "message":
 * ...} a message, and "place" if it is about one file or URL.  A verb that
 * fails without a word is impossible: gs_verb_end says what the error says, if
 * nobody else did. */
#ifndef GS_CLI_COMMON_VERB_H
#define GS_CLI_COMMON_VERB_H

#include "core/err.h"
#include "lib/report.h"

/* What a verb ends with; gs_exit_meaning says it to people. */
enum gs_exit {
	GS_EXIT_OK,
	GS_EXIT_NO,     /* judged, and the answer is no; or refused */
	GS_EXIT_CANNOT, /* usage, a file that cannot be read, no answer */
	GS_EXIT_MISSED, /* all of it holds, and tells of a missed duty or a
	                   broken promise */
	GS_EXIT_COUNT
};
/* The line of `gainsay --help` about an exit code, without it. */
const char *gs_exit_meaning(enum gs_exit code);

/* `name` is borrowed for the whole run; nothing has been said yet. */
void gs_verb_begin(const char *name);
/* As given to gs_verb_begin. */
const char *gs_verb_name(void);

/* A sentence without values, and one with (lib/report.h):
 * gs_verb_tell("memo-absent", "this log has no memo {0}", gs_say_text(n)). */
void gs_verb_say(const char *code, const char *sentence);
#define gs_verb_tell(code, sentence, ...) \
	gs_verb_values((code), (sentence), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value))
void gs_verb_values(const char *code, const char *sentence,
    const struct gs_message_value *values, size_t count);
/* What a step or a library reported; an empty report says nothing. */
void gs_verb_report(const struct gs_report *report);
/* The same about one place, a file's name or a URL: "PLACE: sentence", unless
 * the sentence names it already or `place` is NULL. */
void gs_verb_report_at(const char *place, const struct gs_report *report);
/* "PLACE: WHAT: the system's reason" (gs_report_errno). */
void gs_verb_errno(const char *code, const char *place, const char *what,
    int errno_value);
/* What is to be known beside the verb's own answer: said, and gs_verb_end still
 * says why the verb failed. */
void gs_verb_note(const struct gs_report *report);
/* The sentence that was said last; "" if none was. */
const char *gs_verb_last(void);
/* What is to be said stands on standard output: gs_verb_end adds nothing. */
void gs_verb_answered(void);
/* The answer tells of a missed duty or a broken promise: gs_verb_end ends with
 * GS_EXIT_MISSED where it would with GS_EXIT_OK.  For verbs that tell; one that
 * acts ends with GS_EXIT_OK if the act was done, whatever is told beside it. */
void gs_verb_missed(void);
/* After saying what is wrong with the command line: points to --help.  Returns
 * GS_EXIT_CANNOT. */
int gs_verb_misused(void);

/* Flushes standard output, says what `err` is unless something was said, and
 * returns the code to exit with: a judgement is GS_EXIT_NO.  Output that could
 * not be written is said and turns GS_OK into GS_EXIT_CANNOT. */
GS_CHECKED int gs_verb_end(int err);
/* The code alone, for output that states it; nothing is said or flushed. */
int gs_exit_code(int err);

#endif
