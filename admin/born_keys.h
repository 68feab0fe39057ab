/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that are made where a channel is founded, because nobody brought one. */
#ifndef GS_ADMIN_BORN_KEYS_H
#define GS_ADMIN_BORN_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/records/plan.h"

#define GS_BORN_KEYS_MAX (GS_ROLES_MAX + GS_SEALS_MAX + GS_REVEALS_MAX)
#define GS_BORN_NAME_MAX 80

struct gs_born_key {
	const struct gs_plan_line *line;
	char name[GS_BORN_NAME_MAX]; /* of its file: "office.key" */
	bool identity;               /* it opens what is sealed: "office.age" */
	uint8_t secret[32];          /* secret: seed, or age identity */
};

/* Secret as a whole; wipe it. */
struct gs_born_keys {
	struct gs_born_key key[GS_BORN_KEYS_MAX];
	size_t count;
	/* Of the authority's holders, as libsodium has them. */
	uint8_t authority[GS_ROLES_MAX][64];
	size_t authority_count;
};

/* Makes a key for each line of the plan that has none, and enters it there.
 * Says what is wrong. */
GS_CHECKED int gs_born_keys_make(struct gs_born_keys *out,
    struct gs_plan *plan);
/* Writes the file of one, mode 0600, into the folder `dir`; the log's is a
 * signer's named `origin`.  Says what is wrong. */
GS_CHECKED int gs_born_key_write(const struct gs_born_key *key,
    const char *dir, const char *origin);
/* Whether it is the server's own, which stays where it is. */
bool gs_born_key_serves(const struct gs_born_key *key);

#endif
