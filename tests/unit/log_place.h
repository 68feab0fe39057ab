/* SPDX-License-Identifier: Apache-2.0 */
/* Where the log of a test lies: a file, or the database of
 * GAINSAY_TEST_DATABASE. */
#ifndef GS_TESTS_UNIT_LOG_PLACE_H
#define GS_TESTS_UNIT_LOG_PLACE_H

#include "store/log.h"

struct log_place {
	char dir[64], path[96];
	const char *database; /* NULL: the file */
};

const char *log_place_name(void);
/* Empty. */
void log_place_make(struct log_place *p);
/* A file, whatever is tried. */
void log_place_make_file(struct log_place *p);
void log_place_open(struct gs_log **out, const struct log_place *p);
void log_place_remove(struct log_place *p);

#endif
