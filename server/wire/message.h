/* SPDX-License-Identifier: Apache-2.0 */
/* All that passes between the front (parses requests) and the back (holds
 * databases and keys).  Values and spans only: nothing here points into
 * either's structures, so that the two are two processes (wire.h).
 *
 * The back judges a record by the log and says which member proofs it stands on
 * (`dry`); the gate checks them and asks again to have it done.  The back
 * judges again then, since others may have been quicker, and does it only if it
 * stands on the very proofs that were checked.  `dry`, `digest` and `why` are
 * the gate's, `proofs` is for it alone: no process hears of them from
 * another. */
#ifndef GS_SERVER_WIRE_MESSAGE_H
#define GS_SERVER_WIRE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "core/host.h"
#include "core/memo/memo.h"
#include "lib/host.h"
#include "lib/report.h"
#include "lib/records/receipt.h"

enum gs_ask_kind {
	GS_ASK_CHANNEL,    /* -> channel */
	GS_ASK_LOG,        /* reader -> nothing, or a refusal */
	GS_ASK_ROLL,       /* id -> bytes */
	GS_ASK_CONTENT,    /* reader, id -> bytes, channel.open */
	GS_ASK_READING,    /* id, nonce in token, texts[0]: the proof; dry ->
	                    * proofs; bytes: the reading key */
	GS_ASK_SUBMIT,     /* reader, texts[0], contents, keys, reading; dry;
	                    * placed */
	GS_ASK_FILING,     /* texts: the memo, then acts; contents[0]; dry;
	                    * bytes: the promise */
	GS_ASK_ACT,        /* token or zeros, texts[0], contents; dry; bytes:
	                    * the promise */
	GS_ASK_BOX_OPEN,   /* id, opening; dry */
	GS_ASK_BOX,        /* id, token -> box */
	GS_ASK_BOX_ACT,    /* id, token, texts: the act, and for a withdrawal
	                    * its endorsement; dry; bytes: the promise */
	GS_ASK_BOX_EXPORT, /* id, token -> box.count, texts */
	GS_ASK_BOX_FILE,   /* id, token, key, texts as for FILING; dry;
	                    * bytes: the promise */
	GS_ASK_BOX_PROLONG, /* id, token: the owner's -> box.expires */
	GS_ASK_BOX_REMOVE, /* id, token: the owner's */
	GS_ASK_ENROL,      /* nonce in id, digest, enrol; dry -> nothing;
	                    * texts: receipts */
	GS_ASK_CODE,       /* texts[0]: who signed in -> bytes: the
	                    * code, secret */
	GS_ASK_STAFF,      /* reader, staff, keys: rows -> staff, bytes */
	GS_ASK_PASSING,    /* reader, passed, keys: what is handed in, if it has
	                    * a turn -> staff.turn, else also bytes */
	GS_ASK_CLOCK,      /* now, token: the exercise's key */
	GS_ASK_COSIGN,     /* texts[0]: a note -> placed.size, texts: who has
	                    * not cosigned it */
	GS_ASK_HEALTH,     /* -> nothing, or an error: it cannot serve */
	GS_ASK_REFUSAL,    /* the gate's alone: id, texts[0], why -> refusal */
	GS_ASK_KINDS
};

/* What the registrar asks of the enrolments (docs/spec/http.md, "The
 * registrar"). */
enum gs_staff_step {
	GS_STAFF_STEP_READ, GS_STAFF_STEP_CODES, GS_STAFF_STEP_CLOSE,
	GS_STAFF_STEP_REOPEN, GS_STAFF_STEP_UNLINK, GS_STAFF_STEPS
};

/* What passes between the registrar and the second signer. */
enum gs_passed_item {
	GS_PASSED_ROLL, GS_PASSED_SAMPLE, GS_PASSED_ASKED, GS_PASSED_ITEMS
};

/* A box that somebody wants to open. */
struct gs_opening {
	uint8_t roll[32], charter[32];
	int64_t after; /* a day since 1970 */
	uint8_t token_hash[32], owner_hash[32];
	struct gs_span sealed, file;
	uint32_t slot;
	struct gs_span proof;
};

/* Borrowed until the answer is there. */
struct gs_ask {
	enum gs_ask_kind kind;
	bool dry;
	uint8_t id[32];    /* memo, root, hash or code nonce, as `kind` says */
	uint8_t token[32]; /* of the box, secret */
	/* What the asker shows of themselves, for the back to judge
	 * (docs/spec/http.md, "Reading"). */
	struct {
		bool has_bearer;
		uint8_t bearer[32];   /* secret: a box's token, a reading key */
		struct gs_span request; /* a `request` record; empty: none */
		struct gs_span path;  /* method, blank, path of this request */
		uint8_t body[32];     /* SHA-256 of its body */
	} reader;
	uint8_t key[32];   /* of the box's file: disclosed by its filing */
	uint8_t digest[32]; /* of an enrolment request; in earnest, of the
	                     * proofs that were checked */
	const struct gs_span *texts;
	size_t text_count;
	const struct gs_span *contents;
	size_t content_count;
	struct gs_span keys, reading; /* secret: 32 bytes, or none */
	struct gs_opening opening;
	struct {
		enum gs_staff_step step;
		uint64_t turn, edition;
	} staff;
	struct {
		enum gs_passed_item item;
		uint64_t turn; /* 0: what is there is asked for */
	} passed;
	const struct gs_enrol_key *enrol; /* without receipts */
	size_t enrol_count;
	int64_t now;
	const struct gs_report *why; /* never crosses */
};

/* A member proof that a record stands on. */
struct gs_wire_proof {
	uint8_t root[32];
	struct gs_span scope, message, proof;
};

/* What the back knows.  Every span lies in `pool`, which the asker frees with
 * gs_answer_free. */
struct gs_answer {
	int err; /* enum gs_err */
	struct gs_report report; /* if err: the fact, for a person; may be
	                            empty, then the error says it all */
	size_t line; /* of the record, 0 if it is not about one line */
	struct gs_pool pool;
	struct gs_span bytes;
	struct gs_span *texts;
	size_t text_count;
	struct gs_wire_proof *proofs;
	size_t proof_count;
	struct {
		int64_t at;
		uint64_t index, size;
	} placed;
	/* Of the enrolments: how many changes the registrar asked for, the last
	 * edition that is closed, the first and the last with keys that are
	 * tied to holders; 0: none. */
	struct {
		uint64_t turn, closed, first, last;
	} staff;
	struct {
		struct gs_span origin, vkey, name, readers;
		uint8_t id[32];
		bool exercise;
		bool open; /* what was asked for is for everybody */
		int64_t now;
		uint64_t size;
		uint64_t enrolling; /* first edition that takes keys */
	} channel;
	/* Of every answer that is no refusal: the version of the charter in
	 * force (0: none), and whether the log is for everybody under it. */
	struct {
		uint64_t version;
		bool open;
	} charter;
	struct {
		uint8_t roll[32], charter[32];
		int64_t after, expires; /* days since 1970 */
		bool filed;
		struct gs_span sealed, file, count;
	} box;
	/* If err: the signed record of it, if there is one. */
	struct gs_span refusal;
};

void gs_answer_start(struct gs_answer *answer);
void gs_answer_free(struct gs_answer *answer);

/* A no.  Each of these sets the answer's error, returns it, and leaves what the
 * answer holds otherwise as it was.  There is nothing to say beyond the error,
 * or it has been said: */
int gs_answer_fail(struct gs_answer *answer, int err);
/* A sentence, as for gs_report_say and gs_report_tell: */
int gs_answer_refuse(struct gs_answer *answer, int err, const char *code,
    const char *sentence);
#define gs_answer_tell(answer, err, code, sentence, ...) \
	gs_answer_values((answer), (err), (code), (sentence), \
	    (const struct gs_message_value[]){__VA_ARGS__}, \
	    sizeof((const struct gs_message_value[]){__VA_ARGS__}) / \
	        sizeof(struct gs_message_value))
int gs_answer_values(struct gs_answer *answer, int err, const char *code,
    const char *sentence, const struct gs_message_value *values,
    size_t count);
/* What core said, and about which line: */
int gs_answer_refusal(struct gs_answer *answer, int err,
    const struct gs_refusal *refusal);
/* Copies into the answer's pool; {NULL, 0} and an error if there is no
 * memory. */
GS_CHECKED int gs_answer_keep(struct gs_span *out, struct gs_answer *answer,
    struct gs_span from);

/* What the answer's proofs state and are, in their order: no two lists have one
 * digest. */
void gs_answer_digest(uint8_t digest[32], const struct gs_answer *answer);

/* A request waits at most so long for its turn, and then its proof for its. */
#define GS_TURN_SECONDS 30

/* A question under way.  Who asks owns it, with the ask and the answer, and
 * leaves all three alone until `answered` is called. */
struct gs_waiting {
	const struct gs_ask *ask;
	struct gs_answer *answer; /* started */
	/* Once, on whatever thread has the answer, maybe before `put` returns.
	 * It does not wait for anything; afterwards nobody touches the
	 * question. */
	void (*answered)(struct gs_waiting *waiting);
	struct gs_waiting *next; /* whoever has it meanwhile */
};

/* The way to the back, for any number of threads.  A question that is put is
 * answered, always: when the answer is complete and, for a change, durable. */
struct gs_way {
	void (*put)(void *ctx, struct gs_waiting *waiting);
	void *ctx;
};

/* Puts the question and waits for its answer. */
void gs_way_ask(struct gs_way way, struct gs_answer *answer,
    const struct gs_ask *ask);

#endif
