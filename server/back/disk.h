/* SPDX-License-Identifier: Apache-2.0 */
/* What to say of a file system that refuses. */
#ifndef GS_SERVER_BACK_DISK_H
#define GS_SERVER_BACK_DISK_H

/* Why writing under `dir` fails, as far as can be seen: no space, or mounted
 * read-only; ends in what to do.  Static text. */
const char *gs_disk_trouble(const char *dir);

#endif
