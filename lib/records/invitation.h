/* SPDX-License-Identifier: Apache-2.0 */
/* An invitation: what somebody eligible is handed so as to join a channel
 * (docs/spec/records.md, "invitation").  Nobody signs it: what makes its key
 * the channel's is the word code, which others have too. */
#ifndef GS_LIB_RECORDS_INVITATION_H
#define GS_LIB_RECORDS_INVITATION_H

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

#define GS_INVITATION_MAX ((size_t)16 << 10)
#define GS_INVITATION_WITNESSES 16

/* All texts end in NUL.  The code is secret until it is used. */
struct gs_invitation {
	uint8_t channel[32];
	const char *name;   /* the channel's, for people */
	const char *server; /* its address */
	const char *key;    /* its log's verifier key */
	const char *witness[GS_INVITATION_WITNESSES];
	size_t witnesses;
	/* The log's checkpoint when it was written: a note with the log's line
	 * alone.  Empty: the log had none. */
	struct gs_span checkpoint;
	uint64_t size; /* of that log, its entries; set by the reader */
	const char *code;   /* for enrolment, once */
};

/* Texts in the arena.  The checkpoint is signed by `key`.  GS_ERR_FORMAT,
 * GS_ERR_SIGNATURE, with the reason; GS_ERR_MEMORY. */
GS_CHECKED int gs_invitation_parse(struct gs_invitation *out,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);
/* `w` is empty and has room for GS_INVITATION_MAX bytes.  Of a checkpoint's
 * lines the log's alone is written.  GS_ERR_FORMAT: a text that no record
 * takes; GS_ERR_SPACE, GS_ERR_MEMORY; errors of gs_checkpoint_open. */
GS_CHECKED int gs_invitation_write(struct gs_writer *w,
    struct gs_arena *arena, const struct gs_invitation *invitation);
/* What the word code of a channel's key is made of (gs_word_code). */
void gs_channel_key_id(uint8_t id[32], const char *key,
    const uint8_t channel[32]);

#endif
