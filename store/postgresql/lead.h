/* SPDX-License-Identifier: Apache-2.0 */
/* Who leads, and the transactions of who does. */
#ifndef GS_STORE_POSTGRESQL_LEAD_H
#define GS_STORE_POSTGRESQL_LEAD_H

#include "store/log_calls.h"
#include "store/postgresql/connection.h"

GS_CHECKED int pg_leader(uint8_t node[GS_LOG_NODE_LEN],
    struct pg_connection *c);
GS_CHECKED int pg_lead(uint8_t other[GS_LOG_NODE_LEN], struct pg_connection *c,
    const struct gs_log_claim *claim);
GS_CHECKED int pg_begin(struct pg_connection *c);
/* Before a change: opens the transaction, and sees that the term holds. */
GS_CHECKED int pg_hold(struct pg_connection *c);
GS_CHECKED int pg_commit(struct pg_connection *c);
GS_CHECKED int pg_rollback(struct pg_connection *c);

#endif
