/* SPDX-License-Identifier: Apache-2.0 */
/* Apart from store.c: who makes backups has no code to open channel.db. */
#include "store/sqlite.h"
#include "store/store.h"

int gs_store_copy(const char *to, const char *from)
{
	return gs_database_copy(to, from);
}
