/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the line at which the reader of records stopped: for a
 * person who has such a text in a file, and may mend it. */
#ifndef GS_LIB_MISREAD_H
#define GS_LIB_MISREAD_H

#include "core/arena.h"
#include "core/bytes.h"
#include "lib/report.h"

/* `line`, from 1, is what gs_record_parse said of `text`, which ought to be a
 * record of that `type` (a name of core/record/types.c); 0: each line alone was
 * good, or it is a record of another type.  Says a clause, for the caller's
 * sentence to have in it: the line's number, its words, and what must stand
 * there.  Of a type that is no entry of a log it gives the line's name alone
 * and repeats no more of it: such records have secrets.  The arena is
 * scratch. */
void gs_misread_tell(struct gs_report *why, struct gs_arena *arena,
    const char *type, struct gs_span text, size_t line);

#endif
