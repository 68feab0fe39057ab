/* SPDX-License-Identifier: Apache-2.0 */
/* C2SP signed notes, `cosignature/v1`, and the checkpoints of tlog-checkpoint.
 * Two algorithms are known: Ed25519 signatures (0x01) and timestamped Ed25519
 * cosignatures (0x04).  Signatures by anything else are ignored, as the
 * specification demands, but must be well formed. */
#ifndef GS_LIB_LOG_NOTE_H
#define GS_LIB_LOG_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/tree/signed_note.h"

#define GS_NOTE_MAX 65536         /* bytes, signatures included */
#define GS_NOTE_SIGNATURES_MAX 100
#define GS_NOTE_TIME_MAX INT64_MAX

struct gs_verifier {
	char name[GS_NOTE_NAME_MAX + 1];
	enum gs_key_type type;
	uint8_t id[GS_NOTE_KEY_ID];
	uint8_t key[32];
};

/* secret; gs_signer_wipe when done. */
struct gs_signer {
	struct gs_verifier verifier;
	uint8_t secret[64]; /* as libsodium has it: seed, public key */
};

/* GS_ERR_FORMAT: gs_note_name_valid refuses the name. */
GS_CHECKED int gs_verifier_init(struct gs_verifier *out, const char *name,
    enum gs_key_type type, const uint8_t key[32]);
/* `<name>+<id>+<key>`.  GS_ERR_UNKNOWN: another algorithm; GS_ERR_MISMATCH:
 * the id is not the key's. */
GS_CHECKED int gs_verifier_parse(struct gs_verifier *out, const void *text,
    size_t len);
void gs_verifier_write(struct gs_writer *w, const struct gs_verifier *v);

/* `seed` is secret. */
GS_CHECKED int gs_signer_init(struct gs_signer *out, const char *name,
    enum gs_key_type type, const uint8_t seed[32]);
/* `secret` is secret; GS_ERR_MISMATCH unless its second half is the public
 * key of its first. */
GS_CHECKED int gs_signer_init_secret(struct gs_signer *out, const char *name,
    enum gs_key_type type, const uint8_t secret[64]);
/* `PRIVATE+KEY+<name>+<id>+<seed>`, secret.  Errors as gs_verifier_parse. */
GS_CHECKED int gs_signer_parse(struct gs_signer *out, const void *text,
    size_t len);
void gs_signer_write(struct gs_writer *w, const struct gs_signer *s);
void gs_signer_wipe(struct gs_signer *s);

/* One signature line over `text`, to be appended to a note.  A cosignature
 * says `time` (POSIX seconds); a plain signature has none.  GS_ERR_FORMAT if
 * `text` cannot be the text of a note, GS_ERR_RANGE, GS_ERR_SPACE,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_note_sign_line(struct gs_writer *w,
    const struct gs_signer *s, uint64_t time, const void *text, size_t len);
/* A whole note. */
GS_CHECKED int gs_note_sign(struct gs_writer *w, const void *text, size_t len,
    const struct gs_signer *signers, size_t count, uint64_t time);

/* A note's two parts, borrowed from the note. */
struct gs_note {
	const uint8_t *text; /* its last LF included */
	size_t text_len;
	const uint8_t *lines; /* the signature lines */
	size_t lines_len;
};

/* Whether a verifier's key has signed, and when. */
struct gs_attestation {
	bool good;
	uint64_t time; /* of a cosignature, else 0 */
};

/* Whether it is a cosignature of that time or an earlier one.  One at time 0 is
 * not: nobody can say when it was. */
bool gs_note_cosigned_by(const struct gs_attestation *a, uint64_t time);
/* Whether these have cosigned enough; `by` is one bool a witness. */
typedef bool gs_note_enough_fn(const void *ctx, const bool *by);
/* The earliest time by which enough of the `count` witnesses, at most
 * GS_NOTE_SIGNATURES_MAX, had cosigned: fewer than enough cannot move it back.
 * 0: they are not enough, or not before a time beyond all calendars
 * (GS_TIME_MAX), which says nothing. */
uint64_t gs_note_time(const struct gs_attestation *witnesses, size_t count,
    gs_note_enough_fn *enough, const void *ctx);

/* The form alone: nothing has been verified.  GS_ERR_FORMAT, GS_ERR_RANGE. */
GS_CHECKED int gs_note_parse(struct gs_note *out, const void *note,
    size_t len);
/* Opens a note: at least one of `verifiers` has signed, and none of them
 * badly.  verified[i] tells about verifiers[i]; of several lines by one key
 * the first counts, but all must verify.  GS_ERR_FORMAT, GS_ERR_RANGE,
 * GS_ERR_SIGNATURE (a bad one by a known key), GS_ERR_UNKNOWN (none by a known
 * key), GS_ERR_MEMORY. */
GS_CHECKED int gs_note_open(struct gs_note *out,
    struct gs_attestation *verified, const void *note, size_t len,
    const struct gs_verifier *verifiers, size_t count);

/* A note that was opened, with the lines of these verifiers alone, the first
 * of each, in the order of the verifiers: what others add to a note proves
 * nothing and could mark it.  GS_ERR_FORMAT, GS_ERR_RANGE, GS_ERR_SPACE. */
GS_CHECKED int gs_note_strip(struct gs_writer *w, const void *note,
    size_t len, const struct gs_verifier *verifiers, size_t count);

/* The same note with one line alone, the log's, whose signature is given or
 * taken out: so it is told in few bytes, and in one form.  It is verified by
 * whoever opens the note.  The second: errors of gs_note_parse;
 * GS_ERR_UNKNOWN: it has no such line. */
struct gs_checkpoint;
void gs_checkpoint_join(struct gs_writer *w, const struct gs_checkpoint *c,
    const struct gs_verifier *log, const uint8_t signature[64]);
GS_CHECKED int gs_checkpoint_signature(uint8_t signature[64],
    const void *note, size_t len, const struct gs_verifier *log);

/* Three lines; extension lines are refused, since nothing audits them. */
struct gs_checkpoint {
	char origin[GS_NOTE_NAME_MAX + 1]; /* a valid name */
	uint64_t size;                     /* at most INT64_MAX */
	uint8_t root[32];
};

GS_CHECKED int gs_checkpoint_parse(struct gs_checkpoint *out,
    const void *text, size_t len);
void gs_checkpoint_write(struct gs_writer *w, const struct gs_checkpoint *c);
GS_CHECKED int gs_checkpoint_sign(struct gs_writer *w,
    const struct gs_checkpoint *c, const struct gs_signer *signers,
    size_t count, uint64_t time);
/* verifiers[0] (count >= 1) is the log's: it must have signed, and its name
 * must be the origin (GS_ERR_MISMATCH).  The others, witnesses as a rule, may
 * have.  Errors otherwise as gs_note_open. */
GS_CHECKED int gs_checkpoint_open(struct gs_checkpoint *out,
    struct gs_attestation *verified, const void *note, size_t len,
    const struct gs_verifier *verifiers, size_t count);

#endif
