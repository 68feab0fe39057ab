/* SPDX-License-Identifier: Apache-2.0 */
/* The link to a box, `<server>/box/<memo id>#<fragment>`, and what follows from
 * its fragment, which the server never sees (docs/spec/http.md, "The box"). */
#ifndef GS_LIB_CLIENT_BOX_LINK_H
#define GS_LIB_CLIENT_BOX_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

#define GS_LINK_SERVER_MAX 512
#define GS_LINK_MAX (GS_LINK_SERVER_MAX + 5 + 64 + 1 + 43)
#define GS_BOX_SEALED_EXTRA (24 + 16) /* what sealing adds */

/* Secret as a whole: who has it reads the memo and may endorse. */
struct gs_box_link {
	char server[GS_LINK_SERVER_MAX]; /* its address, ends in NUL */
	uint8_t memo[32];
	uint8_t key[32]; /* the fragment */
};

/* One LF at the end is allowed.  GS_ERR_FORMAT. */
GS_CHECKED int gs_box_link_parse(struct gs_box_link *out,
    struct gs_report *report, const void *text, size_t len);
void gs_box_link_write(struct gs_writer *w, const struct gs_box_link *link);

/* Both secret, in hexadecimal with NUL, and go to the server: the token of
 * whoever has the link, and that of whoever opened the box, who has the seed of
 * the memo's author. */
void gs_box_token(char out[65], const struct gs_box_link *link);
void gs_box_owner(char out[65], const struct gs_box_link *link,
    const uint8_t seed[32]);
/* The package, padded.  *out is released by free (a sealed text is not secret),
 * or by gs_box_text_free.  GS_ERR_MEMORY, GS_ERR_RANDOM. */
GS_CHECKED int gs_box_seal(uint8_t **out, size_t *out_len,
    const struct gs_box_link *link, const void *text, size_t len);
/* GS_ERR_DENIED: sealed under another link or altered; GS_ERR_FORMAT. */
GS_CHECKED int gs_box_open(uint8_t **text, size_t *text_len,
    const struct gs_box_link *link, const void *sealed, size_t len);

/* The memo's sealed file under a further key, which the filing discloses: until
 * then the office cannot open what the box keeps for it.  Secret. */
void gs_box_file_key(uint8_t key[32], const struct gs_box_link *link);
GS_CHECKED int gs_box_file_seal(uint8_t **out, size_t *out_len,
    const struct gs_box_link *link, struct gs_span file);
/* Whoever has the key: the server at the filing. */
GS_CHECKED int gs_box_file_open(uint8_t **file, size_t *file_len,
    const uint8_t memo[32], const uint8_t key[32], struct gs_span sealed);
/* Wipes and frees; the caller's pointer is NULL afterwards. */
void gs_box_text_free(uint8_t **text, size_t len);

#endif
