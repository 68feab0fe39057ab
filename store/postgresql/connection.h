/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to PostgreSQL, for a log that leads.  It is made once and
 * never again: whoever loses it, or does not know whether a commit happened,
 * ends, and the next leader reads what is there. */
#ifndef GS_STORE_POSTGRESQL_CONNECTION_H
#define GS_STORE_POSTGRESQL_CONNECTION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

#define PG_TROUBLE_MAX 512
#define PG_PARAMS_MAX 6

struct pg_connection {
	PGconn *conn;
	PGresult *lent;    /* what somebody borrows from */
	PGresult *ahead;   /* entries that were fetched together */
	uint64_t first;    /* of those */
	uint64_t term;     /* in which this handle leads; 0: it does not */
	bool wanted;       /* a transaction, which the first change opens */
	bool open;         /* it is */
	bool warned;       /* the database warned since the last statement */
	bool lost;
	char standbys[256]; /* who confirms, when this began to lead */
	char trouble[PG_TROUBLE_MAX];
};

/* What a statement is given, all of it binary. */
struct pg_values {
	int count;
	const char *ptrs[PG_PARAMS_MAX];
	int lens[PG_PARAMS_MAX], binary[PG_PARAMS_MAX];
	uint8_t numbers[PG_PARAMS_MAX][8];
};
void pg_add_number(struct pg_values *v, uint64_t n);
void pg_add_bytes(struct pg_values *v, const void *ptr, size_t len);

/* Connects.  GS_ERR_IO, GS_ERR_MEMORY; c->trouble. */
GS_CHECKED int pg_connect(struct pg_connection *c, const char *place);
void pg_disconnect(struct pg_connection *c);

/* Runs a statement.  *out is the caller's to clear, if there is one; all of
 * the answer has come. */
GS_CHECKED int pg_ask(PGresult **out, struct pg_connection *c,
    const char *sql, const struct pg_values *v);
/* One that yields no row; *rows: how many it changed.  NULL: does not
 * matter. */
GS_CHECKED int pg_run(uint64_t *rows, struct pg_connection *c,
    const char *sql, const struct pg_values *v);
/* The first row, lent until the next call; GS_ERR_UNKNOWN. */
GS_CHECKED int pg_row(struct pg_connection *c, const char *sql,
    const struct pg_values *v);
void pg_release(struct pg_connection *c);
/* The error of this statement, with what the database said. */
void pg_say(struct pg_connection *c, const char *what, const char *why);

/* Of the row that is lent. */
struct gs_span pg_span(const PGresult *r, int row, int column);
GS_CHECKED int pg_number(uint64_t *out, const PGresult *r, int row,
    int column);
GS_CHECKED int pg_copy(uint8_t *out, size_t len, const PGresult *r, int row,
    int column);

#endif
