/* SPDX-License-Identifier: Apache-2.0 */
/* What a person is told when something is refused: one bounded line that says
 * the fact, the place, what is allowed and what to do.  The place of detection
 * writes it; callers pass it on. */
#ifndef GS_LIB_REPORT_H
#define GS_LIB_REPORT_H

struct gs_report {
	char text[512]; /* ends in NUL; "" if there is nothing to say */
};

/* Cuts at the end of the buffer, never within a UTF-8 character.  `report`
 * may be NULL: then nobody listens. */
void gs_report_set(struct gs_report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
