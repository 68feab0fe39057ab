/* SPDX-License-Identifier: Apache-2.0 */
/* The registrar's list, on the server's machine or on one of the registrar's
 * own: there it has the names, and the server holders, codes' nonces and keys
 * (docs/spec/http.md, "The registrar"). */
#ifndef GS_ADMIN_REGISTRY_H
#define GS_ADMIN_REGISTRY_H

#include "cli/common/source.h"
#include "store/staff.h"

/* The first lines are the caller's. */
struct gs_registry {
	const char *dir;
	/* Of a registrar elsewhere: the server, the role's key, the log's
	 * (NULL: DIR/vkey).  `sign` NULL: DIR is the channel's own. */
	const char *server, *sign, *key;
	struct gs_http_way way;
	struct gs_key_ring ring; /* secret; goes into `log` */
	struct gs_database *staff;
	struct gs_source log;
	bool has_log;
	uint64_t turn; /* of the server's list */
};

/* Opens the list alone. */
GS_CHECKED int gs_registry_open_list(struct gs_registry *r);
/* And the log; elsewhere also takes in what was handed in at the server since,
 * and keeps what invitations need of it in DIR.  Both say what is wrong.
 * Release with gs_registry_close in any case. */
GS_CHECKED int gs_registry_open(struct gs_registry *r);
void gs_registry_close(struct gs_registry *r);

/* What was handed in at the server since; nothing to do here. */
GS_CHECKED int gs_registry_take(struct gs_registry *r);
/* The same change of the server's list; nothing to do where it is this one. */
GS_CHECKED int gs_registry_close_edition(struct gs_registry *r,
    uint64_t edition);
GS_CHECKED int gs_registry_reopen(struct gs_registry *r, uint64_t edition);
GS_CHECKED int gs_registry_unlink(struct gs_registry *r, uint64_t edition);
/* Of a gs_code_desk: NULL where the codes go nowhere else. */
GS_CHECKED int gs_registry_codes(struct gs_registry *r, struct gs_span rows,
    uint64_t first);

#endif
