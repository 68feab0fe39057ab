/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "store/sqlite.h"

void gs_store_free(struct gs_database **store)
{
	gs_database_free(store);
}

int gs_store_begin(struct gs_database *store)
{
	return gs_database_begin(store);
}

int gs_store_commit(struct gs_database *store)
{
	return gs_database_commit(store);
}

int gs_store_rollback(struct gs_database *store)
{
	return gs_database_rollback(store);
}

int gs_store_tidy(struct gs_database *store)
{
	return gs_database_tidy(store);
}

int gs_store_tidy_room(uint64_t *bytes, struct gs_database *store)
{
	return gs_database_tidy_room(bytes, store);
}

int gs_store_tidy_reserve(struct gs_database *store, uint64_t bytes)
{
	return gs_database_tidy_reserve(store, bytes);
}
