/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/cosigning.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_TYPE "text/x.tlog.size"
#define SHOWN 120 /* bytes of a witness's own words */

int gs_cosign_write(struct gs_writer *w,
    const struct gs_cosign_subject *subject, uint64_t old,
    const uint8_t (*proof)[32], size_t count)
{
	gs_write_text(w, "old ");
	gs_write_decimal(w, old);
	gs_write_text(w, "\n");
	for (size_t i = 0; i < count; i++) {
		gs_write_base64(w, proof[i], 32);
		gs_write_text(w, "\n");
	}
	gs_write_text(w, "\n");
	gs_write_bytes(w, subject->note.ptr, subject->note.len);
	return gs_writer_end(w);
}

/* Its words, if they are some that a terminal can show. */
static struct gs_message_value own_words(const struct gs_cosign_reply *reply)
{
	size_t len = 0;

	while (len < reply->body.len && len < SHOWN &&
	    reply->body.ptr[len] >= 0x20 && reply->body.ptr[len] < 0x7f)
		len++;
	return len == 0 ? gs_say_text("(no words)") :
	    gs_say_span(reply->body.ptr, len);
}

static void say_status(struct gs_cosign_answer *out,
    const struct gs_verifier *witness, const struct gs_cosign_reply *reply)
{
	gs_report_tell(&out->said, "witness-refuses", "the witness {0} "
	    "answers {1}: {2}", gs_say_text(witness->name),
	    gs_say_number(reply->status), own_words(reply));
}

/* 409: the one answer that says how far the witness is. */
static void read_size(struct gs_cosign_answer *out,
    const struct gs_cosign_subject *subject,
    const struct gs_verifier *witness, const struct gs_cosign_reply *reply)
{
	struct gs_span body = reply->body;

	if (reply->type == NULL || strcmp(reply->type, SIZE_TYPE) != 0 ||
	    body.len < 2 || body.ptr[body.len - 1] != '\n' ||
	    gs_decimal_decode(&out->size, body.ptr, body.len - 1, INT64_MAX) !=
	        GS_OK) {
		out->word = GS_COSIGN_FAILED;
		say_status(out, witness, reply);
		return;
	}
	if (out->size <= subject->checkpoint->size) {
		out->word = GS_COSIGN_SIZE;
		return;
	}

	out->word = GS_COSIGN_AHEAD;
	gs_report_tell(&out->said, "witness-ahead", "the witness {0} has "
	    "cosigned {1} entries of this log, and the server shows {2}: the "
	    "server was restored from a backup, or shows others another log",
	    gs_say_text(witness->name), gs_say_number(out->size),
	    gs_say_number(subject->checkpoint->size));
}

/* The note with the lines of the body verifies under the witness's key, and the
 * line is one of now: the server adds it to others. */
static void read_cosignature(struct gs_cosign_answer *out,
    const struct gs_cosign_subject *subject,
    const struct gs_verifier *witness, const struct gs_cosign_reply *reply)
{
	const struct gs_verifier keys[] = {*subject->log, *witness};
	struct gs_attestation good[2] = {{.good = false}, {.good = false}};
	struct gs_checkpoint c;
	size_t len = subject->note.len + reply->body.len;
	uint8_t *both = malloc(len + 1);

	out->word = GS_COSIGN_FAILED;
	if (both == NULL) {
		gs_report_say(&out->said, "cosigning-memory",
		    "there is not enough memory to judge a witness's answer");
		return;
	}
	memcpy(both, subject->note.ptr, subject->note.len);
	if (reply->body.len > 0)
		memcpy(both + subject->note.len, reply->body.ptr,
		    reply->body.len);
	int err = gs_checkpoint_open(&c, good, both, len, keys, 2);
	free(both);

	if (err == GS_OK && gs_note_cosigned_by(&good[1], GS_NOTE_TIME_MAX)) {
		out->word = GS_COSIGN_GIVEN;
		out->lines = reply->body;
		return;
	}
	gs_report_tell(&out->said, "cosignature-not-its", "what the witness "
	    "{0} answered is no cosignature of this checkpoint under its key",
	    gs_say_text(witness->name));
}

void gs_cosign_read(struct gs_cosign_answer *out,
    const struct gs_cosign_subject *subject,
    const struct gs_verifier *witness, const struct gs_cosign_reply *reply)
{
	*out = (struct gs_cosign_answer){.word = GS_COSIGN_FAILED};

	if (reply->status == 200) {
		read_cosignature(out, subject, witness, reply);
	} else if (reply->status == 409) {
		read_size(out, subject, witness, reply);
	} else if (reply->status == 422) {
		out->word = GS_COSIGN_CONFLICT;
		gs_report_tell(&out->said, "witness-contradicts", "the "
		    "witness {0} refuses the checkpoint of {1} entries: what "
		    "it has cosigned of this log is no beginning of it ({2})",
		    gs_say_text(witness->name),
		    gs_say_number(subject->checkpoint->size),
		    own_words(reply));
	} else {
		say_status(out, witness, reply);
	}
}
