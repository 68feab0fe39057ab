/* SPDX-License-Identifier: Apache-2.0 */
/* Argon2id: 32 bytes of a text that somebody might guess, at a cost that keeps
 * them from trying many.  A page that did one already does it once
 * (web/stretch.h). */
#ifndef GS_LIB_STRETCH_H
#define GS_LIB_STRETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/host.h"

#define GS_STRETCH_SALT 16
#define GS_STRETCH_LEN 32

struct gs_stretch {
	const uint8_t *salt; /* GS_STRETCH_SALT */
	uint64_t passes, kib;
	bool secret; /* the text, which is somebody's passphrase */
};

/* GS_ERR_MEMORY; in a page also GS_ERR_DENIED: nothing was opened before. */
GS_CHECKED int gs_stretch(uint8_t out[GS_STRETCH_LEN],
    const struct gs_stretch *how, struct gs_span text);
/* The work itself, whatever was done before.  GS_ERR_MEMORY. */
GS_CHECKED int gs_stretch_anew(uint8_t out[GS_STRETCH_LEN],
    const struct gs_stretch *how, struct gs_span text);

#endif
