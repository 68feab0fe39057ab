/* SPDX-License-Identifier: Apache-2.0 */
/* The time stamps of the files that acts of members change. */
#ifndef GS_SERVER_BACK_STAMP_H
#define GS_SERVER_BACK_STAMP_H

#include <stdint.h>

/* A file's times say when it was written last: of these, when somebody acted,
 * to the nanosecond.  Once a minute they get that minute's time, whether
 * anything came or not; what is written meanwhile gets the last minute's.  One
 * time the system sets alone, of the inode's change: it is at most a minute
 * old, and after the next minute says nothing either. */
struct gs_stamp {
	int64_t at;     /* the minute's, seconds since 1970 */
	int64_t steady; /* gs_clock_steady then; 0 at the start */
};
/* After each batch, and at least once a minute.  Files of `dir` that are not
 * there, or whose times cannot be set, stay as they are. */
void gs_stamp_files(struct gs_stamp *stamp, const char *dir);

#endif
