/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a witness, and what its answer means: C2SP tlog-witness,
 * from the side of whoever brings checkpoints. */
#ifndef GS_LIB_STEPS_COSIGNING_H
#define GS_LIB_STEPS_COSIGNING_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/log/note.h"
#include "lib/report.h"

/* A checkpoint that witnesses are asked to cosign. */
struct gs_cosign_subject {
	const struct gs_verifier *log;
	const struct gs_checkpoint *checkpoint;
	struct gs_span note;
};

/* The body of add-checkpoint for a witness that has cosigned `old` entries.
 * GS_ERR_SPACE. */
#define GS_COSIGN_BODY_MAX (GS_NOTE_MAX + 64 * 64)
GS_CHECKED int gs_cosign_write(struct gs_writer *w,
    const struct gs_cosign_subject *subject, uint64_t old,
    const uint8_t (*proof)[32], size_t count);

enum gs_cosign_word {
	GS_COSIGN_GIVEN,    /* `lines` */
	GS_COSIGN_SIZE,     /* it has cosigned `size` entries: ask from there */
	GS_COSIGN_AHEAD,    /* it has cosigned more than there are */
	GS_COSIGN_CONFLICT, /* what it has cosigned is no beginning of this */
	GS_COSIGN_FAILED    /* none of these; it is asked again, since its
	                     * owner may have it know the log by then */
};

struct gs_cosign_answer {
	enum gs_cosign_word word;
	uint64_t size;
	struct gs_span lines; /* of the body: one by the witness, verified */
	struct gs_report said; /* but where it is given, or of another size */
};

/* A witness's HTTP answer. */
struct gs_cosign_reply {
	unsigned status;
	const char *type; /* of its body; NULL: none is named */
	struct gs_span body;
};
void gs_cosign_read(struct gs_cosign_answer *out,
    const struct gs_cosign_subject *subject,
    const struct gs_verifier *witness, const struct gs_cosign_reply *reply);

#endif
