/* SPDX-License-Identifier: Apache-2.0 */
/* What a member keeps on paper: where the channel is, and the secrets of their
 * newest keys (docs/spec/records.md, "Recovery").  Secret as a whole. */
#ifndef GS_LIB_RECORDS_RECOVERY_H
#define GS_LIB_RECORDS_RECOVERY_H

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/proof/member.h"
#include "lib/report.h"

#define GS_RECOVERY_MAX ((size_t)4 << 10)
#define GS_RECOVERY_KEYS 8 /* as many as one QR code has room for */

struct gs_recovery {
	uint8_t channel[32];
	const char *server, *key; /* its address; its log's verifier key */
	struct gs_recovery_key {
		uint64_t edition;
		struct gs_secret secret;
	} keys[GS_RECOVERY_KEYS]; /* editions ascend */
	size_t count;
};

/* Texts in the arena.  GS_ERR_FORMAT, with the reason: it was copied wrong;
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_recovery_parse(struct gs_recovery *out,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);
/* `w` is empty and has room for GS_RECOVERY_MAX bytes.  GS_ERR_FORMAT,
 * GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_recovery_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_recovery *recovery);

#endif
