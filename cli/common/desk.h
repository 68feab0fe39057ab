/* SPDX-License-Identifier: Apache-2.0 */
/* What the office's verbs share: keys, a memo's content, sending records. */
#ifndef GS_CLI_COMMON_DESK_H
#define GS_CLI_COMMON_DESK_H

#include "cli/common/source.h"
#include "lib/host.h"
#include "lib/records/office.h"

struct gs_opened {
	struct gs_pool pool;
	struct gs_content content;
	uint8_t *plain; /* secret */
	size_t plain_len;
};

/* Fetches and opens the memo's content with the age identity in the file
 * `identity`.  Says what is wrong. */
GS_CHECKED int gs_desk_open(struct gs_opened *out, const struct gs_source *s,
    const struct gs_memo *memo, const char *identity);
void gs_desk_close(struct gs_opened *opened);
/* An age identity out of a file.  Secret. */
GS_CHECKED int gs_desk_identity(uint8_t identity[32], const char *path);
/* An Ed25519 secret out of a seed file.  Secret. */
GS_CHECKED int gs_desk_key(uint8_t secret[64], const char *path);
/* POST /records with one record and the files that it names; prints where it
 * entered the log. */
GS_CHECKED int gs_desk_send(const struct gs_source *s, struct gs_span record,
    const struct gs_span *contents, size_t count);

#endif
