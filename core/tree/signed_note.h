/* SPDX-License-Identifier: Apache-2.0 */
/* What the signatures of a note are over, and by whose keys (C2SP signed-note,
 * tlog-checkpoint, tlog-cosignature): for records that hold a note, and for
 * whoever reads or writes one. */
#ifndef GS_CORE_SIGNED_NOTE_H
#define GS_CORE_SIGNED_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/host.h"

#define GS_NOTE_NAME_MAX 255 /* bytes */
#define GS_NOTE_KEY_ID 4     /* bytes */

/* C2SP's numbers. */
enum gs_key_type {
	GS_KEY_ED25519 = 0x01,
	GS_KEY_COSIGNATURE = 0x04
};

/* Whether a key that signs notes, a log's or a witness's, may have this name
 * here: printable ASCII without space and '+', at most GS_NOTE_NAME_MAX bytes.
 * Signed notes allow more (C2SP signed-note), but of these no two look the
 * same. */
bool gs_note_name_valid(const void *name, size_t len);
/* By which a signature line names its key. */
void gs_note_key_id(uint8_t id[GS_NOTE_KEY_ID], struct gs_span name,
    enum gs_key_type type, const uint8_t key[32]);

/* The three lines that a checkpoint signs. */
void gs_note_checkpoint(struct gs_writer *w, struct gs_span origin,
    uint64_t size, const uint8_t root[32]);
/* The two lines that stand before the text in what a cosignature is over. */
#define GS_NOTE_COSIGNED_HEAD 64 /* bytes, at most */
void gs_note_cosigned_head(struct gs_writer *w, uint64_t time);

#endif
