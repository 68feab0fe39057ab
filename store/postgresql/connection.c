/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgresql/connection.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Seconds until a database, or the standby that it waits for, counts as gone.
 * An answer that comes later finds nobody. */
#define PATIENCE 20

void pg_add_number(struct pg_values *v, uint64_t n)
{
	uint8_t *out = v->numbers[v->count];

	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(n >> (56 - 8 * i));
	pg_add_bytes(v, out, 8);
}

void pg_add_bytes(struct pg_values *v, const void *ptr, size_t len)
{
	/* No pointer would be NULL, and not an empty value. */
	v->ptrs[v->count] = ptr == NULL ? "" : ptr;
	v->lens[v->count] = (int)len;
	v->binary[v->count] = 1;
	v->count++;
}

void pg_say(struct pg_connection *c, const char *what, const char *why)
{
	int n = snprintf(c->trouble, sizeof c->trouble, "%s: %s", what, why);

	/* One line, as a message is. */
	for (size_t i = 0; n > 0 && c->trouble[i] != '\0'; i++)
		if (c->trouble[i] == '\n')
			c->trouble[i] = ' ';
	while ((n = (int)strlen(c->trouble)) > 0 && c->trouble[n - 1] == ' ')
		c->trouble[n - 1] = '\0';
}

/* A warning within a commit says that it may be on one machine alone: who
 * cancels the wait for the standby has the database answer success and
 * warn. */
static void take_notice(void *ctx, const PGresult *r)
{
	struct pg_connection *c = ctx;
	const char *how = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (how == NULL || strcmp(how, "NOTICE") == 0 ||
	    strcmp(how, "INFO") == 0 || strcmp(how, "LOG") == 0 ||
	    strcmp(how, "DEBUG") == 0)
		return;
	c->warned = true;
	pg_say(c, "the database warns", PQresultErrorMessage(r));
}

int pg_connect(struct pg_connection *c, const char *place)
{
	/* What the place says itself comes later, and holds. */
	const char *const names[] = {"connect_timeout", "keepalives_idle",
	    "keepalives_interval", "keepalives_count", "tcp_user_timeout",
	    "fallback_application_name", "dbname", NULL};
	const char *const values[] = {"10", "5", "5", "3", "15000",
	    "gainsayd", place, NULL};

	c->conn = PQconnectdbParams(names, values, 1);
	if (c->conn == NULL)
		return GS_ERR_MEMORY;
	if (PQstatus(c->conn) != CONNECTION_OK) {
		pg_say(c, "PostgreSQL", PQerrorMessage(c->conn));
		return GS_ERR_IO;
	}
	(void)PQsetNoticeReceiver(c->conn, take_notice, c);
	return PQsetnonblocking(c->conn, 1) == 0 ? GS_OK : GS_ERR_IO;
}

void pg_release(struct pg_connection *c)
{
	PQclear(c->lent);
	c->lent = NULL;
}

void pg_disconnect(struct pg_connection *c)
{
	pg_release(c);
	PQclear(c->ahead);
	c->ahead = NULL;
	PQfinish(c->conn);
	c->conn = NULL;
}

static int lose_connection(struct pg_connection *c, const char *why)
{
	c->lost = true;
	pg_say(c, "the connection is gone", why);
	return GS_ERR_IO;
}

static int64_t steady_ms(void)
{
	struct timespec now = {.tv_sec = 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until the socket can be used, at most to `end`. */
static int await_socket(struct pg_connection *c, short events, int64_t end)
{
	struct pollfd one = {PQsocket(c->conn), events, 0};
	int64_t left = end - steady_ms();

	if (left <= 0)
		return lose_connection(c, "no answer in time; a standby that "
		    "has to confirm may be away");
	return poll(&one, 1, (int)left) < 0 ?
	    lose_connection(c, "it cannot be waited for") : GS_OK;
}

static int send_query(struct pg_connection *c, int64_t end)
{
	int left = 0;
	int err = GS_OK;

	while (err == GS_OK && (left = PQflush(c->conn)) == 1) {
		err = await_socket(c, POLLIN | POLLOUT, end);
		if (err == GS_OK && PQconsumeInput(c->conn) == 0)
			err = lose_connection(c, PQerrorMessage(c->conn));
	}
	return err == GS_OK && left < 0 ?
	    lose_connection(c, PQerrorMessage(c->conn)) : err;
}

/* The last result of a statement; a failed one stays. */
static int receive_all(PGresult **out, struct pg_connection *c, int64_t end)
{
	int err = GS_OK;

	while (err == GS_OK) {
		while (err == GS_OK && PQisBusy(c->conn) != 0) {
			err = await_socket(c, POLLIN, end);
			if (err == GS_OK && PQconsumeInput(c->conn) == 0)
				err = lose_connection(c,
				    PQerrorMessage(c->conn));
		}
		if (err != GS_OK)
			break;
		PGresult *r = PQgetResult(c->conn);
		if (r == NULL)
			break;
		PQclear(*out);
		*out = r;
	}
	return err;
}

static int judge_result(struct pg_connection *c, const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);
	const char *state = NULL;

	if (PQstatus(c->conn) == CONNECTION_BAD)
		return lose_connection(c, PQerrorMessage(c->conn));
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return GS_OK;
	pg_say(c, "PostgreSQL", PQresultErrorMessage(r));

	state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (state == NULL)
		return lose_connection(c, PQerrorMessage(c->conn));
	if (strcmp(state, "23505") == 0)
		return GS_ERR_DUPLICATE;
	return strncmp(state, "XX", 2) == 0 ? GS_ERR_CORRUPT : GS_ERR_IO;
}

int pg_ask(PGresult **out, struct pg_connection *c, const char *sql,
    const struct pg_values *v)
{
	static const struct pg_values nothing;
	PGresult *r = NULL;
	int64_t end = steady_ms() + PATIENCE * 1000;

	if (v == NULL)
		v = &nothing;
	if (c->lost)
		return GS_ERR_IO;
	c->warned = false;
	if (PQsendQueryParams(c->conn, sql, v->count, NULL, v->ptrs, v->lens,
	        v->binary, 1) == 0)
		return lose_connection(c, PQerrorMessage(c->conn));

	int err = send_query(c, end);
	if (err == GS_OK)
		err = receive_all(&r, c, end);
	if (err == GS_OK)
		err = r == NULL ? lose_connection(c, "no result") :
		    judge_result(c, r);
	if (err == GS_OK && out != NULL)
		*out = r;
	else
		PQclear(r);
	return err;
}

int pg_run(uint64_t *rows, struct pg_connection *c, const char *sql,
    const struct pg_values *v)
{
	PGresult *r = NULL;

	int err = pg_ask(&r, c, sql, v);
	if (err == GS_OK && rows != NULL)
		*rows = strtoull(PQcmdTuples(r), NULL, 10);
	PQclear(r);
	return err;
}

int pg_row(struct pg_connection *c, const char *sql, const struct pg_values *v)
{
	PGresult *r = NULL;

	pg_release(c);
	int err = pg_ask(&r, c, sql, v);
	if (err != GS_OK)
		return err;
	if (PQntuples(r) == 0) {
		PQclear(r);
		return GS_ERR_UNKNOWN;
	}
	c->lent = r;
	return GS_OK;
}

struct gs_span pg_span(const PGresult *r, int row, int column)
{
	return (struct gs_span){(const uint8_t *)PQgetvalue(r, row, column),
	    (size_t)PQgetlength(r, row, column)};
}

int pg_number(uint64_t *out, const PGresult *r, int row, int column)
{
	struct gs_span s = pg_span(r, row, column);

	if (s.len != 8)
		return GS_ERR_CORRUPT;
	*out = 0;
	for (size_t i = 0; i < s.len; i++)
		*out = *out << 8 | s.ptr[i];
	return GS_OK;
}

int pg_copy(uint8_t *out, size_t len, const PGresult *r, int row, int column)
{
	struct gs_span s = pg_span(r, row, column);

	if (s.len != len)
		return GS_ERR_CORRUPT;
	memcpy(out, s.ptr, len);
	return GS_OK;
}
