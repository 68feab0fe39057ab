/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds a role.  Several people may: then any of them signs for it, save
 * charters, which a threshold of the authority's holders sign. */
#include "core/channel/channel.h"

const struct gs_role *gs_charter_holder(const struct gs_charter *charter,
    const char *name, size_t n)
{
	for (size_t i = 0; i < charter->role_count; i++)
		if (gs_part_is(&charter->roles[i].name, name) && n-- == 0)
			return &charter->roles[i];
	return NULL;
}

const struct gs_role *gs_charter_role(const struct gs_charter *charter,
    const char *name)
{
	return gs_charter_holder(charter, name, 0);
}

bool gs_charter_has_origin(const struct gs_charter *charter,
    const char *origin)
{
	struct gs_part named = gs_record_part(&charter->rec, "origin");

	return gs_part_is(&named, origin);
}

bool gs_charter_has_log_key(const struct gs_charter *charter,
    const uint8_t key[32])
{
	const struct gs_role *log = gs_charter_role(charter, "log");

	return log != NULL && memcmp(log->key.ptr, key, 32) == 0;
}

int gs_charter_signed(const struct gs_role **holder,
    const struct gs_charter *charter, const struct gs_record *rec,
    const char *role)
{
	const struct gs_role *held = NULL;
	int err = gs_record_signed_by(rec, role) ? GS_ERR_SIGNATURE :
	    GS_ERR_UNKNOWN;

	for (size_t i = 0; err == GS_ERR_SIGNATURE &&
	    (held = gs_charter_holder(charter, role, i)) != NULL; i++)
		err = gs_record_verify(rec, role, held->key.ptr);
	if (err == GS_OK && holder != NULL)
		*holder = held;
	return err;
}
