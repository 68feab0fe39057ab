/* SPDX-License-Identifier: Apache-2.0 */
/* Where the log lies in a database elsewhere: who this node is, and the last
 * head that it signed.  A database that has less, or other entries, is an older
 * backup or a machine that should not have been promoted, and nothing is
 * signed. */
#ifndef GS_STORE_GUARD_H
#define GS_STORE_GUARD_H

#include "lib/report.h"
#include "store/log.h"

struct gs_guard {
	uint8_t node[GS_LOG_NODE_LEN], root[32];
	uint64_t size; /* 0: this node has signed nothing */
};

/* DIR/guard, made with a node's name by chance if it is not there. */
GS_CHECKED int gs_guard_load(struct gs_guard *out, const char *dir,
    struct gs_report *report);
/* Durable when it returns GS_OK. */
GS_CHECKED int gs_guard_save(const struct gs_guard *guard, const char *dir,
    struct gs_report *report);

#endif
