/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgresql/lead.h"

#include <stdio.h>
#include <string.h>

#include "store/log_claim.h"
#include "store/postgresql/standbys.h"

/* By it another node knows whom to end that holds the lead's row. */
#define LEADER "gainsayd leader"

static int refuse_settings(struct pg_connection *c, const char *why)
{
	pg_say(c, "PostgreSQL is not set up to keep what it confirms", why);
	return GS_ERR_RULE;
}

/* What has been confirmed is on every machine that may be promoted. */
static int require_durable(struct pg_connection *c)
{
	uint64_t weak = 1, standby = 1;

	int err = pg_row(c, "SELECT "
	    "(current_setting('fsync') <> 'on' OR"
	    " current_setting('full_page_writes') <> 'on')::int::bigint,"
	    " pg_is_in_recovery()::int::bigint,"
	    " current_setting('synchronous_standby_names')", NULL);
	if (err == GS_OK)
		err = pg_number(&weak, c->lent, 0, 0);
	if (err == GS_OK)
		err = pg_number(&standby, c->lent, 0, 1);
	if (err != GS_OK)
		return err;

	struct gs_span names = pg_span(c->lent, 0, 2);
	if (standby != 0)
		return refuse_settings(c, "this is a standby; promote it, or "
		    "connect to the primary");
	if (weak != 0)
		return refuse_settings(c, "fsync and full_page_writes are to "
		    "be on");
	if (names.len >= sizeof c->standbys)
		return refuse_settings(c, "synchronous_standby_names is too "
		    "long");
	memcpy(c->standbys, names.ptr, names.len);
	c->standbys[names.len] = '\0';
	return pg_standbys_all(c->standbys) ? GS_OK : refuse_settings(c,
	    "synchronous_standby_names is to be 'FIRST n (...)' with exactly n "
	    "names");
}

/* Who holds the row is a leader that waits for a standby, or has stopped in the
 * middle; its commit is durable or not, and this connection finds which. */
static int end_others(struct pg_connection *c)
{
	return pg_run(NULL, c, "SELECT pg_terminate_backend(pid, 5000) FROM "
	    "pg_stat_activity WHERE datname = current_database() AND "
	    "usename = current_user AND application_name = '" LEADER "' AND "
	    "pid <> pg_backend_pid()", NULL);
}

/* Durable wherever all before it is: the write-ahead log is in order. */
static int pg_move_term(struct pg_connection *c, uint64_t from,
    const struct gs_log_claim *claim)
{
	struct pg_values v = {.count = 0};
	uint64_t rows = 0;

	pg_add_number(&v, from);
	pg_add_bytes(&v, claim->node, GS_LOG_NODE_LEN);
	int err = pg_run(&rows, c, "UPDATE lead SET term = term + 1, "
	    "node = $2::bytea WHERE term = $1::bigint", &v);
	if (err == GS_OK && c->warned)
		err = GS_ERR_IO;
	if (err == GS_OK && rows != 1)
		err = GS_ERR_BUSY;
	return err;
}

static int take_term(struct pg_connection *c, uint64_t from,
    const struct gs_log_claim *claim)
{
	int err = pg_run(NULL, c, "SET application_name = '" LEADER "'", NULL);
	if (err == GS_OK)
		err = pg_run(NULL, c, "SET lock_timeout = '2s'", NULL);
	if (err != GS_OK)
		return err;

	err = pg_move_term(c, from, claim);
	if (err == GS_ERR_IO && !c->lost && !c->warned) {
		err = end_others(c);
		if (err == GS_OK)
			err = pg_move_term(c, from, claim);
	}
	if (err == GS_OK)
		c->term = from + 1;
	return err;
}

static int read_lead(uint64_t *term, uint8_t node[GS_LOG_NODE_LEN],
    struct pg_connection *c)
{
	int err = pg_row(c, "SELECT term, node FROM lead", NULL);

	if (err == GS_OK)
		err = pg_number(term, c->lent, 0, 0);
	if (err == GS_OK)
		err = pg_copy(node, GS_LOG_NODE_LEN, c->lent, 0, 1);
	return err == GS_ERR_UNKNOWN ? GS_ERR_CORRUPT : err;
}

int pg_leader(uint8_t node[GS_LOG_NODE_LEN], struct pg_connection *c)
{
	uint64_t term = 0;

	return read_lead(&term, node, c);
}

int pg_lead(uint8_t other[GS_LOG_NODE_LEN], struct pg_connection *c,
    const struct gs_log_claim *claim)
{
	uint64_t term = 0;

	int err = require_durable(c);
	if (err == GS_OK)
		err = read_lead(&term, other, c);
	if (err == GS_OK && !gs_claim_holds(other, claim))
		err = GS_ERR_DENIED;
	return err == GS_OK ? take_term(c, term, claim) : err;
}

int pg_begin(struct pg_connection *c)
{
	pg_release(c);
	if (c->wanted || c->open)
		return GS_ERR_INTERNAL;
	c->wanted = true;
	return GS_OK;
}

static int pg_depose_node(struct pg_connection *c, int err, const char *why)
{
	c->lost = true;
	pg_say(c, "this node leads no more", why);
	return err;
}

/* The row stays as it is until this transaction ends. */
static int pg_look_at_term(struct pg_connection *c)
{
	struct pg_values v = {.count = 0};

	pg_add_number(&v, c->term);
	int err = pg_row(c, "SELECT current_setting("
	    "'synchronous_standby_names') FROM lead WHERE term = $1::bigint "
	    "FOR SHARE", &v);
	if (err == GS_ERR_UNKNOWN)
		return pg_depose_node(c, GS_ERR_DENIED,
		    "another one has the term");
	if (err != GS_OK)
		return err;

	struct gs_span names = pg_span(c->lent, 0, 0);
	if (names.len != strlen(c->standbys) ||
	    memcmp(names.ptr, c->standbys, names.len) != 0)
		return pg_depose_node(c, GS_ERR_IO,
		    "synchronous_standby_names was changed since it began");
	return GS_OK;
}

int pg_hold(struct pg_connection *c)
{
	if (c->lost)
		return GS_ERR_IO;
	if (c->open)
		return GS_OK;
	if (!c->wanted)
		return GS_ERR_INTERNAL;
	if (c->term == 0)
		return GS_ERR_DENIED;

	c->wanted = false;
	int err = pg_run(NULL, c, "BEGIN", NULL);
	c->open = err == GS_OK;
	return err == GS_OK ? pg_look_at_term(c) : err;
}

int pg_commit(struct pg_connection *c)
{
	PGresult *r = NULL;

	pg_release(c);
	if (!c->open) {
		bool wanted = c->wanted;

		c->wanted = false;
		return wanted ? GS_OK : GS_ERR_IO;
	}

	int err = pg_ask(&r, c, "COMMIT", NULL);
	c->open = false;
	if (err != GS_OK || c->warned) {
		c->lost = true;
		err = GS_ERR_IO;
	} else if (strcmp(PQcmdStatus(r), "COMMIT") != 0) {
		err = GS_ERR_IO; /* an error before it: nothing happened */
	}
	PQclear(r);
	return err;
}

int pg_rollback(struct pg_connection *c)
{
	bool open = c->open;

	pg_release(c);
	PQclear(c->ahead);
	c->ahead = NULL;
	c->open = c->wanted = false;
	return open ? pg_run(NULL, c, "ROLLBACK", NULL) : GS_OK;
}
