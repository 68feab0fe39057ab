/* SPDX-License-Identifier: Apache-2.0 */
/* A memo's author says that the office's reply, a correction or a question of
 * it does not open or says nothing; and says it only where that is so. */
#ifndef GS_LIB_STEPS_UNREADABLE_H
#define GS_LIB_STEPS_UNREADABLE_H

#include "core/channel/channel.h"
#include "lib/report.h"

/* The reply, or the question or correction of that number (from 1). */
struct gs_letter_ref {
	const struct gs_memo *memo;
	enum gs_unreadable_what what; /* not the memo */
	uint64_t which;               /* 0: the reply */
};
/* The SHA-256 of the sealed file.  GS_ERR_UNKNOWN: there is no such letter;
 * GS_ERR_DUPLICATE: it was found unreadable already; GS_ERR_RULE: the
 * procedure has ended, and it is a question; each with a report. */
GS_CHECKED int gs_unreadable_find(const uint8_t **content,
    struct gs_report *report, const struct gs_letter_ref *letter);
/* What is wrong with the sealed file for whoever has the memo's reply secret
 * (32), in words.  GS_ERR_RULE: nothing: it opens, and is a text, of a reply
 * the one that its record commits to, which the report says; GS_ERR_MEMORY. */
GS_CHECKED int gs_unreadable_try(struct gs_report *what,
    struct gs_report *report, const struct gs_letter_ref *letter,
    struct gs_span sealed, const uint8_t identity[32]);
/* The record, signed with the author's key (secret, 64).  Errors of
 * gs_office_unreadable. */
GS_CHECKED int gs_unreadable_write(struct gs_writer *w,
    const struct gs_letter_ref *letter, const uint8_t secret[64]);

#endif
