/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what the database calls synchronous_standby_names has every commit
 * confirmed by each of the machines that may be promoted. */
#ifndef GS_STORE_POSTGRESQL_STANDBYS_H
#define GS_STORE_POSTGRESQL_STANDBYS_H

#include <stdbool.h>

/* FIRST n of exactly n names, or one name.  ANY leaves open who has it, and so
 * does *. */
bool pg_standbys_all(const char *names);

#endif
