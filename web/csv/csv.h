/* SPDX-License-Identifier: Apache-2.0 */
/* What admin/roster_csv.c uses of libcsv, whose source packages the module does
 * not have: strict, as it is used there. */
#ifndef GS_WEB_CSV_H
#define GS_WEB_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_STRICT 1
#define CSV_STRICT_FINI 4

struct csv_parser {
	uint8_t *field;
	size_t len, room;
	size_t kept; /* of an unquoted field: without the blanks at its end */
	uint8_t delim;
	/* In a row; in a field; which began with a quotation mark; which was
	 * closed, or is the first of two; behind which a blank stands. */
	bool row, begun, quoted, closed, spaced;
	int error;
};

typedef void csv_field_fn(void *field, size_t len, void *ctx);
typedef void csv_row_fn(int terminator, void *ctx);

int csv_init(struct csv_parser *p, unsigned char options);
void csv_free(struct csv_parser *p);
int csv_error(const struct csv_parser *p);
void csv_set_delim(struct csv_parser *p, unsigned char delim);
/* Less than `len`: an error. */
size_t csv_parse(struct csv_parser *p, const void *text, size_t len,
    csv_field_fn *field, csv_row_fn *row, void *ctx);
/* Not 0: a quotation mark is open. */
int csv_fini(struct csv_parser *p, csv_field_fn *field, csv_row_fn *row,
    void *ctx);
/* The field in quotation marks; the length of all of it. */
size_t csv_write(void *out, size_t room, const void *text, size_t len);

#endif
