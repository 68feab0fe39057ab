/* SPDX-License-Identifier: Apache-2.0 */
/* The key of a role, in its holder's file under a passphrase
 * (docs/spec/keys.md). */
#ifndef GS_LIB_CLIENT_KEY_FILE_H
#define GS_LIB_CLIENT_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "lib/client/lock.h"
#include "lib/report.h"

#define GS_KEY_FILE_MAX 2048
#define GS_KEY_ROLE_MAX 64 /* bytes of a word */

/* What is sealed to the role, as the charter's lines are named. */
enum gs_key_opens {
	GS_KEY_OPENS_NOTHING,
	GS_KEY_OPENS_SEAL,  /* memos */
	GS_KEY_OPENS_REVEAL /* what makes members known */
};

/* Secret as a whole. */
struct gs_role_key {
	char role[GS_KEY_ROLE_MAX + 1];
	enum gs_key_opens opens;
	uint8_t seed[32];     /* Ed25519's */
	uint8_t identity[32]; /* age's, unless it opens nothing */
};

/* Whether the server signs in this role, without a person: its key is a seed in
 * clear text (gs_file_seed). */
bool gs_role_key_is_servers(const char *role);
/* Whether a key can be made for the role, and a charter's line name the holder.
 * GS_ERR_FORMAT: the role is no word of a record, or no line has such a holder;
 * GS_ERR_RULE: it is one of the server's own (log, enrol, promise), which have
 * no such file; each with a report. */
GS_CHECKED int gs_role_key_check(struct gs_report *report, const char *role,
    const char *holder);
/* A new key, hedged with the lock under which it will be kept.  As above, and
 * the errors of gs_lock_draw. */
GS_CHECKED int gs_role_key_new(struct gs_role_key *out,
    struct gs_report *report, const char *role, enum gs_key_opens opens,
    const struct gs_lock *lock);
/* The lines of a charter that name it, with this holder: they are answers as
 * well (docs/spec/answers.md).  GS_ERR_FORMAT, with a report: no line has such
 * a holder. */
GS_CHECKED int gs_role_key_lines(struct gs_writer *w,
    struct gs_report *report, const struct gs_role_key *key,
    const char *holder);

/* Whether it begins as such a file does. */
bool gs_role_key_is_file(const void *file, size_t len);
/* The file's bytes.  Errors of gs_lock_seal. */
GS_CHECKED int gs_role_key_write(struct gs_writer *w,
    const struct gs_role_key *key, const struct gs_lock *lock);
/* `path` is the file's, for the report.  Errors of gs_lock_read and
 * gs_lock_open. */
GS_CHECKED int gs_role_key_read(struct gs_role_key *out,
    struct gs_report *report, const char *path, struct gs_span file,
    struct gs_span passphrase);

#endif
